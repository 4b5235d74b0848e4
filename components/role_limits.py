"""Limits for all roles of a program, so that a restricted pipeline may deploy it."""

from collections.abc import Mapping
from typing import Any

import pulumi

_LIMITED = "aws:iam/role:Role"
_PLACED = (_LIMITED, "aws:iam/instanceProfile:InstanceProfile")


def limit_roles(role_path: pulumi.Input[str], permissions_boundary_arn: pulumi.Input[str]) -> None:
    """Give every role that the program makes from here on a path and a permissions boundary, and every
    instance profile the path. What has one of its own keeps it.

    The deploy role of GithubDeployRoles may make no others. A new path replaces a role that exists. The
    engine does it, so that it holds for components in any language, and not under mocks.
    """

    def limit(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
        if args.type_ not in _PLACED:
            return None
        return pulumi.ResourceTransformResult(
            limited(args.type_, args.props, role_path, permissions_boundary_arn), args.opts
        )

    pulumi.runtime.register_resource_transform(limit)


def limited(
    type_token: str,
    inputs: Mapping[str, Any],
    role_path: pulumi.Input[str],
    permissions_boundary_arn: pulumi.Input[str],
) -> dict[str, Any]:
    """The inputs of a role or instance profile with what they lack of the limits."""
    limits: dict[str, Any] = {"path": role_path}
    if type_token == _LIMITED:
        limits["permissionsBoundary"] = permissions_boundary_arn
    return {**limits, **{key: value for key, value in inputs.items() if value is not None}}
