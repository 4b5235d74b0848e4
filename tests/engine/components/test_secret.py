"""A secret is made, gets readers and a rotation, and leaves its name to the next one when it goes."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.engine.harness import LocalCloud
from tests.engine.programs.components.scenarios.secret import FUNCTION
from tests.engine.scenarios import Scenario, deployed_scenario


def test_a_secret_is_made_changed_and_destroyed(shared_network: LocalCloud) -> None:
    with deployed_scenario(shared_network, "secret") as scenario:
        client, outputs = scenario.client("secretsmanager"), scenario.outputs()
        arn, key = outputs["secretArn"], outputs["kmsKeyArn"]
        _assert_empty_and_closed(client, arn, key)
        assert outputs["references"] == {"CLIENT_ID": f"{arn}:CLIENT_ID::"}
        scenario.assert_settled("first")

        with _function(scenario):
            scenario.up("changed")
            assert scenario.outputs()["references"]["CLIENT_SECRET"] == f"{arn}:CLIENT_SECRET::"
            _assert_rotated_and_for_few(client, arn)
            client.put_secret_value(SecretId=arn, SecretString='{"CLIENT_ID": "a", "CLIENT_SECRET": "b"}')
            scenario.assert_settled("changed")
            scenario.destroy()
        left = [item["ARN"] for item in client.list_secrets(IncludePlannedDeletion=True)["SecretList"]]
        assert arn not in left
        state = scenario.client("kms").describe_key(KeyId=key)["KeyMetadata"]["KeyState"]
        assert state == "PendingDeletion"


def _assert_empty_and_closed(client: Any, arn: str, key: str) -> None:
    found = client.describe_secret(SecretId=arn)
    assert (found["KmsKeyId"], found["Description"]) == (key, "Google sign-in")
    tags = {tag["Key"]: tag["Value"] for tag in found["Tags"]}
    assert (tags["DataClass"], tags["Component"], tags["Owner"]) == ("restricted", "Secret", "platform-team")
    assert "VersionIdsToStages" not in found
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        client.get_secret_value(SecretId=arn)
    (statement,) = _statements(client, arn)
    assert statement["Condition"]["StringNotEquals"] == {"aws:PrincipalAccount": "123456789012"}


def _assert_rotated_and_for_few(client: Any, arn: str) -> None:
    found = client.describe_secret(SecretId=arn)
    assert (found["RotationEnabled"], found["RotationLambdaARN"]) == (True, FUNCTION)
    assert (found["RotationRules"], found["Description"]) == ({"AutomaticallyAfterDays": 60}, "Sign-in")
    assert {"Key": "Owner", "Value": "api-team"} in found["Tags"]
    conditions = [statement["Condition"] for statement in _statements(client, arn)]
    assert conditions[1]["ArnNotLike"] == {"aws:PrincipalArn": ["arn:aws:iam::123456789012:role/api-*"]}


def _statements(client: Any, arn: str) -> list[dict[str, Any]]:
    document = json.loads(client.get_resource_policy(SecretId=arn)["ResourcePolicy"])
    return list(document["Statement"])


@contextmanager
def _function(scenario: Scenario) -> Iterator[None]:
    """The function that the program names, as long as it is needed."""
    name, role = FUNCTION.rpartition(":")[2], {"RoleName": "rotate"}
    functions, iam = scenario.client("lambda"), scenario.client("iam")
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "lambda.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    arn = iam.create_role(**role, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    settings = {"Runtime": "python3.13", "Handler": "rotate.handler", "Code": {"ZipFile": b"-"}}
    functions.create_function(FunctionName=name, Role=arn, **settings)
    yield
    functions.delete_function(FunctionName=name)
    iam.delete_role(**role)
