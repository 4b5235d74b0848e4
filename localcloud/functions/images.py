"""Machine images."""

import re
from typing import Any, Final

from localcloud.functions.queries import api_filters, only, tags_of
from localcloud.provider.context import ServiceApi
from localcloud.provider.functions import FunctionError, ProviderFunction
from localcloud.provider.mapping import scalar_text
from localcloud.provider.values import Properties

_PLAIN: Final = {
    "architecture": "Architecture",
    "bootMode": "BootMode",
    "creationDate": "CreationDate",
    "deprecationTime": "DeprecationTime",
    "description": "Description",
    "enaSupport": "EnaSupport",
    "hypervisor": "Hypervisor",
    "imageId": "ImageId",
    "imageLocation": "ImageLocation",
    "imageOwnerAlias": "ImageOwnerAlias",
    "imageType": "ImageType",
    "imdsSupport": "ImdsSupport",
    "kernelId": "KernelId",
    "name": "Name",
    "ownerId": "OwnerId",
    "platform": "Platform",
    "platformDetails": "PlatformDetails",
    "public": "Public",
    "ramdiskId": "RamdiskId",
    "rootDeviceName": "RootDeviceName",
    "rootDeviceType": "RootDeviceType",
    "sriovNetSupport": "SriovNetSupport",
    "state": "State",
    "tpmSupport": "TpmSupport",
    "usageOperation": "UsageOperation",
    "virtualizationType": "VirtualizationType",
}


def image(api: ServiceApi, arguments: Properties) -> Properties:
    """aws.ec2.get_ami: the one image that matches, or the newest with `mostRecent`.

    Raises FunctionError for none, for several without `mostRecent`, and for a `nameRegex` that is not one.
    """
    answer = api.call(
        "describe_images",
        Owners=arguments.get("owners"),
        ExecutableUsers=arguments.get("executableUsers"),
        Filters=api_filters(arguments),
        IncludeDeprecated=arguments.get("includeDeprecated"),
    )
    found = _named(answer["Images"], arguments.get("nameRegex"))
    if arguments.get("mostRecent"):
        found = sorted(found, key=lambda item: str(item.get("CreationDate")))[-1:]
    one = only(found, "EC2 AMI")
    told = {name: one[member] for name, member in _PLAIN.items() if one.get(member) is not None}
    devices = [_device(mapping) for mapping in one.get("BlockDeviceMappings") or ()]
    root = next((item for item in devices if item["deviceName"] == one.get("RootDeviceName")), None)
    return {
        **arguments,
        **told,
        "id": one["ImageId"],
        "arn": f"arn:{api.partition}:ec2:{api.region}::image/{one['ImageId']}",
        "blockDeviceMappings": devices,
        "productCodes": [],
        "region": api.region,
        "rootSnapshotId": root["ebs"].get("snapshot_id", "") if root else "",
        "stateReason": {},
        "tags": tags_of(one),
    }


def _named(images: list[dict[str, Any]], pattern: str | None) -> list[dict[str, Any]]:
    if not pattern:
        return images
    try:
        wanted = re.compile(pattern)
    except re.error as error:
        raise FunctionError(f"nameRegex {pattern!r} is not a regular expression: {error}") from error
    return [item for item in images if wanted.search(item.get("Name", ""))]


def _device(mapping: dict[str, Any]) -> Properties:
    volume = {
        "delete_on_termination": "DeleteOnTermination",
        "encrypted": "Encrypted",
        "iops": "Iops",
        "snapshot_id": "SnapshotId",
        "throughput": "Throughput",
        "volume_size": "VolumeSize",
        "volume_type": "VolumeType",
    }
    ebs = mapping.get("Ebs") or {}
    return {
        "deviceName": mapping["DeviceName"],
        "ebs": {name: scalar_text(ebs[member]) for name, member in volume.items() if member in ebs},
        "noDevice": mapping.get("NoDevice", ""),
        "virtualName": mapping.get("VirtualName", ""),
    }


FUNCTIONS: Final = {"aws:ec2/getAmi:getAmi": ProviderFunction("ec2", image)}
