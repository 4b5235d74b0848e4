"""Pod identity associations, which moto lacks."""

import random
import string
from functools import cache
from typing import Any, Final
from uuid import uuid4

from localcloud.iam_principals import role_of
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

_ID_LENGTH: Final = 17


def _find(backend: Any, request: Request) -> tuple[Cluster, Thing]:
    cluster, identifier = cluster_of(backend, request), request["associationId"]
    for association in cluster.pod_identities.values():
        if association["associationId"] == identifier:
            return cluster, association
    raise not_found(f"Unable to find Association with ID: {identifier}")


def check_role(backend: Any, role_arn: str) -> None:
    """Refuse a role that does not exist."""
    if role_arn.split(":")[4] == backend.account_id and role_of(backend, role_arn) is None:
        raise invalid(f"Role provided in the request does not exist: {role_arn}")


def associate(backend: Any, cluster: Cluster, request: Request, owner: str | None = None) -> Thing:
    """Let the pods of a service account have a role. `owner` is the ARN of the add-on that they are of."""
    namespace, account = request["namespace"], request["serviceAccount"]
    for existing in cluster.pod_identities.values():
        if (existing["namespace"], existing["serviceAccount"]) == (namespace, account):
            raise in_use(f"Association already exists: {existing['associationId']}")
    check_role(backend, request["roleArn"])
    identifier = "a-" + "".join(random.choices(string.ascii_lowercase + string.digits, k=_ID_LENGTH))
    association = {
        "clusterName": cluster.name,
        "namespace": namespace,
        "serviceAccount": account,
        "roleArn": request["roleArn"],
        "associationArn": arn(backend, "podidentityassociation", cluster.name, identifier),
        "associationId": identifier,
        "tags": request.get("tags") or {},
        "createdAt": now(),
        "modifiedAt": now(),
        "disableSessionTags": bool(request.get("disableSessionTags")),
        **_target(backend, request),
    }
    if owner:
        association["ownerArn"] = owner
    if request.get("policy"):
        association["policy"] = request["policy"]
    cluster.pod_identities[association["associationArn"]] = association
    return association


def _target(backend: Any, request: Request) -> Thing:
    if not request.get("targetRoleArn"):
        return {}
    check_role(backend, request["targetRoleArn"])
    return {"targetRoleArn": request["targetRoleArn"], "externalId": str(uuid4())}


def _create(backend: Any, request: Request) -> dict[str, Any]:
    return {"association": associate(backend, cluster_of(backend, request), request)}


def _update(backend: Any, request: Request) -> dict[str, Any]:
    _, association = _find(backend, request)
    if request.get("roleArn"):
        check_role(backend, request["roleArn"])
        association["roleArn"] = request["roleArn"]
    if request.get("targetRoleArn") not in (None, association.get("targetRoleArn")):
        association.update(_target(backend, request))
    for name in ("disableSessionTags", "policy"):
        if request.get(name) is not None:
            association[name] = request[name]
    association["modifiedAt"] = now()
    return {"association": association}


def _delete(backend: Any, request: Request) -> dict[str, Any]:
    cluster, association = _find(backend, request)
    del cluster.pod_identities[association["associationArn"]]
    return {"association": association}


def _list(backend: Any, request: Request) -> dict[str, Any]:
    found = [
        association
        for association in cluster_of(backend, request).pod_identities.values()
        if all(request.get(name) in (None, association[name]) for name in ("namespace", "serviceAccount"))
    ]
    return {"associations": found}


@cache
def apply() -> None:
    """Add the operations to moto."""
    EKS.extend(
        {
            "create_pod_identity_association": _create,
            "describe_pod_identity_association": lambda backend, request: {
                "association": _find(backend, request)[1]
            },
            "list_pod_identity_associations": _list,
            "update_pod_identity_association": _update,
            "delete_pod_identity_association": _delete,
        }
    )
