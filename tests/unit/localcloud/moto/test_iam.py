"""IAM as AWS accepts, refuses and reads it."""

import json
from typing import Any

import pytest

from tests.unit.localcloud.moto.refusals import Refusal, assert_refused, each, error_code

SSM = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
ECS = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
NO_POLICY = "arn:aws:iam::aws:policy/AmazonNoSuchPolicy"
MALFORMED = "MalformedPolicyDocument"
VALIDATION = "ValidationError"


def _trust(principal: Any = None, **changed: Any) -> str:
    statement = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": principal or {"Service": "ecs-tasks.amazonaws.com"},
    } | changed
    kept = {key: value for key, value in statement.items() if value is not None}
    return json.dumps({"Version": "2012-10-17", "Statement": [kept]})


ALLOW = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}
)


@pytest.fixture(scope="module")
def iam(connect: Any) -> Any:
    """A client of an account with a role `app` that has an attached and an inline policy and a profile."""
    client = connect("iam")
    client.create_role(RoleName="app", AssumeRolePolicyDocument=_trust())
    client.create_policy(PolicyName="app", PolicyDocument=ALLOW)
    client.attach_role_policy(RoleName="app", PolicyArn="arn:aws:iam::123456789012:policy/app")
    client.put_role_policy(RoleName="app", PolicyName="inline", PolicyDocument=ALLOW)
    client.create_instance_profile(InstanceProfileName="app")
    client.add_role_to_instance_profile(InstanceProfileName="app", RoleName="app")
    client.create_instance_profile(InstanceProfileName="empty")
    return client


def _role(name: str = "new", **changed: Any) -> Any:
    return lambda _: {"RoleName": name, "AssumeRolePolicyDocument": _trust()} | changed


CREATE = "CreateRole"
ROLE_ARN = "arn:aws:iam::123456789012:role/none"

REFUSED = [
    Refusal("of a taken name", CREATE, _role("app"), "EntityAlreadyExists", "app"),
    Refusal("with a space", CREATE, _role("new role"), VALIDATION, "roleName is invalid"),
    Refusal("with a long name", CREATE, _role("a" * 65), VALIDATION, "less than or equal to 64"),
    Refusal("of half a path", CREATE, _role(Path="/app"), VALIDATION, "begin and end with /"),
    Refusal("with a long session", CREATE, _role(MaxSessionDuration=43201), VALIDATION, "43200"),
    Refusal("that trusts text", CREATE, _role(AssumeRolePolicyDocument="{"), MALFORMED, "invalid Json"),
    Refusal(
        "that trusts nobody",
        CREATE,
        _role(AssumeRolePolicyDocument=_trust(Principal=None)),
        MALFORMED,
        "Principal",
    ),
    Refusal(
        "that trusts no role",
        CREATE,
        _role(AssumeRolePolicyDocument=_trust({"AWS": ROLE_ARN})),
        MALFORMED,
        f'"AWS":"{ROLE_ARN}"',
    ),
    Refusal(
        "that trusts no service",
        CREATE,
        _role(AssumeRolePolicyDocument=_trust({"Service": "ecs-tasks"})),
        MALFORMED,
        '"SERVICE":"ecs-tasks"',
    ),
    Refusal(
        "to read",
        CREATE,
        _role(AssumeRolePolicyDocument=_trust(Action="s3:GetObject")),
        MALFORMED,
        "sts:AssumeRole",
    ),
    Refusal(
        "with resources",
        CREATE,
        _role(AssumeRolePolicyDocument=_trust(Resource="*")),
        MALFORMED,
        "prohibited field Resource",
    ),
    Refusal(
        "within no boundary",
        CREATE,
        _role(PermissionsBoundary=NO_POLICY),
        "NoSuchEntity",
        "AmazonNoSuchPolicy",
    ),
    Refusal(
        "to text",
        "UpdateAssumeRolePolicy",
        lambda _: {"RoleName": "app", "PolicyDocument": "[]"},
        MALFORMED,
        "Json",
    ),
    Refusal(
        "of no policy of AWS",
        "AttachRolePolicy",
        lambda _: {"RoleName": "app", "PolicyArn": NO_POLICY},
        "NoSuchEntity",
        "AmazonNoSuchPolicy",
    ),
    Refusal(
        "of a policy on another path",
        "AttachRolePolicy",
        lambda _: {"RoleName": "app", "PolicyArn": ECS.replace("/service-role", "")},
        "NoSuchEntity",
        "AmazonECSTaskExecutionRolePolicy",
    ),
    Refusal(
        "in a profile", "DeleteRole", lambda _: {"RoleName": "app"}, "DeleteConflict", "instance profile"
    ),
    Refusal(
        "that is attached",
        "DeletePolicy",
        lambda _: {"PolicyArn": "arn:aws:iam::123456789012:policy/app"},
        "DeleteConflict",
        "attached to entities",
    ),
    Refusal(
        "unknown", "DeletePolicy", lambda _: {"PolicyArn": NO_POLICY}, "NoSuchEntity", "AmazonNoSuchPolicy"
    ),
    Refusal(
        "with a space",
        "CreatePolicy",
        lambda _: {"PolicyName": "my policy", "PolicyDocument": ALLOW},
        VALIDATION,
        "policyName",
    ),
    Refusal(
        "with a slash",
        "CreateInstanceProfile",
        lambda _: {"InstanceProfileName": "a/b"},
        VALIDATION,
        "instanceProfileName",
    ),
    Refusal(
        "that holds a role",
        "DeleteInstanceProfile",
        lambda _: {"InstanceProfileName": "app"},
        "DeleteConflict",
        "remove roles",
    ),
    Refusal(
        "that is not in it",
        "RemoveRoleFromInstanceProfile",
        lambda _: {"InstanceProfileName": "empty", "RoleName": "app"},
        "NoSuchEntity",
        "empty",
    ),
]


