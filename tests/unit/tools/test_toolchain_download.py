"""The second way: the official release, complete or not at all."""

import sys
from pathlib import Path

import pytest

from tools.pulumi import download
from tools.pulumi.ways import UnavailableError

from .conftest import Program


def download_by(installer: Path, directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Download with a program in the place of the SDK's installer; it gets the folder to fill as $3."""
    monkeypatch.setattr(sys, "executable", str(installer))
    download.install(directory, print)


def test_a_downloaded_release_is_installed_in_one_piece(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installer = program(
        "installer",
        """mkdir "$3/bin" && cd "$3/bin" && touch pulumi-language-python
        printf '#!/bin/sh\\necho v3.259.0\\n' > pulumi && chmod +x pulumi""",
    )

    download_by(installer, tmp_path / "download", monkeypatch)

    found = download.cached(tmp_path / "download")
    assert found is not None
    assert found.directories == (tmp_path / "download" / "bin",)


@pytest.mark.parametrize(
    ("installer", "reason"),
    [
        ("echo no such host >&2; exit 1", "downloading Pulumi 3.259.0 failed: no such host"),
        ('mkdir "$3/bin"', "does not run"),
        (
            """mkdir "$3/bin"; cd "$3/bin"; printf '#!/bin/sh\\necho v3.1.0' > pulumi; chmod +x pulumi""",
            "states version 3.1.0 where 3.259.0 was installed",
        ),
    ],
)
def test_a_failed_download_leaves_nothing(
    installer: str, reason: str, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UnavailableError, match=reason):
        download_by(program("installer", installer), tmp_path / "there" / "download", monkeypatch)

    assert not list((tmp_path / "there").iterdir())


def test_an_unreachable_release_host_is_the_reason(
    tmp_path: Path, lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")

    with pytest.raises(UnavailableError, match=r"the release's host cannot be reached: .*Connection refused"):
        download.install(tmp_path / "download", lines.append)
