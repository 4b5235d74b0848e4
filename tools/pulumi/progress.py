"""Run a slow command and say every few seconds how far it is: in a terminal and in a CI log alike."""

import os
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from tools.pulumi.ways import Report, UnavailableError

INTERVAL_SECONDS = 10.0


def run(
    command: Sequence[str | Path],
    *,
    title: str,
    report: Report,
    cwd: Path,
    environment: Mapping[str, str] | None = None,
    seconds: float | None = None,
    unit: str = "",
    total: int = 0,
    interval: float = INTERVAL_SECONDS,
) -> str:
    """Run `command` to its end and return what it printed on standard output.

    Its lines on standard error count as progress: with `unit` and `total` given they are reported as
    "`title`: 812 of 1934 `unit`, 2 min 10 s", else by the last line. The command ends with this call,
    however the call ends.

    Raises:
        UnavailableError: the command cannot be started, exits with an error (its last line is the reason),
            or takes longer than `seconds` (default: no limit).
    """
    try:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            start_new_session=True,
        )
    except OSError as error:
        raise UnavailableError(f"{title}: {error}") from error
    assert process.stdout is not None
    assert process.stderr is not None
    output, errors = _Reader(process.stdout), _Reader(process.stderr, keep=20)
    started = time.monotonic()
    try:
        while True:
            try:
                process.wait(timeout=interval)
                break
            except subprocess.TimeoutExpired:
                elapsed = time.monotonic() - started
                if seconds is not None and elapsed > seconds:
                    raise UnavailableError(f"{title} took longer than {_duration(seconds)}") from None
                report(f"{title}: {_state(errors, unit, total)}{_duration(elapsed)}")
    finally:
        _end(process)
    output.join()
    errors.join()
    if process.returncode != 0:
        reason = errors.lines[-1] if errors.lines else f"exit code {process.returncode}"
        raise UnavailableError(f"{title} failed: {reason}")
    return "".join(f"{line}\n" for line in output.lines)


def _state(errors: "_Reader", unit: str, total: int) -> str:
    if total:
        return f"{errors.count} of {total} {unit}, "
    return f"{errors.lines[-1]}, " if errors.lines else ""


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _end(process: subprocess.Popen[str]) -> None:
    """End an unfinished command with all its children: a compiler's would go on for minutes."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class _Reader(threading.Thread):
    """Drains a pipe, so that the command never blocks on it, and keeps its last non-empty lines."""

    def __init__(self, pipe: IO[str], keep: int | None = None) -> None:
        super().__init__(daemon=True)
        self.lines: deque[str] = deque(maxlen=keep)
        self.count = 0
        self._pipe = pipe
        self.start()

    def run(self) -> None:
        for line in self._pipe:
            if stripped := line.rstrip():
                self.lines.append(stripped)
                self.count += 1
