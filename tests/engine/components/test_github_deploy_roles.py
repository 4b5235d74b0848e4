"""A pipeline's roles are made, changed and deleted, with the account's OIDC provider."""

from typing import Any

from tests.engine.harness import LocalCloud
from tests.engine.programs.components.scenarios.github_deploy_roles import STATE
from tests.engine.scenarios import deployed_scenario

ISSUER = "token.actions.githubusercontent.com"


def test_roles_of_a_pipeline_are_made_changed_and_destroyed(shared_network: LocalCloud) -> None:
    with deployed_scenario(shared_network, "github_deploy_roles") as scenario:
        iam, outputs = scenario.client("iam"), scenario.outputs()
        _assert_first(iam, outputs)
        scenario.assert_settled("first")

        scenario.up("changed")
        assert scenario.outputs() == outputs
        _assert_changed(iam, outputs)
        scenario.assert_settled("changed")

        scenario.destroy()
        left = [
            *iam.list_open_id_connect_providers()["OpenIDConnectProviderList"],
            *iam.list_policies(Scope="Local")["Policies"],
            *iam.list_roles()["Roles"],
        ]
        assert not set(outputs.values()).intersection(item["Arn"] for item in left)


def _assert_first(iam: Any, outputs: Any) -> None:
    provider = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=outputs["providerArn"])
    assert (provider["Url"], provider["ClientIDList"]) == (ISSUER, ["sts.amazonaws.com"])
    deploy, preview = _role(iam, outputs["deployRoleArn"]), _role(iam, outputs["previewRoleArn"])
    assert deploy["MaxSessionDuration"] == 7200
    assert _claims(deploy) == {
        f"{ISSUER}:aud": "sts.amazonaws.com",
        f"{ISSUER}:sub": ["repo:octo-org/shop:environment:production"],
    }
    assert _claims(preview)[f"{ISSUER}:sub"] == [
        "repo:octo-org/shop:pull_request",
        "repo:octo-org/shop:ref:refs/heads/main",
    ]
    assert outputs["rolePath"] == "/components/github_deploy_roles/"
    managed = _statement(_policy(iam, deploy), "ManageRolesWithinBoundary")
    assert managed["Resource"] == f"arn:aws:iam::123456789012:role{outputs['rolePath']}*"
    assert managed["Condition"] == {"StringEquals": {"iam:PermissionsBoundary": outputs["boundaryArn"]}}


def _assert_changed(iam: Any, outputs: Any) -> None:
    deploy, preview = _role(iam, outputs["deployRoleArn"]), _role(iam, outputs["previewRoleArn"])
    assert deploy["MaxSessionDuration"] == 3600
    assert {"Key": "Owner", "Value": "deploy-team"} in deploy["Tags"]
    assert _claims(deploy)[f"{ISSUER}:repository_id"] == "1234"
    assert "repo:octo-org/shop:ref:refs/heads/next" in _claims(preview)[f"{ISSUER}:sub"]
    assert _statement(_policy(iam, preview), "UseState") == {
        "Sid": "UseState",
        "Effect": "Allow",
        "Action": ["s3:GetObject"],
        "Resource": f"{STATE}/*",
    }
    named = {"PolicyArn": outputs["boundaryArn"]}
    version = iam.get_policy(**named)["Policy"]["DefaultVersionId"]
    boundary = iam.get_policy_version(**named, VersionId=version)["PolicyVersion"]["Document"]
    assert "dynamodb:*" in _statement(boundary, "UseServices")["Action"]


def _role(iam: Any, arn: str) -> dict[str, Any]:
    return dict(iam.get_role(RoleName=arn.rpartition("/")[2])["Role"])


def _claims(role: dict[str, Any]) -> dict[str, Any]:
    (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
    return dict(statement["Condition"]["StringEquals"])


def _policy(iam: Any, role: dict[str, Any]) -> Any:
    (name,) = iam.list_role_policies(RoleName=role["RoleName"])["PolicyNames"]
    return iam.get_role_policy(RoleName=role["RoleName"], PolicyName=name)["PolicyDocument"]


def _statement(document: Any, sid: str) -> dict[str, Any]:
    (found,) = [statement for statement in document["Statement"] if statement.get("Sid") == sid]
    return dict(found)
