"""Launch templates: each change makes a new version, which holds all the data."""

from typing import Any, Final, cast

from localcloud.provider.context import ServiceApi
from localcloud.provider.definition import Api, Call, Conversion, Resource
from localcloud.provider.mapping import request_members, scalar_text
from localcloud.provider.values import Properties
from localcloud.services.ec2_tagging import EC2_TAGGING
from localcloud.services.member_names import capitalised, decapitalised, without_empty

_DATA: Final = "LaunchTemplateData"
_RENAMED: Final = {
    "ramDiskId": "RamDiskId",
    "securityGroupNames": "SecurityGroups",
    "vpcSecurityGroupIds": "SecurityGroupIds",
}
_IN_DATA: Final = (
    "blockDeviceMappings",
    "capacityReservationSpecification",
    "cpuOptions",
    "creditSpecification",
    "disableApiStop",
    "disableApiTermination",
    "ebsOptimized",
    "enclaveOptions",
    "hibernationOptions",
    "iamInstanceProfile",
    "imageId",
    "instanceInitiatedShutdownBehavior",
    "instanceMarketOptions",
    "instanceRequirements",
    "instanceType",
    "kernelId",
    "keyName",
    "licenseSpecifications",
    "maintenanceOptions",
    "metadataOptions",
    "monitoring",
    "networkInterfaces",
    "networkPerformanceOptions",
    "placement",
    "privateDnsNameOptions",
    "tagSpecifications",
    "userData",
    *_RENAMED,
)

_LISTS_OF_ONE: Final = {
    "ipv4Prefixes": "Ipv4Prefix",
    "ipv6Addresses": "Ipv6Address",
    "ipv6Prefixes": "Ipv6Prefix",
}
"""Addresses of an interface, each of which AWS wraps in a structure -> its one member."""
_INTERFACE_NAMES: Final = {"ipv4AddressCount": "SecondaryPrivateIpAddressCount", "securityGroups": "Groups"}
_TEXT_FLAGS: Final = (
    "associateCarrierIpAddress",
    "associatePublicIpAddress",
    "deleteOnTermination",
    "primaryIpv6",
)
"""Flags of an interface that are texts in Pulumi, since not set is another thing than false."""


def _interfaces_to_api(blocks: list[Properties]) -> list[dict[str, Any]]:
    return [_interface_to_api(without_empty(block)) for block in blocks]


def _interface_to_api(block: Properties) -> dict[str, Any]:
    addresses, primary = block.get("ipv4Addresses"), block.get("privateIpAddress")
    given = {name: value for name, value in block.items() if name != "ipv4Addresses"}
    if addresses:
        given.pop("privateIpAddress", None)
        given["privateIpAddresses"] = [
            {"primary": address == primary, "privateIpAddress": address} for address in addresses
        ]
    request = {}
    for name, value in given.items():
        if name in _LISTS_OF_ONE:
            value = [{_LISTS_OF_ONE[name]: item} for item in value]
        elif name in _TEXT_FLAGS:
            value = value == "true"
        request[_INTERFACE_NAMES.get(name, name)] = value
    renamed: dict[str, Any] = capitalised(request)
    return renamed


def _interfaces_from_api(answers: list[dict[str, Any]] | None) -> list[Properties]:
    return [_interface_from_api(answer) for answer in answers or ()]


def _interface_from_api(answer: dict[str, Any]) -> Properties:
    told = {member: name for name, member in _INTERFACE_NAMES.items()}
    block: Properties = {}
    for member, value in answer.items():
        name = told.get(member) or f"{member[:1].lower()}{member[1:]}"
        if name == "privateIpAddresses":
            block["ipv4Addresses"] = [item["PrivateIpAddress"] for item in value]
            primary = [item["PrivateIpAddress"] for item in value if item.get("Primary")]
            block |= {"privateIpAddress": primary[0]} if primary else {}
        elif name in _LISTS_OF_ONE:
            block[name] = [item[_LISTS_OF_ONE[name]] for item in value]
        else:
            block[name] = scalar_text(value) if name in _TEXT_FLAGS else decapitalised(value)
    return without_empty(block)


def _tags_to_api(blocks: list[Properties]) -> list[dict[str, Any]]:
    return [
        {
            "ResourceType": block["resourceType"],
            "Tags": [{"Key": key, "Value": value} for key, value in (block.get("tags") or {}).items()],
        }
        for block in blocks
    ]


def _tags_from_api(answers: list[dict[str, Any]] | None) -> list[Properties]:
    return [
        {
            "resourceType": answer["ResourceType"],
            "tags": {tag["Key"]: tag["Value"] for tag in answer.get("Tags") or ()},
        }
        for answer in answers or ()
    ]


def _complete(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    template = api.call("describe_launch_templates", LaunchTemplateIds=[identifier])["LaunchTemplates"][0]
    return {**answer, **template}


def _update(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if not state:
        return
    default = str(inputs["defaultVersion"]) if "defaultVersion" in changed else None
    content = (*_IN_DATA, "description")
    if changed & set(content):
        shape = cast(ServiceApi, api).operation("create_launch_template_version").input_shape
        request = request_members(LAUNCH_TEMPLATE, shape, inputs, content)
        made = api.call("create_launch_template_version", LaunchTemplateId=identifier, **request)
        latest = made["LaunchTemplateVersion"]["VersionNumber"]
    else:
        latest = state["latestVersion"]
    if inputs.get("updateDefaultVersion"):
        default = str(latest)
    if default:
        api.call("modify_launch_template", LaunchTemplateId=identifier, DefaultVersion=default)


_RENEWING: Final = (*_IN_DATA, "tags", "tagsAll")
"""What makes the official provider expect a new version: tags too, though they are no part of one, but not
the description, which is."""


def _moves_default(inputs: Properties, changed: frozenset[str]) -> bool:
    return bool(inputs.get("updateDefaultVersion") and changed & {*_RENEWING, "updateDefaultVersion"})


LAUNCH_TEMPLATE: Final = Resource(
    "aws:ec2/launchTemplate:LaunchTemplate",
    "ec2",
    identifier="{LaunchTemplateId}",
    create=Call("create_launch_template", answer="LaunchTemplate"),
    read=Call(
        "describe_launch_template_versions",
        {"LaunchTemplateId": "{id}", "Versions": ["$Latest"]},
        answer="LaunchTemplateVersions[0]",
    ),
    complete=_complete,
    update=_update,
    delete=Call("delete_launch_template", {"LaunchTemplateId": "{id}"}),
    names={
        **{name: f"{_DATA}.{name[:1].upper()}{name[1:]}" for name in _IN_DATA},
        **{name: f"{_DATA}.{member}" for name, member in _RENAMED.items()},
        "defaultVersion": "DefaultVersionNumber",
        "description": "VersionDescription",
        "latestVersion": "LatestVersionNumber",
        "name": "LaunchTemplateName",
    },
    conversions={
        "networkInterfaces": Conversion(_interfaces_to_api, _interfaces_from_api),
        "tagSpecifications": Conversion(_tags_to_api, _tags_from_api),
    },
    computed={"arn": "arn:{partition}:ec2:{region}:{account}:launch-template/{id}"},
    renewed={"latestVersion": _RENEWING, "defaultVersion": _moves_default},
    conflicts=(("defaultVersion", "updateDefaultVersion"), ("securityGroupNames", "vpcSecurityGroupIds")),
    unsupported=("secondaryInterfaces",),
    tagging=EC2_TAGGING,
    tag_resource_type="launch-template",
    autoname_length=125,
)

RESOURCES: Final = (LAUNCH_TEMPLATE,)
