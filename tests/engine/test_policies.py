"""What a user sees when a program breaks a policy: each control's bad program, and the architecture's own."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.harness import ROOT, LocalCloud, local_cloud
from tests.engine.programs.policies.programs import PROGRAMS

PROGRAM = ROOT / "tests" / "engine" / "programs" / "policies"
PACK = str(ROOT / "policies")


@pytest.fixture(scope="module")
def policed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with local_cloud(tmp_path_factory.mktemp("policed") / "local") as cloud:
        cloud.run("pulumi", "stack", "init", "tried", cwd=PROGRAM)
        yield cloud


def _deploy(cloud: LocalCloud, control: str, variant: str, *, succeeds: bool) -> str:
    config = ["--config", f"control={control}", "--config", f"variant={variant}"]
    command = ["up", "--stack", "tried", "--yes", "--skip-preview", "--color", "never"]
    return cloud.run("pulumi", *command, *config, "--policy-pack", PACK, cwd=PROGRAM, succeeds=succeeds)


@pytest.mark.parametrize("control", sorted(PROGRAMS))
def test_a_program_that_breaks_the_policy_is_refused_by_name_and_its_repair_is_accepted(
    policed: LocalCloud, control: str
) -> None:
    refused = _deploy(policed, control, "bad", succeeds=False)
    assert f"{control} (" in refused
    assert PROGRAMS[control].resource in refused
    assert "Why:" in refused
    assert "Fix:" in refused
    assert "mandatory" in refused
    accepted = _deploy(policed, control, "good", succeeds=True)
    assert "mandatory" not in accepted


def test_opening_port_22_to_the_world_in_the_access_table_is_refused(tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    for name in tracked:
        if (ROOT / name).is_file():
            (checkout / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, checkout / name)
    (checkout / ".venv").symlink_to(ROOT / ".venv")
    table = checkout / "stack" / "access.py"
    text = table.read_text()
    rows = text.index("ACCESS: ")
    first_row = text.index("    Access(", rows)
    opened = (
        '    Access(Block.ANYWHERE, Group.API, tcp("ssh", 22), "Administrators log in from anywhere."),\n'
    )
    table.write_text(text[:first_row] + opened + text[first_row:])
    with local_cloud(tmp_path / "local", checkout) as cloud:
        output = cloud.run("up", succeeds=False)
        assert "security-group-no-world-ingress" in output
        assert "22" in output
        assert "Why:" in output
        assert "Fix:" in output
