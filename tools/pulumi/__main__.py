"""`python -m tools.pulumi`: get the Pulumi toolchain if need be, and say which one is in use."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from tools.pulumi import ToolchainError, resolve

SOURCES = {
    "path": "found on PATH",
    "download": "official release, downloaded",
    "build": "built from its Go module, with the stand-in language host",
}


def main(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")] = False,
) -> None:
    """Find, download or build the pinned Pulumi toolchain and report what is in use.

    Progress goes to standard error. Exit code 1: no toolchain can be had.
    """
    try:
        toolchain = resolve(report=lambda line: typer.echo(line, err=True))
    except ToolchainError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(1) from error
    if as_json:
        typer.echo(json.dumps(asdict(toolchain), default=str, indent=2))
        return
    typer.echo(f"Pulumi {toolchain.version} ({SOURCES[toolchain.source]})")
    typer.echo(f"  CLI:  {toolchain.pulumi}")
    typer.echo(f"  PATH: {' '.join(map(str, toolchain.directories))}")


if __name__ == "__main__":
    typer.run(main)
