"""Child processes that end with their parent, and the streaming of what they print."""

import os
import queue
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Literal

GRACE_SECONDS = 4.0
"""How long a child may take to end after SIGTERM before it is killed. The engine kills us after 5."""

DRAIN_SECONDS = 1.0
"""How long output is awaited after a child's end: a grandchild may hold the pipe open for ever."""

Stream = Literal["stdout", "stderr"]
Process = subprocess.Popen[bytes]


class Children:
    """The processes that were started through it. Safe to use from several threads."""

    def __init__(self) -> None:
        self._running: set[Process] = set()
        self._lock = threading.Lock()
        self._closed = False

    def start(
        self, command: Sequence[str | Path], *, cwd: str, environment: Mapping[str, str], piped: bool = False
    ) -> Process:
        """Start `command` without standard input; with `piped` its output can be read, else it shares ours.

        It stays in this process's group, which the engine kills as a whole, but does not hear SIGINT: the
        engine sends that to the group to stop us, and a Python program would answer with a traceback. We
        send SIGTERM.

        Raises:
            OSError: it cannot be started.
            RuntimeError: `end_all` was called.
        """
        pipe = subprocess.PIPE if piped else None
        with self._lock:
            if self._closed:
                raise RuntimeError("the language host is shutting down")
            mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
            try:
                process = subprocess.Popen(
                    command, cwd=cwd, env=environment, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe
                )
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            self._running.add(process)
        return process

    def wait(self, process: Process) -> int:
        """The exit code of `process` as a shell gives it: 128 + signal number when a signal ended it."""
        code = process.wait()
        with self._lock:
            self._running.discard(process)
        return code if code >= 0 else 128 - code

    def end_all(self) -> None:
        """End every running child and let no other start."""
        with self._lock:
            self._closed = True
            running = list(self._running)
        for process in running:
            end(process)


def end(process: Process) -> None:
    """Ask a process to end, and kill it when it does not within `GRACE_SECONDS`."""
    process.terminate()
    try:
        process.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()


def stream(process: Process) -> Iterator[tuple[Stream, bytes]]:
    """What a piped `process` prints, as it comes, until it has ended."""
    chunks: queue.SimpleQueue[tuple[Stream, bytes] | None] = queue.SimpleQueue()

    def pump(name: Stream, pipe: IO[bytes]) -> None:
        while chunk := os.read(pipe.fileno(), 65536):
            chunks.put((name, chunk))

    assert process.stdout is not None
    assert process.stderr is not None
    pumps = [
        threading.Thread(target=pump, args=("stdout", process.stdout), daemon=True),
        threading.Thread(target=pump, args=("stderr", process.stderr), daemon=True),
    ]

    def close() -> None:
        process.wait()
        for thread in pumps:
            thread.join(DRAIN_SECONDS)
        chunks.put(None)

    for thread in [*pumps, threading.Thread(target=close, daemon=True)]:
        thread.start()
    yield from iter(chunks.get, None)


def when_orphaned(act: Callable[[], None]) -> None:
    """Call `act` in a thread within a second or so after this process's parent has died."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        act()

    threading.Thread(target=watch, daemon=True).start()
