"""EKS clusters."""

from typing import Any, Final

from localcloud.provider.definition import Api, Call, Conversion, Resource
from localcloud.provider.values import Properties
from localcloud.services.tagging import eks_tagging

_LOG_TYPES: Final = ("api", "audit", "authenticator", "controllerManager", "scheduler")
_ENDPOINT: Final = ("endpointPublicAccess", "endpointPrivateAccess", "publicAccessCidrs")
_PLACE: Final = ("subnetIds", "securityGroupIds")
_AUTO_MODE: Final = ("computeConfig", "storageConfig", "kubernetesNetworkConfig")
_PLAIN: Final = (
    "upgradePolicy",
    "deletionProtection",
    "controlPlaneScalingConfig",
    "kubeApiServerConfig",
    "kubeControllerManagerConfig",
    "kubeSchedulerConfig",
)
"""What a request of its own changes, in the very form that the inputs have."""


def _logs_to_api(types: list[str]) -> list[dict[str, Any]]:
    setups = [
        {"types": [name for name in _LOG_TYPES if (name in types) is on], "enabled": on}
        for on in (True, False)
    ]
    return [setup for setup in setups if setup["types"]]


def _logs_from_api(setups: list[dict[str, Any]]) -> list[str]:
    return [name for setup in setups or () if setup["enabled"] for name in setup["types"]]


def _complete(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    told = {**answer, "identities": [{"oidcs": [answer["identity"]["oidc"]]}]}
    # Who makes a cluster decides this once, and EKS never tells it.
    bootstrap = (known.get("accessConfig") or {}).get("bootstrapClusterCreatorAdminPermissions")
    told["accessConfig"] = {**answer["accessConfig"], "bootstrapClusterCreatorAdminPermissions": bootstrap}
    if not (answer.get("zonalShiftConfig") or {}).get("enabled") and not known.get("zonalShiftConfig"):
        told["zonalShiftConfig"] = None
    return told


def _update(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    def config(**settings: Any) -> None:
        api.call("update_cluster_config", name=identifier, **settings)

    if "version" in changed:
        force = inputs.get("forceUpdateVersion") or None
        api.call("update_cluster_version", name=identifier, version=inputs["version"], force=force)
    if "accessConfig" in changed:
        _update_access(config, state, inputs)
    if changed & set(_AUTO_MODE):
        _update_auto_mode(config, inputs)
    if "encryptionConfig" in changed:
        block = inputs["encryptionConfig"]
        api.call("associate_encryption_config", clusterName=identifier, encryptionConfig=[block])
    if "enabledClusterLogTypes" in changed:
        config(logging={"clusterLogging": _logs_to_api(inputs.get("enabledClusterLogTypes") or [])})
    for name in _PLAIN:
        if name in changed and inputs.get(name) is not None:
            config(**{name: inputs[name]})
    if "vpcConfig" in changed:
        _update_network(config, state["vpcConfig"], inputs["vpcConfig"])
    if "zonalShiftConfig" in changed:
        config(zonalShiftConfig=inputs.get("zonalShiftConfig") or {"enabled": False})
    if "remoteNetworkConfig" in changed:
        config(remoteNetworkConfig=_remote_network(inputs.get("remoteNetworkConfig") or {}))


def _update_access(config: Any, state: Properties, inputs: Properties) -> None:
    mode = (inputs.get("accessConfig") or {}).get("authenticationMode")
    if mode and mode != state["accessConfig"].get("authenticationMode"):
        config(accessConfig={"authenticationMode": mode})


def _update_auto_mode(config: Any, inputs: Properties) -> None:
    compute = inputs.get("computeConfig") or {"enabled": False}
    storage = inputs.get("storageConfig") or {"blockStorage": {"enabled": False}}
    services = inputs.get("kubernetesNetworkConfig") or {}
    balancing = services.get("elasticLoadBalancing") or {"enabled": False}
    config(
        computeConfig=compute,
        storageConfig=storage,
        kubernetesNetworkConfig={"elasticLoadBalancing": balancing},
    )


def _update_network(config: Any, old: Properties, new: Properties) -> None:
    for names in (_ENDPOINT, _PLACE):
        wanted = {name: new[name] for name in names if new.get(name) is not None}
        if "securityGroupIds" in names:
            wanted.setdefault("securityGroupIds", [])
        if any(_unordered(old.get(name)) != _unordered(value) for name, value in wanted.items()):
            config(resourcesVpcConfig=wanted)


def _unordered(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else value


def _remote_network(block: Properties) -> dict[str, Any]:
    return {
        name: [block[name]] if block.get(name) else [] for name in ("remoteNodeNetworks", "remotePodNetworks")
    }


CLUSTER: Final = Resource(
    "aws:eks/cluster:Cluster",
    "eks",
    identifier="{name}",
    create=Call("create_cluster", answer="cluster"),
    read=Call("describe_cluster", {"name": "{id}"}, answer="cluster"),
    complete=_complete,
    update=_update,
    delete=Call("delete_cluster", {"name": "{id}"}),
    names={
        "clusterId": "id",
        "enabledClusterLogTypes": "logging.clusterLogging",
        "vpcConfig": "resourcesVpcConfig",
    },
    conversions={"enabledClusterLogTypes": Conversion(_logs_to_api, _logs_from_api)},
    kept=(
        "accessConfig",
        "accessConfig.bootstrapClusterCreatorAdminPermissions",
        "kubernetesNetworkConfig",
        "kubernetesNetworkConfig.elasticLoadBalancing",
        "upgradePolicy",
    ),
    tagging=eks_tagging(),
    unsupported=("defaultAddonsToRemoves", "outpostConfig"),
    autoname_length=100,
)

RESOURCES: Final = (CLUSTER,)
