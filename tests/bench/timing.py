"""What is measured: an action alone, or two in turn with the ratio of each pair."""

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Comparison:
    """Seconds of an action and of its baseline, pair by pair. Limits are what the project asks of itself."""

    name: str
    baseline_name: str
    seconds: tuple[float, ...]
    baseline_seconds: tuple[float, ...]
    limit_seconds: float | None = None
    limit_ratio: float | None = None

    def summary(self) -> dict[str, Any]:
        """Medians of both sides, and the median, lowest and highest ratio of the pairs."""
        ratios = [one / other for one, other in zip(self.seconds, self.baseline_seconds, strict=True)]
        return {
            **asdict(self),
            "seconds": statistics.median(self.seconds),
            "baseline_seconds": statistics.median(self.baseline_seconds),
            "ratio": statistics.median(ratios),
            "ratio_low": min(ratios),
            "ratio_high": max(ratios),
        }


@dataclass(frozen=True)
class Measurement:
    """Values of one thing, in `unit`."""

    name: str
    unit: str
    values: tuple[float, ...]

    def summary(self) -> dict[str, Any]:
        """The median, lowest and highest value."""
        return {
            "name": self.name,
            "unit": self.unit,
            "median": statistics.median(self.values),
            "low": min(self.values),
            "high": max(self.values),
        }


def compare(
    name: str, action: Callable[[], object], baseline_name: str, baseline: Callable[[], object], runs: int
) -> Comparison:
    """Time an action and its baseline `runs` times in turn, after one of each that does not count."""
    pairs = [(seconds(action), seconds(baseline)) for _ in range(runs + 1)][1:]
    ours, theirs = zip(*pairs, strict=True)
    return Comparison(name, baseline_name, ours, theirs)


def seconds(action: Callable[[], object]) -> float:
    """Wall-clock seconds that an action takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start
