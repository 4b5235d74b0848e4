"""Secrets Manager through the provider."""

import base64
import json
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import Cloud
from localcloud.provider.check import check_inputs
from localcloud.provider.functions import FunctionError
from localcloud.provider.registry import resource_of
from tests.unit.localcloud.provider.case import Case
from tests.unit.localcloud.provider.test_lifecycles import test_life as live
from tests.unit.localcloud.provider.world import trust
from tests.unit.localcloud.services.compute import ComputeWorld, life

SECRET = "aws:secretsmanager/secret:Secret"
POLICY = "aws:secretsmanager/secretPolicy:SecretPolicy"
ROTATION = "aws:secretsmanager/secretRotation:SecretRotation"
GET_SECRET = "aws:secretsmanager/getSecret:getSecret"
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
OTHER = "eu-west-1"


class SecretWorld(ComputeWorld):
    """A cloud with functions and with a key in another region."""

    @cached_property
    def functions(self) -> list[str]:
        """The ARNs of two functions that can rotate a secret."""
        role = self.make("aws:iam/role:Role", name="rotator", assumeRolePolicy=trust("lambda"))[1]["arn"]
        code = {"Runtime": "python3.13", "Handler": "a.b", "Code": {"ZipFile": b"x"}}
        client = self.client("lambda")
        return [
            str(client.create_function(FunctionName=name, Role=role, **code)["FunctionArn"])
            for name in ("rotate-a", "rotate-b")
        ]

    @cached_property
    def other_key(self) -> str:
        """The ARN of a key in another region."""
        return str(self.client("kms", OTHER).create_key()["KeyMetadata"]["Arn"])

    def secret(self, name: str, **inputs: Any) -> str:
        """The ARN of a secret."""
        return self.make(SECRET, name=name, **inputs)[0]


@pytest.fixture(scope="module")
def world() -> Iterator[SecretWorld]:
    with Cloud(None) as cloud:
        yield SecretWorld(cloud)


def readers(*accounts: str) -> str:
    """A policy that lets accounts read a secret."""
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": [f"arn:aws:iam::{account}:root" for account in accounts]},
        "Action": "secretsmanager:GetSecretValue",
        "Resource": "*",
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


ONE, TWO = "111111111111", "222222222222"

CASES = (
    life(
        SECRET,
        lambda world: {"name": "app/token", "description": "x", "tags": {"Name": "x"}},
        (
            lambda world: {"description": "y", "kmsKeyId": world.key["arn"]},
            lambda world: {"description": None},
            lambda world: {"kmsKeyId": None},
            lambda world: {"policy": readers(ONE)},
            lambda world: {"policy": readers(ONE, TWO)},
            lambda world: {"recoveryWindowInDays": 7},
            lambda world: {"recoveryWindowInDays": 0, "forceOverwriteReplicaSecret": True},
            lambda world: {"tags": {"Name": "y"}},
            lambda world: {"tags": None},
        ),
        untold=("recoveryWindowInDays", "forceOverwriteReplicaSecret"),
    ),
    life(
        SECRET,
        lambda world: {
            "name": "app/replicated",
            "policy": readers(ONE),
            "replicas": [{"region": OTHER}],
        },
        (
            lambda world: {"replicas": [{"region": OTHER, "kmsKeyId": world.other_key}]},
            lambda world: {"replicas": [{"region": OTHER}, {"region": "us-west-2"}]},
            lambda world: {"replicas": [{"region": "us-west-2"}]},
        ),
        name="replicated",
    ),
    life(
        POLICY,
        lambda world: {"secretArn": world.secret("with-policy"), "policy": readers(ONE)},
        (
            lambda world: {"policy": readers(TWO, ONE)},
            lambda world: {"blockPublicPolicy": True},
            lambda world: {"blockPublicPolicy": None},
        ),
        untold=("blockPublicPolicy",),
    ),
    life(
        ROTATION,
        lambda world: {
            "secretId": world.secret("rotated"),
            "rotationLambdaArn": world.functions[0],
            "rotationRules": {"automaticallyAfterDays": 30},
            "rotateImmediately": False,
        },
        (
            lambda world: {"rotationRules": {"automaticallyAfterDays": 60, "duration": "3h"}},
            lambda world: {"rotationRules": {"scheduleExpression": "rate(10 days)"}},
            lambda world: {"rotationLambdaArn": world.functions[1]},
            lambda world: {"rotateImmediately": None},
        ),
        untold=("rotateImmediately",),
    ),
    life(
        VERSION,
        lambda world: {
            "secretId": with_value(world, "staged"),
            "secretString": "next",
            "versionStages": ["NEXT"],
        },
        (
            lambda world: {"versionStages": ["LATER", "NEXT"]},
            lambda world: {"versionStages": ["LATER"]},
        ),
    ),
    life(
        VERSION,
        lambda world: {
            "secretId": with_value(world, "binary"),
            "secretBinary": base64.b64encode(b"\x00\xff").decode(),
            "versionStages": ["NEXT"],
        },
        name="binary",
    ),
    life(
        VERSION,
        lambda world: {
            "secretId": with_value(world, "write-only"),
            "secretStringWo": "hidden",
            "secretStringWoVersion": 1,
            "versionStages": ["NEXT"],
        },
        untold=("secretString", "secretStringWo", "secretStringWoVersion"),
        name="write-only",
    ),
)


