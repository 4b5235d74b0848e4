"""How things are installed: what is said meanwhile, that it ends, and that it is done in one step."""

from pathlib import Path

import pytest

from tests.processes import wait_until_gone
from tools.pulumi import progress
from tools.pulumi.ways import UnavailableError, staged


def test_progress_is_reported_while_a_command_runs(tmp_path: Path, lines: list[str]) -> None:
    output = progress.run(
        ["sh", "-c", "echo a >&2; echo b >&2; sleep 0.3; echo done"],
        title="compiling",
        report=lines.append,
        cwd=tmp_path,
        unit="packages",
        total=5,
        interval=0.1,
    )

    assert output == "done\n"
    assert lines[0] == "compiling: 2 of 5 packages, 0 s"


def test_a_command_that_takes_too_long_is_ended_with_its_children(tmp_path: Path, lines: list[str]) -> None:
    with pytest.raises(UnavailableError, match="sleeping took longer than 0 s"):
        progress.run(
            ["sh", "-c", "sleep 60 & echo $! > child; wait"],
            title="sleeping",
            report=lines.append,
            cwd=tmp_path,
            seconds=0.1,
            interval=0.1,
        )

    wait_until_gone(int((tmp_path / "child").read_text()))


def test_a_folder_is_made_beside_its_target_and_becomes_it_in_one_step(tmp_path: Path) -> None:
    target = tmp_path / "installed"
    with staged(target) as part:
        made = part.stat().st_ino
        assert part.parent == target.parent
        assert not target.exists()

    # The same folder under another name: nothing was copied.
    assert target.stat().st_ino == made
    assert list(tmp_path.iterdir()) == [target]


def test_a_failed_installation_keeps_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "installed"
    target.mkdir()
    (target / "old").touch()

    with pytest.raises(UnavailableError), staged(target):
        raise UnavailableError("no")

    assert [file.name for file in tmp_path.rglob("*")] == ["installed", "old"]
