"""Add-ons of clusters, which moto lacks."""

from functools import cache
from typing import Any, Final
from uuid import uuid4

import yaml

from localcloud.iam_principals import role_of
from localcloud.moto_patches.eks import kubernetes
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
    record_update,
)
from localcloud.moto_patches.eks.pod_identities import associate
from localcloud.moto_service import Request

_NAMESPACE: Final = "kube-system"
_PUBLISHER: Final = {"publisher": "eks", "owner": "aws"}


def _find(backend: Any, request: Request) -> tuple[Cluster, Thing]:
    cluster, name = cluster_of(backend, request), request["addonName"]
    add_on = cluster.add_ons.get(name)
    if add_on is None:
        raise not_found(f"No addon: {name} found in cluster: {cluster.name}")
    return cluster, add_on


def _check(backend: Any, cluster: Cluster, request: Request) -> None:
    version, role = request.get("addonVersion"), request.get("serviceAccountRoleArn")
    if version and not kubernetes.fits_cluster(request["addonName"], version, cluster.version):
        raise invalid(f"Addon version specified is not supported: {version}")
    if role and role_of(backend, role) is None:
        raise invalid(f"The serviceAccountRoleArn {role} does not exist")
    if request.get("configurationValues"):
        _check_configuration(request["configurationValues"])


def _check_configuration(text: str) -> None:
    try:
        values = yaml.safe_load(text)
    except yaml.YAMLError:
        values = None
    if not isinstance(values, dict):
        raise invalid("ConfigurationValue is not in the right format: it must be an object in JSON or YAML")


def _create(backend: Any, request: Request) -> dict[str, Any]:
    cluster, name = cluster_of(backend, request), request["addonName"]
    if name not in kubernetes.add_ons():
        raise invalid(f"Addon {name} specified is not supported in {cluster.version} kubernetes version")
    if name in cluster.add_ons:
        raise in_use("Addon already exists.")
    _check(backend, cluster, request)
    default = kubernetes.add_ons()[name].get("namespace") or _NAMESPACE
    add_on = {
        "addonName": name,
        "clusterName": cluster.name,
        "status": "ACTIVE",
        "addonVersion": request.get("addonVersion") or kubernetes.add_on_version(name, cluster.version),
        "health": {"issues": []},
        "addonArn": arn(backend, "addon", cluster.name, name, str(uuid4())),
        "createdAt": now(),
        "modifiedAt": now(),
        "tags": request.get("tags") or {},
        "namespaceConfig": {"namespace": (request.get("namespaceConfig") or {}).get("namespace") or default},
        **_PUBLISHER,
    }
    for key in ("configurationValues", "serviceAccountRoleArn"):
        if request.get(key):
            add_on[key] = request[key]
    _associate_pods(backend, cluster, add_on, request.get("podIdentityAssociations") or [])
    cluster.add_ons[name] = add_on
    return {"addon": {**add_on, "status": "CREATING"}}


def _associate_pods(backend: Any, cluster: Cluster, add_on: Thing, wanted: list[dict[str, str]]) -> None:
    """Make the add-on's pod identities those that are wanted."""
    _remove_pods(cluster, add_on)
    namespace = add_on["namespaceConfig"]["namespace"]
    made = [
        associate(backend, cluster, {"namespace": namespace, **item}, owner=add_on["addonArn"])
        for item in wanted
    ]
    add_on["podIdentityAssociations"] = [association["associationArn"] for association in made]


def _remove_pods(cluster: Cluster, add_on: Thing) -> None:
    for association_arn in add_on.get("podIdentityAssociations", ()):
        cluster.pod_identities.pop(association_arn, None)


def _update(backend: Any, request: Request) -> dict[str, Any]:
    cluster, add_on = _find(backend, request)
    _check(backend, cluster, request)
    for key in ("addonVersion", "configurationValues", "serviceAccountRoleArn"):
        if request.get(key) is not None:
            add_on[key] = request[key]
    if request.get("podIdentityAssociations") is not None:
        _associate_pods(backend, cluster, add_on, request["podIdentityAssociations"])
    add_on["modifiedAt"] = now()
    changes = {
        f"{key[0].upper()}{key[1:]}": request[key]
        for key in ("addonVersion", "serviceAccountRoleArn", "resolveConflicts", "configurationValues")
        if request.get(key)
    }
    return {"update": record_update(cluster, "AddonUpdate", changes, addonName=add_on["addonName"])}


def _delete(backend: Any, request: Request) -> dict[str, Any]:
    cluster, add_on = _find(backend, request)
    _remove_pods(cluster, add_on)
    del cluster.add_ons[add_on["addonName"]]
    return {"addon": {**add_on, "status": "DELETING"}}


def _versions(_: Any, request: Request) -> dict[str, Any]:
    wanted, name = request.get("kubernetesVersion"), request.get("addonName")
    clusters = [version for version in kubernetes.versions() if wanted in (None, version)]
    if name and name not in kubernetes.add_ons():
        raise invalid(f"Addon {name} specified is not supported")
    found = [item for item in kubernetes.add_ons() if name in (None, item)]
    return {"addons": [_offer(item, clusters) for item in found]}


def _offer(name: str, clusters: list[str]) -> dict[str, Any]:
    facts = kubernetes.add_ons()[name]
    by_version: dict[str, list[str]] = {}
    for cluster in reversed(clusters):
        by_version.setdefault(kubernetes.add_on_version(name, cluster), []).append(cluster)
    return {
        "addonName": name,
        "type": facts["type"],
        "defaultNamespace": facts.get("namespace") or _NAMESPACE,
        **_PUBLISHER,
        "addonVersions": [
            {
                "addonVersion": version,
                "architecture": ["amd64", "arm64"],
                "compatibilities": [
                    {"clusterVersion": cluster, "platformVersions": ["*"], "defaultVersion": True}
                    for cluster in fitting
                ],
            }
            for version, fitting in by_version.items()
        ],
    }


@cache
def apply() -> None:
    """Add the operations to moto."""
    EKS.extend(
        {
            "create_addon": _create,
            "describe_addon": lambda backend, request: {"addon": _find(backend, request)[1]},
            "list_addons": lambda backend, request: {"addons": sorted(cluster_of(backend, request).add_ons)},
            "update_addon": _update,
            "delete_addon": _delete,
            "describe_addon_versions": _versions,
        }
    )
