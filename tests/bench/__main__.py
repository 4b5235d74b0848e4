"""`make bench`: what whole runs of stack `local` take, and what components and the local cloud cost.

Absolute figures differ from machine to machine and from minute to minute; the two sides of a ratio are
measured in turn, so that they share the machine's mood. Nothing fails when a figure is not as wanted.
"""

import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tests.bench.components import measure_components
from tests.bench.imports import measure_import, slowest_imports
from tests.bench.operations import measure_operations
from tests.bench.report import Machine, Report
from tests.bench.stacks import measure_stacks
from tests.engine.harness import local_cloud


def main(
    runs: Annotated[int, typer.Option(min=1, help="Runs of each side of a stack's ratio.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")] = False,
) -> None:
    """Measure, and print medians and the ratio of each pair. Takes about a minute for each of the runs."""
    machine = Machine.now()
    import_time, slowest = measure_import(), slowest_imports()
    operations = measure_operations()
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        with local_cloud(directory / "local") as cloud:
            stacks, memory = measure_stacks(cloud, runs)
            components = measure_components(cloud, directory, runs)
    report = Report(machine, [*stacks, *components, *operations], [import_time, *memory], slowest)
    if as_json:
        typer.echo(report.json())
    else:
        report.show(Console())


if __name__ == "__main__":
    typer.run(main)
