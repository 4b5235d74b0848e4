"""Throw-away folders and a PATH of fake programs, so that no test sees this machine's Pulumi or Go."""

import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import language_pb2 as messages

Program = Callable[[str, str], Path]

SYSTEM_PATH = "/usr/bin:/bin"

EXECUTOR = """
import json, os, pathlib, sys
pathlib.Path("seen.json").write_text(json.dumps({
    "arguments": sys.argv[1:],
    "python": sys.executable,
    "config": json.loads(os.environ["PULUMI_CONFIG"]),
    "secret": json.loads(os.environ["PULUMI_CONFIG_SECRET_KEYS"]),
}))
exec(pathlib.Path("program.py").read_text())
"""
"""Stands for Pulumi's program executor: notes how it was called, then runs `program.py`."""


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("SHARED_INFRA_LOCAL_DIR", str(tmp_path / "state"))


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the first on PATH, before nothing but the system's own."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:{SYSTEM_PATH}")
    return folder


@pytest.fixture
def program(programs: Path) -> Program:
    """Makes an executable shell script in `programs`: name, body."""

    def make(name: str, body: str) -> Path:
        file = programs / name
        file.write_text(f"#!/bin/sh\n{body}\n")
        file.chmod(file.stat().st_mode | stat.S_IXUSR)
        return file

    return make


@pytest.fixture
def lines() -> list[str]:
    """Collects what is reported: pass its `append`."""
    return []


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """The folder of a project, its policy pack and its plugin."""
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


@pytest.fixture
def executor(tmp_path: Path) -> Path:
    file = tmp_path / "pulumi-language-python-exec"
    file.write_text(EXECUTOR)
    return file


def information(directory: Path, **options: str) -> Any:
    struct = Struct()
    struct.update(options)
    return messages.ProgramInfo(
        root_directory=str(directory), program_directory=str(directory), entry_point=".", options=struct
    )


def wait_for(condition: Path) -> None:
    deadline = time.monotonic() + 30
    while not condition.exists():
        assert time.monotonic() < deadline, f"{condition} did not appear"
        time.sleep(0.02)