@each(REFUSED)
def test_refuses(iam: Any, row: Refusal) -> None:
    assert_refused(iam, None, row)


def test_a_role_is_deleted_only_when_nothing_hangs_on_it(iam: Any) -> None:
    iam.create_role(RoleName="busy", AssumeRolePolicyDocument=_trust())
    iam.attach_role_policy(RoleName="busy", PolicyArn=SSM)
    iam.put_role_policy(RoleName="busy", PolicyName="inline", PolicyDocument=ALLOW)
    assert error_code(iam.delete_role, RoleName="busy") == "DeleteConflict"
    iam.detach_role_policy(RoleName="busy", PolicyArn=SSM)
    assert error_code(iam.delete_role, RoleName="busy") == "DeleteConflict"
    iam.delete_role_policy(RoleName="busy", PolicyName="inline")
    iam.delete_role(RoleName="busy")
    assert error_code(iam.get_role, RoleName="busy") == "NoSuchEntity"


TRUSTED = {
    "a service": {"Service": "ec2.amazonaws.com"},
    "services": {"Service": ["ec2.amazonaws.com", "ecs-tasks.amazonaws.com"]},
    "the account": {"AWS": "arn:aws:iam::123456789012:root"},
    "another account": {"AWS": "210987654321"},
    "a role of another account": {"AWS": "arn:aws:iam::210987654321:role/deploy"},
    "a role": {"AWS": "arn:aws:iam::123456789012:role/app"},
}


@pytest.mark.parametrize("who", TRUSTED)
def test_a_role_can_trust(iam: Any, who: str) -> None:
    name = "trusts-" + who.replace(" ", "-")
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=_trust(TRUSTED[who]))
    assert (
        iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]["Statement"][0]["Principal"]
        == TRUSTED[who]
    )


def test_a_role_can_trust_an_identity_provider(iam: Any) -> None:
    url = "token.actions.githubusercontent.com"
    provider = iam.create_open_id_connect_provider(
        Url=f"https://{url}", ClientIDList=["sts.amazonaws.com"], ThumbprintList=["a" * 40]
    )["OpenIDConnectProviderArn"]
    condition = {
        "StringEquals": {f"{url}:aud": "sts.amazonaws.com"},
        "StringLike": {f"{url}:sub": "repo:o/r:*"},
    }
    trust = _trust({"Federated": provider}, Action="sts:AssumeRoleWithWebIdentity", Condition=condition)
    iam.create_role(RoleName="github", AssumeRolePolicyDocument=trust)
    iam.add_client_id_to_open_id_connect_provider(OpenIDConnectProviderArn=provider, ClientID="more")
    read = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=provider)
    assert read["ClientIDList"] == ["sts.amazonaws.com", "more"]
    iam.remove_client_id_from_open_id_connect_provider(OpenIDConnectProviderArn=provider, ClientID="more")
    read = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=provider)
    assert read["ClientIDList"] == ["sts.amazonaws.com"]


