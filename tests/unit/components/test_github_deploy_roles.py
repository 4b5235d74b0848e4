"""GithubDeployRoles: who may assume which role, and what each may do."""

import json
from typing import Any

import pulumi_aws as aws
import pytest

from components import ArgumentError, GithubDeployRoles, TaskRole, limit_roles
from components._deploy_policy import (
    READS_OF_DATA,
    SERVICES,
    Reach,
    State,
    boundary_policy,
    deploy_policy,
    preview_policy,
)
from components._iam import Account
from tests.mocks import ACCOUNT_ID, REGION, TAGS, Recording, run

COMPONENT = "shared-infra:index:GithubDeployRoles"
PROVIDER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
POLICY = "aws:iam/policy:Policy"
ROLE = "aws:iam/role:Role"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
PROVIDER_ARN = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
BOUNDARY_ARN = f"arn:aws:mock:{REGION}:{ACCOUNT_ID}:Policy/github-boundary"
CLAIM = "token.actions.githubusercontent.com"
ACCOUNT = Account("aws", "eu-west-1", ACCOUNT_ID)
REACH = Reach("/shop/prod/", SERVICES)
STATE = State("arn:aws:s3:::state", "arn:aws:kms:eu-west-1:123456789012:key/1")
NOWHERE = State(None, None)

LONGEST_INLINE_POLICY = 10_240
LONGEST_POLICY = 6_144
"""IAM's quotas, in characters without white space (IAM user guide, "IAM and AWS STS quotas")."""


def deploy(**args: Any) -> Recording:
    def program() -> object:
        given = {"repository": "octo-org/shop", "environment": "production", "tags": TAGS, **args}
        return GithubDeployRoles("github", given).role_path  # type: ignore[arg-type]

    return run(program, stack="prod")


def conditions(recording: Recording, role: str) -> dict[str, Any]:
    [statement] = json.loads(recording.one(ROLE, role).inputs["assumeRolePolicy"])["Statement"]
    assert list(statement["Condition"]) == ["StringEquals"]
    found: dict[str, Any] = statement["Condition"]["StringEquals"]
    return found


def statements(policy: str) -> dict[str, dict[str, Any]]:
    return {statement["Sid"]: statement for statement in json.loads(policy)["Statement"]}


def size(policy: str) -> int:
    return len("".join(policy.split()))


def test_it_is_a_provider_a_boundary_and_two_roles() -> None:
    recording = deploy()
    tags = {**TAGS, "Component": "GithubDeployRoles"}

    assert recording.counts() == {COMPONENT: 1, PROVIDER: 1, POLICY: 1, ROLE: 2, ROLE_POLICY: 2}
    assert recording.one(PROVIDER, "github-oidc-provider").inputs == {
        "url": "https://token.actions.githubusercontent.com",
        "clientIdLists": ["sts.amazonaws.com"],
        "tags": {**tags, "Name": "github-oidc-provider"},
    }
    boundary = recording.one(POLICY, "github-boundary").inputs
    assert boundary["tags"] == {**tags, "Name": "github-boundary"}
    assert boundary["policy"] == boundary_policy(Account("aws", REGION, ACCOUNT_ID), SERVICES)
    assert {r.parent for r in recording.resources if r.custom} == {recording.one(COMPONENT).urn}
    assert recording.one(COMPONENT).outputs == {
        "previewRoleArn": f"arn:aws:mock:{REGION}:{ACCOUNT_ID}:Role/github-preview-role",
        "deployRoleArn": f"arn:aws:mock:{REGION}:{ACCOUNT_ID}:Role/github-deploy-role",
        "permissionsBoundaryArn": BOUNDARY_ARN,
        "rolePath": "/shared-infra/prod/",
        "oidcProviderArn": f"arn:aws:mock:{REGION}:{ACCOUNT_ID}:OpenIdConnectProvider/github-oidc-provider",
    }


