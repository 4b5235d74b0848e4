"""What a killed `pulumi` leaves behind in the local backend, and how a stack becomes usable again."""

import json
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil

from tools.local import stacks
from tools.local.stacks import Stack


class LockedError(Exception):
    """Another run works on the stack. The message says which, and what to do."""


@dataclass(frozen=True)
class Lock:
    """A lock on a stack, as Pulumi writes it."""

    file: Path
    pid: int
    hostname: str
    username: str
    timestamp: str

    @classmethod
    def read(cls, file: Path) -> "Lock":
        """The lock in `file`."""
        content = json.loads(file.read_text())
        return cls(file, content["pid"], content["hostname"], content["username"], content["timestamp"])

    @property
    def stale(self) -> bool:
        """Whether its owner surely is dead: it ran on this machine, and no Pulumi has its process id now."""
        if self.hostname != socket.gethostname():
            return False
        try:
            owner = psutil.Process(self.pid)
            return owner.status() == psutil.STATUS_ZOMBIE or not owner.name().startswith("pulumi")
        except psutil.NoSuchProcess:
            return True


def break_stale_locks(backend: Path, name: str, report: Callable[[str], None]) -> None:
    """Remove the locks of stack `name` whose owners are dead.

    The files are removed one by one and not by `pulumi cancel`, which would also drop the lock of a run
    that has started meanwhile.

    Raises:
        LockedError: an owner lives, or cannot be judged because it ran on another machine.
    """
    for file in sorted(stacks.lock_directory(backend, name).glob("*.json")):
        try:
            lock = Lock.read(file)
        except FileNotFoundError:
            continue
        if not lock.stale:
            raise LockedError(
                f"stack {name} is in use by process {lock.pid} of {lock.username}@{lock.hostname} since "
                f"{lock.timestamp}. Wait until it has ended. If it is no run of Pulumi any more: "
                f"`scripts/local pulumi cancel --yes --stack {name}`"
            )
        file.unlink(missing_ok=True)
        report(f"removed the lock of a dead run from stack {name} (process {lock.pid}, {lock.timestamp})")


def clear_pending(stack: Stack, pulumi: Callable[..., str], report: Callable[[str], None]) -> None:
    """Forget the operations that a killed run was in the middle of; Pulumi would warn of them for ever.

    Nothing is lost by that in the local cloud: the next create of such a resource takes over what the
    killed run had already made, and interrupted updates and deletes are repeated since the state still asks
    for them.

    Args:
        stack: the stack as it is now.
        pulumi: runs Pulumi with arguments and, as `input`, text on standard input; returns what it prints.
        report: takes one line of progress.

    Raises:
        subprocess.CalledProcessError: Pulumi refuses the state.
    """
    if not stack.pending:
        return
    deployment = json.loads(pulumi("stack", "export", "--stack", stack.name))
    del deployment["deployment"]["pending_operations"]
    pulumi("stack", "import", "--stack", stack.name, input=json.dumps(deployment))
    report(f"a killed run was working on these resources of stack {stack.name}; they are done again:")
    for urn in stack.pending:
        report(f"  {urn}")
