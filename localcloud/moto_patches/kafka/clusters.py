"""Clusters of MSK.

What moto accepts, and AWS refuses: a name that is taken, and what `checks` lists.

What moto gets wrong: a cluster is CREATING for ever, and reading one that does not exist crashes (P6); its
ARN lacks its name; a cluster made by the second version of the API keeps a few settings only; placeholders
stand for what there is not (an operation).
"""

import re
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final
from uuid import uuid4

from moto.kafka.models import FakeKafkaCluster

from localcloud.moto_patches.ec2.managed_interfaces import settle
from localcloud.moto_patches.kafka import checks
from localcloud.moto_patches.kafka._service import (
    KAFKA,
    PROVISIONED,
    SERVERLESS,
    arn,
    bad_request,
    domain_of,
    not_found,
    version_token,
)
from localcloud.moto_patches.kms import find_key
from localcloud.moto_service import AwsError, Request, network_of

NAME: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,63}")
ZOOKEEPER_PORTS: Final = {"ZookeeperConnectString": 2181, "ZookeeperConnectStringTls": 2182}


def find(backend: Any, request: Request) -> Any:
    """The cluster (moto's object, with its ``settings``) that a request names.

    Raises:
        AwsError: ``NotFoundException``.
    """
    cluster = backend.clusters.get(request["ClusterArn"])
    if cluster is None:
        raise not_found(f"The cluster {request['ClusterArn']} does not exist.")
    return cluster


def place(backend: Any, cluster: Any) -> None:
    """Give a cluster its interfaces."""
    info = cluster.settings.get("BrokerNodeGroupInfo")
    places = [info] if info else cluster.settings.get("VpcConfigs", [])
    settle(
        network_of(backend),
        cluster.arn,
        subnets=[item for each in places for item in each.get("ClientSubnets") or each.get("SubnetIds", [])],
        groups=[
            item for each in places for item in each.get("SecurityGroups") or each.get("SecurityGroupIds", [])
        ],
        description=f"MSK {cluster.cluster_name}",
    )


def _make(backend: Any, request: Request, kind: str, settings: dict[str, Any]) -> Any:
    name = request["ClusterName"]
    if not NAME.fullmatch(name):
        raise bad_request(f"The cluster name {name} may hold letters, digits and hyphens only, 64 at most.")
    if any(cluster.cluster_name == name for cluster in backend.clusters.values()):
        raise AwsError("ConflictException", f"A cluster with the name {name} already exists.")
    if kind == PROVISIONED:
        checks.check_all(backend, settings)
        _complete(backend, settings)
    else:
        checks.check_serverless(backend, settings)
    cluster = FakeKafkaCluster(name, backend.account_id, backend.region_name, kind, state="ACTIVE")
    cluster.arn = arn(backend, "cluster", f"{name}/{uuid4()}-{'s1' if kind == SERVERLESS else '1'}")
    cluster.current_version = version_token()
    cluster.creation_time = datetime.now(UTC)
    cluster.settings = settings
    backend.clusters[cluster.arn] = cluster
    backend.tag_resource(cluster.arn, request.get("Tags") or {})
    place(backend, cluster)
    return cluster


def _complete(backend: Any, settings: dict[str, Any]) -> None:
    """Fill in what MSK chooses when a request leaves it out."""
    info = settings["BrokerNodeGroupInfo"]
    if not info.get("SecurityGroups"):
        vpc_id = network_of(backend).get_subnet(info["ClientSubnets"][0]).vpc_id
        info["SecurityGroups"] = [network_of(backend).get_default_security_group(vpc_id).id]
    info.setdefault("BrokerAZDistribution", "DEFAULT")
    info.setdefault("StorageInfo", {"EbsStorageInfo": {"VolumeSize": 1000}})
    info.setdefault("ConnectivityInfo", {"PublicAccess": {"Type": "DISABLED"}})
    encryption = settings.setdefault("EncryptionInfo", {})
    encryption.setdefault("EncryptionInTransit", {})
    encryption["EncryptionInTransit"].setdefault("ClientBroker", "TLS")
    encryption["EncryptionInTransit"].setdefault("InCluster", True)
    if not encryption.get("EncryptionAtRest"):
        key = find_key(backend.account_id, backend.region_name, "alias/aws/kafka")
        encryption["EncryptionAtRest"] = {"DataVolumeKMSKeyId": key.arn if key else "alias/aws/kafka"}
    settings.setdefault("EnhancedMonitoring", "DEFAULT")
    settings.setdefault("StorageMode", "LOCAL")


