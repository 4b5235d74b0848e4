"""Whole runs of the engine: stack `local` against a stack that declares nothing."""

from pathlib import Path

import psutil

from tests.bench.timing import Comparison, compare, seconds
from tests.engine.harness import LocalCloud, local_cloud

EMPTY = Path(__file__).parent / "empty"
AT_ONCE = ("--yes", "--skip-preview")


def measure_stacks(directory: Path, runs: int) -> tuple[list[Comparison], float]:
    """Preview, up from nothing and a second up, and the daemon's memory in MB once all that is over."""
    with local_cloud(directory) as cloud:
        cloud.run("pulumi", "stack", "init", "bench", cwd=EMPTY)
        found = [_preview(cloud, runs), _up(cloud, runs), _second_up(cloud, runs)]
        memory = psutil.Process(cloud.daemon.pid).memory_info().rss / 1e6
    return found, memory


def _preview(cloud: LocalCloud, runs: int) -> Comparison:
    return compare(
        "preview of stack local, with policies",
        lambda: cloud.run("preview"),
        "preview of an empty stack",
        lambda: cloud.run("pulumi", "preview", "--stack", "bench", cwd=EMPTY),
        runs,
    )


def _up(cloud: LocalCloud, runs: int) -> Comparison:
    pairs = []
    for _ in range(runs):
        local = seconds(lambda: cloud.run("up"))
        empty = seconds(lambda: cloud.run("pulumi", "up", "--stack", "bench", *AT_ONCE, cwd=EMPTY))
        pairs.append((local, empty))
        cloud.run("pulumi", "destroy", "--stack", "local", *AT_ONCE)
    cloud.run("up")
    return Comparison("up of stack local from nothing", "up of an empty stack", *zip(*pairs, strict=True))


def _second_up(cloud: LocalCloud, runs: int) -> Comparison:
    return compare(
        "up of stack local, unchanged",
        lambda: cloud.run("up"),
        "up of an empty stack",
        lambda: cloud.run("pulumi", "up", "--stack", "bench", *AT_ONCE, cwd=EMPTY),
        runs,
    )
