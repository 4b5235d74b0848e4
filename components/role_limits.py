"""Limits for all roles of a program, so that a restricted pipeline may deploy it."""

from collections.abc import Mapping
from typing import Any

import pulumi

_ROLE = "aws:iam/role:Role"
_PLACED = (_ROLE, "aws:iam/instanceProfile:InstanceProfile")


def limit_roles(role_path: pulumi.Input[str], permissions_boundary_arn: pulumi.Input[str]) -> None:
    """Give every role that this Python program makes from here on a path and a permissions boundary, and
    every instance profile the path. What has one of its own keeps it.

    The deploy role of GithubDeployRoles may make no others. Call it before the first component that makes
    roles; a new path replaces a role that exists.
    """

    # Not a transform of the engine: it (3.259) loses on what an input depends, and would delete the boundary
    # while roles have it, which IAM refuses.
    def limit(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        if args.type_ not in _PLACED:
            return None
        props = limited(args.type_, args.props, role_path, permissions_boundary_arn)
        return pulumi.ResourceTransformationResult(props, args.opts)

    pulumi.runtime.register_stack_transformation(limit)


def limited(
    type_token: str,
    inputs: Mapping[str, Any],
    role_path: pulumi.Input[str],
    permissions_boundary_arn: pulumi.Input[str],
) -> dict[str, Any]:
    """The inputs of a role or instance profile with what they lack of the limits."""
    limits: dict[str, Any] = {"path": role_path}
    if type_token == _ROLE:
        limits["permissions_boundary"] = permissions_boundary_arn
    # Inputs that are None stay: Pulumi makes the resource's outputs from their names.
    return {**inputs, **{key: value for key, value in limits.items() if inputs.get(key) is None}}
