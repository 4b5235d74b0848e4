"""`python -m localcloud`: the local cloud from the command line."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.table import Table

from localcloud import CREDENTIALS, DEFAULT_REGION, daemon
from localcloud.daemon import Daemon, DaemonError
from localcloud.fingerprint import fingerprint
from localcloud.storage import StorageError, remove

_NOT_RUNNING: Final = 3
"""The exit code of `status` when there is no daemon, as of a stopped service in the LSB's convention."""

DEFAULT_DIRECTORY: Final = Path(__file__).parents[1] / ".local" / "cloud"
"""Where the cloud of this checkout is: not under version control."""

Directory = Annotated[
    Path, typer.Option(envvar="LOCALCLOUD_DIRECTORY", help="Holds the cloud's state, log and description.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]

app = typer.Typer(
    help="A local AWS for this project: real APIs, no account. It answers on 127.0.0.1 only.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@app.command()
def start(directory: Directory = DEFAULT_DIRECTORY, as_json: AsJson = False) -> None:
    """Start the daemon, or find the one that is running."""
    report = None if as_json else typer.echo
    _print(daemon.start(directory, report), as_json)


@app.command()
def stop(directory: Directory = DEFAULT_DIRECTORY) -> None:
    """Stop the daemon. Its state stays."""
    typer.echo("Stopped." if daemon.stop(directory) else "It was not running.")


@app.command()
def status(directory: Directory = DEFAULT_DIRECTORY, as_json: AsJson = False) -> None:
    """Say whether the daemon is running, and where. Exit code 3 if it is not."""
    running = daemon.status(directory)
    if running is None:
        typer.echo("null" if as_json else "Not running.")
        raise typer.Exit(_NOT_RUNNING)
    _print(running, as_json)


@app.command()
def reset(
    directory: Directory = DEFAULT_DIRECTORY,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Empty the cloud: everything in it is lost. A running daemon is started anew."""
    if not yes:
        typer.confirm(f"Delete everything in the local cloud in {directory}?", abort=True)
    was_running = daemon.stop(directory)
    remove(directory)
    typer.echo("Empty.")
    if was_running:
        _print(daemon.start(directory), as_json=False)


@app.command()
def serve(directory: Directory = DEFAULT_DIRECTORY) -> None:
    """Run the local cloud in this terminal, as the daemon does. Ends with Ctrl-C."""
    code = fingerprint()
    # moto is imported here: the other commands answer at once without it.
    from localcloud.serve import serve as run

    run(directory, code)


@app.command()
def coverage(as_json: AsJson = False) -> None:
    """List the resource types, backed by an AWS API or held by the cloud itself, and the functions, with the
    operations that each uses.
    """
    from localcloud.provider import registry

    types, functions = registry.coverage(), registry.function_coverage()
    rows = [*types, *functions]
    if as_json:
        typer.echo(json.dumps([row._asdict() for row in rows], indent=2))
        return
    table = Table("type", "backing", "service", "operations")
    for row in rows:
        table.add_row(row.token, row.backing, row.service, ", ".join(row.operations))
    Console().print(table)
    typer.echo(f"{len(types)} types, {len(functions)} functions")


def _print(running: Daemon, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(asdict(running), indent=2))
        return
    typer.echo(
        f"The local cloud answers at {running.endpoint} "
        f"(process {running.pid}, provider port {running.provider_port}).\n"
        f"For AWS clients: AWS_ENDPOINT_URL={running.endpoint} AWS_REGION={DEFAULT_REGION} "
        f"AWS_ACCESS_KEY_ID={CREDENTIALS.access_key_id} AWS_SECRET_ACCESS_KEY={CREDENTIALS.secret_access_key}"
    )


def main() -> None:
    """Runs the command line; what went wrong is said in a line, with exit code 1."""
    try:
        app(prog_name="python -m localcloud")
    except (DaemonError, StorageError) as error:
        typer.echo(f"Error: {error}", err=True)
        raise SystemExit(1) from error


if __name__ == "__main__":
    main()
