"""What a daemon says of itself in the files of its directory."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import psutil

DESCRIPTION_FILE: Final = "daemon.json"
PROVIDER_FILE: Final = "provider"
"""The provider's port and the daemon's process id in one line, for the plugin, which is a shell script."""
STARTING_FILE: Final = "starting"
"""There while a daemon is on its way: the plugin waits for it."""


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
        fingerprint: the code that it runs; "" if it is of a time before that was written down.
    """

    pid: int
    process_created: float
    endpoint: str
    provider_port: int
    started_at: str
    fingerprint: str = ""

    @classmethod
    def of_this_process(cls, endpoint: str, provider_port: int, fingerprint: str) -> "Daemon":
        """Describes the current process, with the fingerprint of what it was started with."""
        return cls(
            pid=os.getpid(),
            process_created=psutil.Process().create_time(),
            endpoint=endpoint,
            provider_port=provider_port,
            started_at=datetime.now(UTC).isoformat(timespec="seconds"),
            fingerprint=fingerprint,
        )


def last(directory: Path) -> Daemon | None:
    """The daemon that last described itself in a directory, running or not; None if there never was one."""
    try:
        described = json.loads((directory / DESCRIPTION_FILE).read_text())
        known = {field.name for field in fields(Daemon)}
        return Daemon(**{name: value for name, value in described.items() if name in known})
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, AttributeError):
        # Written by another version: its process, if any, still holds the directory, and says so.
        return None


def announce(directory: Path, daemon: Daemon) -> None:
    """Describes the current process as the daemon of a directory: it is ready."""
    offer(directory, daemon)
    _write(directory / DESCRIPTION_FILE, json.dumps(asdict(daemon), indent=2) + "\n")


def withdraw(directory: Path) -> None:
    """Says that a directory has no daemon any more. The description stays, for its port to be taken again."""
    (directory / PROVIDER_FILE).unlink(missing_ok=True)


def offer(directory: Path, daemon: Daemon) -> None:
    """Says where the provider of a directory is."""
    _write(directory / PROVIDER_FILE, f"{daemon.provider_port} {daemon.pid}\n")


@contextmanager
def starting(directory: Path) -> Iterator[None]:
    """Inside the block the directory's daemon is on its way, for the first time or again."""
    mark = directory / STARTING_FILE
    mark.touch()
    try:
        yield
    finally:
        mark.unlink(missing_ok=True)


def _write(path: Path, text: str) -> None:
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    temporary.write_text(text)
    temporary.replace(path)
