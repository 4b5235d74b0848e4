"""Reads what a stack publishes: from Pulumi, or from a file made with it."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ops.errors import OpsError

Outputs = Mapping[str, Any]


def read_outputs(stack: str, file: Path | None = None) -> Outputs:
    """The outputs of `stack`, or those in `file`, which `pulumi stack output --json` has written.

    Raises OpsError when Pulumi or the file cannot be read.
    """
    source = f"the file {file}" if file is not None else f"Pulumi, about stack '{stack}',"
    text = _read_file(file) if file is not None else _ask_pulumi(stack)
    try:
        outputs = json.loads(text)
    except json.JSONDecodeError as error:
        raise OpsError(f"{source} gives no JSON: {error}") from None
    if not isinstance(outputs, dict):
        raise OpsError(f"{source} gives {type(outputs).__name__} instead of a mapping of outputs")
    return outputs


def _read_file(file: Path) -> str:
    try:
        return file.read_text()
    except OSError as error:
        raise OpsError(f"the outputs in {file} cannot be read: {error.strerror}") from None


def _ask_pulumi(stack: str) -> str:
    command = ["pulumi", "stack", "output", "--json", "--stack", stack]
    try:
        # Without our input: a question of Pulumi's would not be seen, and would eat what is piped to us.
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise OpsError(
            "there is no pulumi on PATH. Install it, or (for the local cloud) run this command with"
            " `scripts/local` before it, or give a file with `--outputs`"
        ) from None
    if done.returncode:
        reason = done.stderr.strip() or f"exit code {done.returncode}"
        raise OpsError(f"`{' '.join(command)}` failed: {reason}")
    return done.stdout
