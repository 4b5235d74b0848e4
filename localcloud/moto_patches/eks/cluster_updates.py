"""Changes of clusters, which moto has in part, and the record of updates, which it lacks."""

from functools import cache
from typing import Any, Final

from localcloud.moto_patches.eks import cluster_checks as checks
from localcloud.moto_patches.eks import kubernetes, network
from localcloud.moto_patches.eks._service import (
    EKS,
    Cluster,
    Thing,
    cluster_of,
    invalid,
    not_found,
    record_update,
)
from localcloud.moto_patches.eks.clusters import enabled_logs, endpoint_place, logging_of, make_log_group
from localcloud.moto_service import Request

_ENDPOINT: Final = ("endpointPublicAccess", "endpointPrivateAccess", "publicAccessCidrs")
_PLACE: Final = ("subnetIds", "securityGroupIds")
_AUTO_MODE: Final = ("computeConfig", "storageConfig", "kubernetesNetworkConfig")
_PLAIN: Final = {
    "controlPlaneScalingConfig": "ControlPlaneScalingConfigUpdate",
    "deletionProtection": "DeletionProtectionUpdate",
    "kubeApiServerConfig": "ControlPlaneComponentConfigUpdate",
    "kubeControllerManagerConfig": "ControlPlaneComponentConfigUpdate",
    "kubeSchedulerConfig": "ControlPlaneComponentConfigUpdate",
    "remoteNetworkConfig": "RemoteNetworkConfigUpdate",
    "upgradePolicy": "UpgradePolicyUpdate",
    "zonalShiftConfig": "ZonalShiftConfigUpdate",
}
"""Settings that are changed to what a request says -> the type of update."""
_KINDS: Final = {
    **_PLAIN,
    **dict.fromkeys(_AUTO_MODE, "AutoModeUpdate"),
    "accessConfig": "AccessConfigUpdate",
    "logging": "LoggingUpdate",
    "resourcesVpcConfig": "VpcConfigUpdate",
}
"""What an update can change -> its kind; a request changes things of one kind."""


def _update_config(backend: Any, request: Request) -> dict[str, Any]:
    cluster = cluster_of(backend, request)
    asked = [key for key, value in request.items() if value is not None and key in _KINDS]
    if len({_KINDS[key] for key in asked}) != 1:
        raise invalid("Only one type of update can be allowed.")
    return {"update": _update_kind(backend, cluster, asked[0], request)}


def _update_kind(backend: Any, cluster: Cluster, name: str, request: Request) -> Thing:
    if name == "logging":
        return _update_logging(backend, cluster, request[name])
    if name == "accessConfig":
        return _update_access(cluster, request[name])
    if name == "resourcesVpcConfig":
        return _update_network(backend, cluster, request[name])
    if name in _AUTO_MODE:
        return _update_auto_mode(cluster, request)
    cluster.shown[name] = request[name]
    return record_update(cluster, _PLAIN[name], {_parameter(name): request[name]})


def _parameter(name: str) -> str:
    """The type of an update's parameter for a member of a request."""
    return f"{name[0].upper()}{name[1:]}"


def _update_logging(backend: Any, cluster: Cluster, asked: dict[str, Any]) -> Thing:
    wanted = logging_of(asked, enabled_logs(cluster))
    if wanted == cluster.shown["logging"]:
        raise invalid("No changes needed for the logging config provided")
    cluster.shown["logging"] = wanted
    make_log_group(backend, cluster)
    return record_update(cluster, "LoggingUpdate", {"ClusterLogging": wanted["clusterLogging"]})


def _update_access(cluster: Cluster, asked: dict[str, Any]) -> Thing:
    mode = asked["authenticationMode"]
    checks.check_mode(cluster.shown["accessConfig"]["authenticationMode"], mode)
    cluster.shown["accessConfig"] = {"authenticationMode": mode}
    return record_update(cluster, "AccessConfigUpdate", {"AuthenticationMode": mode})


