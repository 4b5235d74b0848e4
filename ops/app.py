"""The command line: one group of commands for each task."""

import typer

from ops import secrets_command

# A crash must not show what a function had in its hands: it may be a secret.
app = typer.Typer(
    help="Commands for people who run a deployed stack.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    rich_markup_mode="markdown",
)
app.add_typer(secrets_command.app, name="secrets")


@app.callback()
def commands() -> None:
    """Commands for people who run a deployed stack."""