def _create(backend: Any, request: Request) -> dict[str, Any]:
    settings = {key: value for key, value in request.items() if key not in ("ClusterName", "Tags")}
    cluster = _make(backend, request, PROVISIONED, settings)
    return {"ClusterArn": cluster.arn, "ClusterName": cluster.cluster_name, "State": "CREATING"}


def _create_v2(backend: Any, request: Request) -> dict[str, Any]:
    kind = SERVERLESS if request.get("Serverless") else PROVISIONED
    settings = dict(request.get("Serverless") or request.get("Provisioned") or {})
    cluster = _make(backend, request, kind, settings)
    shown = {"ClusterArn": cluster.arn, "ClusterName": cluster.cluster_name, "State": "CREATING"}
    return {**shown, "ClusterType": kind}


def _common(backend: Any, cluster: Any) -> dict[str, Any]:
    return {
        "ClusterArn": cluster.arn,
        "ClusterName": cluster.cluster_name,
        "CreationTime": cluster.creation_time,
        "CurrentVersion": cluster.current_version,
        "State": cluster.state,
        "Tags": backend.list_tags_for_resource(cluster.arn),
    }


def _provisioned(cluster: Any) -> dict[str, Any]:
    shown = {key: value for key, value in cluster.settings.items() if key != "ConfigurationInfo"}
    software = {"KafkaVersion": cluster.settings["KafkaVersion"]}
    configuration = cluster.settings.get("ConfigurationInfo")
    if configuration:
        software["ConfigurationArn"] = configuration["Arn"]
        software["ConfigurationRevision"] = configuration["Revision"]
    return {
        **shown,
        **_zookeeper(cluster),
        "CurrentBrokerSoftwareInfo": software,
        "CustomerActionStatus": "NONE",
    }


def _zookeeper(cluster: Any) -> dict[str, str]:
    """The addresses of ZooKeeper's nodes, which newer clusters (KRaft) do without."""
    if cluster.settings["KafkaVersion"].endswith(".kraft"):
        return {}
    hosts = [f"z-{number}.{domain_of(cluster)}" for number in range(1, 4)]
    return {key: ",".join(f"{host}:{port}" for host in hosts) for key, port in ZOOKEEPER_PORTS.items()}


def _shown(backend: Any, cluster: Any) -> dict[str, Any]:
    return {**_common(backend, cluster), **_provisioned(cluster)}


def _shown_v2(backend: Any, cluster: Any) -> dict[str, Any]:
    key, content = (
        ("Serverless", cluster.settings)
        if cluster.cluster_type == SERVERLESS
        else ("Provisioned", _provisioned(cluster))
    )
    return {**_common(backend, cluster), "ClusterType": cluster.cluster_type, key: content}


def _chosen(backend: Any, request: Request) -> list[Any]:
    prefix, kind = request.get("ClusterNameFilter") or "", request.get("ClusterTypeFilter")
    return [
        cluster
        for cluster in backend.clusters.values()
        if cluster.cluster_name.startswith(prefix) and kind in (None, "ALL", cluster.cluster_type)
    ]


def _list(backend: Any, request: Request) -> dict[str, Any]:
    chosen = [cluster for cluster in _chosen(backend, request) if cluster.cluster_type == PROVISIONED]
    return {"ClusterInfoList": [_shown(backend, cluster) for cluster in chosen]}


def _delete(backend: Any, request: Request) -> dict[str, Any]:
    cluster = find(backend, request)
    check_current_version(cluster, request)
    settle(network_of(backend), cluster.arn, subnets=[])
    del backend.clusters[cluster.arn]
    backend.policies.pop(cluster.arn, None)
    return {"ClusterArn": cluster.arn, "State": "DELETING"}


def check_current_version(cluster: Any, request: Request) -> None:
    """Refuse a change of a cluster that has been changed since it was read."""
    if request.get("CurrentVersion") not in (None, cluster.current_version):
        raise bad_request(
            f"The version {request['CurrentVersion']} is not the current version of the cluster: "
            f"{cluster.current_version}."
        )


@cache
def apply() -> None:
    """Put moto's clusters right."""
    KAFKA.extend(
        {
            "create_cluster": _create,
            "create_cluster_v2": _create_v2,
            "describe_cluster": lambda backend, request: {
                "ClusterInfo": _shown(backend, find(backend, request))
            },
            "describe_cluster_v2": lambda backend, request: {
                "ClusterInfo": _shown_v2(backend, find(backend, request))
            },
            "list_clusters": _list,
            "list_clusters_v2": lambda backend, request: {
                "ClusterInfoList": [_shown_v2(backend, cluster) for cluster in _chosen(backend, request)]
            },
            "delete_cluster": _delete,
        }
    )
