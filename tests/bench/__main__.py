"""`make bench`: what the local cloud costs, against bare moto calls and against an empty stack.

Absolute figures differ from machine to machine and from minute to minute; the two sides of a ratio are
measured in turn, so that they share the machine's mood.
"""

import json
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from tests.bench.operations import measure_operations
from tests.bench.stacks import measure_stacks
from tests.bench.timing import Comparison


def main(
    runs: Annotated[int, typer.Option(min=1, help="Measured runs of each side of a stack's ratio.")] = 3,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")] = False,
) -> None:
    """Measure, and print medians and the ratio of each pair."""
    console = Console(stderr=as_json)
    comparisons = measure_operations()
    with tempfile.TemporaryDirectory() as directory:
        stacks, memory = measure_stacks(Path(directory) / "local", runs)
    if as_json:
        rows = [comparison.summary() for comparison in comparisons + stacks]
        typer.echo(json.dumps({"comparisons": rows, "idle_daemon_megabytes": round(memory)}, indent=2))
    else:
        _show(console, comparisons + stacks, memory)


def _show(console: Console, comparisons: list[Comparison], memory: float) -> None:
    table = Table("what", "against", "median", "its median", "ratio", "low", "high")
    for comparison in comparisons:
        found = comparison.summary()
        figures = (found["seconds"], found["baseline_seconds"])
        ratios = (found["ratio"], found["ratio_low"], found["ratio_high"])
        table.add_row(
            comparison.name,
            comparison.baseline_name,
            *(f"{value * 1000:.1f} ms" if value < 1 else f"{value:.1f} s" for value in figures),
            *(f"{value:.2f}" for value in ratios),
        )
    console.print(table)
    console.print(f"idle daemon after a whole run: {memory:.0f} MB")


typer.run(main)