def test_an_account_that_has_the_provider_keeps_it() -> None:
    recording = deploy(oidc_provider_arn=PROVIDER_ARN)
    [statement] = json.loads(recording.one(ROLE, "github-deploy-role").inputs["assumeRolePolicy"])[
        "Statement"
    ]

    assert PROVIDER not in recording.counts()
    assert statement["Principal"] == {"Federated": PROVIDER_ARN}
    assert statement["Action"] == "sts:AssumeRoleWithWebIdentity"


def test_only_jobs_in_the_environment_deploy() -> None:
    assert conditions(deploy(), "github-deploy-role") == {
        f"{CLAIM}:aud": "sts.amazonaws.com",
        f"{CLAIM}:sub": ["repo:octo-org/shop:environment:production"],
    }


def test_pull_requests_and_main_preview() -> None:
    recording = deploy(repository_id="456", preview_branches=["main", "release/1"])

    assert conditions(recording, "github-preview-role") == {
        f"{CLAIM}:aud": "sts.amazonaws.com",
        f"{CLAIM}:sub": [
            "repo:octo-org/shop:pull_request",
            "repo:octo-org/shop:ref:refs/heads/main",
            "repo:octo-org/shop:ref:refs/heads/release/1",
        ],
        f"{CLAIM}:repository_id": "456",
    }
    assert conditions(recording, "github-deploy-role")[f"{CLAIM}:repository_id"] == "456"


def test_a_deployment_may_take_longer_than_a_preview() -> None:
    recording = deploy(deploy_session_seconds=14400.0)

    assert recording.one(ROLE, "github-preview-role").inputs["maxSessionDuration"] == 3600
    assert recording.one(ROLE, "github-deploy-role").inputs["maxSessionDuration"] == 14400


def test_each_role_has_its_policy() -> None:
    recording = deploy(
        state_bucket_arn=STATE.bucket_arn,
        state_key_arn=STATE.key_arn,
        services=["dynamodb"],
        role_path="/a/b/",
    )
    reach = Reach("/a/b/", sorted({*SERVICES, "dynamodb"}))

    assert recording.one(ROLE_POLICY, "github-preview-policy").inputs == {
        "role": "github-preview-role-id",
        "policy": preview_policy(Account("aws", REGION, ACCOUNT_ID), reach, STATE),
    }
    assert recording.one(ROLE_POLICY, "github-deploy-policy").inputs == {
        "role": "github-deploy-role-id",
        "policy": deploy_policy(Account("aws", REGION, ACCOUNT_ID), reach, BOUNDARY_ARN, STATE),
    }


class TestPreviewPolicy:
    @pytest.mark.parametrize("state", [STATE, NOWHERE])
    def test_it_changes_nothing(self, state: State) -> None:
        for statement in statements(preview_policy(ACCOUNT, REACH, state)).values():
            if statement["Effect"] == "Allow" and statement["Sid"] != "DecryptState":
                for action in statement["Action"]:
                    assert action.partition(":")[2].startswith(("Describe", "Get", "List")), action

    def test_it_reads_the_state_and_no_other_object(self) -> None:
        made = statements(preview_policy(ACCOUNT, REACH, STATE))

        assert made["UseState"] == {
            "Sid": "UseState",
            "Effect": "Allow",
            "Action": ["s3:GetObject"],
            "Resource": "arn:aws:s3:::state/*",
        }
        assert made["DecryptState"]["Action"] == ["kms:Decrypt"]
        assert made["DenyObjects"]["NotResource"] == "arn:aws:s3:::state/*"

    def test_without_state_it_reads_no_object_at_all(self) -> None:
        made = statements(preview_policy(ACCOUNT, REACH, NOWHERE))

        assert sorted(made) == ["DenyData", "DenyObjects", "DenyParameters", "ReadIam", "ReadServices"]
        assert made["DenyObjects"]["Resource"] == "*"

    def test_it_reads_parameters_of_aws_and_of_the_stack_only(self) -> None:
        statement = statements(preview_policy(ACCOUNT, REACH, STATE))["DenyParameters"]

        assert (statement["Effect"], statement["Action"]) == ("Deny", "ssm:GetParameter*")
        assert statement["NotResource"] == [
            "arn:aws:ssm:*::parameter/aws/*",
            "arn:aws:ssm:eu-west-1:123456789012:parameter/shop/prod/*",
        ]

    def test_it_reads_no_data(self) -> None:
        assert statements(preview_policy(ACCOUNT, REACH, STATE))["DenyData"] == {
            "Sid": "DenyData",
            "Effect": "Deny",
            "Action": list(READS_OF_DATA),
            "Resource": "*",
        }
        assert "secretsmanager:GetSecretValue" in READS_OF_DATA


