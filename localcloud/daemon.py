"""The daemon that keeps a local cloud running: started, found and stopped by its directory."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
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

from localcloud.daemon_files import (
    DESCRIPTION_FILE,
    PROVIDER_FILE,
    Daemon,
    announce,
    last,
    offer,
    starting,
    withdraw,
)
from localcloud.fingerprint import difference, fingerprint

__all__ = [
    "DESCRIPTION_FILE",
    "PROVIDER_FILE",
    "Daemon",
    "DaemonError",
    "announce",
    "last",
    "start",
    "status",
    "stop",
    "withdraw",
]

READY_SECONDS: Final = 60.0
"""How long a start may take before it counts as failed; it takes about a second on an idle machine."""

STOP_SECONDS: Final = 10.0
"""How long a stop may take before the process is killed."""

_CONNECT_SECONDS: Final = 0.25
"""How long after it was told the port an engine may take to connect; it takes milliseconds."""

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


def start(directory: Path, report: Callable[[str], None] | None = None) -> Daemon:
    """Starts the daemon of a directory, or finds the one that is running. Two starts at once give one daemon.

    One that runs other code than is here now is started anew, unless a Pulumi run is using it.

    Args:
        directory: holds the cloud's state, the daemon's log and its description; made if missing.
        report: told in a line what is being waited for, or that other code runs.

    Raises:
        DaemonError: it did not become ready; the message ends with the end of its log.
    """
    directory, say = directory.resolve(), report or (lambda _: None)
    with _alone(directory):
        running, here = status(directory), fingerprint()
        if running and running.fingerprint == here:
            return running
        with starting(directory):
            if running is None:
                say("Starting the local cloud ...")
                return _launch(directory)
            change = difference(running.fingerprint, here)
            if not _end_unused(directory, running):
                say(f"The local cloud stays as it is while a Pulumi run is using it: {change}.")
                return running
            say(f"Starting the local cloud anew: {change} ...")
            return _launch(directory)


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


def _end_unused(directory: Path, daemon: Daemon) -> bool:
    """Ends a daemon unless a Pulumi run is using it; whether it did."""
    # No engine is told the port any more; one that has just been told it connects.
    withdraw(directory)
    until = time.monotonic() + _CONNECT_SECONDS
    while time.monotonic() < until:
        if _used(daemon):
            offer(directory, daemon)
            return False
        time.sleep(_CONNECT_SECONDS / 10)
    _end(daemon)
    return True


def _used(daemon: Daemon) -> bool:
    """Whether an engine is connected: it keeps its connection for as long as its run needs the provider."""
    process = _process(daemon)
    return process is not None and any(
        connection.status == psutil.CONN_ESTABLISHED and connection.laddr.port == daemon.provider_port
        for connection in process.net_connections("tcp")
    )


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


def _launch(directory: Path) -> Daemon:
    withdraw(directory)
    return _await_ready(directory, _spawn(directory))


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
