"""EC2 instances."""

from base64 import b64encode
from typing import Any, Final

from localcloud.provider.definition import Api, Resource
from localcloud.provider.values import Properties
from localcloud.services.ec2_tagging import EC2_TAGGING

_METADATA: Final = {
    "httpEndpoint": "HttpEndpoint",
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
    "instanceType": ("InstanceType", "Value"),
    "disableApiTermination": ("DisableApiTermination", "Value"),
    "instanceInitiatedShutdownBehavior": ("InstanceInitiatedShutdownBehavior", "Value"),
    "ebsOptimized": ("EbsOptimized", "Value"),
    "sourceDestCheck": ("SourceDestCheck", "Value"),
    "userData": ("UserData", "Value"),
}
_SMALLEST_ROOT_GIB: Final = 8
_GONE: Final = ("terminated", "shutting-down")


def _renamed(block: Properties, names: dict[str, str]) -> dict[str, Any]:
    return {names[key]: value for key, value in block.items() if key in names and value is not None}


def _root_mapping(api: Api, image: str, volume: Properties) -> dict[str, Any]:
    """The mapping of the root volume: what the image says, with what the block asks for instead."""
    found = api.call("describe_images", ImageIds=[image])["Images"][0]
    device = found.get("RootDeviceName") or "/dev/xvda"
    mappings = {item.get("DeviceName"): item.get("Ebs") or {} for item in found.get("BlockDeviceMappings") or ()}
    size = mappings.get(device, {}).get("VolumeSize") or _SMALLEST_ROOT_GIB
    return {"DeviceName": device, "Ebs": {"VolumeSize": size, **_renamed(volume, _VOLUME)}}


def _user_data(inputs: Properties) -> bytes | str | None:
    # botocore encodes UserData itself: text as it is, and already encoded text decoded by the API.
    return inputs.get("userData") or inputs.get("userDataBase64")


def _create_instance(api: Api, inputs: Properties) -> str:
    request = {"MinCount": 1, "MaxCount": 1, **_renamed(inputs, _PLAIN)}
    network = {
        "SubnetId": inputs.get("subnetId"),
        "Groups": inputs.get("vpcSecurityGroupIds"),
        "AssociatePublicIpAddress": inputs.get("associatePublicIpAddress"),
        "PrivateIpAddress": inputs.get("privateIp"),
    }
    given = {key: value for key, value in network.items() if value is not None}
    if given:
        request["NetworkInterfaces"] = [{"DeviceIndex": 0, **given}]
    if inputs.get("availabilityZone"):
        request["Placement"] = {"AvailabilityZone": inputs["availabilityZone"]}
    if inputs.get("iamInstanceProfile"):
        request["IamInstanceProfile"] = {"Name": inputs["iamInstanceProfile"]}
    if inputs.get("metadataOptions"):
        request["MetadataOptions"] = _renamed(inputs["metadataOptions"], _METADATA)
    if inputs.get("rootBlockDevice"):
        request["BlockDeviceMappings"] = [_root_mapping(api, inputs["ami"], inputs["rootBlockDevice"])]
    if inputs.get("monitoring") is not None:
        request["Monitoring"] = {"Enabled": inputs["monitoring"]}
    if _user_data(inputs):
        request["UserData"] = _user_data(inputs)
    instance: str = api.call("run_instances", **request)["Instances"][0]["InstanceId"]
    if inputs.get("sourceDestCheck") is False:
        api.call("modify_instance_attribute", InstanceId=instance, SourceDestCheck={"Value": False})
    return instance


