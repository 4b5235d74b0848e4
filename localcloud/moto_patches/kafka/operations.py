"""What moto lacks of MSK: the nodes of a cluster, its updates, and the list of versions."""

from datetime import UTC, datetime
from functools import cache
from itertools import count
from typing import Any, Final
from uuid import uuid4

from localcloud.moto_patches.kafka import checks, clusters
from localcloud.moto_patches.kafka._service import (
    INSTANCE_TYPES,
    KAFKA,
    VERSIONS,
    arn,
    bad_request,
    not_found,
    version_token,
)
from localcloud.moto_patches.kafka.brokers import hosts
from localcloud.moto_service import Operation, Request, network_of, table_of

TABLE: Final = "operations"


def _nodes(backend: Any, request: Request) -> dict[str, Any]:
    cluster = clusters.find(backend, request)
    info = cluster.settings["BrokerNodeGroupInfo"]
    interfaces = {
        interface.subnet.id: interface
        for interface in network_of(backend).enis.values()
        if getattr(interface, "owner", None) == cluster.arn
    }
    nodes = []
    for number, host in zip(count(1), hosts(cluster), strict=False):
        subnet = info["ClientSubnets"][(number - 1) % len(info["ClientSubnets"])]
        nodes.append(
            {
                "NodeARN": arn(backend, "broker", f"{cluster.cluster_name}/{number}"),
                "NodeType": "BROKER",
                "InstanceType": info["InstanceType"].partition(".")[2],
                "AddedToClusterTime": cluster.creation_time.isoformat(),
                "BrokerNodeInfo": {
                    "BrokerId": float(number),
                    "ClientSubnet": subnet,
                    "ClientVpcIpAddress": interfaces[subnet].private_ip_address,
                    "AttachedENIId": interfaces[subnet].id,
                    "Endpoints": [host],
                    "CurrentBrokerSoftwareInfo": {"KafkaVersion": cluster.settings["KafkaVersion"]},
                },
            }
        )
    return {"NodeInfoList": nodes}


def _update(kind: str, change: Any) -> Operation:
    """An update: `change` gets the backend, a copy of the cluster's settings and the request, and changes the
    copy.
    """

    def run(backend: Any, request: Request) -> dict[str, Any]:
        cluster = clusters.find(backend, request)
        clusters.check_current_version(cluster, request)
        settings = dict(cluster.settings)
        change(backend, settings, request)
        cluster.settings = settings
        cluster.current_version = version_token()
        clusters.place(backend, cluster)
        return {"ClusterArn": cluster.arn, "ClusterOperationArn": _record(backend, cluster, kind)}

    return run


def _record(backend: Any, cluster: Any, kind: str) -> str:
    operation_arn = arn(backend, "cluster-operation", f"{cluster.arn.partition('/')[2]}/{uuid4()}")
    now = datetime.now(UTC)
    table_of(backend, TABLE)[operation_arn] = {
        "ClusterArn": cluster.arn,
        "ClusterType": cluster.cluster_type,
        "OperationArn": operation_arn,
        "OperationType": kind,
        "OperationState": "UPDATE_COMPLETE",
        "CreationTime": now,
        "StartTime": now,
        "EndTime": now,
    }
    return operation_arn


def _broker_count(backend: Any, settings: dict[str, Any], request: Request) -> None:
    wanted = request["TargetNumberOfBrokerNodes"]
    if wanted <= settings["NumberOfBrokerNodes"]:
        raise bad_request(
            f"The number of brokers can only grow: {settings['NumberOfBrokerNodes']} to {wanted}."
        )
    settings["NumberOfBrokerNodes"] = wanted
    checks.check_brokers(backend, settings)


def _broker_type(_: Any, settings: dict[str, Any], request: Request) -> None:
    wanted = request["TargetInstanceType"]
    if wanted not in INSTANCE_TYPES:
        raise bad_request(f"Unsupported InstanceType [{wanted}].")
    settings["BrokerNodeGroupInfo"] = settings["BrokerNodeGroupInfo"] | {"InstanceType": wanted}


def _set_volume(backend: Any, settings: dict[str, Any], size: int, throughput: Any) -> None:
    info = settings["BrokerNodeGroupInfo"]
    current = info["StorageInfo"]["EbsStorageInfo"]
    if size == current.get("VolumeSize") and throughput in (None, current.get("ProvisionedThroughput")):
        raise bad_request("The request does not include any updates to the EBS volumes of the cluster.")
    if size < current.get("VolumeSize", 0):
        raise bad_request(f"The volumes of brokers can only grow: {current['VolumeSize']} to {size} GiB.")
    volume = {**current, "VolumeSize": size}
    if throughput:
        volume["ProvisionedThroughput"] = throughput
    settings["BrokerNodeGroupInfo"] = info | {"StorageInfo": {"EbsStorageInfo": volume}}
    checks.check_brokers(backend, settings)


