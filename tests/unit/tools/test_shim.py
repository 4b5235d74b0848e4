"""The `pulumi` of the local cloud's environment: what it makes of arguments, and that no checkout changes."""

import os
import subprocess
from base64 import b64decode
from hashlib import pbkdf2_hmac
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tools import write_launcher
from tools.local.shim import ENCRYPTION_SALT, PASSPHRASE, CommandLine, rewrite


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text("name: shared-infra\nruntime: python\n")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PULUMI_STACK", "local")
    return folder


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    return tmp_path / "copies"


def given_file(arguments: list[str]) -> Path:
    """The file that `--config-file` names in `arguments`."""
    (flag,) = (argument for argument in arguments if argument.startswith("--config-file="))
    return Path(flag.partition("=")[2])


@pytest.mark.parametrize(
    ("arguments", "stack"),
    [
        (["preview", "--stack", "prod"], "prod"),
        (["up", "--stack=prod", "--yes"], "prod"),
        (["--color", "never", "refresh", "-s", "prod"], "prod"),
        (["-s=prod", "-v", "9", "destroy"], "prod"),
        (["-sprod", "import", "--generate-code=false", "aws:ec2/vpc:Vpc", "main", "vpc-1"], "prod"),
        (["pre", "--stack", "organization/shared-infra/prod"], "prod"),
        (["update"], "local"),
    ],
)
def test_a_command_gets_a_copy_of_its_stacks_configuration(
    project: Path, copies: Path, arguments: list[str], stack: str
) -> None:
    (project / f"Pulumi.{stack}.yaml").write_text("config:\n  aws:region: eu-west-1")

    result = rewrite(arguments, copies)

    copy = given_file(result)
    assert copy.is_relative_to(copies)
    assert copy.name == f"Pulumi.{stack}.yaml"
    assert copy.read_text() == f"config:\n  aws:region: eu-west-1\nencryptionsalt: {ENCRYPTION_SALT}\n"
    assert [argument for argument in result if not argument.startswith("--config-file=")] == arguments


def test_the_flag_comes_right_after_the_command(project: Path, copies: Path) -> None:
    result = rewrite(["-s", "dev", "up", "--", "x"], copies)

    assert result[:3] == ["-s", "dev", "up"]
    assert result[3].startswith("--config-file=")
    assert result[4:] == ["--", "x"]


def test_a_real_deployments_secrets_provider_is_left_out_of_the_copy(project: Path, copies: Path) -> None:
    (project / "Pulumi.prod.yaml").write_text(
        "secretsprovider: awskms://alias/state?region=eu-west-1\nencryptedkey: AQIC\nconfig:\n  a:b: c\n"
    )

    copy = given_file(rewrite(["preview", "-s", "prod"], copies))

    assert copy.read_text() == f"config:\n  a:b: c\nencryptionsalt: {ENCRYPTION_SALT}\n"


def test_a_passphrase_that_a_project_has_already_is_kept(project: Path, copies: Path) -> None:
    text = "encryptionsalt: v1:abc\nconfig:\n  a:b:\n    secure: v1:def\n"
    (project / "Pulumi.dev.yaml").write_text(text)

    assert given_file(rewrite(["up", "-s", "dev"], copies)).read_text() == text


def test_a_stack_without_a_file_gets_one_and_the_project_none(project: Path, copies: Path) -> None:
    copy = given_file(rewrite(["up", "-s", "new"], copies))

    assert copy.read_text() == f"encryptionsalt: {ENCRYPTION_SALT}\n"
    assert [file.name for file in project.iterdir()] == ["Pulumi.yaml"]


def test_the_project_is_found_above_the_folder_that_cwd_names(
    project: Path, copies: Path, tmp_path: Path
) -> None:
    inner = tmp_path / "other" / "inner"
    inner.mkdir(parents=True)
    (inner.parent / "Pulumi.yml").write_text("name: other\nstackConfigDir: settings\n")
    (inner.parent / "settings").mkdir()
    (inner.parent / "settings" / "Pulumi.dev.yml").write_text("config: {}\n")

    copy = given_file(rewrite(["--cwd", str(inner), "up", "--stack", "dev"], copies))

    assert copy.name == "Pulumi.dev.yml"
    assert copy.read_text().startswith("config: {}\n")


