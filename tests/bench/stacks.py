"""Whole runs of the engine: stack `local` against a stack that declares nothing, and the daemon's memory."""

from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psutil

from tests.bench.timing import Comparison, Measurement, seconds
from tests.engine.harness import LocalCloud

EMPTY = Path(__file__).parent / "empty"
AT_ONCE = ("--yes", "--skip-preview")

LIMIT_UP_SECONDS = 60
LIMIT_PREVIEW_SECONDS = 15


@dataclass(frozen=True)
class Step:
    """A command on stack `local`, and the same on the empty stack."""

    name: str
    baseline_name: str
    command: tuple[str, ...]
    baseline: tuple[str, ...]
    limit_seconds: float | None = None


SECOND_UP = Step("up of stack local, unchanged", "up of an empty stack", ("up",), ("up", *AT_ONCE))

LIFE = (
    Step(
        "preview of stack local, with policies",
        "preview of an empty stack",
        ("preview",),
        ("preview",),
        LIMIT_PREVIEW_SECONDS,
    ),
    Step(
        "up of stack local from nothing",
        "up of an empty stack",
        ("up",),
        ("up", *AT_ONCE),
        LIMIT_UP_SECONDS,
    ),
    SECOND_UP,
    Step("refresh of stack local", "refresh of an empty stack", ("refresh",), ("refresh", *AT_ONCE)),
    Step(
        "destroy of stack local",
        "destroy of an empty stack",
        ("pulumi", "destroy", "--stack", "local", *AT_ONCE),
        ("destroy", *AT_ONCE),
    ),
)
"""A stack's life in the order in which it can be lived."""


def measure_stacks(cloud: LocalCloud, runs: int) -> tuple[list[Comparison], list[Measurement]]:
    """Live the life `runs` times in a cloud that does not run yet, each step beside the empty stack's."""
    cloud.run("true")
    idle = _megabytes(cloud)
    cloud.run("pulumi", "stack", "init", "bench", cwd=EMPTY)
    # What only a first run does, as to compile what has changed, does not count.
    cloud.run("preview")
    _run_empty(cloud, "preview")

    times: dict[Step, list[float]] = defaultdict(list)
    baselines: dict[Step, list[float]] = defaultdict(list)
    deployed, destroyed = [], []
    for _ in range(runs):
        for step in LIFE:
            times[step].append(seconds(partial(cloud.run, *step.command)))
            baselines[step].append(seconds(partial(_run_empty, cloud, *step.baseline)))
            if step is SECOND_UP:
                deployed.append(_megabytes(cloud))
        destroyed.append(_megabytes(cloud))
    comparisons = [
        Comparison(
            step.name, step.baseline_name, tuple(times[step]), tuple(baselines[step]), step.limit_seconds
        )
        for step in LIFE
    ]
    return comparisons, [
        Measurement("memory of the local cloud after its start", "MB", (idle,)),
        Measurement("memory with stack local deployed", "MB", tuple(deployed)),
        Measurement("memory with stack local destroyed", "MB", tuple(destroyed)),
    ]


def _run_empty(cloud: LocalCloud, command: str, *arguments: str) -> str:
    return cloud.run("pulumi", command, "--stack", "bench", *arguments, cwd=EMPTY)


def _megabytes(cloud: LocalCloud) -> float:
    return float(psutil.Process(cloud.daemon.pid).memory_info().rss / 1e6)
