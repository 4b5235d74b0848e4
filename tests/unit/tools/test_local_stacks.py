"""Stacks in the local backend: made at once, read without Pulumi, and mended after a killed run."""

import json
import os
import socket
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tools.local import stacks
from tools.local.recovery import LockedError, break_stale_locks, clear_pending
from tools.local.stacks import Stack

URN = "urn:pulumi:dev::shared-infra::aws:ec2/vpc:Vpc::network"


@pytest.fixture
def backend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty backend of a project that configures the stacks dev and prod."""
    project = tmp_path / "project"
    project.mkdir()
    (project / "Pulumi.yaml").write_text("name: shared-infra\n")
    for name in ("dev", "prod"):
        (project / f"Pulumi.{name}.yaml").touch()
    monkeypatch.setattr(stacks, "ROOT", project)
    return tmp_path / "backend"


def deploy(backend: Path, name: str, **latest: Any) -> None:
    stacks.create_missing(backend)
    file = stacks.stack_file(backend, name)
    file.write_text(json.dumps({"version": 3, "checkpoint": {"stack": name, "latest": latest}}))


def test_every_configured_stack_is_made_empty(backend: Path) -> None:
    stacks.create_missing(backend)

    assert stacks.existing(backend) == [Stack("dev", 0, None, ()), Stack("prod", 0, None, ())]


def test_a_stack_that_exists_is_not_touched(backend: Path) -> None:
    deploy(backend, "dev", resources=[{}, {}])

    stacks.create_missing(backend)

    assert [stack.resources for stack in stacks.existing(backend)] == [2, 0]


def test_resources_last_update_and_interrupted_operations_are_read(backend: Path) -> None:
    deploy(
        backend,
        "dev",
        manifest={"time": "2026-11-25T03:44:55.809129994Z"},
        resources=[{}, {}, {}],
        pending_operations=[{"type": "creating", "resource": {"urn": URN}}],
    )

    assert stacks.existing(backend)[0] == Stack(
        "dev", 3, datetime(2026, 11, 25, 3, 44, 55, 809129, UTC), (URN,)
    )


def lock(backend: Path, pid: int, hostname: str | None = None) -> Path:
    file = stacks.lock_directory(backend, "dev") / "0b8a.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "pid": pid,
        "username": "me",
        "hostname": hostname or socket.gethostname(),
        "timestamp": "2026-11-25T03:44:55Z",
    }
    file.write_text(json.dumps(content))
    return file


@pytest.fixture
def pulumi_process(tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A live process that calls itself pulumi."""
    program = tmp_path / "pulumi"
    program.symlink_to("/bin/sleep")
    with subprocess.Popen([program, "60"]) as process:
        yield process
        process.kill()


def dead_process() -> int:
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


def test_a_dead_owners_lock_is_removed_and_named(backend: Path, lines: list[str]) -> None:
    pid = dead_process()
    file = lock(backend, pid)

    break_stale_locks(backend, "dev", lines.append)

    assert not file.exists()
    assert lines == [f"removed the lock of a dead run from stack dev (process {pid}, 2026-11-25T03:44:55Z)"]


def test_a_lock_whose_process_id_belongs_to_another_program_now_is_removed(
    backend: Path, lines: list[str]
) -> None:
    file = lock(backend, os.getpid())

    break_stale_locks(backend, "dev", lines.append)

    assert not file.exists()


def test_a_live_owners_lock_stays_and_the_owner_is_named(
    backend: Path, lines: list[str], pulumi_process: "subprocess.Popen[bytes]"
) -> None:
    file = lock(backend, pulumi_process.pid)

    with pytest.raises(LockedError, match=f"stack dev is in use by process {pulumi_process.pid} of me@"):
        break_stale_locks(backend, "dev", lines.append)
    assert file.exists()


def test_a_lock_from_another_machine_stays(backend: Path, lines: list[str]) -> None:
    file = lock(backend, dead_process(), hostname="elsewhere")

    with pytest.raises(LockedError, match="me@elsewhere"):
        break_stale_locks(backend, "dev", lines.append)
    assert file.exists()


def test_other_stacks_locks_do_not_matter(
    backend: Path, lines: list[str], pulumi_process: "subprocess.Popen[bytes]"
) -> None:
    lock(backend, pulumi_process.pid)

    break_stale_locks(backend, "prod", lines.append)

    assert lines == []


def test_pending_operations_are_cleared_through_pulumi_and_named(lines: list[str]) -> None:
    imported: list[dict[str, Any]] = []

    def pulumi(*arguments: str, input: str | None = None) -> str:
        if arguments == ("stack", "export", "--stack", "dev"):
            return json.dumps({"version": 3, "deployment": {"resources": [1], "pending_operations": [2]}})
        assert arguments == ("stack", "import", "--stack", "dev")
        imported.append(json.loads(input or ""))
        return ""

    clear_pending(Stack("dev", 1, None, (URN,)), pulumi, lines.append)

    assert imported == [{"version": 3, "deployment": {"resources": [1]}}]
    assert lines[-1] == f"  {URN}"


def test_a_stack_without_pending_operations_is_left_alone(lines: list[str]) -> None:
    def pulumi(*arguments: str, input: str | None = None) -> str:
        raise AssertionError(arguments)

    clear_pending(Stack("dev", 1, None, ()), pulumi, lines.append)
