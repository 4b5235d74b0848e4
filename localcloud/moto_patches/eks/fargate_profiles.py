"""Fargate profiles. What moto accepts, and AWS refuses: roles and subnets that do not exist."""

from functools import cache
from typing import Any, Final
from uuid import uuid4

from localcloud.iam_principals import role_of, trusts
from localcloud.moto_patches.eks import network
from localcloud.moto_patches.eks._service import (
    EKS,
    Cluster,
    Thing,
    arn,
    cluster_of,
    in_use,
    invalid,
    not_found,
    now,
)
from localcloud.moto_service import Request

MOST_LABELS: Final = 5


def _find(backend: Any, request: Request) -> tuple[Cluster, Thing]:
    cluster, name = cluster_of(backend, request), request["fargateProfileName"]
    profile = cluster.fargate_profiles.get(name)
    if profile is None:
        raise not_found(f"No Fargate Profile found with name: {name}.")
    return cluster, profile


def _create(backend: Any, request: Request) -> dict[str, Any]:
    cluster, name = cluster_of(backend, request), request["fargateProfileName"]
    if name in cluster.fargate_profiles:
        raise in_use("A Fargate Profile already exists with this name in this cluster.")
    role = role_of(backend, request["podExecutionRoleArn"])
    if role is None or not trusts(role, "eks-fargate-pods.amazonaws.com"):
        raise invalid(
            "Misconfigured PodExecutionRole Trust Policy; Please add the eks-fargate-pods.amazonaws.com"
        )
    _check_selectors(request.get("selectors") or [])
    place = cluster.shown["resourcesVpcConfig"]
    subnets = request.get("subnets") or place["subnetIds"]
    network.check_node_subnets(backend, subnets, place["vpcId"])
    profile = cluster.fargate_profiles[name] = {
        "fargateProfileName": name,
        "fargateProfileArn": arn(backend, "fargateprofile", cluster.name, name, str(uuid4())),
        "clusterName": cluster.name,
        "createdAt": now(),
        "podExecutionRoleArn": role.arn,
        "subnets": subnets,
        "selectors": request["selectors"],
        "status": "ACTIVE",
        "tags": request.get("tags") or {},
    }
    return {"fargateProfile": {**profile, "status": "CREATING"}}


def _check_selectors(selectors: list[dict[str, Any]]) -> None:
    if not selectors:
        raise invalid("Fargate Profile requires at least one selector.")
    for selector in selectors:
        if not selector.get("namespace"):
            raise invalid(
                "Fargate Profile must have at least one selector with at least one namespace value."
            )
        if len(selector.get("labels") or {}) > MOST_LABELS:
            raise invalid(f"Request contains Selector with more than {MOST_LABELS} Label pairs")


def _delete(backend: Any, request: Request) -> dict[str, Any]:
    cluster, profile = _find(backend, request)
    del cluster.fargate_profiles[profile["fargateProfileName"]]
    return {"fargateProfile": {**profile, "status": "DELETING"}}


@cache
def apply() -> None:
    """Put moto's Fargate profiles right."""
    EKS.extend(
        {
            "create_fargate_profile": _create,
            "describe_fargate_profile": lambda backend, request: {
                "fargateProfile": _find(backend, request)[1]
            },
            "list_fargate_profiles": lambda backend, request: {
                "fargateProfileNames": sorted(cluster_of(backend, request).fargate_profiles)
            },
            "delete_fargate_profile": _delete,
        }
    )
