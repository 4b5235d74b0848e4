"""The executable that Pulumi takes for the aws plugin. The engine itself is tried in the engine tests."""

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from localcloud.daemon_files import PROVIDER_FILE, starting
from localcloud.plugin import install
from localcloud.provider.schema import PROVIDER_VERSION


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A daemon's directory whose name needs quoting in a shell."""
    made = tmp_path / "it's a $HOME directory"
    made.mkdir()
    return made


def start(executable: Path) -> "subprocess.Popen[str]":
    """Starts the plugin as the engine does: with the engine's address and a pipe as standard input."""
    return subprocess.Popen(
        [executable, "127.0.0.1:50000"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_it_is_installed_where_pulumi_looks_for_it(tmp_path: Path, directory: Path) -> None:
    executable = install(tmp_path / "home", directory)
    assert executable == tmp_path / f"home/plugins/resource-aws-v{PROVIDER_VERSION}/pulumi-resource-aws"
    assert os.access(executable, os.X_OK)
    assert [path.name for path in executable.parent.iterdir()] == ["pulumi-resource-aws"]


def test_it_prints_the_port_and_lives_as_long_as_its_engine(tmp_path: Path, directory: Path) -> None:
    (directory / PROVIDER_FILE).write_text(f"45678 {os.getpid()}\n")
    plugin = start(install(tmp_path / "home", directory))
    assert plugin.stdout is not None
    assert plugin.stdout.readline() == "45678\n"
    with pytest.raises(subprocess.TimeoutExpired):
        plugin.wait(0.2)
    output, errors = plugin.communicate(timeout=10)
    assert (plugin.returncode, output, errors) == (0, "", "")


def test_it_is_one_process_so_that_a_kill_leaves_nothing_behind(tmp_path: Path, directory: Path) -> None:
    (directory / PROVIDER_FILE).write_text(f"45678 {os.getpid()}\n")
    plugin = start(install(tmp_path / "home", directory))
    assert plugin.stdout is not None
    plugin.stdout.readline()
    with pytest.raises(subprocess.TimeoutExpired):
        plugin.wait(0.2)
    assert psutil.Process(plugin.pid).children() == []
    plugin.kill()
    plugin.communicate(timeout=10)


def test_it_waits_for_a_daemon_that_is_on_its_way_back(tmp_path: Path, directory: Path) -> None:
    with starting(directory):
        plugin = start(install(tmp_path / "home", directory))
        with pytest.raises(subprocess.TimeoutExpired):
            plugin.wait(0.2)
        (directory / PROVIDER_FILE).write_text(f"45678 {os.getpid()}\n")
    assert plugin.stdout is not None
    assert plugin.stdout.readline() == "45678\n"
    plugin.communicate(timeout=10)


def ended_process() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


@pytest.mark.parametrize(
    "left", [None, "", "45678 {ended}\n"], ids=["nothing", "an empty file", "a killed daemon"]
)
def test_without_a_daemon_it_says_what_to_do(tmp_path: Path, directory: Path, left: str | None) -> None:
    if left is not None:
        (directory / PROVIDER_FILE).write_text(left.format(ended=ended_process()))
    plugin = start(install(tmp_path / "home", directory))
    output, errors = plugin.communicate(timeout=10)
    assert plugin.returncode == 1
    assert output == ""
    assert errors.startswith("The local cloud is not running")
    assert "python -m localcloud start --directory" in errors
    assert "it's a $HOME directory" in errors.replace("'\"'\"'", "'")


def test_installing_again_changes_nothing_and_another_directory_takes_its_place(
    tmp_path: Path, directory: Path
) -> None:
    home = tmp_path / "home"
    executable = install(home, directory)
    before = executable.stat()
    install(home, directory)
    assert executable.stat().st_mtime_ns == before.st_mtime_ns
    install(home, tmp_path)
    assert str(tmp_path / PROVIDER_FILE) in executable.read_text()
    assert executable.stat().st_mode & 0o111 == 0o111
