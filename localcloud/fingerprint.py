"""What a daemon runs, in a line: another one after an edit here, or with other versions of libraries."""

import hashlib
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Final

PACKAGE: Final = Path(__file__).parent

_CODE: Final = frozenset({".py", ".json"})
_LIBRARIES: Final = ("moto", "botocore", "pulumi")
"""Those whose other versions answer in other ways, or cannot read the same state."""


def fingerprint(package: Path = PACKAGE) -> str:
    """What runs: `code 3f2a91c04b7e, Python 3.11.2, moto 5.2.5, botocore 1.40.1, pulumi 3.272.0`.

    Files are told apart by name, size and time of change, without being read: it takes milliseconds.

    Args:
        package: the folder of the code and its data.
    """
    seen = hashlib.sha256()
    for path in sorted(path for path in package.rglob("*") if path.suffix in _CODE):
        about = path.stat()
        seen.update(f"{path.relative_to(package)} {about.st_size} {about.st_mtime_ns}\n".encode())
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return f"code {seen.hexdigest()[:12]}, Python {platform.python_version()}, {libraries}"


def difference(runs: str, here: str) -> str:
    """What differs between the fingerprint of a running daemon and that of the code here, for people."""
    known, present = runs.split(", "), here.split(", ")
    only_there = [part for part in known if part and part not in present]
    only_here = [part for part in present if part not in known]
    return f"it runs {', '.join(only_there) or 'older code'}, and here is {', '.join(only_here)}"
