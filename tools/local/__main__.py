"""`python -m tools.local` and `scripts/local`: a command of `tools.local.commands`, or any program."""

import subprocess
import sys

from localcloud.daemon import DaemonError
from tools.local.commands import app, report
from tools.local.recovery import LockedError
from tools.local.session import Session
from tools.pulumi import ToolchainError


def main() -> None:
    """Run the command line. What the user can mend ends with one message and exit code 1."""
    arguments = sys.argv[1:]
    try:
        if arguments and not arguments[0].startswith("-") and arguments[0] not in _commands():
            sys.exit(_run_program(arguments))
        app(prog_name="scripts/local")
    except (ToolchainError, DaemonError, LockedError) as error:
        sys.exit(f"error: {error}")
    except subprocess.CalledProcessError as error:
        sys.exit(f"error: `{' '.join(error.cmd)}` failed with exit code {error.returncode}")


def _run_program(command: list[str]) -> int:
    """Become `command`; only if that fails, return the exit code that a shell has for it."""
    session = Session.open(report)
    try:
        session.become(command)
    except OSError as error:
        report(f"error: {command[0]}: {error.strerror}")
        return 127 if isinstance(error, FileNotFoundError) else 126
    raise AssertionError("unreachable")


def _commands() -> set[str]:
    return {
        command.name or command.callback.__name__ for command in app.registered_commands if command.callback
    }


if __name__ == "__main__":
    main()