@pytest.mark.parametrize("arn", [SSM, ECS])
def test_a_policy_of_aws_can_be_attached_and_read(iam: Any, arn: str) -> None:
    name = arn.rpartition("/")[2]
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=_trust())
    for _ in "twice":
        iam.attach_role_policy(RoleName=name, PolicyArn=arn)
    attached = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    assert attached == [{"PolicyName": name, "PolicyArn": arn}]
    policy = iam.get_policy(PolicyArn=arn)["Policy"]
    assert policy["AttachmentCount"] == 1
    version = iam.get_policy_version(PolicyArn=arn, VersionId=policy["DefaultVersionId"])["PolicyVersion"]
    assert version["Document"]["Statement"]
    iam.detach_role_policy(RoleName=name, PolicyArn=arn)
    iam.delete_role(RoleName=name)


def test_only_policies_in_use_are_in_memory_yet_all_are_listed(iam: Any) -> None:
    from moto.iam.models import iam_backends

    pages = iam.get_paginator("list_policies").paginate(Scope="AWS")
    arns = [policy["Arn"] for page in pages for policy in page["Policies"]]
    assert len(arns) > 1000
    assert len(set(arns)) == len(arns)
    assert {SSM, ECS} <= set(arns)
    assert len(iam_backends["123456789012"]["aws"].managed_policies) < 20
    local = iam.list_policies(Scope="Local")["Policies"]
    assert [policy["PolicyName"] for policy in local] == ["app"]


def test_a_boundary_of_aws_can_be_set(iam: Any) -> None:
    boundary = "arn:aws:iam::aws:policy/PowerUserAccess"
    iam.create_role(RoleName="bounded", AssumeRolePolicyDocument=_trust(), PermissionsBoundary=boundary)
    role = iam.get_role(RoleName="bounded")["Role"]
    assert role["PermissionsBoundary"]["PermissionsBoundaryArn"] == boundary


def test_a_role_takes_ten_policies(iam: Any) -> None:
    iam.create_role(RoleName="many", AssumeRolePolicyDocument=_trust())
    arns = [
        iam.create_policy(PolicyName=f"many-{number}", PolicyDocument=ALLOW, Path="/many/")["Policy"]["Arn"]
        for number in range(11)
    ]
    for arn in arns[:10]:
        iam.attach_role_policy(RoleName="many", PolicyArn=arn)
    assert error_code(iam.attach_role_policy, RoleName="many", PolicyArn=arns[10]) == "LimitExceeded"
    for arn in arns:
        if arn != arns[10]:
            iam.detach_role_policy(RoleName="many", PolicyArn=arn)
        iam.delete_policy(PolicyArn=arn)


def test_a_policy_with_versions_cannot_be_deleted(iam: Any) -> None:
    arn = iam.create_policy(PolicyName="versions", PolicyDocument=ALLOW)["Policy"]["Arn"]
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=ALLOW)
    assert error_code(iam.delete_policy, PolicyArn=arn) == "DeleteConflict"
    iam.delete_policy_version(PolicyArn=arn, VersionId="v2")
    iam.delete_policy(PolicyArn=arn)


def test_updating_a_role_keeps_its_description(iam: Any) -> None:
    iam.create_role(RoleName="told", AssumeRolePolicyDocument=_trust(), Description="kept")
    iam.update_role(RoleName="told", MaxSessionDuration=7200)
    role = iam.get_role(RoleName="told")["Role"]
    assert (role["Description"], role["MaxSessionDuration"]) == ("kept", 7200)


SERVICE_ROLES = {
    "ecs.amazonaws.com": "AWSServiceRoleForECS",
    "rds.amazonaws.com": "AWSServiceRoleForRDS",
    "opensearchservice.amazonaws.com": "AWSServiceRoleForAmazonOpenSearchService",
    "ecs.application-autoscaling.amazonaws.com": "AWSServiceRoleForApplicationAutoScaling_ECSService",
}


@pytest.mark.parametrize("service", SERVICE_ROLES)
def test_service_linked_roles_have_the_names_of_aws(iam: Any, service: str) -> None:
    role = iam.create_service_linked_role(AWSServiceName=service)["Role"]
    assert role["RoleName"] == SERVICE_ROLES[service]
    assert iam.get_role(RoleName=role["RoleName"])["Role"]["Path"] == f"/aws-service-role/{service}/"
    assert error_code(iam.create_service_linked_role, AWSServiceName=service) == "InvalidInput"
