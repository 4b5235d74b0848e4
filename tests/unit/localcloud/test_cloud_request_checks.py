"""Values that AWS's service models rule out, and values that only look as if they did."""

from typing import Any

import botocore.loaders
import botocore.model
import pytest

from localcloud.request_checks import RequestRefused, check_request, compiled_pattern


def check(service: str, operation: str, parameters: dict[str, Any]) -> None:
    loader = botocore.loaders.Loader()
    model = botocore.model.ServiceModel(loader.load_service_model(service, "service-2"), service)
    check_request(parameters, model.operation_model(operation))


@pytest.mark.parametrize(
    ("service", "operation", "parameters", "fault"),
    [
        pytest.param(
            "ec2",
            "CreateVpc",
            {"InstanceTenancy": "shared"},
            "InstanceTenancy is 'shared'; allowed: default, dedicated, host",
            id="enumeration",
        ),
        pytest.param(
            "ec2",
            "CreateVpc",
            {"TagSpecifications": [{"ResourceType": "vpc"}, {"ResourceType": "vpcs"}]},
            "TagSpecifications[1].ResourceType is 'vpcs'",
            id="inside a list",
        ),
        pytest.param(
            "logs",
            "CreateLogGroup",
            {"logGroupName": "a b"},
            r"logGroupName is 'a b'; it must match [\.\-_/#A-Za-z0-9]+",
            id="pattern of the whole value",
        ),
        pytest.param(
            "logs",
            "CreateLogGroup",
            {"logGroupName": "x" * 513},
            "logGroupName has 513 characters; at most 512 are allowed",
            id="too long",
        ),
        pytest.param(
            "ecr",
            "CreateRepository",
            {"repositoryName": "a"},
            "repositoryName has 1 characters; at least 2 are needed",
            id="too short",
        ),
        pytest.param(
            "iam",
            "CreateRole",
            {"MaxSessionDuration": 60},
            "MaxSessionDuration is 60; at least 3600 is needed",
            id="too small",
        ),
        pytest.param(
            "kms",
            "ScheduleKeyDeletion",
            {"PendingWindowInDays": 400},
            "PendingWindowInDays is 400; at most 365 is allowed",
            id="too large",
        ),
        pytest.param(
            "iam",
            "CreateRole",
            {"Tags": [{"Key": f"key-{number}", "Value": ""} for number in range(51)]},
            "Tags has 51 items; at most 50 are allowed",
            id="too many",
        ),
        pytest.param(
            "logs", "CreateLogGroup", {"tags": {"a!": "b"}}, "tags (key 'a!') is 'a!'", id="key of a map"
        ),
    ],
)
def test_a_value_outside_the_model_is_refused_by_its_path(
    service: str, operation: str, parameters: dict[str, Any], fault: str
) -> None:
    with pytest.raises(RequestRefused) as raised:
        check(service, operation, parameters)
    assert len(raised.value.faults) == 1
    assert raised.value.faults[0].startswith(fault)
    assert str(raised.value).startswith(f"{operation}: {fault}")


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(RequestRefused) as raised:
        check("iam", "CreateRole", {"RoleName": "a role", "Path": "team", "MaxSessionDuration": 1})
    assert [fault.split(" ")[0] for fault in raised.value.faults] == [
        "RoleName",
        "Path",
        "MaxSessionDuration",
    ]


def test_a_sensitive_value_is_not_shown() -> None:
    with pytest.raises(RequestRefused) as raised:
        check("iam", "CreateLoginProfile", {"UserName": "me", "Password": "hidden\u2603"})
    assert "hidden" not in str(raised.value)
    assert "Password is a sensitive value" in str(raised.value)


POLICY = '{\n  "Version": "2012-10-17",\n  "Statement": []\n}\n'


@pytest.mark.parametrize(
    ("service", "operation", "parameters"),
    [
        pytest.param(
            "iam",
            "CreateRole",
            {"RoleName": "a", "AssumeRolePolicyDocument": POLICY, "Description": "Größe, über\nzwei Zeilen"},
            id="policy with line breaks",
        ),
        pytest.param(
            "opensearch",
            "CreateDomain",
            {"DomainName": "logs", "AccessPolicies": POLICY},
            id="a pattern of .* means any text",
        ),
        pytest.param(
            "iam",
            "CreateRole",
            {"Tags": [{"Key": "Größe:α", "Value": "a=b +c@d / 1.2_3-4"}, {"Key": "empty", "Value": ""}]},
            id="letters of any language in tags",
        ),
        pytest.param(
            "logs",
            "PutRetentionPolicy",
            {"logGroupName": "/aws/vpc/flow_logs#1", "retentionInDays": 365},
            id="log group name",
        ),
        pytest.param("kms", "CreateAlias", {"AliasName": "alias/data/main"}, id="alias"),
        pytest.param("ec2", "RunInstances", {"InstanceType": "t4g.nano"}, id="instance type"),
        pytest.param(
            "application-autoscaling",
            "RegisterScalableTarget",
            {"ServiceNamespace": "ecs", "ResourceId": "service/main/api"},
            id="a pattern of surrogates says nothing",
        ),
        pytest.param("ec2", "CreateVpc", {"CidrBlock": None, "NoSuchMember": "x"}, id="left to botocore"),
        pytest.param("ec2", "CreateVpc", {"TagSpecifications": "vpc"}, id="wrong type, left to botocore"),
    ],
)
def test_a_value_that_aws_accepts_passes(service: str, operation: str, parameters: dict[str, Any]) -> None:
    check(service, operation, parameters)


@pytest.mark.parametrize("service", ["ec2", "ecs", "elbv2", "iam", "kms", "logs", "rds", "s3", "wafv2"])
def test_every_pattern_of_a_service_can_be_read(service: str) -> None:
    model = botocore.loaders.Loader().load_service_model(service, "service-2")
    patterns = {shape["pattern"] for shape in model["shapes"].values() if "pattern" in shape}
    assert [pattern for pattern in patterns if compiled_pattern(pattern) is None] == []


def test_a_pattern_in_a_dialect_of_its_own_rules_nothing_out() -> None:
    assert compiled_pattern(r"[\p{all}]*") is None
    check("dlm", "CreateLifecyclePolicy", {"Description": "anything"})
