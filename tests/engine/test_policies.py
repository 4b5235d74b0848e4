"""What a user sees when a program breaks policies: bad twins of good ones, and the architecture itself."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.harness import ROOT, LocalCloud, copied_checkout, insert, local_cloud
from tests.engine.programs.policies.programs import PROGRAMS

PROGRAM = ROOT / "tests" / "engine" / "programs" / "policies"
PACK = str(ROOT / "policies")

_REFUSAL = re.compile(
    r"^ +- \[mandatory\] .+: (?P<resource>\S+)\)\n.+\n +(?P<control>[a-z-]+) \(", re.MULTILINE
)
"""The engine's line with the resource, the policy's description, and the pack's message."""


@pytest.fixture(scope="module")
def policed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with local_cloud(tmp_path_factory.mktemp("policed") / "local") as cloud:
        cloud.run("pulumi", "stack", "init", "tried", cwd=PROGRAM)
        yield cloud


def _preview(cloud: LocalCloud, program: str, *, broken: bool) -> str:
    config = ["--config", f"program={program}", "--config", f"broken={str(broken).lower()}"]
    command = ["preview", "--stack", "tried", "--color", "never", *config, "--policy-pack", PACK]
    return cloud.run("pulumi", *command, cwd=PROGRAM, succeeds=not broken)


def _refusals(output: str) -> dict[str, set[str]]:
    """What the engine printed of mandatory policies: the pack's control -> logical names of resources."""
    found: dict[str, set[str]] = {}
    for resource, control in _REFUSAL.findall(output):
        found.setdefault(control, set()).add(resource)
    return found


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_that_breaks_policies_is_refused_by_their_names_and_its_repair_is_accepted(
    policed: LocalCloud, program: str
) -> None:
    refused = _preview(policed, program, broken=True)
    assert _refusals(refused) == PROGRAMS[program].refused
    assert "Why:" in refused
    assert "Fix:" in refused
    assert not _refusals(_preview(policed, program, broken=False))


def test_opening_port_22_to_the_world_in_the_access_table_is_refused(tmp_path: Path) -> None:
    checkout = copied_checkout(tmp_path / "checkout")
    insert(
        checkout / "stack" / "access.py",
        "ACCESS: Sequence[Access] = (\n",
        '    Access(Block.ANYWHERE, Group("api"), tcp("ssh", 22), "Administrators log in from anywhere."),\n',
    )
    with local_cloud(tmp_path / "local", checkout) as cloud:
        output = cloud.run("preview", succeeds=False)
        assert "security-group-no-world-ingress" in output
        assert "22" in output
        assert "Why:" in output
        assert "Fix:" in output
