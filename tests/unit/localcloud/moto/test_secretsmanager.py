"""Secrets Manager as AWS accepts, refuses and reads it."""

import json
from typing import Any

import pytest

from tests.unit.localcloud.moto.refusals import Refusal, assert_refused, each, error_code

PARAMETER = "InvalidParameterException"
REQUEST = "InvalidRequestException"
MALFORMED = "MalformedPolicyDocumentException"
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:none"


def _policy(principal: Any = "*") -> str:
    statement = {
        "Effect": "Allow",
        "Principal": principal,
        "Action": "secretsmanager:GetSecretValue",
        "Resource": "*",
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


class Secrets:
    """One secret in each state."""

    def __init__(self, client: Any, kms: Any) -> None:
        self.disabled_key = kms.create_key()["KeyMetadata"]["Arn"]
        plain = client.create_secret(Name="plain", SecretString="a")
        self.plain, self.version = plain["ARN"], plain["VersionId"]
        self.locked = client.create_secret(Name="locked", KmsKeyId=self.disabled_key)["ARN"]
        self.deleted = client.create_secret(Name="deleted", SecretString="a")["ARN"]
        client.delete_secret(SecretId=self.deleted)
        kms.disable_key(KeyId=self.disabled_key)


@pytest.fixture(scope="module")
def client(connect: Any) -> Any:
    return connect("secretsmanager")


@pytest.fixture(scope="module")
def secrets(client: Any, connect: Any) -> Secrets:
    return Secrets(client, connect("kms"))


def _new(name: str, **others: Any) -> Any:
    return lambda secrets: {"Name": name} | others


def _of(name: str, **others: Any) -> Any:
    return lambda secrets: {"SecretId": getattr(secrets, name)} | others


REFUSED = [
    Refusal("with a name that is none", "CreateSecret", _new("a b"), "ValidationException", "Invalid name"),
    Refusal("of a taken name", "CreateSecret", _new("plain"), "ResourceExistsException", "already exists"),
    Refusal("of a deleted name", "CreateSecret", _new("deleted"), REQUEST, "scheduled for deletion"),
    Refusal(
        "with an unknown key",
        "CreateSecret",
        _new("x", KmsKeyId="alias/none"),
        "AccessDeniedException",
        "Access to KMS is not allowed",
    ),
    Refusal(
        "with a disabled key",
        "CreateSecret",
        lambda secrets: {"Name": "x", "KmsKeyId": secrets.disabled_key},
        "EncryptionFailure",
        "Disabled",
    ),
    Refusal(
        "with a tag of AWS",
        "CreateSecret",
        _new("x", Tags=[{"Key": "aws:x", "Value": ""}]),
        PARAMETER,
        "aws:",
    ),
    Refusal(
        "with a tag twice",
        "CreateSecret",
        _new("x", Tags=[{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}]),
        PARAMETER,
        "same key",
    ),
    Refusal(
        "with two values", "CreateSecret", _new("x", SecretString="a", SecretBinary=b"a"), PARAMETER, "both"
    ),
    Refusal(
        "to an unknown key",
        "UpdateSecret",
        _of("plain", KmsKeyId="alias/none"),
        "AccessDeniedException",
        "KMS",
    ),
    Refusal("when deleted", "UpdateSecret", _of("deleted", Description="a"), REQUEST, "marked for deletion"),
    Refusal(
        "when deleted", "PutSecretValue", _of("deleted", SecretString="a"), REQUEST, "marked for deletion"
    ),
    Refusal("when deleted", "TagResource", _of("deleted", Tags=[]), REQUEST, "marked for deletion"),
    Refusal(
        "with a disabled key", "PutSecretValue", _of("locked", SecretString="a"), "EncryptionFailure", "KMS"
    ),
    Refusal("without function", "RotateSecret", _of("plain"), REQUEST, "No Lambda rotation function"),
    Refusal(
        "by an unknown function",
        "RotateSecret",
        _of("plain", RotationLambdaARN=FUNCTION),
        "AccessDeniedException",
        "cannot invoke",
    ),
    Refusal(
        "by two schedules",
        "RotateSecret",
        _of("plain", RotationRules={"AutomaticallyAfterDays": 1, "ScheduleExpression": "rate(1 day)"}),
        PARAMETER,
        "both",
    ),
    Refusal(
        "by no schedule",
        "RotateSecret",
        _of("plain", RotationRules={"ScheduleExpression": "daily"}),
        PARAMETER,
        "daily",
    ),
    Refusal(
        "too seldom",
        "RotateSecret",
        _of("plain", RotationRules={"AutomaticallyAfterDays": 1001}),
        PARAMETER,
        "1-1000",
    ),
    Refusal("with text", "PutResourcePolicy", _of("plain", ResourcePolicy="x"), MALFORMED, "syntax error"),
    Refusal(
        "for nobody",
        "PutResourcePolicy",
        _of("plain", ResourcePolicy=_policy(principal={})),
        MALFORMED,
        "no Principal",
    ),
    Refusal(
        "for everyone",
        "PutResourcePolicy",
        _of("plain", ResourcePolicy=_policy(), BlockPublicPolicy=True),
        "PublicPolicyException",
        "broad access",
    ),
    Refusal(
        "of an unknown secret",
        "ListSecretVersionIds",
        lambda _: {"SecretId": "none"},
        "ResourceNotFoundException",
        "",
    ),
    Refusal(
        "of the current version to nobody",
        "UpdateSecretVersionStage",
        lambda secrets: {
            "SecretId": secrets.plain,
            "VersionStage": "AWSCURRENT",
            "RemoveFromVersionId": secrets.version,
        },
        PARAMETER,
        "can't be completely removed",
    ),
    Refusal(
        "twice in a region",
        "CreateSecret",
        _new("x", AddReplicaRegions=[{"Region": "eu-west-1"}] * 2),
        PARAMETER,
        "already replicated to Region eu-west-1",
    ),
    Refusal(
        "with a key of another region",
        "ReplicateSecretToRegions",
        lambda secrets: {
            "SecretId": secrets.plain,
            "AddReplicaRegions": [{"Region": "eu-west-1", "KmsKeyId": secrets.disabled_key}],
        },
        "AccessDeniedException",
        "KMS",
    ),
    Refusal(
        "too soon", "DeleteSecret", _of("plain", RecoveryWindowInDays=6), PARAMETER, "between 7 and 30 days"
    ),
]


@each(REFUSED)
def test_refuses(client: Any, secrets: Secrets, row: Refusal) -> None:
    assert_refused(client, secrets, row)


def test_the_policy_can_be_for_one_role(client: Any, secrets: Secrets) -> None:
    policy = _policy({"AWS": "arn:aws:iam::123456789012:root"})
    client.put_resource_policy(SecretId=secrets.plain, ResourcePolicy=policy, BlockPublicPolicy=True)
    assert client.get_resource_policy(SecretId=secrets.plain)["ResourcePolicy"] == policy


def test_a_description_can_be_emptied(client: Any) -> None:
    client.create_secret(Name="described", Description="a")
    client.update_secret(SecretId="described", Description="")
    assert not client.describe_secret(SecretId="described").get("Description")


def test_only_labelled_versions_are_listed(client: Any) -> None:
    client.create_secret(Name="versions", SecretString="1")
    for value in "23":
        client.put_secret_value(SecretId="versions", SecretString=value)
    listed = client.list_secret_version_ids(SecretId="versions")
    stages = sorted(version["VersionStages"] for version in listed["Versions"])
    assert stages == [["AWSCURRENT"], ["AWSPREVIOUS"]]
    assert sorted(client.describe_secret(SecretId="versions")["VersionIdsToStages"].values()) == stages
    assert len(client.list_secret_version_ids(SecretId="versions", IncludeDeprecated=True)["Versions"]) == 3


def test_rotation_keeps_its_schedule_and_the_value(client: Any, connect: Any) -> None:
    role = connect("iam").create_role(
        RoleName="rotator",
        AssumeRolePolicyDocument=_policy({"Service": "lambda.amazonaws.com"})
        .replace("secretsmanager:GetSecretValue", "sts:AssumeRole")
        .replace(', "Resource": "*"', ""),
    )["Role"]["Arn"]
    function = connect("lambda").create_function(
        FunctionName="rotate", Role=role, Runtime="python3.13", Handler="a.b", Code={"ZipFile": b"x"}
    )["FunctionArn"]
    client.create_secret(Name="rotated", SecretString="1")
    rules = {"ScheduleExpression": "rate(10 days)", "Duration": "3h"}
    client.rotate_secret(SecretId="rotated", RotationLambdaARN=function, RotationRules=rules)
    described = client.describe_secret(SecretId="rotated")
    assert (described["RotationEnabled"], described["RotationLambdaARN"]) == (True, function)
    assert described["RotationRules"] == rules
    assert client.get_secret_value(SecretId="rotated")["SecretString"] == "1"
    client.cancel_rotate_secret(SecretId="rotated")
    assert client.describe_secret(SecretId="rotated")["RotationEnabled"] is False


def test_a_database_owns_its_password(client: Any, connect: Any) -> None:
    database = connect("rds").create_db_instance(
        DBInstanceIdentifier="owner",
        Engine="postgres",
        DBInstanceClass="db.t4g.micro",
        AllocatedStorage=20,
        MasterUsername="root1",
        ManageMasterUserPassword=True,
    )["DBInstance"]
    arn = database["MasterUserSecret"]["SecretArn"]
    before = json.loads(client.get_secret_value(SecretId=arn)["SecretString"])
    assert client.describe_secret(SecretId=arn)["RotationRules"] == {"AutomaticallyAfterDays": 7}
    assert error_code(client.delete_secret, SecretId=arn) == REQUEST
    assert error_code(client.put_secret_value, SecretId=arn, SecretString="{}") == REQUEST
    client.rotate_secret(SecretId=arn)
    after = json.loads(client.get_secret_value(SecretId=arn)["SecretString"])
    assert after["username"] == before["username"]
    assert after["password"] != before["password"]


def test_a_replica_has_its_own_key_and_the_value_of_its_source(client: Any, connect: Any) -> None:
    other = connect("secretsmanager", "eu-west-1")
    key = connect("kms", "eu-west-1").create_key()["KeyMetadata"]["Arn"]
    arn = client.create_secret(
        Name="copied", SecretString="1", AddReplicaRegions=[{"Region": "eu-west-1", "KmsKeyId": key}]
    )["ARN"]
    (replica,) = client.describe_secret(SecretId=arn)["ReplicationStatus"]
    assert (replica["KmsKeyId"], replica["Status"]) == (key, "InSync")
    copy = arn.replace("us-east-1", "eu-west-1")
    client.put_secret_value(SecretId=arn, SecretString="2")
    assert other.get_secret_value(SecretId=copy)["SecretString"] == "2"
    assert other.describe_secret(SecretId=copy)["PrimaryRegion"] == "us-east-1"
    client.remove_regions_from_replication(SecretId=arn, RemoveReplicaRegions=["eu-west-1"])
    assert error_code(other.describe_secret, SecretId=copy) == "ResourceNotFoundException"
