"""What the targets of `make` run, with recorders in the place of Pulumi and of the local cloud."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from tools import ROOT
from tools.local import __main__ as entry
from tools.local import commands, stacks
from tools.local.environment import state_backend
from tools.local.session import Session
from tools.pulumi import Toolchain, ToolchainError

URN = "urn:pulumi:local::shared-infra::aws:ec2/vpc:Vpc::network"


@dataclass(frozen=True)
class FakeDaemon:
    endpoint: str = "http://127.0.0.1:4999"


@dataclass
class Recorder:
    """A session that notes what it is asked to run; `codes` are the exit codes by command."""

    daemon: FakeDaemon = field(default_factory=FakeDaemon)
    calls: list[tuple[str, ...]] = field(default_factory=list)
    codes: dict[str, int] = field(default_factory=dict)
    running: bool = False

    def pulumi(self, *arguments: str) -> int:
        self.calls.append(arguments)
        return self.codes.get(arguments[0], 0)

    def pulumi_output(self, *arguments: str, input: str | None = None) -> str:
        self.calls.append(arguments)
        return json.dumps({"deployment": {"pending_operations": []}})

    def open(self, report: Callable[[str], None]) -> "Recorder":
        self.running = True
        stacks.create_missing(state_backend())
        return self

    def stop(self, directory: Path) -> bool:
        was_running, self.running = self.running, False
        return was_running


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    recorder = Recorder()
    monkeypatch.setattr(Session, "open", recorder.open)
    monkeypatch.setattr("localcloud.daemon.stop", recorder.stop)
    return recorder


def deploy(name: str, **latest: Any) -> None:
    stacks.create_missing(state_backend())
    checkpoint = {"checkpoint": {"latest": {"resources": [{}], **latest}}}
    stacks.stack_file(state_backend(), name).write_text(json.dumps(checkpoint))


def local(*arguments: str) -> Result:
    return CliRunner().invoke(commands.app, arguments)


def test_up_runs_pulumi_with_the_policies_and_says_what_next(session: Recorder) -> None:
    result = local("up", "--diff", "--target", URN)

    assert session.calls == [
        *[
            (
                "up",
                "--stack",
                "local",
                "--yes",
                "--skip-preview",
                "--policy-pack",
                "policies",
                "--diff",
                "--target",
                URN,
            )
        ]
    ]
    assert result.exit_code == 0
    assert "Stack local is up in the local cloud at http://127.0.0.1:4999" in result.output
    assert "make down" in result.output


def test_a_failed_up_passes_the_exit_code_on_and_promises_nothing(session: Recorder) -> None:
    session.codes["up"] = 255

    result = local("up", "--stack", "dev")

    assert result.exit_code == 255
    assert "What now" not in result.output
    assert session.calls[0][:3] == ("up", "--stack", "dev")


def test_an_unknown_stack_is_refused_with_the_known_ones(session: Recorder) -> None:
    result = local("preview", "--stack", "qa")

    assert result.exit_code == 2
    assert "there is no stack 'qa'; there are dev, local, prod, staging" in " ".join(
        result.output.replace("│", " ").split()
    )
    assert session.calls == []


@pytest.mark.parametrize(
    ("arguments", "call"),
    [
        (["preview"], ("preview", "--stack", "local", "--policy-pack", "policies")),
        (["refresh"], ("refresh", "--stack", "local", "--yes")),
        (["refresh", "--preview-only"], ("refresh", "--stack", "local", "--preview-only")),
    ],
)
def test_preview_and_refresh(session: Recorder, arguments: list[str], call: tuple[str, ...]) -> None:
    assert local(*arguments).exit_code == 0
    assert session.calls == [call]


def test_down_destroys_every_stack_that_holds_something_and_stops(session: Recorder) -> None:
    deploy("dev")
    deploy("local")

    result = local("down")

    assert result.exit_code == 0
    assert [call[:3] for call in session.calls] == [
        ("destroy", "--stack", "dev"),
        ("destroy", "--stack", "local"),
    ]
    assert not session.running
    assert "the local cloud is stopped" in result.output


def test_down_starts_nothing_when_there_is_nothing_to_destroy(session: Recorder) -> None:
    result = local("down")

    assert (result.exit_code, session.calls, session.running) == (0, [], False)
    assert "nothing is deployed, and the local cloud is not running" in result.output


def test_down_of_one_stack_leaves_the_others(session: Recorder) -> None:
    deploy("dev")
    deploy("local")

    local("down", "--stack", "dev")

    assert [call[:3] for call in session.calls] == [("destroy", "--stack", "dev")]


def test_a_failed_destroy_leaves_the_local_cloud_running(session: Recorder) -> None:
    deploy("local")
    session.codes["destroy"] = 255

    result = local("down")

    assert (result.exit_code, session.running) == (255, True)
    assert "stack local is not destroyed" in result.output


def test_down_deletes_nothing_of_a_stack_with_something_protected(session: Recorder) -> None:
    deploy("local", resources=[{"urn": URN, "protect": True}, {"urn": "urn:other"}])

    result = local("down")

    assert (result.exit_code, session.calls, session.running) == (1, [], True)
    assert "network are protected, nothing was deleted. Set protection.deletionProtection" in result.output


def test_down_first_finishes_what_a_killed_run_was_creating(session: Recorder) -> None:
    deploy("local", pending_operations=[{"type": "creating", "resource": {"urn": URN}}])

    local("down")

    commands_run = [call[0] if call[0] != "stack" else " ".join(call[:2]) for call in session.calls]
    assert commands_run == ["stack export", "stack import", "up", "destroy"]
    assert session.calls[2] == ("up", "--stack", "local", "--yes", "--skip-preview", f"--target={URN}")


def test_status_starts_nothing(session: Recorder) -> None:
    deploy("local")

    result = local("status", "--json")

    status = json.loads(result.output)
    assert status["cloud"] is None
    assert {stack["name"]: stack["resources"] for stack in status["stacks"]}["local"] == 1
    assert not session.running


def test_status_for_people_names_what_is_missing(session: Recorder) -> None:
    result = local("status")

    assert "local cloud  not running; `make up` starts it" in result.output


def run_main(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int | str | None:
    monkeypatch.setattr(sys, "argv", ["scripts/local", *arguments])
    with pytest.raises(SystemExit) as caught:
        entry.main()
    return caught.value.code


def test_what_the_user_can_mend_is_one_message(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(report: Callable[[str], None]) -> Session:
        raise ToolchainError("no Pulumi 3.259.0 can be had")

    monkeypatch.setattr(Session, "open", refuse)

    assert run_main(monkeypatch, "up") == "error: no Pulumi 3.259.0 can be had"
    assert run_main(monkeypatch, "pulumi", "version") == "error: no Pulumi 3.259.0 can be had"


@pytest.mark.parametrize(("program", "code"), [("no-such-program", 127), (str(ROOT), 126)])
def test_a_program_that_cannot_be_started_has_a_shells_exit_code(
    monkeypatch: pytest.MonkeyPatch, program: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    toolchain = Toolchain("3.259.0", "path", (), Path("/pulumi"))
    opened = Session(toolchain, FakeDaemon(), {"PATH": "/bin"})  # type: ignore[arg-type]
    monkeypatch.setattr(Session, "open", lambda report: opened)

    assert run_main(monkeypatch, program) == code
    assert f"error: {program}: " in capsys.readouterr().err
