"""The second way: the official release, by the SDK's own installer."""

import socket
import subprocess
import sys
from pathlib import Path

from tools import ROOT
from tools.pulumi.on_path import LANGUAGE_HOST
from tools.pulumi.progress import run
from tools.pulumi.versions import PULUMI, stated_version
from tools.pulumi.ways import Report, Toolchain, UnavailableError, check_version, staged

CONNECT_SECONDS = 5
"""How long one connection may take before the release's host counts as out of reach."""

DOWNLOAD_SECONDS = 300
"""How long the whole download may take; a release is about 100 MB."""


def cached(directory: Path) -> Toolchain | None:
    """The release that an earlier run installed in `directory`, if any."""
    programs = directory / "bin"
    if not (programs / LANGUAGE_HOST).is_file():
        return None
    return Toolchain(str(PULUMI), "download", (programs,), programs / "pulumi")


def install(directory: Path, report: Report) -> None:
    """Download the release and install it as `directory`, completely or not at all.

    Raises:
        UnavailableError: the release cannot be fetched within the time limits, or does not run here.
    """
    with staged(directory) as part:
        # A process of its own: the installer knows no time limit, and one process can be ended.
        run(
            [sys.executable, "-m", "tools.pulumi.download", part],
            title=f"downloading Pulumi {PULUMI}",
            report=report,
            cwd=ROOT,
            seconds=DOWNLOAD_SECONDS,
        )
        programs = part / "bin"
        try:
            check_version(programs / "pulumi", PULUMI, stated_version([programs / "pulumi", "version"]))
        except ValueError as error:
            raise UnavailableError(str(error)) from error
        if not (programs / LANGUAGE_HOST).is_file():
            raise UnavailableError(f"the release holds no {LANGUAGE_HOST}")


def _install_release(root: str) -> str | None:
    from pulumi.automation import PulumiCommand

    socket.setdefaulttimeout(CONNECT_SECONDS)
    try:
        PulumiCommand.install(root=root, version=PULUMI)
    except subprocess.CalledProcessError as error:
        lines = str(error.output, errors="replace").strip().splitlines() if error.output else []
        return lines[-1] if lines else str(error)
    except OSError as error:
        return f"the release's host cannot be reached: {error}"
    return None


if __name__ == "__main__":
    sys.exit(_install_release(sys.argv[1]))
