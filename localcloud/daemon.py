"""The daemon that keeps a local cloud running: started, found and stopped by its directory."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import psutil
from filelock import FileLock, Timeout
from tenacity import (
    RetryError,
    Retrying,
    retry_if_exception_type,
    retry_if_not_result,
    stop_after_delay,
    wait_fixed,
)

READY_SECONDS: Final = 60.0
"""How long a start may take before it counts as failed; it takes about a second on an idle machine."""

STOP_SECONDS: Final = 10.0
"""How long a stop may take before the process is killed."""

DESCRIPTION_FILE: Final = "daemon.json"
PROVIDER_FILE: Final = "provider"
"""The provider's port and the daemon's process id in one line, for the plugin, which is a shell script."""

_LOG_FILE: Final = "daemon.log"
_LOG_BYTES: Final = 1_000_000
_TAIL_LINES: Final = 20

_ROOT: Final = Path(__file__).parents[1]
_FOREIGN_ENVIRONMENT: Final = ("AWS_", "BOTO_", "MOTO_")
"""What the user has set for AWS and its tools is not for the daemon."""

_children: list[subprocess.Popen[bytes]] = []
"""Daemons this process started: kept, so that they are not warned about when they outlive it."""


class DaemonError(Exception):
    """The daemon did not start or stop as it should."""


class _NotReadyError(Exception):
    """The daemon has not described itself yet."""


@dataclass(frozen=True)
class Daemon:
    """A running local cloud.

    Attributes:
        pid: its process.
        process_created: when that process was created, in seconds since 1970: tells it from a later one of
            its id.
        endpoint: the URL for AWS clients, as `http://127.0.0.1:41234`.
        provider_port: the TCP port of the Pulumi provider on 127.0.0.1.
        started_at: when it was ready, in UTC, ISO 8601.
    """

    pid: int
    process_created: float
    endpoint: str
    provider_port: int
    started_at: str

    @classmethod
    def of_this_process(cls, endpoint: str, provider_port: int) -> "Daemon":
        """Describes the current process."""
        return cls(
            pid=os.getpid(),
            process_created=psutil.Process().create_time(),
            endpoint=endpoint,
            provider_port=provider_port,
            started_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )


def start(directory: Path, report: Callable[[str], None] | None = None) -> Daemon:
    """Starts the daemon of a directory, or finds the one that is running. Two starts at once give one daemon.

    Args:
        directory: holds the cloud's state, the daemon's log and its description; made if missing.
        report: told in a line what is being waited for.

    Raises:
        DaemonError: it did not become ready; the message ends with the end of its log.
    """
    directory = directory.resolve()
    with _alone(directory):
        running = status(directory)
        if running:
            return running
        if report:
            report("Starting the local cloud ...")
        withdraw(directory)
        return _await_ready(directory, _spawn(directory))


def status(directory: Path) -> Daemon | None:
    """The running daemon of a directory; None if there is none."""
    daemon = last(directory)
    return daemon if daemon and _process(daemon) else None


def stop(directory: Path) -> bool:
    """Stops the daemon of a directory; False if none was running. What it did is durable already."""
    directory = directory.resolve()
    if not directory.is_dir():
        return False
    with _alone(directory):
        daemon = status(directory)
        if daemon:
            _end(daemon)
        withdraw(directory)
        return daemon is not None


def last(directory: Path) -> Daemon | None:
    """The daemon that last described itself in a directory, running or not; None if there never was one."""
    try:
        described = json.loads((directory / DESCRIPTION_FILE).read_text())
        return Daemon(**described)
    except FileNotFoundError:
        return None
    except (ValueError, TypeError):
        # Written by another version: its process, if any, still holds the directory, and says so.
        return None


def announce(directory: Path, daemon: Daemon) -> None:
    """Describes the current process as the daemon of a directory: it is ready."""
    _write(directory / PROVIDER_FILE, f"{daemon.provider_port} {daemon.pid}\n")
    _write(directory / DESCRIPTION_FILE, json.dumps(asdict(daemon), indent=2) + "\n")


def withdraw(directory: Path) -> None:
    """Says that a directory has no daemon any more. The description stays, for its port to be taken again."""
    (directory / PROVIDER_FILE).unlink(missing_ok=True)


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    directory.mkdir(parents=True, exist_ok=True)
    lock = FileLock(directory / "daemon.lock", timeout=READY_SECONDS + STOP_SECONDS)
    try:
        lock.acquire()
    except Timeout as error:
        raise DaemonError(f"another start or stop of the local cloud in {directory} does not end") from error
    try:
        yield
    finally:
        lock.release()


def _process(daemon: Daemon) -> psutil.Process | None:
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(daemon.pid)
        # Process ids are used again, and a killed child stays a zombie until its parent looks.
        same = abs(process.create_time() - daemon.process_created) < 1
        if same and process.status() != psutil.STATUS_ZOMBIE:
            return process
    return None


def _end(daemon: Daemon) -> None:
    def ended() -> bool:
        for child in _children:
            child.poll()
        return _process(daemon) is None

    for send in (psutil.Process.terminate, psutil.Process.kill):
        process = _process(daemon)
        if process is None:
            return
        with suppress(psutil.NoSuchProcess):
            send(process)
        with suppress(RetryError):
            Retrying(
                wait=wait_fixed(0.02), stop=stop_after_delay(STOP_SECONDS), retry=retry_if_not_result(bool)
            )(ended)
            return
    raise DaemonError(f"the local cloud's process {daemon.pid} does not end, not even by SIGKILL")


def _spawn(directory: Path) -> "subprocess.Popen[bytes]":
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN_ENVIRONMENT)
    }
    log = directory / _LOG_FILE
    if log.exists() and log.stat().st_size > _LOG_BYTES:
        log.replace(log.with_suffix(".log.old"))
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "localcloud", "serve", "--directory", str(directory)],
            cwd=_ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    _children.append(process)
    return process


def _await_ready(directory: Path, process: "subprocess.Popen[bytes]") -> Daemon:
    def ready() -> Daemon:
        if process.poll() is not None:
            raise DaemonError(
                f"the local cloud ended with exit code {process.returncode}. {_tail(directory)}"
            )
        daemon = last(directory)
        if daemon is None or daemon.pid != process.pid:
            raise _NotReadyError
        return daemon

    waiting = Retrying(
        wait=wait_fixed(0.02),
        stop=stop_after_delay(READY_SECONDS),
        retry=retry_if_exception_type(_NotReadyError),
    )
    try:
        return waiting(ready)
    except RetryError as error:
        process.kill()
        process.wait()
        raise DaemonError(
            f"the local cloud was not ready after {READY_SECONDS:.0f} s. {_tail(directory)}"
        ) from error


def _tail(directory: Path) -> str:
    log = directory / _LOG_FILE
    lines = log.read_text(errors="replace").splitlines()[-_TAIL_LINES:] if log.exists() else []
    return f"The end of its log, {log}:\n" + "\n".join(f"  {line}" for line in lines)


def _write(path: Path, text: str) -> None:
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    temporary.write_text(text)
    temporary.replace(path)