class TestDeployPolicy:
    def policy(self, state: State = STATE) -> dict[str, dict[str, Any]]:
        return statements(deploy_policy(ACCOUNT, REACH, "arn:boundary", state))

    def test_it_manages_services_in_its_region_and_where_global_ones_are(self) -> None:
        statement = self.policy()["ManageServices"]

        assert statement["Action"] == [f"{service}:*" for service in SERVICES]
        assert statement["Condition"] == {"StringEquals": {"aws:RequestedRegion": ["eu-west-1", "us-east-1"]}}

    def test_it_manages_no_iam_but_roles_on_its_path(self) -> None:
        """So it cannot change the roles of the pipeline, the boundary or the OIDC provider."""
        assert not {"iam", "sts", "organizations", "account"} & set(SERVICES)
        for sid, statement in self.policy().items():
            changes = [
                action
                for action in statement["Action"]
                if action.startswith("iam:") and not action.startswith(("iam:Get", "iam:List"))
            ]
            if changes and sid != "MakeServiceLinkedRoles":
                assert statement["Resource"] in (
                    "arn:aws:iam::123456789012:role/shop/prod/*",
                    "arn:aws:iam::123456789012:instance-profile/shop/prod/*",
                )

    def test_what_raises_rights_needs_the_boundary(self) -> None:
        statement = self.policy()["ManageRolesWithinBoundary"]

        assert {"iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy"} <= set(statement["Action"])
        assert statement["Condition"] == {"StringEquals": {"iam:PermissionsBoundary": "arn:boundary"}}
        assert "iam:DeleteRolePermissionsBoundary" not in str(self.policy())

    def test_it_passes_roles_to_the_services_that_take_one(self) -> None:
        condition = self.policy()["PassRoles"]["Condition"]["StringEquals"]["iam:PassedToService"]

        assert {"ecs-tasks.amazonaws.com", "vpc-flow-logs.amazonaws.com"} <= set(condition)

    def test_it_writes_the_state(self) -> None:
        made = self.policy()

        assert made["UseState"]["Action"] == ["s3:GetObject", "s3:DeleteObject", "s3:PutObject"]
        assert made["DecryptState"]["Action"] == ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"]
        assert {"DenyData", "DenyObjects", "DenyParameters"} <= set(made)


class TestBoundary:
    def test_what_a_pipeline_makes_gets_no_iam(self) -> None:
        use, linked = json.loads(boundary_policy(ACCOUNT, SERVICES))["Statement"]

        assert "*" not in use["Action"]
        assert not [
            action for action in use["Action"] if action.startswith(("iam:", "sts:", "organizations:"))
        ]
        assert linked["Action"] == ["iam:CreateServiceLinkedRole", "iam:GetRole"]
        assert linked["Resource"] == "arn:aws:iam::123456789012:role/aws-service-role/*"

    def test_it_reaches_what_workloads_call(self) -> None:
        assert {"rds-db:*", "kafka-cluster:*", "ssmmessages:*"} <= set(
            json.loads(boundary_policy(ACCOUNT, SERVICES))["Statement"][0]["Action"]
        )