def _broker_storage(backend: Any, settings: dict[str, Any], request: Request) -> None:
    target = request["TargetBrokerEBSVolumeInfo"][0]
    current = settings["BrokerNodeGroupInfo"]["StorageInfo"]["EbsStorageInfo"].get("VolumeSize", 0)
    _set_volume(backend, settings, target.get("VolumeSizeGB") or current, target.get("ProvisionedThroughput"))


def _storage(backend: Any, settings: dict[str, Any], request: Request) -> None:
    mode = request.get("StorageMode") or settings["StorageMode"]
    if settings["StorageMode"] == checks.TIERED and mode != checks.TIERED:
        raise bad_request("Tiered storage cannot be turned off again.")
    settings["StorageMode"] = mode
    checks.check_storage_mode(settings)
    if request.get("VolumeSizeGB"):
        _set_volume(backend, settings, request["VolumeSizeGB"], request.get("ProvisionedThroughput"))


def _configuration(backend: Any, settings: dict[str, Any], request: Request) -> None:
    settings["ConfigurationInfo"] = request["ConfigurationInfo"]
    checks.check_configuration(backend, settings)


def _kafka_version(backend: Any, settings: dict[str, Any], request: Request) -> None:
    wanted = request["TargetKafkaVersion"]
    checks.check_version(wanted)
    if VERSIONS.index(wanted) <= VERSIONS.index(settings["KafkaVersion"]):
        raise bad_request(f"The cluster cannot go from {settings['KafkaVersion']} to {wanted}.")
    settings["KafkaVersion"] = wanted
    settings["ConfigurationInfo"] = request.get("ConfigurationInfo") or settings.get("ConfigurationInfo")
    checks.check_configuration(backend, settings)


def _connectivity(_: Any, settings: dict[str, Any], request: Request) -> None:
    info = settings["BrokerNodeGroupInfo"]
    connectivity = (info.get("ConnectivityInfo") or {}) | (request.get("ConnectivityInfo") or {})
    settings["BrokerNodeGroupInfo"] = info | {"ConnectivityInfo": connectivity}


def _take(*fields: str) -> Any:
    def change(backend: Any, settings: dict[str, Any], request: Request) -> None:
        settings.update({field: request[field] for field in fields if request.get(field) is not None})
        checks.check_logs(backend, settings)

    return change


def _security(_: Any, settings: dict[str, Any], request: Request) -> None:
    if request.get("ClientAuthentication"):
        settings["ClientAuthentication"] = request["ClientAuthentication"]
    in_transit = (request.get("EncryptionInfo") or {}).get("EncryptionInTransit")
    if in_transit:
        encryption = settings["EncryptionInfo"]
        merged = encryption["EncryptionInTransit"] | in_transit
        settings["EncryptionInfo"] = encryption | {"EncryptionInTransit": merged}


UPDATES: Final = {
    "update_broker_count": _update("INCREASE_BROKER_COUNT", _broker_count),
    "update_broker_storage": _update("UPDATE_BROKER_STORAGE", _broker_storage),
    "update_broker_type": _update("UPDATE_BROKER_TYPE", _broker_type),
    "update_cluster_configuration": _update("UPDATE_CLUSTER_CONFIGURATION", _configuration),
    "update_cluster_kafka_version": _update("UPDATE_CLUSTER_KAFKA_VERSION", _kafka_version),
    "update_connectivity": _update("UPDATE_CONNECTIVITY", _connectivity),
    "update_monitoring": _update(
        "UPDATE_MONITORING", _take("EnhancedMonitoring", "OpenMonitoring", "LoggingInfo")
    ),
    "update_rebalancing": _update("UPDATE_REBALANCING", _take("Rebalancing")),
    "update_security": _update("UPDATE_SECURITY", _security),
    "update_storage": _update("UPDATE_STORAGE", _storage),
}


def _describe_operation(backend: Any, request: Request) -> dict[str, Any]:
    operation = table_of(backend, TABLE).get(request["ClusterOperationArn"])
    if operation is None:
        raise not_found(f"The operation {request['ClusterOperationArn']} does not exist.")
    return {"ClusterOperationInfo": operation}


def _list_operations(backend: Any, request: Request) -> dict[str, Any]:
    cluster = clusters.find(backend, request)
    operations = table_of(backend, TABLE).values()
    return {"ClusterOperationInfoList": [item for item in operations if item["ClusterArn"] == cluster.arn]}


def _list_versions(_: Any, __: Request) -> dict[str, Any]:
    return {"KafkaVersions": [{"Version": version, "Status": "ACTIVE"} for version in VERSIONS]}


@cache
def apply() -> None:
    """Add the operations to moto."""
    KAFKA.extend(
        {
            **UPDATES,
            "list_nodes": _nodes,
            "describe_cluster_operation": _describe_operation,
            "describe_cluster_operation_v2": _describe_operation,
            "list_cluster_operations": _list_operations,
            "list_cluster_operations_v2": _list_operations,
            "list_kafka_versions": _list_versions,
        }
    )
