"""The daemon's life: one per directory, found by its description, gone when it is stopped or killed."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import boto3
import psutil
import pytest

from localcloud import CREDENTIALS, daemon
from localcloud.daemon import DESCRIPTION_FILE, PROVIDER_FILE, Daemon, DaemonError
from localcloud.daemon_files import STARTING_FILE
from localcloud.fingerprint import fingerprint
from tests.processes import wait_until_gone
from tests.unit.localcloud.provider.engine import Instance

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    made = tmp_path_factory.mktemp("daemon")
    yield made
    daemon.stop(made)


@pytest.fixture
def running(directory: Path) -> Daemon:
    """The daemon that the tests of this file share."""
    return daemon.start(directory)


@pytest.fixture
def own_directory(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    daemon.stop(tmp_path)


def client(running: Daemon) -> Any:
    return boto3.client(
        "sqs",
        region_name="eu-central-1",
        endpoint_url=running.endpoint,
        aws_access_key_id=CREDENTIALS.access_key_id,
        aws_secret_access_key=CREDENTIALS.secret_access_key,
    )


def command(*arguments: str, **options: Any) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "localcloud", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        **options,
    )


def test_it_is_ready_when_start_returns(running: Daemon, directory: Path) -> None:
    client(running).create_queue(QueueName="ready")
    assert (directory / PROVIDER_FILE).read_text() == f"{running.provider_port} {running.pid}\n"
    assert running.endpoint.startswith("http://127.0.0.1:")


def test_it_listens_on_loopback_only(running: Daemon) -> None:
    listening = [
        item.laddr.ip
        for item in psutil.Process(running.pid).net_connections("inet")
        if item.status == "LISTEN"
    ]
    # gRPC binds IPv4 addresses on sockets of both families, which name them in this form.
    assert {address.removeprefix("::ffff:") for address in listening} == {"127.0.0.1"}
    assert len(listening) == 2


def test_a_second_start_finds_it(running: Daemon, directory: Path) -> None:
    said: list[str] = []
    assert daemon.start(directory, said.append) == running == daemon.status(directory)
    assert said == []


def test_it_does_not_belong_to_the_terminal_that_started_it(running: Daemon) -> None:
    assert os.getsid(running.pid) == running.pid != os.getsid(0)


def test_it_has_nothing_of_the_users_aws_environment(
    own_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "of-the-user")
    monkeypatch.setenv("MOTO_ACCOUNT_ID", "210987654321")
    started = daemon.start(own_directory)
    names = psutil.Process(started.pid).environ()
    assert "AWS_PROFILE" not in names
    assert "MOTO_ACCOUNT_ID" not in names


def test_two_starts_at_once_give_one_daemon(own_directory: Path) -> None:
    starts = [
        subprocess.Popen(
            [sys.executable, "-m", "localcloud", "start", "--json", "--directory", str(own_directory)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
        )
        for _ in range(2)
    ]
    first, second = (json.loads(process.communicate(timeout=60)[0]) for process in starts)
    assert first == second


def test_a_killed_daemon_is_seen_as_such_and_its_successor_takes_its_port_and_state(
    own_directory: Path,
) -> None:
    killed = daemon.start(own_directory)
    client(killed).create_queue(QueueName="kept")
    os.kill(killed.pid, signal.SIGKILL)
    wait_until_gone(killed.pid)
    assert daemon.status(own_directory) is None
    successor = daemon.start(own_directory)
    assert successor.pid != killed.pid
    assert successor.endpoint == killed.endpoint
    (url,) = client(successor).list_queues()["QueueUrls"]
    assert url == f"{killed.endpoint}/123456789012/kept"


def with_other_code(directory: Path, running: Daemon) -> Daemon:
    """Writes down that a running daemon was started with other code than is here."""
    older = replace(running, fingerprint=running.fingerprint.replace("code ", "code 0"))
    (directory / DESCRIPTION_FILE).write_text(json.dumps(asdict(older)))
    return older


def test_a_daemon_with_other_code_is_started_anew_with_its_state_and_port(own_directory: Path) -> None:
    older = with_other_code(own_directory, daemon.start(own_directory))
    client(older).create_queue(QueueName="kept")
    said: list[str] = []
    newer = daemon.start(own_directory, said.append)
    assert not psutil.pid_exists(older.pid)
    assert newer == daemon.status(own_directory)
    assert newer.endpoint == older.endpoint
    assert newer.fingerprint == fingerprint()
    assert not (own_directory / STARTING_FILE).exists()
    assert len(client(newer).list_queues()["QueueUrls"]) == 1
    old_code, new_code = (item.fingerprint.split(", ")[0] for item in (older, newer))
    assert said == [f"Starting the local cloud anew: it runs {old_code}, and here is {new_code} ..."]


def test_a_daemon_that_knows_no_fingerprint_is_started_anew(own_directory: Path) -> None:
    described = asdict(daemon.start(own_directory))
    del described["fingerprint"]
    (own_directory / DESCRIPTION_FILE).write_text(json.dumps({**described, "of a later version": 1}))
    said: list[str] = []
    assert daemon.start(own_directory, said.append).pid != described["pid"]
    assert "it runs older code, and here is code" in said[0]


def test_a_daemon_with_other_code_is_left_to_the_run_that_uses_it(own_directory: Path) -> None:
    started = daemon.start(own_directory)
    older = with_other_code(own_directory, started)
    said: list[str] = []
    with closing(Instance(f"127.0.0.1:{started.provider_port}", {"region": "us-east-1"})) as run:
        assert daemon.start(own_directory, said.append) == older
        assert (own_directory / PROVIDER_FILE).read_text() == f"{older.provider_port} {older.pid}\n"
        run.checked("aws:sns/topic:Topic", "orders", {})
    assert len(said) == 1
    assert "while a Pulumi run is using it: it runs code 0" in said[0]
    assert daemon.start(own_directory).pid != older.pid


def test_a_stopped_daemon_is_gone_and_its_plugin_knows(own_directory: Path) -> None:
    started = daemon.start(own_directory)
    assert daemon.stop(own_directory) is True
    assert daemon.status(own_directory) is None
    assert not (own_directory / PROVIDER_FILE).exists()
    assert not psutil.pid_exists(started.pid)
    assert "Traceback" not in (own_directory / "daemon.log").read_text()
    assert daemon.stop(own_directory) is False


@pytest.mark.parametrize(
    "stale",
    [
        pytest.param(
            lambda running: replace(running, process_created=running.process_created - 60), id="reused id"
        ),
        pytest.param(lambda running: replace(running, pid=2**22 + 1), id="no such process"),
    ],
)
def test_a_description_of_another_process_is_not_believed(
    running: Daemon, tmp_path: Path, stale: Callable[[Daemon], Daemon]
) -> None:
    (tmp_path / DESCRIPTION_FILE).write_text(json.dumps(asdict(stale(running))))
    assert daemon.status(tmp_path) is None
    assert daemon.stop(tmp_path) is False
    assert psutil.pid_exists(running.pid)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"pid": 1}'])
def test_a_description_that_is_none_is_not_believed(tmp_path: Path, text: str) -> None:
    (tmp_path / DESCRIPTION_FILE).write_text(text)
    assert daemon.status(tmp_path) is None


def test_a_start_that_fails_shows_the_end_of_the_log(own_directory: Path) -> None:
    (own_directory / "cloud.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(DaemonError) as raised:
        daemon.start(own_directory)
    assert "ended with exit code 1" in str(raised.value)
    assert "python -m localcloud reset" in str(raised.value)
    assert daemon.status(own_directory) is None


def test_reset_mends_a_state_that_cannot_be_read(own_directory: Path) -> None:
    (own_directory / "cloud.sqlite").write_bytes(b"not a database" * 100)
    refused = command("reset", "--directory", str(own_directory), input="n\n")
    assert refused.returncode == 1
    assert (own_directory / "cloud.sqlite").exists()
    assert command("reset", "--yes", "--directory", str(own_directory)).stdout == "Empty.\n"
    assert not (own_directory / "cloud.sqlite").exists()


def test_the_commands_tell_scripts_and_people_what_runs(
    running: Daemon, directory: Path, tmp_path: Path
) -> None:
    as_json = command("status", "--json", "--directory", str(directory))
    assert json.loads(as_json.stdout) == asdict(running)
    for_people = command("status", "--directory", str(directory))
    assert for_people.returncode == 0
    assert running.endpoint in for_people.stdout
    assert CREDENTIALS.access_key_id in for_people.stdout
    absent = command("status", "--json", "--directory", str(tmp_path / "absent"))
    assert (absent.returncode, absent.stdout) == (3, "null\n")
    assert not (tmp_path / "absent").exists()
    assert command("stop", "--directory", str(tmp_path / "absent")).stdout == "It was not running.\n"


def test_a_failure_is_one_line_and_an_exit_code(own_directory: Path) -> None:
    (own_directory / "cloud.sqlite").write_bytes(b"not a database" * 100)
    failed = command("serve", "--directory", str(own_directory))
    assert failed.returncode == 1
    assert failed.stderr.startswith("Error: The local cloud's state in")
    assert len(failed.stderr.splitlines()) == 1


def test_coverage_lists_types() -> None:
    listed = command("coverage", "--json")
    rows = {row["token"]: row for row in json.loads(listed.stdout)}
    assert rows["aws:ec2/vpc:Vpc"]["service"] == "ec2"
    assert "aws:ec2/vpc:Vpc" in command("coverage", env=os.environ | {"COLUMNS": "200"}).stdout
