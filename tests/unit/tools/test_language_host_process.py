"""The stand-in language host as a process of its own, as the engine starts it: how it and programs end."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
import psutil
import pytest
from pulumi.runtime.proto import language_pb2 as messages
from pulumi.runtime.proto.language_pb2_grpc import LanguageRuntimeStub

from tests.processes import wait_until_gone
from tools import write_launcher

from .conftest import information, wait_for


@dataclass(frozen=True)
class Sleeper:
    """The host as a process of its own, as the engine starts it, with a program that sleeps."""

    host: "subprocess.Popen[str]"
    program: psutil.Process
    call: Any


@pytest.fixture
def sleeper(executor: Path, directory: Path, tmp_path: Path) -> Iterator[Sleeper]:
    launcher = tmp_path / "pulumi-language-python"
    write_launcher(launcher, "tools.pulumi.language_host", executor)
    (directory / "program.py").write_text("import time; pathlib.Path('started').touch(); time.sleep(60)")
    pipe = subprocess.PIPE
    with subprocess.Popen([launcher, "127.0.0.1:1"], stdout=pipe, stderr=pipe, text=True) as host:
        assert host.stdout is not None
        with grpc.insecure_channel(f"127.0.0.1:{int(host.stdout.readline())}") as channel:
            request = messages.RunRequest(pwd=str(directory), info=information(directory))
            call = LanguageRuntimeStub(channel).Run.future(request)
            wait_for(directory / "started")
            (program,) = psutil.Process(host.pid).children()
            yield Sleeper(host, program, call)
        host.terminate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_host_and_its_program_without_a_word(
    sleeper: Sleeper, number: signal.Signals
) -> None:
    sleeper.host.send_signal(number)
    _, errors = sleeper.host.communicate(timeout=10)

    assert (sleeper.host.returncode, errors) == (0, "")
    wait_until_gone(sleeper.program.pid)


def test_a_program_does_not_hear_the_interrupt_that_the_engine_sends_to_the_group(sleeper: Sleeper) -> None:
    sleeper.program.send_signal(signal.SIGINT)
    time.sleep(0.2)

    assert sleeper.program.status() != psutil.STATUS_ZOMBIE


def test_a_cancelled_program_is_ended(sleeper: Sleeper) -> None:
    sleeper.call.cancel()

    wait_until_gone(sleeper.program.pid)
    assert sleeper.host.poll() is None


def test_the_host_ends_when_the_engine_is_killed(executor: Path, tmp_path: Path) -> None:
    launcher = tmp_path / "pulumi-language-python"
    write_launcher(launcher, "tools.pulumi.language_host", executor)
    start = "import subprocess, sys; print(subprocess.Popen(sys.argv[1:]).pid, flush=True); sys.stdin.read()"
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-c", start, launcher, "127.0.0.1:1"], stdin=pipe, stdout=pipe, text=True
    ) as engine:
        assert engine.stdout is not None
        host = int(engine.stdout.readline())
        assert engine.stdout.readline(), "the host's port"
        engine.kill()

    wait_until_gone(host)
