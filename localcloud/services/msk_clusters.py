"""MSK's provisioned clusters."""

from typing import Any, Final

from localcloud.provider.definition import Api, Call, Conversion, Resource
from localcloud.provider.values import Properties
from localcloud.services import msk_blocks
from localcloud.services.member_names import capitalised, without_empty
from localcloud.services.tagging import MSK_TAGGING

_BROKERS: Final = "brokerNodeGroupInfo"

_BOOTSTRAP: Final = {
    "bootstrapBrokers": "BootstrapBrokerString",
    "bootstrapBrokersIpv6": "BootstrapBrokerStringIpv6",
    "bootstrapBrokersPublicSaslIam": "BootstrapBrokerStringPublicSaslIam",
    "bootstrapBrokersPublicSaslScram": "BootstrapBrokerStringPublicSaslScram",
    "bootstrapBrokersPublicTls": "BootstrapBrokerStringPublicTls",
    "bootstrapBrokersSaslIam": "BootstrapBrokerStringSaslIam",
    "bootstrapBrokersSaslIamIpv6": "BootstrapBrokerStringSaslIamIpv6",
    "bootstrapBrokersSaslScram": "BootstrapBrokerStringSaslScram",
    "bootstrapBrokersSaslScramIpv6": "BootstrapBrokerStringSaslScramIpv6",
    "bootstrapBrokersTls": "BootstrapBrokerStringTls",
    "bootstrapBrokersTlsIpv6": "BootstrapBrokerStringTlsIpv6",
    "bootstrapBrokersVpcConnectivitySaslIam": "BootstrapBrokerStringVpcConnectivitySaslIam",
    "bootstrapBrokersVpcConnectivitySaslScram": "BootstrapBrokerStringVpcConnectivitySaslScram",
    "bootstrapBrokersVpcConnectivityTls": "BootstrapBrokerStringVpcConnectivityTls",
}


def _brokers_to_api(block: Properties) -> dict[str, Any]:
    volume = (block.get("storageInfo") or {}).get("ebsStorageInfo") or {}
    members = {
        "InstanceType": block["instanceType"],
        "ClientSubnets": block["clientSubnets"],
        "SecurityGroups": block["securityGroups"],
        "BrokerAZDistribution": block.get("azDistribution"),
        "ConnectivityInfo": msk_blocks.connectivity_to_api(block.get("connectivityInfo") or {}),
        "StorageInfo": {"EbsStorageInfo": capitalised(volume)} if volume else None,
    }
    return without_empty(members)


def _brokers_from_api(found: dict[str, Any]) -> Properties:
    volume = (found.get("StorageInfo") or {}).get("EbsStorageInfo") or {}
    throughput = volume.get("ProvisionedThroughput")
    block = {
        "azDistribution": found["BrokerAZDistribution"],
        "clientSubnets": found["ClientSubnets"],
        "connectivityInfo": msk_blocks.connectivity_from_api(found.get("ConnectivityInfo")),
        "instanceType": found["InstanceType"],
        "securityGroups": found["SecurityGroups"],
    }
    storage = {
        "volumeSize": volume.get("VolumeSize"),
        "provisionedThroughput": throughput
        and {"enabled": throughput.get("Enabled"), "volumeThroughput": throughput.get("VolumeThroughput")},
    }
    return {**block, "storageInfo": {"ebsStorageInfo": without_empty(storage)}}


