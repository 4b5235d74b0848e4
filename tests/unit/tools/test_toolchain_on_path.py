"""The first way: which `pulumi` on PATH is taken, and what is said of one that is not."""

from pathlib import Path

import pytest

from tools import write_script
from tools.pulumi import on_path
from tools.pulumi.on_path import NotInstalledError
from tools.pulumi.ways import UnavailableError

from .conftest import Program


def test_a_new_enough_pulumi_with_its_host_is_taken(program: Program, programs: Path) -> None:
    program("pulumi", "echo v3.260.1")
    program("pulumi-language-python", "")

    found = on_path.find()

    assert (found.version, found.source) == ("3.260.1", "path")
    assert found.pulumi == programs / "pulumi"
    assert found.directories == (programs,)


def test_a_host_in_another_folder_brings_that_folder_along(
    program: Program, programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program("pulumi", "echo v3.259.0")
    program("pulumi-language-python", "")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (programs / "pulumi-language-python").rename(elsewhere / "pulumi-language-python")
    monkeypatch.setenv("PATH", f"{programs}:{elsewhere}")

    assert on_path.find().directories == (programs, elsewhere)


def test_no_pulumi_at_all_is_told_apart_from_an_unfit_one(programs: Path) -> None:
    with pytest.raises(NotInstalledError):
        on_path.find()


@pytest.mark.parametrize(
    ("prints", "reason"),
    [
        ("echo v3.258.9", "is version 3.258.9, wanted is 3.259.0 or newer"),
        ("echo v4.0.0", "is version 4.0.0, wanted is 3.259.0 or newer"),
        ("echo v3.259.0-alpha.1", "is version 3.259.0-alpha.1, wanted"),
        ("echo nonsense", "printed no version number but 'nonsense'"),
        ("exit 3", "does not run"),
    ],
)
def test_an_unfit_pulumi_is_refused_with_the_reason(program: Program, prints: str, reason: str) -> None:
    program("pulumi", prints)
    program("pulumi-language-python", "")

    with pytest.raises(UnavailableError, match=reason):
        on_path.find()


def test_a_pulumi_without_its_language_host_is_refused(program: Program) -> None:
    program("pulumi", "echo v3.259.0")

    with pytest.raises(UnavailableError, match="no `pulumi-language-python` on PATH"):
        on_path.find()


def test_scripts_that_the_tools_wrote_are_not_taken_for_an_installation(programs: Path) -> None:
    write_script(programs / "pulumi", "echo", "v3.259.0")
    write_script(programs / "pulumi-language-python", "true")

    with pytest.raises(NotInstalledError):
        on_path.find()


def test_the_cache_on_path_is_not_taken_for_an_installation(
    program: Program, programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program("pulumi", "echo v3.259.0")
    program("pulumi-language-python", "")
    cached = tmp_path / "cache" / "shared-infra" / "bin"
    cached.parent.mkdir(parents=True)
    programs.rename(cached)
    monkeypatch.setenv("PATH", f"{cached}:/usr/bin")

    with pytest.raises(NotInstalledError):
        on_path.find()