def with_value(world: SecretWorld, name: str) -> str:
    """The ARN of a secret with a current value."""
    arn = world.secret(name)
    world.make(VERSION, secretId=arn, secretString="first")
    return arn


@pytest.mark.parametrize("case", CASES, ids=str)
def test_life(case: Case, world: SecretWorld) -> None:
    live(case, world)


def test_a_secret_waits_for_its_deletion_and_keeps_its_name_meanwhile(world: SecretWorld) -> None:
    operations = world.operations(SECRET)
    identifier, state = world.make(SECRET, name="waiting", policy=readers(ONE))
    parts = [(POLICY, {"policy": readers(ONE)}), (VERSION, {"secretString": "x"})]
    made = [(token, *world.make(token, **{_named(token): identifier}, **inputs)) for token, inputs in parts]
    operations.delete(identifier, state)
    assert operations.read(identifier, state) is None
    for token, part, known in made:
        assert world.operations(token).read(part, known) is None
        world.operations(token).delete(part, known)
    with pytest.raises(ClientError, match="already scheduled for deletion"):
        operations.create({"name": "waiting"})
    operations.delete(identifier, state | {"recoveryWindowInDays": 0})
    again, _ = operations.create({"name": "waiting"})
    assert again.startswith("arn:aws:secretsmanager:us-east-1:123456789012:secret:waiting-")
    assert again != identifier


def _named(token: str) -> str:
    return "secretArn" if token == POLICY else "secretId"


def test_a_new_value_is_the_current_one_and_stays_when_its_version_is_deleted(world: SecretWorld) -> None:
    operations = world.operations(VERSION)
    inputs = {"secretId": with_value(world, "valued"), "secretString": "second"}
    identifier, state = operations.create(inputs)
    assert state["versionStages"] == ["AWSCURRENT"]
    assert identifier == f"{inputs['secretId']}|{state['versionId']}"
    (found,) = operations.diff(state, inputs | {"secretString": "third"})
    assert found.replace
    operations.delete(identifier, state)
    client = world.client("secretsmanager")
    assert client.get_secret_value(SecretId="valued")["SecretString"] == "second"
    replaced, state = operations.create(inputs | {"secretString": "third"})
    operations.delete(identifier, state)
    assert operations.read(identifier, {}) is None
    assert operations.read(replaced, state) == state


def test_a_rotation_that_somebody_stopped_is_gone(world: SecretWorld) -> None:
    inputs = {
        "secretId": world.secret("stopped"),
        "rotationLambdaArn": world.functions[0],
        "rotationRules": {"automaticallyAfterDays": 30},
    }
    identifier, state = world.make(ROTATION, **inputs)
    assert state["rotationEnabled"] is True
    world.client("secretsmanager").cancel_rotate_secret(SecretId=identifier)
    assert world.operations(ROTATION).read(identifier, state) is None


def test_what_somebody_changed_of_a_secret_is_drift(world: SecretWorld) -> None:
    operations = world.operations(SECRET)
    inputs = {"name": "drifting", "description": "x", "replicas": [{"region": OTHER}]}
    identifier, state = world.make(SECRET, **inputs)
    client = world.client("secretsmanager")
    client.update_secret(SecretId=identifier, Description="y")
    client.remove_regions_from_replication(SecretId=identifier, RemoveReplicaRegions=[OTHER])
    changed = operations.read(identifier, state)
    assert changed is not None
    assert {item.property for item in operations.diff(changed, inputs)} == {"description", "replicas"}


def test_a_recovery_window_of_a_day_is_refused_in_a_preview() -> None:
    _, failures = check_inputs(resource_of(SECRET), {"name": "a", "recoveryWindowInDays": 1}, {}, name="x")
    assert [failure.property for failure in failures] == ["recoveryWindowInDays"]


def test_a_secret_is_found_by_arn_and_name(world: SecretWorld) -> None:
    arn = world.secret("found", description="x", tags={"Name": "y"}, policy=readers(ONE))
    by_name = world.invoke(GET_SECRET, name="found")
    assert world.invoke(GET_SECRET, arn=arn) == by_name
    assert (by_name["arn"], by_name["description"], by_name["tags"]) == (arn, "x", {"Name": "y"})
    assert json.loads(by_name["policy"]) == json.loads(readers(ONE))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"name": "none"}, "no secret 'none' in us-east-1"),
        ({"name": "doomed"}, "scheduled for deletion"),
        ({}, "one of arn and name"),
        ({"name": "a", "arn": "b"}, "only one"),
    ],
)
def test_a_secret_that_is_not_found_is_named(
    world: SecretWorld, arguments: dict[str, str], message: str
) -> None:
    if arguments == {"name": "doomed"}:
        identifier, state = world.make(SECRET, name="doomed")
        world.operations(SECRET).delete(identifier, state)
    with pytest.raises(FunctionError, match=message):
        world.invoke(GET_SECRET, **arguments)


def test_a_value_that_is_only_written_has_a_version_and_is_in_no_state(world: SecretWorld) -> None:
    inputs = {"secretId": world.secret("hidden"), "secretStringWo": "hidden-value"}
    _, failures = check_inputs(resource_of(VERSION), inputs, {}, name="x")
    assert [failure.property for failure in failures] == ["secretStringWo"]
    identifier, state = world.make(VERSION, **inputs, secretStringWoVersion=1)
    assert "hidden-value" not in json.dumps(state)
    assert state["hasSecretStringWo"] is True
    refreshed = world.operations(VERSION).read(identifier, state)
    assert refreshed == state