def _complete(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    software = answer["CurrentBrokerSoftwareInfo"]
    configuration = {
        "arn": software.get("ConfigurationArn"),
        "revision": software.get("ConfigurationRevision"),
    }
    addresses = api.call("get_bootstrap_brokers", ClusterArn=identifier)
    return {
        **answer,
        **{name: addresses.get(member) for name, member in _BOOTSTRAP.items()},
        "clusterUuid": identifier.rpartition("/")[2],
        "configurationInfo": configuration if configuration["arn"] else None,
        "kafkaVersion": software["KafkaVersion"],
    }


def _change(api: Api, identifier: str, operation: str, **change: Any) -> None:
    """Make one change; each gives the cluster a new version, which the next one has to name."""
    version = api.call("describe_cluster", ClusterArn=identifier)["ClusterInfo"]["CurrentVersion"]
    api.call(operation, ClusterArn=identifier, CurrentVersion=version, **change)


def _update(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if not state:
        # A new cluster: its create request has had all of it.
        return
    if _BROKERS in changed:
        _update_brokers(api, identifier, state[_BROKERS], inputs[_BROKERS])
    if "numberOfBrokerNodes" in changed:
        _change(
            api,
            identifier,
            "update_broker_count",
            TargetNumberOfBrokerNodes=inputs["numberOfBrokerNodes"],
        )
    if changed & {"enhancedMonitoring", "loggingInfo", "openMonitoring"}:
        _change(
            api,
            identifier,
            "update_monitoring",
            EnhancedMonitoring=inputs["enhancedMonitoring"],
            LoggingInfo=msk_blocks.logging_to_api(inputs.get("loggingInfo")),
            OpenMonitoring=msk_blocks.monitoring_to_api(inputs.get("openMonitoring")),
        )
    configuration = capitalised(inputs.get("configurationInfo")) if "configurationInfo" in changed else None
    if "kafkaVersion" in changed:
        _change(
            api,
            identifier,
            "update_cluster_kafka_version",
            TargetKafkaVersion=inputs["kafkaVersion"],
            ConfigurationInfo=configuration,
        )
    elif configuration:
        _change(api, identifier, "update_cluster_configuration", ConfigurationInfo=configuration)
    if changed & {"clientAuthentication", "encryptionInfo"}:
        _update_security(api, identifier, inputs, changed)
    if "storageMode" in changed:
        _change(api, identifier, "update_storage", StorageMode=inputs["storageMode"])
    if "rebalancing" in changed and inputs.get("rebalancing"):
        _change(api, identifier, "update_rebalancing", Rebalancing=capitalised(inputs["rebalancing"]))


def _update_security(api: Api, identifier: str, inputs: Properties, changed: frozenset[str]) -> None:
    # The key can never change, and a request must not name it.
    encryption = msk_blocks.encryption_to_api(inputs.get("encryptionInfo") or {})
    in_transit = encryption.get("EncryptionInTransit") if "encryptionInfo" in changed else None
    authentication = msk_blocks.authentication_to_api(inputs.get("clientAuthentication"))
    _change(
        api,
        identifier,
        "update_security",
        ClientAuthentication=authentication if "clientAuthentication" in changed else None,
        EncryptionInfo={"EncryptionInTransit": in_transit} if in_transit else None,
    )


def _update_brokers(api: Api, identifier: str, old: Properties, new: Properties) -> None:
    if new["instanceType"] != old["instanceType"]:
        _change(api, identifier, "update_broker_type", TargetInstanceType=new["instanceType"])
    before, after = _brokers_to_api(old), _brokers_to_api(new)
    volume = (after.get("StorageInfo") or {}).get("EbsStorageInfo")
    if volume and volume != (before.get("StorageInfo") or {}).get("EbsStorageInfo"):
        target = {
            "KafkaBrokerNodeId": "All",
            "VolumeSizeGB": volume.get("VolumeSize"),
            "ProvisionedThroughput": volume.get("ProvisionedThroughput"),
        }
        _change(api, identifier, "update_broker_storage", TargetBrokerEBSVolumeInfo=[without_empty(target)])
    connectivity = after.get("ConnectivityInfo")
    if connectivity and connectivity != before.get("ConnectivityInfo"):
        _change(api, identifier, "update_connectivity", ConnectivityInfo=connectivity)


CLUSTER: Final = Resource(
    "aws:msk/cluster:Cluster",
    "kafka",
    identifier="{ClusterArn}",
    create=Call("create_cluster"),
    read=Call("describe_cluster", {"ClusterArn": "{id}"}, answer="ClusterInfo"),
    complete=_complete,
    update=_update,
    delete=Call("delete_cluster", {"ClusterArn": "{id}"}),
    names={"arn": "ClusterArn"},
    conversions={
        _BROKERS: Conversion(_brokers_to_api, _brokers_from_api),
        "clientAuthentication": Conversion(
            msk_blocks.authentication_to_api, msk_blocks.authentication_from_api
        ),
        "encryptionInfo": Conversion(msk_blocks.encryption_to_api, msk_blocks.encryption_from_api),
        "loggingInfo": Conversion(msk_blocks.logging_to_api, msk_blocks.logging_from_api),
        "openMonitoring": Conversion(msk_blocks.monitoring_to_api, msk_blocks.monitoring_from_api),
    },
    kept=(
        f"{_BROKERS}.connectivityInfo",
        f"{_BROKERS}.connectivityInfo.networkType",
        f"{_BROKERS}.connectivityInfo.publicAccess",
        f"{_BROKERS}.connectivityInfo.vpcConnectivity",
        f"{_BROKERS}.storageInfo",
        f"{_BROKERS}.storageInfo.ebsStorageInfo",
        "clientAuthentication",
        "configurationInfo",
        "encryptionInfo",
        "encryptionInfo.encryptionInTransit",
        "openMonitoring",
        "openMonitoring.prometheus.jmxExporter",
        "openMonitoring.prometheus.nodeExporter",
        "rebalancing",
    ),
    tagging=MSK_TAGGING,
    autoname="clusterName",
    autoname_length=64,
)

RESOURCES: Final = (CLUSTER,)
