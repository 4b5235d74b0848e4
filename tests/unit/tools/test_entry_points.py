"""The ways in: `make`, `scripts/local`, and the making of the virtual environment."""

import ast
import shutil
import subprocess
from pathlib import Path

import pytest

from tools import ROOT, venv


def make(*arguments: str) -> str:
    return subprocess.run(["make", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def test_make_lists_every_target_with_its_purpose() -> None:
    (phony,) = (line for line in (ROOT / "Makefile").read_text().splitlines() if line.startswith(".PHONY:"))

    listed = {line.split()[1]: line.split()[2:] for line in make().splitlines()}

    assert list(listed) == phony.split()[1:]
    assert all(listed.values())


def test_stack_and_arguments_are_passed_on() -> None:
    assert make("--dry-run", "preview", "STACK=prod", "ARGS=--diff", "PYTHON=python3").splitlines() == [
        "python3 tools/venv.py",
        ".venv/bin/python -m tools.local preview --stack prod --diff",
    ]


def test_a_machine_without_a_fit_python_is_told(tmp_path: Path) -> None:
    result = subprocess.run(
        [shutil.which("make") or "make", "venv", "PYTHON="],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode != 0
    assert "no Python 3.11 or newer is on PATH" in result.stderr


def checkout(folder: Path) -> Path:
    """The launcher in a checkout of its own, in a folder with a blank."""
    (folder / "my checkout" / "scripts").mkdir(parents=True)
    return Path(shutil.copy(ROOT / "scripts" / "local", folder / "my checkout" / "scripts" / "local"))


def test_the_launcher_runs_its_own_checkouts_python_from_any_folder(tmp_path: Path) -> None:
    launcher = checkout(tmp_path)
    root = launcher.parent.parent
    python = root / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\nshift 3; for argument; do echo "$argument"; done; exit 9\n')
    python.chmod(0o755)
    (root / ".venv" / "complete").touch()

    result = subprocess.run([launcher, "pulumi", "a b"], cwd="/", capture_output=True, text=True, check=False)

    assert result.stdout.splitlines() == [str(root), "pulumi", "a b"]
    assert result.returncode == 9


def test_the_launcher_does_not_use_an_incomplete_environment(tmp_path: Path) -> None:
    launcher = checkout(tmp_path)
    (launcher.parent.parent / ".venv" / "bin").mkdir(parents=True)

    result = subprocess.run([launcher, "status"], capture_output=True, text=True, check=False)

    assert result.returncode == 1
    assert "make it with `make venv`" in result.stderr


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """A checkout whose environment is made by calls that are only noted."""
    noted: list[list[str]] = []

    def call(command: list[str]) -> int:
        noted.append(command)
        (tmp_path / ".venv").mkdir(exist_ok=True)
        return 0

    monkeypatch.setattr(venv, "ENVIRONMENT", tmp_path / ".venv")
    monkeypatch.setattr(venv, "STAMP", tmp_path / ".venv" / "complete")
    monkeypatch.setattr(venv, "LOCK", tmp_path / ".local" / "venv.lock")
    monkeypatch.setattr(venv, "REQUIREMENTS", tmp_path / "requirements-dev.txt")
    venv.REQUIREMENTS.write_text("one==1 --hash=sha256:00\n")
    monkeypatch.setattr(subprocess, "call", call)
    return noted


def test_the_environment_is_made_from_the_lock_once(calls: list[list[str]]) -> None:
    venv.main()
    venv.main()

    making, installing = calls
    assert making[1:] == ["-m", "venv", "--clear", str(venv.ENVIRONMENT)]
    assert {"--no-deps", "--require-hashes", str(venv.REQUIREMENTS)} <= set(installing)


def test_another_lock_makes_the_environment_anew(calls: list[list[str]]) -> None:
    venv.main()
    venv.REQUIREMENTS.write_text("one==2 --hash=sha256:00\n")
    venv.main()

    assert len(calls) == 4


def test_an_interrupted_environment_is_not_used(
    calls: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(command: list[str]) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as interrupted:
        interrupted.setattr(subprocess, "call", interrupt)
        with pytest.raises(KeyboardInterrupt):
            venv.main()
    assert not venv.STAMP.exists()

    venv.main()
    assert len(calls) == 2


@pytest.mark.parametrize(
    ("failing", "message"), [(0, "cannot make virtual environments"), (1, "pip could not install")]
)
def test_a_failed_step_says_what_to_do(
    calls: list[list[str]], monkeypatch: pytest.MonkeyPatch, failing: int, message: str
) -> None:
    codes = iter([0] * failing + [1])
    monkeypatch.setattr(subprocess, "call", lambda command: next(codes))

    with pytest.raises(SystemExit, match=message):
        venv.main()
    assert not venv.STAMP.exists()


def test_an_old_python_is_told_so_and_can_read_the_script(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(venv, "OLDEST", (99, 0))

    with pytest.raises(SystemExit, match=r"wanted is 99\.0 or newer"):
        venv.main()
    ast.parse((ROOT / "tools" / "venv.py").read_text(), feature_version=(3, 6))
