"""What components cost: previews of the program against previews of the flat program, in turn."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.flat import PROJECT, Identity, Planned, identity, refuse_difference, write_flat_program
from tests.bench.probe import sitecustomize
from tests.bench.timing import Comparison, seconds
from tests.engine.harness import ROOT, LocalCloud

LIMIT_RATIO = 1.10
LIMIT_PROGRAM_SECONDS = 3

_UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""What the engine writes for a value that is not known in a preview."""


@dataclass(frozen=True)
class Preview:
    """Seconds of a whole preview, and of the program within it."""

    whole: float
    program: float
    processor: float


def measure_components(cloud: LocalCloud, directory: Path, runs: int) -> list[Comparison]:
    """Previews with nothing deployed and without policies, and the share of the program in them.

    Raises:
        UnequalProgramsError: the two programs do not declare the same resources.
    """
    flat = directory / PROJECT
    planned = _planned(cloud, "local", ROOT)
    write_flat_program(flat, ROOT / ".venv", planned)
    cloud.run("pulumi", "stack", "init", PROJECT, cwd=flat)
    refuse_difference(planned, _planned(cloud, PROJECT, flat))

    times = directory / "times"
    pairs = [
        (_preview(cloud, "local", ROOT, times), _preview(cloud, PROJECT, flat, times)) for _ in range(runs)
    ]
    ours, theirs = zip(*pairs, strict=True)
    return [
        Comparison(
            "preview of the program with components",
            "preview of the flat program",
            tuple(one.whole for one in ours),
            tuple(one.whole for one in theirs),
            limit_ratio=LIMIT_RATIO,
        ),
        Comparison(
            "the program in it, from start to end",
            "the flat program",
            tuple(one.program for one in ours),
            tuple(one.program for one in theirs),
            limit_seconds=LIMIT_PROGRAM_SECONDS,
        ),
        Comparison(
            "the program's own processor time",
            "that of the flat program",
            tuple(one.processor for one in ours),
            tuple(one.processor for one in theirs),
        ),
    ]


def _preview(cloud: LocalCloud, stack: str, project: Path, times: Path) -> Preview:
    times.unlink(missing_ok=True)
    probe = Path(sitecustomize.__file__).parent
    variables = [f"PYTHONPATH={probe}", f"{sitecustomize.TIMES_VARIABLE}={times}"]
    command = ("env", *variables, "pulumi", "preview", "--stack", stack)
    whole = seconds(lambda: cloud.run(*command, cwd=project))
    program = json.loads(times.read_text(encoding="utf-8"))
    return Preview(whole, program["seconds"], program["processor_seconds"])


def _planned(cloud: LocalCloud, stack: str, project: Path) -> dict[Identity, Planned]:
    """A preview's AWS resources."""
    listing = cloud.json("pulumi", "preview", "--json", "--stack", stack, cwd=project)
    states: list[dict[str, Any]] = [step["newState"] for step in listing["steps"]]
    return {
        identity(state["urn"]): Planned(
            {key: value == _UNKNOWN for key, value in state["inputs"].items()},
            _identities(state.get("dependencies", ())),
            {key: _identities(urns) for key, urns in state.get("propertyDependencies", {}).items()},
        )
        for state in states
        if state["type"].startswith("aws:")
    }


def _identities(urns: Iterable[str] | None) -> frozenset[Identity]:
    return frozenset(map(identity, urns or ()))
