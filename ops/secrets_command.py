"""`python -m ops secrets`: gives the secrets of a stack their values, and says which lack one."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr
from rich.console import Console

from ops.errors import ExitCode, OpsError, WrongCallError
from ops.fill_secrets import Outcome, Wishes, fill, look
from ops.given_values import read_given
from ops.secret_contract import SecretEntry, read_secrets
from ops.secret_report import as_json, show
from ops.secret_store import SecretStore
from ops.secret_values import TEXT
from ops.stack_outputs import read_outputs

app = typer.Typer(no_args_is_help=True)

Stack = Annotated[str, typer.Option("--stack", "-s", help="Name of the stack, as prod.")]
OutputsFile = Annotated[
    Path | None,
    typer.Option(
        "--outputs",
        help="File with the stack's outputs (`pulumi stack output --json`), instead of asking Pulumi.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Write the result as JSON, for programs.")]
Only = Annotated[
    list[str] | None, typer.Option("--only", help="Name of a secret; the others are left out. Repeatable.")
]


@app.callback()
def secrets() -> None:
    """Values of a stack's secrets. No command ever shows one.

    Exit codes: 0 when every secret has its value, 1 when the command failed, 2 when it was called wrongly, 3
    when a secret still lacks something or could not be filled.
    """


@app.command()
def init(
    stack: Stack,
    outputs: OutputsFile = None,
    only: Only = None,
    from_file: Annotated[
        list[str] | None,
        typer.Option(
            "--from-file",
            metavar="NAME[.FIELD]=PATH",
            help="Take a value, or one field, from a file; `-` is the standard input. Repeatable.",
        ),
    ] = None,
    replace: Annotated[
        list[str] | None,
        typer.Option(
            "--replace", help="Name of a secret that gets a new value though it has one. Repeatable."
        ),
    ] = None,
    no_input: Annotated[
        bool, typer.Option("--no-input", help="Ask nobody; leave open what is missing.")
    ] = False,
    json: Json = False,
) -> None:
    """Give values to the secrets that have none.

    Keys are generated. Everything else is taken from files, or asked for, without showing what is typed. A
    value that exists stays, so that running it twice does no harm.
    """
    try:
        entries = _select(read_secrets(read_outputs(stack, outputs), stack), only)
        _known(entries, replace or [], "--replace")
        wishes = Wishes(
            given=read_given(from_file or [], entries),
            replace=replace or [],
            ask=None if no_input or not sys.stdin.isatty() else _ask,
        )
        outcomes = fill(entries, SecretStore(), wishes)
    except OpsError as error:
        raise _failed(error) from None
    _finish(stack, outcomes, json)


@app.command()
def status(stack: Stack, outputs: OutputsFile = None, only: Only = None, json: Json = False) -> None:
    """Say which secrets have their values. Changes nothing."""
    try:
        entries = _select(read_secrets(read_outputs(stack, outputs), stack), only)
        outcomes = look(entries, SecretStore())
    except OpsError as error:
        raise _failed(error) from None
    _finish(stack, outcomes, json)


def _select(entries: list[SecretEntry], only: list[str] | None) -> list[SecretEntry]:
    if not only:
        return entries
    _known(entries, only, "--only")
    return [entry for entry in entries if entry.name in only]


def _known(entries: list[SecretEntry], names: list[str], option: str) -> None:
    known = [entry.name for entry in entries]
    for name in names:
        if name not in known:
            raise WrongCallError(
                f"{option} {name}: there is no secret '{name}', only {', '.join(known) or 'none'}"
            )


def _ask(entry: SecretEntry, field: str) -> SecretStr | None:
    what = f"{entry.name}" if field == TEXT else f"{entry.name}, {field}"
    why = f" ({entry.description})" if entry.description else ""
    # On the standard error, so that a result in JSON stays alone on the standard output.
    answer = typer.prompt(
        f"{what}{why}; empty to skip", hide_input=True, default="", show_default=False, err=True
    )
    return SecretStr(answer) if answer else None


def _finish(stack: str, outcomes: list[Outcome], as_program: bool) -> None:
    if as_program:
        typer.echo(as_json(stack, outcomes))
    else:
        show(stack, outcomes, Console())
    if not all(outcome.is_complete for outcome in outcomes):
        raise typer.Exit(ExitCode.INCOMPLETE)


def _failed(error: OpsError) -> typer.Exit:
    typer.echo(f"error: {error}", err=True)
    return typer.Exit(error.exit_code)
