"""What the three ways to a toolchain have in common: their result, their failure, and safe installation."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from semver import VersionInfo

Report = Callable[[str], None]
"""Takes one line of progress, without a line end."""

Source = Literal["path", "download", "build"]


@dataclass(frozen=True)
class Toolchain:
    """A Pulumi CLI together with what it needs to run Python programs."""

    version: str
    """The CLI's version without a leading `v`, for example `3.259.0`."""
    source: Source
    """`path`: found on PATH; `download`: the official release, cached; `build`: built from its Go module,
    cached.
    """
    directories: tuple[Path, ...]
    """Absolute folders to put in front of PATH, in this order."""
    pulumi: Path
    """The absolute path of the CLI itself."""


class UnavailableError(Exception):
    """One way to a toolchain does not work here. The message is one line: the reason."""


@contextmanager
def staged(target: Path) -> Iterator[Path]:
    """A temporary folder beside `target` that becomes `target` when the block ends without an error.

    Both lie in one file system, so the last step is one rename: whatever interrupts the block, `target` is
    complete or absent. Folders that killed predecessors left behind are swept; the caller holds the lock
    that makes this safe.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    for left_over in target.parent.glob(f"{target.name}.part-*"):
        shutil.rmtree(left_over, ignore_errors=True)
    part = Path(tempfile.mkdtemp(prefix=f"{target.name}.part-", dir=target.parent))
    try:
        yield part
        if target.exists():
            shutil.rmtree(target)
        part.rename(target)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def check_version(pulumi: Path, wanted: VersionInfo, stated: VersionInfo) -> None:
    """Raise `UnavailableError` unless a freshly installed CLI states the version that was asked for."""
    if stated != wanted:
        raise UnavailableError(f"{pulumi.name} states version {stated} where {wanted} was installed")
