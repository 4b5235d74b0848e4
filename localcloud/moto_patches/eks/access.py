"""Access entries and their policies, which moto lacks."""

import re
from functools import cache
from typing import Any, Final
from uuid import uuid4

from moto.iam.models import iam_backends

from localcloud.moto_patches.eks import kubernetes
from localcloud.moto_patches.eks._service import (
    EKS,
    Cluster,
    Thing,
    arn,
    cluster_of,
    in_use,
    invalid,
    invalid_request,
    not_found,
    now,
)
from localcloud.moto_service import Request

PRINCIPAL: Final = re.compile(r"arn:[\w-]+:iam::(\d{12}):(role|user|root)/?(?:.*/)?([^/]*)")
STANDARD: Final = "STANDARD"
NODES: Final = "EC2_LINUX"
TYPES: Final = (
    STANDARD,
    NODES,
    *("EC2_WINDOWS", "FARGATE_LINUX", "EC2", "HYBRID_LINUX", "HYPERPOD_LINUX"),
)
NODE_USER: Final = "system:node:{{EC2PrivateDNSName}}"
NODE_GROUPS: Final = ("system:nodes",)


def _require_entries(cluster: Cluster) -> None:
    if not _has_entries(cluster):
        raise invalid_request(
            "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform "
            "this operation."
        )


def _has_entries(cluster: Cluster) -> bool:
    return bool(cluster.shown["accessConfig"]["authenticationMode"] != "CONFIG_MAP")


def _check_principal(backend: Any, principal: str) -> tuple[str, str]:
    """Refuse a principal that does not exist; gives its kind and name."""
    found = PRINCIPAL.fullmatch(principal)
    if found is None:
        raise invalid("The principalArn parameter format is not valid")
    account, kind, name = found.groups()
    iam = iam_backends[backend.account_id][backend.partition]
    known = {owner.arn for owners in (iam.roles, iam.users) for owner in owners.values()}
    if account == backend.account_id and kind != "root" and principal not in known:
        raise invalid("The specified principalArn is invalid: invalid principal.")
    return kind, name


def _find(backend: Any, request: Request) -> tuple[Cluster, Thing]:
    cluster = cluster_of(backend, request)
    _require_entries(cluster)
    entry = cluster.access_entries.get(request["principalArn"])
    if entry is None:
        raise not_found(
            "The specified principalArn could not be found. You can view your available access entries with "
            f"'list-access-entries': {request['principalArn']}"
        )
    return cluster, entry


def _create(backend: Any, request: Request) -> dict[str, Any]:
    cluster, principal = cluster_of(backend, request), request["principalArn"]
    _require_entries(cluster)
    if principal in cluster.access_entries:
        raise in_use("The specified access entry resource is already in use on this cluster.")
    kind = request.get("type") or STANDARD
    if kind not in TYPES:
        raise invalid(f"The specified type {kind} is not valid. Valid types: {', '.join(TYPES)}")
    if kind != STANDARD and (request.get("kubernetesGroups") or request.get("username")):
        raise invalid(f"Kubernetes groups and username cannot be specified for the type {kind}")
    return {"accessEntry": _add(backend, cluster, kind, request)}


def _add(backend: Any, cluster: Cluster, kind: str, request: Request) -> Thing:
    principal = request["principalArn"]
    owner, name = _check_principal(backend, principal)
    groups = request.get("kubernetesGroups") or []
    _check_groups(groups)
    account = principal.split(":")[4]
    assumed = f"arn:{backend.partition}:sts::{account}:assumed-role/{name}/{{{{SessionName}}}}"
    standard_user = assumed if owner == "role" else principal
    cluster.access_entries[principal] = {
        "clusterName": cluster.name,
        "principalArn": principal,
        "kubernetesGroups": groups if kind == STANDARD else list(NODE_GROUPS),
        "accessEntryArn": arn(backend, "access-entry", cluster.name, owner, account, name, str(uuid4())),
        "createdAt": now(),
        "modifiedAt": now(),
        "tags": request.get("tags") or {},
        "username": request.get("username") or (standard_user if kind == STANDARD else NODE_USER),
        "type": kind,
    }
    return cluster.access_entries[principal]


def _check_groups(groups: list[str]) -> None:
    for group in groups:
        if group.startswith(("system:", "eks:", "aws:", "amazon:", "iam:")):
            raise invalid(
                f"The kubernetes group name {group} is invalid, it cannot start with {group.split(':')[0]}:"
            )