def test_two_projects_do_not_share_a_copy(project: Path, copies: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "Pulumi.yaml").touch()

    assert given_file(rewrite(["up"], copies)) != given_file(rewrite(["-C", str(other), "up"], copies))


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["version"],
        ["--help"],
        ["stack", "ls"],
        ["config", "set", "up", "1", "--stack", "dev"],
        ["up", "--config-file", "mine.yaml"],
        ["about", "--stack"],
    ],
)
def test_everything_else_passes_unchanged(project: Path, copies: Path, arguments: list[str]) -> None:
    assert rewrite(arguments, copies) == arguments


def test_outside_of_a_project_everything_passes_unchanged(
    tmp_path: Path, copies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert rewrite(["up"], copies) == ["up"]


def test_forgetting_a_stack_keeps_its_configuration(project: Path, copies: Path) -> None:
    assert rewrite(["stack", "rm", "dev", "--yes"], copies) == [
        "stack",
        "rm",
        "--preserve-config",
        "dev",
        "--yes",
    ]


def test_a_destroy_that_would_delete_the_configuration_is_refused(project: Path, copies: Path) -> None:
    (project / "Pulumi.dev.yaml").touch()

    with pytest.raises(ValueError, match=r"`--remove` would delete .*/project/Pulumi\.dev\.yaml"):
        rewrite(["destroy", "-s", "dev", "--remove"], copies)


def test_a_known_flag_at_the_end_without_its_value_is_left_to_pulumi() -> None:
    assert CommandLine.parse(["up", "--stack"]).flags == {"stack": ""}


def test_salt_and_passphrase_belong_together() -> None:
    """As the engine checks a passphrase: PBKDF2, a million rounds; AES-256-GCM; the known text `pulumi`."""
    _, salt, _, nonce, text = ENCRYPTION_SALT.split(":")
    key = pbkdf2_hmac("sha256", PASSPHRASE.encode(), b64decode(salt), 1_000_000)

    assert AESGCM(key).decrypt(b64decode(nonce), b64decode(text), None) == b"pulumi"


def test_the_executable_becomes_the_real_pulumi(project: Path, copies: Path, tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.write_text('#!/bin/sh\necho $$ "$@"\nexit 3\n')
    real.chmod(0o755)
    write_launcher(tmp_path / "pulumi", "tools.local.shim", real, copies)

    process = subprocess.Popen([tmp_path / "pulumi", "preview"], stdout=subprocess.PIPE, text=True)
    output, _ = process.communicate()

    # The same process: a lock names it, and signals reach it.
    assert output.split() == [str(process.pid), "preview", f"--config-file={given_file(output.split())}"]
    assert process.returncode == 3


def test_a_refusal_is_one_line(project: Path, copies: Path, tmp_path: Path) -> None:
    (project / "Pulumi.local.yaml").touch()
    write_launcher(tmp_path / "pulumi", "tools.local.shim", "/nowhere", copies)

    result = subprocess.run(
        [tmp_path / "pulumi", "destroy", "--remove"],
        capture_output=True,
        text=True,
        env=os.environ,
        check=False,
    )

    assert result.returncode == 1
    assert result.stderr.startswith("error: `--remove` would delete ")
    assert result.stderr.count("\n") == 1


def test_an_import_generates_no_code_since_the_local_provider_has_no_schema(tmp_path: Path) -> None:
    arguments = ["import", "aws:ec2/vpc:Vpc", "main", "vpc-1", "--stack", "dev"]
    assert "--generate-code=false" in rewrite(arguments, tmp_path)
    assert "--generate-code=false" not in rewrite([*arguments, "--generate-code=true"], tmp_path)
    assert "--generate-code=false" not in rewrite(["preview", "--stack", "dev"], tmp_path)
