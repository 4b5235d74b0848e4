"""Compile `requirements.txt` and `requirements-dev.txt` from `pyproject.toml`, with hashes.

Versions that are locked already stay, as far as `pyproject.toml` allows; `--upgrade` takes the newest ones.
"""

import subprocess
import sys
import tempfile
from typing import Annotated

import typer

from tools import ROOT

COMPILE = (
    *("pip", "compile", "--quiet", "--universal", "--generate-hashes", "--python-version", "3.11"),
    # No committed file names a package index: whoever installs chooses theirs.
    *("--no-header", "--no-emit-index-url", "--no-emit-find-links"),
    "pyproject.toml",
)

TARGETS = (
    ("requirements.txt",),
    ("requirements-dev.txt", "--group", "dev", "--constraint", "requirements.txt"),
)


def main(upgrade: Annotated[bool, typer.Option(help="Take the newest versions.")] = False) -> None:
    """Recompile the locked requirements. `uv`, which does it, is installed for the moment only."""
    with tempfile.TemporaryDirectory() as folder:
        pip = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        subprocess.run([*pip, "--target", folder, "uv"], check=True)
        for target, *options in TARGETS:
            command = (f"{folder}/bin/uv", *COMPILE, *options, "--output-file", target)
            subprocess.run([*command, *(["--upgrade"] if upgrade else [])], cwd=ROOT, check=True)
            typer.echo(f"compiled {target}")


if __name__ == "__main__":
    typer.run(main)
