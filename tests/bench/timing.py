"""Two actions timed in turn, and the ratio of each pair."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Comparison:
    """Seconds of an action and of its baseline, pair by pair."""

    name: str
    baseline_name: str
    seconds: tuple[float, ...]
    baseline_seconds: tuple[float, ...]

    def summary(self) -> dict[str, float]:
        """Medians of both sides, and the median, lowest and highest ratio of the pairs."""
        ratios = [one / other for one, other in zip(self.seconds, self.baseline_seconds, strict=True)]
        return {
            "seconds": statistics.median(self.seconds),
            "baseline_seconds": statistics.median(self.baseline_seconds),
            "ratio": statistics.median(ratios),
            "ratio_low": min(ratios),
            "ratio_high": max(ratios),
        }


def compare(
    name: str, action: Callable[[], object], baseline_name: str, baseline: Callable[[], object], runs: int
) -> Comparison:
    """Time an action and its baseline `runs` times in turn, after one of each that does not count."""
    pairs = [(seconds(action), seconds(baseline)) for _ in range(runs + 1)][1:]
    return Comparison(name, baseline_name, *zip(*pairs, strict=True))


def seconds(action: Callable[[], object]) -> float:
    """Wall-clock seconds that an action takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start
