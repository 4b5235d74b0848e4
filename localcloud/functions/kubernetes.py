"""Kubernetes clusters and the versions of their add-ons."""

from typing import Any, Final

from botocore.exceptions import ClientError

from localcloud.provider.configuration import ProviderConfiguration
from localcloud.provider.context import ServiceApi
from localcloud.provider.functions import FunctionError, ProviderFunction
from localcloud.provider.reading import read
from localcloud.provider.values import Properties
from localcloud.services.eks_clusters import CLUSTER

_PLURAL: Final = {
    "accessConfig": "accessConfigs",
    "certificateAuthority": "certificateAuthorities",
    "computeConfig": "computeConfigs",
    "controlPlaneScalingConfig": "controlPlaneScalingConfigs",
    "kubeApiServerConfig": "kubeApiServerConfigs",
    "kubeControllerManagerConfig": "kubeControllerManagerConfigs",
    "kubeSchedulerConfig": "kubeSchedulerConfigs",
    "kubernetesNetworkConfig": "kubernetesNetworkConfigs",
    "remoteNetworkConfig": "remoteNetworkConfigs",
    "storageConfig": "storageConfigs",
    "upgradePolicy": "upgradePolicies",
    "zonalShiftConfig": "zonalShiftConfigs",
}
"""Blocks of the resource, which the function gives as lists."""
_PLAIN: Final = (
    *("arn", "createdAt", "deletionProtection", "enabledClusterLogTypes", "endpoint", "identities", "name"),
    *("platformVersion", "region", "roleArn", "status", "tags", "version", "vpcConfig"),
)


def cluster(api: ServiceApi, arguments: Properties) -> Properties:
    """aws.eks.get_cluster: a cluster by its name. Raises FunctionError when there is none."""
    name = arguments["name"]
    state = read(api, CLUSTER, ProviderConfiguration(region=api.region), name, {})
    if state is None:
        raise FunctionError(f"no EKS cluster {name!r} in {api.region}")
    blocks = {plural: [_given(state[name])] if state.get(name) else [] for name, plural in _PLURAL.items()}
    plain = {name: state.get(name) for name in _PLAIN}
    return {
        **plain,
        **blocks,
        "clusterId": "",
        "id": name,
        "outpostConfigs": [],
        "tags": state.get("tags") or {},
    }


def _given(block: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in block.items() if value is not None}


def add_on_version(api: ServiceApi, arguments: Properties) -> Properties:
    """aws.eks.get_addon_version: the version of an add-on for a version of Kubernetes.

    Raises FunctionError when there is no such add-on, or none for that version.
    """
    name, kubernetes = arguments["addonName"], arguments["kubernetesVersion"]
    try:
        offers = api.call("describe_addon_versions", addonName=name, kubernetesVersion=kubernetes)["addons"]
    except ClientError as error:
        raise FunctionError(f"no EKS add-on {name!r}: {error.response['Error']['Message']}") from error
    versions = [item for offer in offers for item in offer["addonVersions"]]
    defaults = [
        item for item in versions if any(found["defaultVersion"] for found in item["compatibilities"])
    ]
    chosen = versions if arguments.get("mostRecent") else defaults
    if not chosen:
        raise FunctionError(f"no version of EKS add-on {name!r} for Kubernetes {kubernetes}")
    return {**arguments, "id": name, "region": api.region, "version": chosen[0]["addonVersion"]}


FUNCTIONS: Final = {
    "aws:eks/getCluster:getCluster": ProviderFunction("eks", cluster, required=("name",)),
    "aws:eks/getAddonVersion:getAddonVersion": ProviderFunction(
        "eks", add_on_version, required=("addonName", "kubernetesVersion")
    ),
}
