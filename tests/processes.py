"""Processes that tests start, and end."""

import time

import psutil

DEADLINE_SECONDS = 30


def runs(pid: int) -> bool:
    """Whether there is such a process that has not ended; one that ends meanwhile has."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def wait_until_gone(pid: int) -> None:
    """Wait until a process has ended; fails the test when it does not."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while runs(pid):
        assert time.monotonic() < deadline, f"process {pid} still runs"
        time.sleep(0.02)