def _update_network(backend: Any, cluster: Cluster, asked: dict[str, Any]) -> Thing:
    current = cluster.shown["resourcesVpcConfig"]
    given = {key: value for key, value in asked.items() if value is not None}
    if given.keys() & set(_ENDPOINT) and given.keys() & set(_PLACE):
        raise invalid("Only one type of update can be allowed.")
    wanted = endpoint_place(current | given)
    if wanted == current:
        raise invalid(
            "Cluster is already at the desired configuration with endpointPrivateAccess: "
            f"{wanted['endpointPrivateAccess']}, endpointPublicAccess: {wanted['endpointPublicAccess']}, and "
            f"Public Endpoint Restrictions: {wanted['publicAccessCidrs']}"
        )
    checks.check_access_to_endpoint(wanted)
    if checks.check_place(backend, wanted) != current["vpcId"]:
        raise invalid(f"Provided subnets belong to another VPC than the cluster's, {current['vpcId']}")
    cluster.shown["resourcesVpcConfig"] = wanted
    network.place_control_plane(backend, cluster)
    if given.keys() & set(_PLACE):
        changes = {"Subnets": wanted["subnetIds"], "SecurityGroups": wanted["securityGroupIds"]}
        return record_update(cluster, "VpcConfigUpdate", changes)
    parameters = {_parameter(name): wanted[name] for name in _ENDPOINT}
    return record_update(cluster, "EndpointAccessUpdate", parameters)


def _update_auto_mode(cluster: Cluster, request: Request) -> Thing:
    asked = {name: request[name] for name in _AUTO_MODE if request.get(name) is not None}
    services = cluster.shown["kubernetesNetworkConfig"] | asked.get("kubernetesNetworkConfig", {})
    changed = {**asked, "kubernetesNetworkConfig": services}
    checks.check_auto_mode(cluster.shown | changed)
    cluster.shown.update(changed)
    parameters = {_parameter(name): value for name, value in asked.items()}
    return record_update(cluster, "AutoModeUpdate", parameters)


def _update_version(backend: Any, request: Request) -> dict[str, Any]:
    cluster, version = cluster_of(backend, request), request["version"]
    checks.check_update(cluster, version)
    platform = kubernetes.versions()[version]["platform"]
    cluster.shown.update(version=version, platformVersion=platform)
    changes = {"Version": version, "PlatformVersion": platform}
    return {"update": record_update(cluster, "VersionUpdate", changes)}


def _associate_encryption(backend: Any, request: Request) -> dict[str, Any]:
    cluster, configuration = cluster_of(backend, request), request["encryptionConfig"]
    if cluster.shown.get("encryptionConfig"):
        raise invalid("Encryption is already enabled on cluster and cannot be changed.")
    checks.check_encryption(backend, configuration)
    cluster.shown["encryptionConfig"] = configuration
    changes = {"EncryptionConfig": configuration}
    return {"update": record_update(cluster, "AssociateEncryptionConfig", changes)}


def _of(request: Request) -> dict[str, str]:
    """What a request about updates names besides the cluster."""
    return {key: request[key] for key in ("nodegroupName", "addonName") if request.get(key)}


def _describe_update(backend: Any, request: Request) -> dict[str, Any]:
    update = cluster_of(backend, request).updates.get(request["updateId"])
    if update is None or update["of"] != _of(request):
        raise not_found(f"No update found for ID: {request['updateId']}")
    return {"update": {key: value for key, value in update.items() if key != "of"}}


def _list_updates(backend: Any, request: Request) -> dict[str, Any]:
    updates = cluster_of(backend, request).updates.values()
    return {"updateIds": [update["id"] for update in updates if update["of"] == _of(request)]}


@cache
def apply() -> None:
    """Add the operations to moto."""
    EKS.extend(
        {
            "update_cluster_config": _update_config,
            "update_cluster_version": _update_version,
            "associate_encryption_config": _associate_encryption,
            "describe_update": _describe_update,
            "list_updates": _list_updates,
        }
    )
