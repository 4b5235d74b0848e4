"""When two daemons count as running the same code."""

import os
from pathlib import Path

import pytest

from localcloud.fingerprint import difference, fingerprint


@pytest.fixture
def package(tmp_path: Path) -> Path:
    (tmp_path / "services").mkdir()
    (tmp_path / "data").mkdir()
    for name in ("services/sns.py", "data/facts.json", "README.md"):
        (tmp_path / name).write_text("1")
        os.utime(tmp_path / name, (1_000, 1_000))
    return tmp_path


def test_it_stays_while_nothing_changes(package: Path) -> None:
    before = fingerprint(package)
    (package / "README.md").write_text("more")
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "sns.cpython-311.pyc").write_bytes(b"compiled")
    assert fingerprint(package) == before


@pytest.mark.parametrize("name", ["services/sns.py", "data/facts.json", "services/new.py"])
def test_an_edit_changes_it(package: Path, name: str) -> None:
    before = fingerprint(package)
    (package / name).write_text("2")
    assert fingerprint(package) != before


def test_a_file_that_is_moved_changes_it(package: Path) -> None:
    before = fingerprint(package)
    (package / "services/sns.py").rename(package / "sns.py")
    assert fingerprint(package) != before


def test_another_version_of_a_library_changes_it(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint(package)
    monkeypatch.setattr("localcloud.fingerprint.version", lambda _: "9.9")
    after = fingerprint(package)
    assert after != before
    assert difference(before, after).endswith("and here is moto 9.9, botocore 9.9, pulumi 9.9")
