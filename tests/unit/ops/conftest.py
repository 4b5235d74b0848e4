"""A Secrets Manager for each test, in this process, and secrets in it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

REGION = "eu-west-1"

PUBLISHED: dict[str, dict[str, Any]] = {
    "jwt": {"fields": {"JWT_PRIVATE_KEY": "rs256-private-key", "JWT_PUBLIC_KEY": "rs256-public-key"}},
    "oauth": {
        "description": "Google sign-in",
        "fields": {"GOOGLE_CLIENT_ID": "ask", "GOOGLE_CLIENT_SECRET": "ask"},
    },
    "api-keys": {"fields": {"API_KEY_PEPPER": "random-key"}},
    "sentry": {},
}
"""What a stack publishes about its secrets, without the ARNs."""


@dataclass(frozen=True)
class Secrets:
    """The secrets of a stack, made empty."""

    client: Any
    outputs: dict[str, Any]
    file: Path
    """The outputs as a file."""

    def arn(self, name: str) -> str:
        return str(self.outputs["secrets"][name]["arn"])

    def value(self, name: str) -> str:
        return str(self.client.get_secret_value(SecretId=self.arn(name))["SecretString"])

    def fields(self, name: str) -> dict[str, str]:
        decoded: dict[str, str] = json.loads(self.value(name))
        return decoded

    def put(self, name: str, value: str) -> None:
        self.client.put_secret_value(SecretId=self.arn(name), SecretString=value)

    def versions(self, name: str) -> int:
        listed = self.client.list_secret_version_ids(SecretId=self.arn(name), IncludeDeprecated=True)
        return len(listed["Versions"])


def publish(client: Any, file: Path) -> Secrets:
    """Make the secrets, and write the outputs to `file`."""
    secrets = {
        name: {"arn": client.create_secret(Name=f"shop-{name}")["ARN"], **published}
        for name, published in PUBLISHED.items()
    }
    outputs = {"environment": "dev", "secrets": secrets}
    file.write_text(json.dumps(outputs))
    return Secrets(client, outputs, file)


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Secrets]:
    """The secrets of a stack, all empty; and keys too small for use, which take no time to make."""
    monkeypatch.setattr("ops.secret_values._KEY_BITS", 1024)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with mock_aws():
        yield publish(boto3.client("secretsmanager", region_name=REGION), tmp_path / "outputs.json")
