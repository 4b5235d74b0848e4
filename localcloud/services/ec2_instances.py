"""EC2 instances."""

import base64
import binascii
from collections.abc import Iterable
from typing import Any, Final

from localcloud.provider.definition import Api, Call, Resource
from localcloud.provider.values import UNKNOWN, Properties
from localcloud.services.ec2_tagging import EC2_TAGGING

_METADATA: Final = {
    "httpEndpoint": "HttpEndpoint",
    "httpProtocolIpv6": "HttpProtocolIpv6",
    "httpTokens": "HttpTokens",
    "httpPutResponseHopLimit": "HttpPutResponseHopLimit",
    "instanceMetadataTags": "InstanceMetadataTags",
}
_VOLUME: Final = {
    "volumeSize": "VolumeSize",
    "volumeType": "VolumeType",
    "encrypted": "Encrypted",
    "kmsKeyId": "KmsKeyId",
    "deleteOnTermination": "DeleteOnTermination",
    "iops": "Iops",
    "throughput": "Throughput",
}
_PLAIN: Final = {
    "ami": "ImageId",
    "instanceType": "InstanceType",
    "keyName": "KeyName",
    "ebsOptimized": "EbsOptimized",
    "disableApiTermination": "DisableApiTermination",
    "instanceInitiatedShutdownBehavior": "InstanceInitiatedShutdownBehavior",
}
_ATTRIBUTES: Final = {
    "instanceType": "InstanceType",
    "disableApiTermination": "DisableApiTermination",
    "instanceInitiatedShutdownBehavior": "InstanceInitiatedShutdownBehavior",
    "sourceDestCheck": "SourceDestCheck",
}
_ONLY_WHEN_STOPPED: Final = frozenset({"instanceType", "userData", "userDataBase64"})
_USER_DATA: Final = frozenset({"userData", "userDataBase64"})
_SMALLEST_ROOT_GIB: Final = 8
_GONE: Final = ("terminated", "shutting-down")


def _renamed(block: Properties, names: dict[str, str]) -> dict[str, Any]:
    return {names[key]: value for key, value in block.items() if key in names and value is not None}


def _root_mapping(api: Api, image: str, volume: Properties) -> dict[str, Any]:
    """The mapping of the root volume: what the image says, with what the block asks for instead."""
    found = api.call("describe_images", ImageIds=[image])["Images"][0]
    device = found.get("RootDeviceName") or "/dev/xvda"
    mappings = {
        item.get("DeviceName"): item.get("Ebs") or {} for item in found.get("BlockDeviceMappings") or ()
    }
    size = mappings.get(device, {}).get("VolumeSize") or _SMALLEST_ROOT_GIB
    return {"DeviceName": device, "Ebs": {"VolumeSize": size, **_renamed(volume, _VOLUME)}}


def _encoded_user_data(inputs: Properties) -> str | None:
    if inputs.get("userDataBase64"):
        return str(inputs["userDataBase64"])
    text = inputs.get("userData")
    return base64.b64encode(text.encode()).decode() if text else None


def _create(api: Api, inputs: Properties) -> str:
    user_data = _encoded_user_data(inputs)
    network = {
        "SubnetId": inputs.get("subnetId"),
        "Groups": inputs.get("vpcSecurityGroupIds"),
        "AssociatePublicIpAddress": inputs.get("associatePublicIpAddress"),
        "PrivateIpAddress": inputs.get("privateIp"),
    }
    given = {key: value for key, value in network.items() if value is not None}
    zone, tenancy = inputs.get("availabilityZone"), inputs.get("tenancy")
    placement = _renamed(
        {"zone": zone, "tenancy": tenancy}, {"zone": "AvailabilityZone", "tenancy": "Tenancy"}
    )
    volume = inputs.get("rootBlockDevice")
    profile = inputs.get("iamInstanceProfile")
    answer = api.call(
        "run_instances",
        MinCount=1,
        MaxCount=1,
        **_renamed(inputs, _PLAIN),
        NetworkInterfaces=[{"DeviceIndex": 0, **given}] if given else None,
        Placement=placement or None,
        IamInstanceProfile={"Name": profile} if profile else None,
        MetadataOptions=_renamed(inputs.get("metadataOptions") or {}, _METADATA) or None,
        BlockDeviceMappings=[_root_mapping(api, inputs["ami"], volume)] if volume else None,
        TagSpecifications=_volume_tags(volume or {}),
        Monitoring={"Enabled": inputs["monitoring"]} if inputs.get("monitoring") is not None else None,
        # botocore encodes this member itself.
        UserData=base64.b64decode(user_data) if user_data else None,
    )
    instance: str = answer["Instances"][0]["InstanceId"]
    if inputs.get("sourceDestCheck") is False:
        api.call("modify_instance_attribute", InstanceId=instance, SourceDestCheck={"Value": False})
    return instance


