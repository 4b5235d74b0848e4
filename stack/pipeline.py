"""Who deploys: the roles of GitHub Actions, and the limits of every role that the stack makes."""

from components import GithubDeployRoles, GithubDeployRolesArgs, limit_roles
from config.settings import StackSettings
from stack.foundation import given


def build_pipeline(settings: StackSettings, tags: dict[str, str]) -> GithubDeployRoles | None:
    """The preview and deploy roles; None where the settings name no repository.

    All roles that are made afterwards get the path and the permissions boundary that the deploy role demands:
    call it first.
    """
    pipeline = settings.pipeline
    if pipeline.repository is None:
        return None
    args: GithubDeployRolesArgs = {
        "repository": pipeline.repository,
        "environment": pipeline.environment or settings.environment.value,
        "preview_branches": list(pipeline.preview_branches),
        "tags": tags,
    }
    args |= given(repository_id=pipeline.repository_id, oidc_provider_arn=pipeline.oidc_provider_arn)
    roles = GithubDeployRoles("github", args)
    limit_roles(roles.role_path, roles.permissions_boundary_arn)
    return roles
