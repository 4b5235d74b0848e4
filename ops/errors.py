"""What ends a command with a message instead of a traceback."""

from enum import IntEnum


class ExitCode(IntEnum):
    """How a command ends. 2 is the command line's own: it was called wrongly."""

    DONE = 0
    """Everything is as it should be."""
    FAILED = 1
    """The command could not do its work."""
    WRONG_CALL = 2
    """An option or argument cannot be used."""
    INCOMPLETE = 3
    """The command did its work, and something is still left to do."""


class OpsError(Exception):
    """Something that a person has to mend. The message says what, and how."""

    exit_code = ExitCode.FAILED


class WrongCallError(OpsError):
    """An option names something that there is not, or has a form that cannot be read."""

    exit_code = ExitCode.WRONG_CALL