def _read_instance(api: Api, identifier: str, known: Properties) -> dict[str, Any] | None:
    reservations = api.call("describe_instances", InstanceIds=[identifier])["Reservations"]
    found: dict[str, Any] = reservations[0]["Instances"][0]
    if found["State"]["Name"] in _GONE:
        return None
    profile = (found.get("IamInstanceProfile") or {}).get("Arn")
    interfaces = found.get("NetworkInterfaces") or []
    attributes = {
        name: api.call("describe_instance_attribute", InstanceId=identifier, Attribute=name)[member].get("Value")
        for name, member in (("disableApiTermination", "DisableApiTermination"),)
    }
    return {
        **found,
        **attributes,
        "ami": found["ImageId"],
        "availabilityZone": found["Placement"]["AvailabilityZone"],
        "iamInstanceProfile": profile.rsplit("/", 1)[-1] if profile else None,
        "vpcSecurityGroupIds": [group["GroupId"] for group in found.get("SecurityGroups") or ()],
        "securityGroups": None,
        "instanceState": found["State"]["Name"],
        "primaryNetworkInterfaceId": interfaces[0]["NetworkInterfaceId"] if interfaces else None,
        "networkInterfaces": None,
        "privateDns": found.get("PrivateDnsName"),
        "privateIp": found.get("PrivateIpAddress"),
        "publicDns": found.get("PublicDnsName"),
        "publicIp": found.get("PublicIpAddress"),
        "monitoring": (found.get("Monitoring") or {}).get("State") == "enabled",
        "rootBlockDevice": _root_volume(api, found),
        "tenancy": found["Placement"].get("Tenancy"),
    }


def _root_volume(api: Api, instance: dict[str, Any]) -> Properties | None:
    for mapping in instance.get("BlockDeviceMappings") or ():
        if mapping["DeviceName"] == instance.get("RootDeviceName"):
            volume = api.call("describe_volumes", VolumeIds=[mapping["Ebs"]["VolumeId"]])["Volumes"][0]
            told = {
                "volumeId": volume["VolumeId"],
                "volumeSize": volume["Size"],
                "volumeType": volume["VolumeType"],
                "encrypted": volume["Encrypted"],
                "deviceName": mapping["DeviceName"],
                "deleteOnTermination": mapping["Ebs"].get("DeleteOnTermination"),
                "kmsKeyId": volume.get("KmsKeyId"),
                "iops": volume.get("Iops"),
                "throughput": volume.get("Throughput"),
            }
            return {key: value for key, value in told.items() if value is not None}
    return None


def _update_instance(api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]) -> None:
    for name in sorted(changed & _ATTRIBUTES.keys()):
        member, key = _ATTRIBUTES[name]
        value = inputs.get(name)
        wrapped = b64encode(value.encode()).decode() if name == "userData" and value else value
        api.call("modify_instance_attribute", InstanceId=identifier, **{member: {key: wrapped}})
    if "vpcSecurityGroupIds" in changed:
        api.call("modify_instance_attribute", InstanceId=identifier, Groups=inputs["vpcSecurityGroupIds"])
    if "metadataOptions" in changed:
        options = _renamed(inputs.get("metadataOptions") or {}, _METADATA)
        api.call("modify_instance_metadata_options", InstanceId=identifier, **options)
    if "iamInstanceProfile" in changed:
        _change_profile(api, identifier, inputs.get("iamInstanceProfile"))


def _change_profile(api: Api, instance: str, profile: str | None) -> None:
    filters = [{"Name": "instance-id", "Values": [instance]}]
    for association in api.call("describe_iam_instance_profile_associations", Filters=filters)[
        "IamInstanceProfileAssociations"
    ]:
        api.call("disassociate_iam_instance_profile", AssociationId=association["AssociationId"])
    if profile:
        api.call("associate_iam_instance_profile", InstanceId=instance, IamInstanceProfile={"Name": profile})


def _terminate(api: Api, identifier: str, state: Properties) -> None:
    api.call("terminate_instances", InstanceIds=[identifier])


INSTANCE: Final = Resource(
    "aws:ec2/instance:Instance",
    "ec2",
    identifier="{InstanceId}",
    create=_create_instance,
    read=_read_instance,
    update=_update_instance,
    delete=_terminate,
    computed={"arn": "arn:{partition}:ec2:{region}:{account}:instance/{id}"},
    tagging=EC2_TAGGING,
    tag_resource_type="instance",
    conflicts=(("userData", "userDataBase64"), ("securityGroups", "vpcSecurityGroupIds")),
    autoname=None,
)

RESOURCES: Final = (INSTANCE,)
