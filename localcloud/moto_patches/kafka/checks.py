"""What AWS refuses of a cluster, and moto accepts.

Versions, instance types, subnets, security groups, configurations, keys and logs that do not exist; a number
of brokers that does not fill the zones; storage that brokers cannot have.
"""

from typing import Any, Final

from moto.backends import get_backend

from localcloud.moto_patches.kafka import configurations
from localcloud.moto_patches.kafka._service import INSTANCE_TYPES, VERSIONS, bad_request
from localcloud.moto_patches.kms import find_key
from localcloud.moto_service import network_of

ZONES: Final = (2, 3)
MOST_BROKERS: Final = 30
VOLUME_GIB: Final = range(1, 16385)
TIERED: Final = "TIERED"
_WITHOUT_TIERING: Final = "kafka.t3.small"
_TIERED_SINCE: Final = "3.6.0"


def check_all(backend: Any, settings: dict[str, Any]) -> None:
    """Refuse settings that a cluster cannot have."""
    check_version(settings.get("KafkaVersion"))
    check_brokers(backend, settings)
    check_storage_mode(settings)
    check_configuration(backend, settings)
    check_key(backend, settings)
    check_logs(backend, settings)


def check_version(version: str | None) -> None:
    """Refuse a Kafka version that MSK does not offer."""
    if version not in VERSIONS:
        raise bad_request(f"Unsupported KafkaVersion [{version}]. Valid values: {list(VERSIONS)}")


def check_brokers(backend: Any, settings: dict[str, Any]) -> None:
    """Refuse brokers of a type, in a number or in a place that MSK refuses."""
    info, count = settings["BrokerNodeGroupInfo"], settings["NumberOfBrokerNodes"]
    if info["InstanceType"] not in INSTANCE_TYPES:
        raise bad_request(f"Unsupported InstanceType [{info['InstanceType']}].")
    _check_network(backend, info["ClientSubnets"], info.get("SecurityGroups") or [])
    zones = len(info["ClientSubnets"])
    if count % zones or not 1 <= count <= MOST_BROKERS:
        raise bad_request(
            f"The number of broker nodes ({count}) must be a multiple of Availability Zones ({zones}) in "
            f"the Client Subnets parameter, at most {MOST_BROKERS}."
        )
    size = ((info.get("StorageInfo") or {}).get("EbsStorageInfo") or {}).get("VolumeSize")
    if size is not None and size not in VOLUME_GIB:
        raise bad_request(f"The volume size {size} GiB is not between 1 and {VOLUME_GIB.stop - 1}.")


def _check_network(backend: Any, subnet_ids: list[str], group_ids: list[str]) -> None:
    known = {subnet.id: subnet for subnet in network_of(backend).describe_subnets()}
    unknown = [subnet_id for subnet_id in subnet_ids if subnet_id not in known]
    if unknown:
        raise bad_request(f"One or more subnets provided do not exist: {', '.join(unknown)}.")
    subnets = [known[subnet_id] for subnet_id in subnet_ids]
    zones = {subnet.availability_zone for subnet in subnets}
    if len(zones) != len(subnets) or len(zones) not in ZONES:
        raise bad_request(
            "Specify either two or three client subnets, each in a different Availability Zone."
        )
    if len({subnet.vpc_id for subnet in subnets}) > 1:
        raise bad_request("All client subnets must be in one VPC.")
    for group_id in group_ids:
        group = network_of(backend).get_security_group_from_id(group_id)
        if group is None or group.vpc_id != subnets[0].vpc_id:
            raise bad_request(f"The security group {group_id} does not exist in {subnets[0].vpc_id}.")


def check_configuration(backend: Any, settings: dict[str, Any]) -> None:
    """Refuse a configuration that does not exist or is not for the cluster's version."""
    info = settings.get("ConfigurationInfo")
    if info:
        configuration = configurations.find(backend, info["Arn"])
        configurations.find_revision(configuration, int(info["Revision"]))
        allowed = configuration["KafkaVersions"]
        if allowed and settings["KafkaVersion"] not in allowed:
            raise bad_request(
                f"The configuration {info['Arn']} is for {allowed}, not {settings['KafkaVersion']}."
            )


def check_key(backend: Any, settings: dict[str, Any]) -> None:
    """Refuse a key that does not exist or is not enabled."""
    at_rest = (settings.get("EncryptionInfo") or {}).get("EncryptionAtRest") or {}
    key_id = at_rest.get("DataVolumeKMSKeyId")
    if key_id:
        key = find_key(backend.account_id, backend.region_name, key_id)
        if key is None or key.key_state != "Enabled":
            raise bad_request(f"The KMS key {key_id} does not exist or is not enabled.")


def check_storage_mode(settings: dict[str, Any]) -> None:
    """Refuse tiered storage with a version or brokers that do not have it."""
    if settings.get("StorageMode") != TIERED:
        return
    version, instance_type = settings["KafkaVersion"], settings["BrokerNodeGroupInfo"]["InstanceType"]
    newer = VERSIONS.index(version) >= VERSIONS.index(_TIERED_SINCE)
    if not newer and not version.endswith(".tiered"):
        raise bad_request(f"Tiered storage is not supported in Kafka {version}, but since {_TIERED_SINCE}.")
    if instance_type == _WITHOUT_TIERING:
        raise bad_request(f"Tiered storage is not supported on {instance_type}.")


def check_logs(backend: Any, settings: dict[str, Any]) -> None:
    """Refuse logs that go to what does not exist."""
    logs = (settings.get("LoggingInfo") or {}).get("BrokerLogs") or {}
    group = (logs.get("CloudWatchLogs") or {}).get("LogGroup")
    if group and group not in get_backend("logs")[backend.account_id][backend.region_name].groups:
        raise bad_request(f"The log group {group} does not exist.")
    stream = (logs.get("Firehose") or {}).get("DeliveryStream")
    firehose = get_backend("firehose")[backend.account_id][backend.region_name] if stream else None
    if firehose and stream not in firehose.delivery_streams:
        raise bad_request(f"The delivery stream {stream} does not exist.")
    bucket = (logs.get("S3") or {}).get("Bucket")
    if bucket and bucket not in get_backend("s3")[backend.account_id][backend.partition].buckets:
        raise bad_request(f"The bucket {bucket} does not exist.")


def check_serverless(backend: Any, settings: dict[str, Any]) -> None:
    """Refuse a serverless cluster in subnets or with security groups that do not go together."""
    for place in settings["VpcConfigs"]:
        _check_network(backend, place["SubnetIds"], place.get("SecurityGroupIds") or [])
