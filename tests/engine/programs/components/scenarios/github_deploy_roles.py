"""Roles of a pipeline; the changed version previews more branches, and reaches further services."""

import pulumi

from components import GithubDeployRoles, GithubDeployRolesArgs
from tests.engine.programs.components.scenarios.shared import TAGS

STATE = "arn:aws:s3:::octo-org-state"


def declare(version: str) -> None:
    """Declares the roles."""
    args: GithubDeployRolesArgs = {
        "repository": "octo-org/shop",
        "environment": "production",
        "tags": TAGS,
    }
    if version == "changed":
        args |= {
            "repository_id": "1234",
            "preview_branches": ["main", "next"],
            "state_bucket_arn": STATE,
            "services": ["dynamodb"],
            "deploy_session_seconds": 3600,
            "tags": {**TAGS, "Owner": "deploy-team"},
        }
    roles = GithubDeployRoles("github", args)
    pulumi.export("previewRoleArn", roles.preview_role_arn)
    pulumi.export("deployRoleArn", roles.deploy_role_arn)
    pulumi.export("boundaryArn", roles.permissions_boundary_arn)
    pulumi.export("providerArn", roles.oidc_provider_arn)
    pulumi.export("rolePath", roles.role_path)
