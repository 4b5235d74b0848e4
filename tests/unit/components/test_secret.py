"""Secret: a secret without a value, and the policy that protects it."""

import json
from typing import Any

import pulumi
import pytest

from components import ArgumentError, Secret
from components._iam import Account
from components._secret_policy import secret_policy
from tests.mocks import ACCOUNT_ID, REGION, TAGS, Recording, run

COMPONENT = "shared-infra:index:Secret"
SECRET = "aws:secretsmanager/secret:Secret"
POLICY = "aws:secretsmanager/secretPolicy:SecretPolicy"
ROTATION = "aws:secretsmanager/secretRotation:SecretRotation"
KEY_ARN = "arn:aws:kms:us-east-1:123456789012:key/1"
ARN = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT_ID}:secret:oauth-secret"
ACCOUNT = Account("aws", REGION, ACCOUNT_ID)


def deploy(preview: bool = False, **args: Any) -> Recording:
    def program() -> object:
        secret = Secret("oauth", {"description": "Sign-in", "tags": TAGS, **args})  # type: ignore[typeddict-item]
        return {"arn": secret.secret_arn, "references": secret.references}

    return run(program, preview=preview)


def statements(*readers: str) -> dict[str, dict[str, Any]]:
    return {s["Sid"]: s for s in json.loads(secret_policy(ACCOUNT, readers))["Statement"]}


def test_with_a_key_given_it_is_a_secret_and_its_policy() -> None:
    recording = deploy(kms_key_arn=KEY_ARN)

    assert recording.counts() == {COMPONENT: 1, SECRET: 1, POLICY: 1}
    assert recording.one(SECRET, "oauth-secret").inputs == {
        "description": "Sign-in",
        "kmsKeyId": KEY_ARN,
        "recoveryWindowInDays": 30,
        "tags": {**TAGS, "Name": "oauth-secret", "Component": "Secret", "DataClass": "restricted"},
    }
    assert recording.one(POLICY, "oauth-policy").inputs == {
        "secretArn": ARN,
        "policy": secret_policy(ACCOUNT, []),
        "blockPublicPolicy": True,
    }
    assert recording.one(COMPONENT).outputs == {
        "secretArn": ARN,
        "secretName": "oauth-secret",
        "references": {},
        "kmsKeyArn": KEY_ARN,
    }
    assert {r.parent for r in recording.resources if r.custom} == {recording.one(COMPONENT).urn}


def test_it_has_no_value() -> None:
    """A value would be in the state, and whoever reads the state would have it."""
    recording = deploy(fields=["A"], rotation_lambda_arn="arn:aws:lambda:us-east-1:1:function:f")

    assert "aws:secretsmanager/secretVersion:SecretVersion" not in recording.counts()
    assert not {"secretString", "secretBinary"} & set(recording.one(SECRET).inputs)


def test_without_a_key_it_makes_one_for_secrets_manager_only() -> None:
    recording = deploy()
    key = recording.one("aws:kms/key:Key", "oauth-key-key").inputs

    assert key["tags"]["DataClass"] == "restricted"
    [used] = [s for s in json.loads(key["policy"])["Statement"] if s["Sid"] == "UseThroughServices"]
    assert used["Condition"] == {
        "StringEquals": {"kms:ViaService": ["secretsmanager.us-east-1.amazonaws.com"]}
    }
    assert recording.one(SECRET).inputs["kmsKeyId"] == recording.one(COMPONENT).outputs["kmsKeyArn"]


def test_fields_can_be_referred_to_one_by_one() -> None:
    assert deploy(fields=["CLIENT_ID", "CLIENT_SECRET"]).result["references"] == {
        "CLIENT_ID": f"{ARN}:CLIENT_ID::",
        "CLIENT_SECRET": f"{ARN}:CLIENT_SECRET::",
    }


def test_who_uses_it_waits_for_its_policy() -> None:
    recording = deploy(rotation_lambda_arn="f")

    assert recording.one(POLICY).urn in recording.one(ROTATION).dependencies


def test_it_is_rotated_by_a_function_but_not_while_it_is_empty() -> None:
    recording = deploy(rotation_lambda_arn="arn:aws:lambda:us-east-1:1:function:f", rotation_days=7.0)

    assert recording.one(ROTATION, "oauth-rotation").inputs == {
        "secretId": ARN,
        "rotationLambdaArn": "arn:aws:lambda:us-east-1:1:function:f",
        "rotationRules": {"automaticallyAfterDays": 7},
        "rotateImmediately": False,
    }


@pytest.mark.parametrize("days", [0, 7, 30.0])
def test_the_recovery_window_can_be_shortened(days: float) -> None:
    assert deploy(recovery_window_days=days).one(SECRET).inputs["recoveryWindowInDays"] == days


def test_readers_may_be_outputs() -> None:
    role = "arn:aws:iam::123456789012:role/api"

    def program() -> None:
        readers: list[pulumi.Input[str]] = [pulumi.Output.from_input(role)]
        Secret("oauth", {"description": "Sign-in", "reader_arns": readers, "tags": TAGS})

    recording = run(program)

    assert recording.one(POLICY).inputs["policy"] == secret_policy(ACCOUNT, [role])


class TestPolicy:
    def test_other_accounts_are_kept_out_and_services_are_not(self) -> None:
        assert statements() == {
            "DenyOtherAccounts": {
                "Sid": "DenyOtherAccounts",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "secretsmanager:*",
                "Resource": "*",
                "Condition": {
                    "StringNotEquals": {"aws:PrincipalAccount": ACCOUNT_ID},
                    "Bool": {"aws:PrincipalIsAWSService": "false"},
                },
            }
        }

    def test_only_readers_read(self) -> None:
        statement = statements("arn:b", "arn:a")["DenyOtherReaders"]

        assert statement["Action"] == ["secretsmanager:BatchGetSecretValue", "secretsmanager:GetSecretValue"]
        assert statement["Condition"] == {
            "ArnNotLike": {"aws:PrincipalArn": ["arn:a", "arn:b"]},
            "Bool": {"aws:PrincipalIsAWSService": "false"},
        }


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        ({"description": ""}, "description: ''. Allowed: a text that is not empty."),
        ({"recovery_window_days": 5}, "recovery_window_days: 5. Allowed: one of 0, 7, 8,"),
        (
            {"rotation_lambda_arn": "f", "rotation_days": 91},
            "rotation_days: 91. Allowed: a whole number from 1 to",
        ),
        (
            {"rotation_days": 30},
            "rotation_days: given without rotation_lambda_arn. Allowed: both, or neither.",
        ),
        ({"fields": ["A", "A"]}, "fields: a list that repeats A."),
        ({"fields": ["client-id"]}, "fields: a list with 'client-id'. Allowed: names of letters, digits"),
        ({"reader_arns": []}, "reader_arns: []. Allowed: a list of texts, at least one."),
        ({"value": "hunter2"}, "value: no argument here. Allowed: description, fields,"),
    ],
)
def test_arguments_that_are_refused(args: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ArgumentError) as error:
        deploy(**args)
    assert f"\n  - {complaint}" in str(error.value)
    assert len(str(error.value).splitlines()) == 2
    assert "hunter2" not in str(error.value)