def admit_nodes(backend: Any, cluster: Cluster, role_arn: str) -> None:
    """Let the nodes of a managed group join, as EKS does itself."""
    if _has_entries(cluster) and role_arn not in cluster.access_entries:
        _add(backend, cluster, NODES, {"principalArn": role_arn})


def dismiss_nodes(cluster: Cluster, role_arn: str) -> None:
    """Take the entry of nodes away with the last managed group that has their role."""
    entry = cluster.access_entries.get(role_arn)
    used = any(group["nodeRole"] == role_arn for group in cluster.node_groups.values())
    if entry and entry["type"] == NODES and not used:
        del cluster.access_entries[role_arn]


def _update(backend: Any, request: Request) -> dict[str, Any]:
    _, entry = _find(backend, request)
    if entry["type"] != STANDARD:
        raise invalid_request(f"An access entry of type {entry['type']} cannot be updated.")
    if request.get("kubernetesGroups") is not None:
        _check_groups(request["kubernetesGroups"])
        entry["kubernetesGroups"] = request["kubernetesGroups"]
    entry["username"] = request.get("username") or entry["username"]
    entry["modifiedAt"] = now()
    return {"accessEntry": entry}


def _delete(backend: Any, request: Request) -> dict[str, Any]:
    cluster, entry = _find(backend, request)
    del cluster.access_entries[entry["principalArn"]]
    cluster.access_policies.pop(entry["principalArn"], None)
    return {}


def _list(backend: Any, request: Request) -> dict[str, Any]:
    cluster, policy = cluster_of(backend, request), request.get("associatedPolicyArn")
    _require_entries(cluster)
    found = [
        principal
        for principal in cluster.access_entries
        if not policy or policy in cluster.access_policies.get(principal, {})
    ]
    return {"accessEntries": found}


def _associate(backend: Any, request: Request) -> dict[str, Any]:
    cluster, entry = _find(backend, request)
    policy, scope = request["policyArn"], request["accessScope"]
    if policy not in kubernetes.access_policies(backend.partition):
        raise invalid(f"The policyArn parameter format is not valid: there is no access policy {policy}")
    if entry["type"] not in (STANDARD, "EC2"):
        raise invalid_request(f"Access policies cannot be associated with the type {entry['type']}.")
    if (scope.get("type") == "namespace") != bool(scope.get("namespaces")):
        raise invalid("Namespaces are needed for the scope type namespace, and for that alone.")
    policies = cluster.access_policies.setdefault(entry["principalArn"], {})
    associated = policies.get(policy, {}).get("associatedAt", now())
    policies[policy] = {
        "policyArn": policy,
        "accessScope": {"type": scope["type"], "namespaces": scope.get("namespaces") or []},
        "associatedAt": associated,
        "modifiedAt": now(),
    }
    return {**_named(cluster, entry), "associatedAccessPolicy": policies[policy]}


def _named(cluster: Cluster, entry: Thing) -> dict[str, str]:
    return {"clusterName": cluster.name, "principalArn": entry["principalArn"]}


def _list_associated(backend: Any, request: Request) -> dict[str, Any]:
    cluster, entry = _find(backend, request)
    policies = cluster.access_policies.get(entry["principalArn"], {})
    return {**_named(cluster, entry), "associatedAccessPolicies": list(policies.values())}


def _disassociate(backend: Any, request: Request) -> dict[str, Any]:
    cluster, entry = _find(backend, request)
    policies = cluster.access_policies.get(entry["principalArn"], {})
    if policies.pop(request["policyArn"], None) is None:
        raise not_found(f"The specified policyArn could not be found: {request['policyArn']}")
    return {}


def _list_policies(backend: Any, _: Request) -> dict[str, Any]:
    arns = kubernetes.access_policies(backend.partition)
    return {"accessPolicies": [{"name": item.rpartition("/")[2], "arn": item} for item in arns]}


@cache
def apply() -> None:
    """Add the operations to moto."""
    EKS.extend(
        {
            "create_access_entry": _create,
            "describe_access_entry": lambda backend, request: {"accessEntry": _find(backend, request)[1]},
            "list_access_entries": _list,
            "update_access_entry": _update,
            "delete_access_entry": _delete,
            "associate_access_policy": _associate,
            "disassociate_access_policy": _disassociate,
            "list_associated_access_policies": _list_associated,
            "list_access_policies": _list_policies,
        }
    )
