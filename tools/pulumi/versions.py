"""Which Pulumi and which Go are wanted, and how to read the version that an executable states."""

import os
import platform
import re
import subprocess
from pathlib import Path

from semver import VersionInfo

PULUMI = VersionInfo.parse("3.259.0")
"""The engine that the project is tested with: the newest that can also be built from the Go module proxy."""

GO = VersionInfo.parse("1.25.11")
"""The oldest Go that the engine's module accepts (its `go` line in `go.mod`)."""

PLATFORM = f"{platform.system().lower()}-{platform.machine().lower()}"
"""Names cached executables, since a home folder may be shared between machines."""

_STATED_VERSION = re.compile(r"(\d+\.\d+)(\.\d+)?([-+][0-9A-Za-z.+-]+)?")


def stated_version(command: list[str | Path], **environment: str) -> VersionInfo:
    """Run `command` and read the first version number that it prints.

    A missing patch number counts as 0 (Go's first releases of a line have none).

    Raises:
        ValueError: the command does not run, fails, or prints no version number; the message names the
            command.
    """
    stated = f"`{' '.join(map(str, command))}`"
    try:
        result = subprocess.run(
            command,
            env={**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true", **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise ValueError(f"{stated} does not run: {error}") from error
    match = _STATED_VERSION.search(result.stdout)
    if match is None:
        raise ValueError(f"{stated} printed no version number but {result.stdout.strip()[:80]!r}")
    return VersionInfo.parse(f"{match[1]}{match[2] or '.0'}{match[3] or ''}")