def _volume_tags(volume: Properties) -> list[dict[str, Any]] | None:
    tags = volume.get("tags")
    return [{"ResourceType": "volume", "Tags": EC2_TAGGING.pack(tags)}] if tags else None


def _complete(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    profile = (answer.get("IamInstanceProfile") or {}).get("Arn")
    interfaces = answer.get("NetworkInterfaces") or []
    groups = answer.get("SecurityGroups") or (interfaces[0].get("Groups") if interfaces else None) or ()
    return {
        **answer,
        "ami": answer["ImageId"],
        "associatePublicIpAddress": bool(answer.get("PublicIpAddress")),
        "availabilityZone": answer["Placement"]["AvailabilityZone"],
        "disableApiTermination": _attribute(api, identifier, "disableApiTermination"),
        "iamInstanceProfile": profile.rsplit("/", 1)[-1] if profile else None,
        "instanceInitiatedShutdownBehavior": _attribute(api, identifier, "instanceInitiatedShutdownBehavior"),
        "vpcSecurityGroupIds": [group["GroupId"] for group in groups],
        "securityGroups": None,
        "instanceState": answer["State"]["Name"],
        "primaryNetworkInterfaceId": interfaces[0]["NetworkInterfaceId"] if interfaces else None,
        "networkInterfaces": None,
        "privateDns": answer.get("PrivateDnsName"),
        "privateIp": answer.get("PrivateIpAddress"),
        "publicDns": answer.get("PublicDnsName"),
        "publicIp": answer.get("PublicIpAddress"),
        "monitoring": (answer.get("Monitoring") or {}).get("State") == "enabled",
        "rootBlockDevice": _root_volume(api, answer),
        "tenancy": answer["Placement"].get("Tenancy"),
        **_live_user_data(api, identifier, known),
    }


def _attribute(api: Api, identifier: str, name: str) -> Any:
    answer = api.call("describe_instance_attribute", InstanceId=identifier, Attribute=name)
    return answer[name[0].upper() + name[1:]].get("Value")


def _live_user_data(api: Api, identifier: str, known: Properties) -> Properties:
    """The user data in the form that the program uses; only an import shows it unasked."""
    encoded = _attribute(api, identifier, "userData")
    if not encoded or known.get("userDataBase64"):
        return {"userData": None, "userDataBase64": encoded or None}
    return {"userData": base64.b64decode(encoded).decode(errors="replace"), "userDataBase64": None}


def _root_volume(api: Api, instance: dict[str, Any]) -> Properties | None:
    for mapping in instance.get("BlockDeviceMappings") or ():
        if mapping["DeviceName"] == instance.get("RootDeviceName"):
            volume = api.call("describe_volumes", VolumeIds=[mapping["Ebs"]["VolumeId"]])["Volumes"][0]
            return {
                "volumeId": volume["VolumeId"],
                "volumeSize": volume["Size"],
                "volumeType": volume["VolumeType"],
                "encrypted": volume["Encrypted"],
                "deviceName": mapping["DeviceName"],
                "deleteOnTermination": mapping["Ebs"].get("DeleteOnTermination"),
                "kmsKeyId": volume.get("KmsKeyId"),
                "iops": volume.get("Iops"),
                "throughput": volume.get("Throughput"),
                "tags": EC2_TAGGING.unpack(volume.get("Tags")) or None,
            }
    return None


def _update(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    stopped = changed & _ONLY_WHEN_STOPPED
    if stopped:
        api.call("stop_instances", InstanceIds=[identifier])
    for name in sorted(changed & _ATTRIBUTES.keys()):
        value = {"Value": inputs.get(name)}
        api.call("modify_instance_attribute", InstanceId=identifier, **{_ATTRIBUTES[name]: value})
    if changed & _USER_DATA:
        encoded = _encoded_user_data(inputs) or ""
        api.call("modify_instance_attribute", InstanceId=identifier, Attribute="userData", Value=encoded)
    if stopped:
        api.call("start_instances", InstanceIds=[identifier])
    if "vpcSecurityGroupIds" in changed:
        groups = inputs["vpcSecurityGroupIds"]
        api.call("modify_instance_attribute", InstanceId=identifier, Groups=groups)
    if "metadataOptions" in changed:
        options = _renamed(inputs.get("metadataOptions") or {}, _METADATA)
        api.call("modify_instance_metadata_options", InstanceId=identifier, **options)
    if "monitoring" in changed:
        operation = "monitor_instances" if inputs.get("monitoring") else "unmonitor_instances"
        api.call(operation, InstanceIds=[identifier])
    if "rootBlockDevice" in changed:
        _change_root(api, state.get("rootBlockDevice") or {}, inputs.get("rootBlockDevice") or {})
    if "iamInstanceProfile" in changed:
        _change_profile(api, identifier, inputs.get("iamInstanceProfile"))


def _change_root(api: Api, old: Properties, new: Properties) -> None:
    changed = {
        _VOLUME[name]: new[name]
        for name in ("volumeSize", "volumeType", "iops", "throughput")
        if new.get(name) is not None and new[name] != old.get(name)
    }
    if changed:
        sizes = {"Size" if name == "VolumeSize" else name: value for name, value in changed.items()}
        api.call("modify_volume", VolumeId=old["volumeId"], **sizes)
    old_tags, new_tags = old.get("tags") or {}, new.get("tags") or {}
    if removed := old_tags.keys() - new_tags.keys():
        api.call("delete_tags", Resources=[old["volumeId"]], Tags=EC2_TAGGING.pack_keys(sorted(removed)))
    if new_tags != old_tags and new_tags:
        api.call("create_tags", Resources=[old["volumeId"]], Tags=EC2_TAGGING.pack(new_tags))


def _change_profile(api: Api, instance: str, profile: str | None) -> None:
    filters = [{"Name": "instance-id", "Values": [instance]}]
    found = api.call("describe_iam_instance_profile_associations", Filters=filters)
    for association in found["IamInstanceProfileAssociations"]:
        api.call("disassociate_iam_instance_profile", AssociationId=association["AssociationId"])
    if profile:
        api.call("associate_iam_instance_profile", InstanceId=instance, IamInstanceProfile={"Name": profile})


def _terminate(api: Api, identifier: str, state: Properties) -> None:
    if state.get("forceDestroy") and state.get("disableApiTermination"):
        unprotected = {"Value": False}
        api.call("modify_instance_attribute", InstanceId=identifier, DisableApiTermination=unprotected)
    api.call("terminate_instances", InstanceIds=[identifier])


def _check(inputs: Properties) -> Iterable[tuple[str, str]]:
    if not inputs.get("ami"):
        yield "ami", "set the machine image"
    if not inputs.get("instanceType"):
        yield "instanceType", "set the instance type"
    encoded = inputs.get("userDataBase64")
    if encoded is not None and encoded is not UNKNOWN:
        try:
            base64.b64decode(encoded, validate=True)
        except binascii.Error as error:
            yield "userDataBase64", f"is not valid base64: {error}"


INSTANCE: Final = Resource(
    "aws:ec2/instance:Instance",
    "ec2",
    create=_create,
    read=Call("describe_instances", {"InstanceIds": ["{id}"]}, answer="Reservations[0].Instances[0]"),
    complete=_complete,
    update=_update,
    delete=_terminate,
    gone_when=lambda answer: answer["State"]["Name"] in _GONE,
    computed={"arn": "arn:{partition}:ec2:{region}:{account}:instance/{id}"},
    defaults={"sourceDestCheck": True},
    tagging=EC2_TAGGING,
    tag_resource_type="instance",
    conflicts=(("userData", "userDataBase64"),),
    kept=("metadataOptions", "rootBlockDevice"),
    unsupported=(
        "capacityReservationSpecification",
        "cpuOptions",
        "creditSpecification",
        "disableApiStop",
        "ebsBlockDevices",
        "enablePrimaryIpv6",
        "enclaveOptions",
        "ephemeralBlockDevices",
        "getPasswordData",
        "hibernation",
        "hostId",
        "hostResourceGroupArn",
        "instanceMarketOptions",
        "ipv6AddressCount",
        "ipv6Addresses",
        "launchTemplate",
        "maintenanceOptions",
        "networkInterfaces",
        "placementGroup",
        "placementGroupId",
        "placementPartitionNumber",
        "primaryNetworkInterface",
        "privateDnsNameOptions",
        "secondaryNetworkInterfaces",
        "secondaryPrivateIps",
        "securityGroups",
        "volumeTags",
    ),
    validate=_check,
)

RESOURCES: Final = (INSTANCE,)
