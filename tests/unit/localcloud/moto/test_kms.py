"""KMS as AWS accepts, refuses and reads it."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.unit.localcloud.moto.refusals import Refusal, assert_refused, each, error_code

ROOT = "arn:aws:iam::123456789012:root"
MALFORMED = "MalformedPolicyDocumentException"
VALIDATION = "ValidationException"
PENDING = "KMSInvalidStateException"


def _policy(principal: Any = None, action: str = "kms:*") -> str:
    statement = {
        "Effect": "Allow",
        "Principal": principal or {"AWS": ROOT},
        "Action": action,
        "Resource": "*",
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


class Keys:
    """One key in each state."""

    def __init__(self, kms: Any) -> None:
        self.enabled, self.pending, self.disabled = (kms.create_key()["KeyMetadata"]["KeyId"] for _ in "123")
        kms.schedule_key_deletion(KeyId=self.pending, PendingWindowInDays=7)
        kms.disable_key(KeyId=self.disabled)
        self.signing = kms.create_key(KeyUsage="SIGN_VERIFY", KeySpec="RSA_2048")["KeyMetadata"]["KeyId"]


@pytest.fixture(scope="module")
def kms(connect: Any) -> Any:
    return connect("kms")


@pytest.fixture(scope="module")
def keys(kms: Any) -> Keys:
    return Keys(kms)


def _key(name: str, **others: Any) -> Any:
    return lambda keys: {"KeyId": getattr(keys, name)} | others


REFUSED = [
    Refusal("with text for a policy", "CreateKey", lambda _: {"Policy": "{"}, MALFORMED, "JSON"),
    Refusal(
        "with half a policy", "CreateKey", lambda _: {"Policy": '{"Statement": [{}]}'}, MALFORMED, "Effect"
    ),
    Refusal(
        "with a policy for nobody",
        "CreateKey",
        lambda _: {"Policy": _policy({"AWS": "arn:aws:iam::123456789012:role/none"})},
        MALFORMED,
        "invalid principals",
    ),
    Refusal(
        "that locks its author out",
        "CreateKey",
        lambda _: {"Policy": _policy({"Service": "logs.amazonaws.com"})},
        MALFORMED,
        "will not allow you to update the key policy",
    ),
    Refusal(
        "that locks its author out",
        "PutKeyPolicy",
        _key("enabled", PolicyName="default", Policy=_policy(action="kms:Encrypt")),
        MALFORMED,
        "will not allow you",
    ),
    Refusal(
        "too soon",
        "ScheduleKeyDeletion",
        _key("enabled", PendingWindowInDays=3),
        VALIDATION,
        "between 7 and 30",
    ),
    Refusal("too late", "ScheduleKeyDeletion", _key("enabled", PendingWindowInDays=31), VALIDATION, "'31'"),
    Refusal("again", "ScheduleKeyDeletion", _key("pending"), PENDING, "is pending deletion"),
    Refusal(
        "too seldom",
        "EnableKeyRotation",
        _key("enabled", RotationPeriodInDays=2561),
        VALIDATION,
        "90 and 2560",
    ),
    Refusal(
        "of a signing key", "EnableKeyRotation", _key("signing"), "UnsupportedOperationException", "rotation"
    ),
    Refusal("of a doomed key", "EnableKeyRotation", _key("pending"), PENDING, "is pending deletion"),
    Refusal("with a doomed key", "Encrypt", _key("pending", Plaintext=b"x"), PENDING, "is pending deletion"),
    Refusal(
        "with a disabled key", "Encrypt", _key("disabled", Plaintext=b"x"), "DisabledException", "is disabled"
    ),
    Refusal("with a doomed key", "GenerateDataKey", _key("pending", KeySpec="AES_256"), PENDING, "pending"),
    Refusal("a doomed key", "EnableKey", _key("pending"), PENDING, "is pending deletion"),
    Refusal(
        "of a doomed key",
        "TagResource",
        _key("pending", Tags=[{"TagKey": "a", "TagValue": "b"}]),
        PENDING,
        "is pending deletion",
    ),
    Refusal(
        "of a doomed key",
        "CreateAlias",
        lambda keys: {"AliasName": "alias/x", "TargetKeyId": keys.pending},
        PENDING,
        "is pending deletion",
    ),
    Refusal(
        "of AWS",
        "CreateAlias",
        lambda keys: {"AliasName": "alias/aws/mine", "TargetKeyId": keys.enabled},
        "NotAuthorizedException",
        "",
    ),
    Refusal(
        "without prefix",
        "CreateAlias",
        lambda keys: {"AliasName": "mine", "TargetKeyId": keys.enabled},
        VALIDATION,
        "Invalid identifier",
    ),
    Refusal(
        "with a long name",
        "CreateAlias",
        lambda keys: {"AliasName": "alias/" + "a" * 251, "TargetKeyId": keys.enabled},
        VALIDATION,
        "256",
    ),
]


@each(REFUSED)
def test_refuses(kms: Any, keys: Keys, row: Refusal) -> None:
    assert_refused(kms, keys, row)


def test_rotation_has_a_period_and_a_next_date(kms: Any) -> None:
    key = kms.create_key()["KeyMetadata"]
    assert kms.get_key_rotation_status(KeyId=key["KeyId"])["KeyRotationEnabled"] is False
    kms.enable_key_rotation(KeyId=key["KeyId"])
    status = kms.get_key_rotation_status(KeyId=key["KeyId"])
    assert (status["KeyId"], status["RotationPeriodInDays"]) == (key["Arn"], 365)
    kms.enable_key_rotation(KeyId=key["Arn"], RotationPeriodInDays=90)
    status = kms.get_key_rotation_status(KeyId=key["KeyId"])
    assert status["RotationPeriodInDays"] == 90
    left = status["NextRotationDate"] - datetime.now(UTC)
    assert timedelta(days=89) < left <= timedelta(days=90)


POLICIES = {
    "the account": _policy(),
    "the account by id": _policy({"AWS": "123456789012"}),
    "everyone": _policy("*"),
}


@pytest.mark.parametrize("who", POLICIES)
def test_a_policy_may_be_for(kms: Any, who: str) -> None:
    key = kms.create_key(Policy=POLICIES[who])["KeyMetadata"]["KeyId"]
    assert kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"] == POLICIES[who]


def test_the_lockout_check_can_be_bypassed(kms: Any) -> None:
    policy = _policy({"Service": "logs.amazonaws.com"})
    kms.create_key(Policy=policy, BypassPolicyLockoutSafetyCheck=True)


@pytest.mark.parametrize("name", ["KeyId", "Arn"])
def test_a_key_can_be_named_by_id_and_arn(kms: Any, name: str) -> None:
    key = kms.create_key()["KeyMetadata"]
    kms.disable_key(KeyId=key[name])
    kms.enable_key(KeyId=key[name])
    scheduled = kms.schedule_key_deletion(KeyId=key[name], PendingWindowInDays=10)
    assert (scheduled["KeyId"], scheduled["PendingWindowInDays"]) == (key["Arn"], 10)
    assert kms.describe_key(KeyId=key[name])["KeyMetadata"]["KeyState"] == "PendingDeletion"
    kms.cancel_key_deletion(KeyId=key[name])


def test_a_doomed_key_is_usable_again_after_its_deletion_is_cancelled(kms: Any) -> None:
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName="alias/saved", TargetKeyId=key)
    kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    assert error_code(kms.encrypt, KeyId="alias/saved", Plaintext=b"x") == PENDING
    kms.cancel_key_deletion(KeyId=key)
    kms.enable_key(KeyId=key)
    secret = kms.encrypt(KeyId="alias/saved", Plaintext=b"x")["CiphertextBlob"]
    assert kms.decrypt(CiphertextBlob=secret)["Plaintext"] == b"x"
