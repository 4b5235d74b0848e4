"""What a stack publishes about its secrets, and how it is read."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from ops.errors import OpsError
from ops.secret_contract import Source, read_secrets
from ops.stack_outputs import read_outputs

ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop-jwt-AbCdEf"


def read(**secret: Any) -> Any:
    [entry] = read_secrets({"secrets": {"jwt": {"arn": ARN, **secret}}}, "dev")
    return entry


class TestContract:
    def test_a_secret_without_fields_is_one_text(self) -> None:
        entry = read()

        assert (entry.name, entry.arn, entry.region, dict(entry.fields)) == ("jwt", ARN, "eu-west-1", {})

    def test_fields_say_where_they_come_from(self) -> None:
        entry = read(fields={"A": "ask", "B": "random-key", "C": "ask"}, description="x", later="ignored")

        assert entry.fields_from(Source.ASK) == ["A", "C"]
        assert entry.fields_from(Source.RANDOM_KEY) == ["B"]

    @pytest.mark.parametrize(
        ("outputs", "problem"),
        [
            ({}, r"stack 'dev' has no output `secrets` with a mapping \(its outputs: none\)"),
            ({"vpcId": "x"}, r"its outputs: vpcId\).*run `pulumi up`"),
            ({"secrets": []}, "has no output `secrets` with a mapping"),
            ({"secrets": {"jwt": ARN}}, "publishes the secret 'jwt' as str, not as a mapping"),
            (
                {"secrets": {"jwt": {}}},
                "the secret 'jwt' in another form than expected:\n  arn: Field required",
            ),
            ({"secrets": {"jwt": {"arn": "arn:aws:s3:::x"}}}, "  arn: String should match pattern"),
            (
                {"secrets": {"jwt": {"arn": ARN, "fields": {"A": "guess"}}}},
                "  fields.A: Input should be 'ask'",
            ),
            (
                {"secrets": {"jwt": {"arn": ARN, "fields": {"A": "rs256-private-key"}}}},
                "secret 'jwt' of stack 'dev' has 1 private and 0 public keys: a key pair is one of each",
            ),
        ],
    )
    def test_another_form_is_refused_with_what_to_do(self, outputs: dict[str, Any], problem: str) -> None:
        with pytest.raises(OpsError, match=problem):
            read_secrets(outputs, "dev")


class TestOutputs:
    def test_they_come_from_a_file(self, tmp_path: Path) -> None:
        file = tmp_path / "outputs.json"
        file.write_text('{"a": 1}')

        assert read_outputs("dev", file) == {"a": 1}

    def test_they_come_from_pulumi(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        pulumi = tmp_path / "pulumi"
        pulumi.write_text('#!/bin/sh\necho "{\\"asked\\": \\"$*\\"}"\n')
        pulumi.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

        assert read_outputs("dev") == {"asked": "stack output --json --stack dev"}

    def test_without_pulumi_it_says_what_to_do(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))

        with pytest.raises(OpsError, match=r"no pulumi on PATH.*scripts/local.*--outputs"):
            read_outputs("dev")

    def test_what_pulumi_complains_about_is_passed_on(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
            return subprocess.CompletedProcess(command, 255, "", "error: no stack named 'nope' found\n")

        monkeypatch.setattr(subprocess, "run", fail)

        with pytest.raises(OpsError, match="--stack nope` failed: error: no stack named 'nope' found"):
            read_outputs("nope")

    @pytest.mark.parametrize(
        ("text", "problem"), [("{", "gives no JSON"), ("[]", "gives list instead of a mapping")]
    )
    def test_a_file_of_another_form_is_refused(self, tmp_path: Path, text: str, problem: str) -> None:
        file = tmp_path / "outputs.json"
        file.write_text(text)

        with pytest.raises(OpsError, match=problem):
            read_outputs("dev", file)

    def test_a_missing_file_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(OpsError, match=r"nope\.json cannot be read: No such file"):
            read_outputs("dev", tmp_path / "nope.json")


def test_the_contract_of_the_docstring_is_readable() -> None:
    from ops import secret_contract

    lines = (secret_contract.__doc__ or "").splitlines()
    example = json.loads("".join(line for line in lines if line.startswith("    ")).replace("arn:...", ARN))

    assert [entry.name for entry in read_secrets({"secrets": example}, "dev")] == ["jwt", "oauth", "sentry"]
