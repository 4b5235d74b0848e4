"""The figures of one run, for people and for machines."""

import json
import os
from dataclasses import asdict, dataclass

from rich import box
from rich.console import Console
from rich.table import Table

from tests.bench.timing import Comparison, Measurement


@dataclass(frozen=True)
class Machine:
    """What the figures depend on besides the code."""

    processors: int
    load: float
    """Runnable processes over the last minute, on average, before the first measurement."""

    @classmethod
    def now(cls) -> "Machine":
        """This machine as it is."""
        return cls(os.cpu_count() or 1, round(os.getloadavg()[0], 2))


@dataclass(frozen=True)
class Report:
    """All that was measured."""

    machine: Machine
    comparisons: list[Comparison]
    measurements: list[Measurement]
    slowest_imports: list[tuple[str, float]]
    """Packages and their own milliseconds."""

    def json(self) -> str:
        """The medians as JSON, with the spread."""
        content = {
            "machine": asdict(self.machine),
            "comparisons": [one.summary() for one in self.comparisons],
            "measurements": [one.summary() for one in self.measurements],
            "slowest_imports": [
                {"package": package, "milliseconds": milliseconds}
                for package, milliseconds in self.slowest_imports
            ],
        }
        return json.dumps(content, indent=2)

    def show(self, console: Console) -> None:
        """Print tables."""
        console.print(f"{self.machine.processors} processors, load {self.machine.load} before the start")
        console.print(self._comparisons())
        console.print(self._measurements())
        slowest = ", ".join(
            f"{package} {milliseconds:.0f} ms" for package, milliseconds in self.slowest_imports
        )
        console.print(f"slowest imports, own time: {slowest}")

    def _comparisons(self) -> Table:
        titles = ("what\n  against what", "median", "against", "ratio (range)", "wanted")
        table = Table(*titles, box=box.SIMPLE_HEAD, pad_edge=False)
        for one in self.comparisons:
            found = one.summary()
            table.add_row(
                f"{one.name}\n  {one.baseline_name}",
                _seconds(found["seconds"]),
                _seconds(found["baseline_seconds"]),
                f"{found['ratio']:.2f} ({found['ratio_low']:.2f}-{found['ratio_high']:.2f})",
                _wanted(one),
            )
        return table

    def _measurements(self) -> Table:
        table = Table("what", "median", "low", "high", box=box.SIMPLE_HEAD, pad_edge=False)
        for one in self.measurements:
            found = one.summary()
            table.add_row(one.name, *(f"{found[key]:.3g} {one.unit}" for key in ("median", "low", "high")))
        return table


def _seconds(value: float) -> str:
    return f"{value * 1000:.1f} ms" if value < 1 else f"{value:.1f} s"


def _wanted(comparison: Comparison) -> str:
    if comparison.limit_seconds is not None:
        return f"< {comparison.limit_seconds:g} s"
    return "" if comparison.limit_ratio is None else f"ratio ≤ {comparison.limit_ratio:.2f}"
