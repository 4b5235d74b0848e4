"""KmsKey: one key with a policy, rotated, and its alias."""

import json
from typing import Any

import pytest

from components import ArgumentError, DataClass, KmsKey
from components._iam import Account
from components._key_policy import key_policy
from tests.mocks import ACCOUNT_ID, REGION, TAGS, Recording, run

KEY = "aws:kms/key:Key"
ALIAS = "aws:kms/alias:Alias"


def deploy(preview: bool = False, **args: Any) -> Recording:
    def program() -> object:
        key = KmsKey("data", {"description": "Encrypts data.", "tags": TAGS, **args})  # type: ignore[typeddict-item]
        return {"arn": key.key_arn, "id": key.key_id, "alias": key.alias_name, "alias_arn": key.alias_arn}

    return run(program, preview=preview, stack="prod")


def test_is_a_rotated_key_and_its_alias() -> None:
    recording = deploy(services=["rds"])

    assert recording.counts() == {"shared-infra:index:KmsKey": 1, KEY: 1, ALIAS: 1}
    inputs = dict(recording.one(KEY, "data-key").inputs)
    assert json.loads(inputs.pop("policy")) == json.loads(
        key_policy(Account("aws", REGION, ACCOUNT_ID), ["rds"])
    )
    assert inputs == {
        "description": "Encrypts data.",
        "enableKeyRotation": True,
        "deletionWindowInDays": 30,
        "tags": {**TAGS, "Name": "data-key", "Component": "KmsKey", "DataClass": "confidential"},
    }
    key_id = recording.result["id"]
    assert recording.one(ALIAS, "data-alias").inputs == {
        "name": "alias/shared-infra/prod/data",
        "targetKeyId": key_id,
    }
    assert recording.one("shared-infra:index:KmsKey").outputs == {
        "keyArn": recording.result["arn"],
        "keyId": key_id,
        "aliasName": "alias/shared-infra/prod/data",
        "aliasArn": recording.result["alias_arn"],
    }


def test_a_preview_shows_the_whole_policy() -> None:
    policy = deploy(preview=True, services=["logs"]).one(KEY).inputs["policy"]

    assert "UseByCloudWatchLogs" in policy


@pytest.mark.parametrize("data_class", [DataClass.RESTRICTED, "restricted"])
def test_the_data_class_becomes_a_tag(data_class: str) -> None:
    assert deploy(data_class=data_class).one(KEY).inputs["tags"]["DataClass"] == "restricted"


@pytest.mark.parametrize("alias", ["alias/orders", "orders"])
def test_an_alias_can_be_given_with_or_without_its_prefix(alias: str) -> None:
    assert deploy(alias=alias).one(ALIAS).inputs["name"] == "alias/orders"


def test_the_deletion_window_can_be_shortened() -> None:
    assert deploy(deletion_window_days=7.0).one(KEY).inputs["deletionWindowInDays"] == 7


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        (
            {"services": ["rds", "sagemaker"]},
            "services: a list with 'sagemaker'. Allowed: backup, cloudfront,",
        ),
        ({"alias": "aws/orders"}, "alias: 'aws/orders'. Allowed: up to 256 letters, digits and /_-"),
        ({"alias": "my orders"}, "alias: 'my orders'."),
        ({"alias": "x" * 251}, "alias: 'xxx"),
        ({"deletion_window_days": 6}, "deletion_window_days: 6. Allowed: a whole number from 7 to 30."),
        ({"deletion_window_days": 31}, "deletion_window_days: 31."),
        (
            {"data_class": "secret"},
            "data_class: 'secret'. Allowed: public, internal, confidential, restricted.",
        ),
        ({"description": ""}, "description: ''."),
    ],
)
def test_arguments_that_are_refused(args: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ArgumentError) as error:
        deploy(**args)
    assert f"\n  - {complaint}" in str(error.value)
    assert len(str(error.value).splitlines()) == 2