def test_policies_fit_into_what_iam_takes() -> None:
    assert size(preview_policy(ACCOUNT, REACH, STATE)) < LONGEST_INLINE_POLICY / 2
    assert size(deploy_policy(ACCOUNT, REACH, BOUNDARY_ARN, STATE)) < LONGEST_INLINE_POLICY / 2
    assert size(boundary_policy(ACCOUNT, SERVICES)) < LONGEST_POLICY / 2


class TestLimits:
    def run(self) -> Recording:
        def program() -> object:
            roles = GithubDeployRoles(
                "github", {"repository": "octo-org/shop", "environment": "production", "tags": TAGS}
            )
            limit_roles(roles.role_path, roles.permissions_boundary_arn)
            limited_role = TaskRole("api", {"tags": TAGS})
            TaskRole("other", {"permissions_boundary_arn": "arn:own", "tags": TAGS})
            aws.iam.InstanceProfile("profile", role="x")
            return limited_role.role_name

        return run(program, stack="prod")

    def test_a_role_inside_a_component_gets_a_path_and_a_boundary(self) -> None:
        recording = self.run()
        role = recording.one(ROLE, "api-role")

        assert (role.inputs["path"], role.inputs["permissionsBoundary"]) == (
            "/shared-infra/prod/",
            BOUNDARY_ARN,
        )
        assert recording.one(POLICY).urn in role.dependencies

    def test_a_limited_role_still_has_its_outputs(self) -> None:
        assert self.run().result == "api-role"

    def test_a_role_keeps_its_own(self) -> None:
        role = self.run().one(ROLE, "other-role")

        assert (role.inputs["path"], role.inputs["permissionsBoundary"]) == ("/shared-infra/prod/", "arn:own")

    def test_an_instance_profile_gets_the_path_only(self) -> None:
        profile = self.run().one("aws:iam/instanceProfile:InstanceProfile")

        assert profile.inputs == {"role": "x", "path": "/shared-infra/prod/"}

    def test_what_was_made_before_and_what_is_no_role_stay_as_they_are(self) -> None:
        recording = self.run()

        for made in (recording.one(ROLE, "github-deploy-role"), recording.one(POLICY)):
            assert not {"path", "permissionsBoundary"} & set(made.inputs)


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        ({"repository": "shop"}, "repository: 'shop'. Allowed: an owner and a name, as octo-org/shop."),
        ({"repository": "octo-org/*"}, "repository: 'octo-org/*'."),
        ({"repository": "octo-org/shop:ref"}, "repository: 'octo-org/shop:ref'."),
        ({"repository_id": "shop"}, "repository_id: 'shop'. Allowed: digits, in quotes."),
        ({"environment": "*"}, "environment: '*'. Allowed: letters, digits and _.-."),
        ({"environment": None}, "environment: missing."),
        ({"preview_branches": ["feature/*"]}, "preview_branches: a list with 'feature/*'. Allowed: names of"),
        (
            {"services": ["iam:*"]},
            "services: a list with 'iam:*'. Allowed: prefixes of actions, as dynamodb.",
        ),
        ({"role_path": "shop"}, "role_path: 'shop'. Allowed: a path that starts and ends with a slash"),
        ({"role_path": "/"}, "role_path: '/'."),
        (
            {"deploy_session_seconds": 60},
            "deploy_session_seconds: 60. Allowed: a whole number from 3600 to 432",
        ),
    ],
)
def test_arguments_that_are_refused(args: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ArgumentError) as error:
        deploy(**args)
    assert f"\n  - {complaint}" in str(error.value)
    assert len(str(error.value).splitlines()) == 2


@pytest.mark.parametrize("service", ["iam", "sts", "organizations", "account", "sso"])
def test_services_that_hand_out_rights_cannot_be_managed(service: str) -> None:
    with pytest.raises(ArgumentError, match=f"services: a list with '{service}'"):
        deploy(services=[service])
