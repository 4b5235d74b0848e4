"""Hosted zones that exist already."""

from typing import Any, Final

from localcloud.functions.queries import only
from localcloud.provider import reading
from localcloud.provider.configuration import ProviderConfiguration
from localcloud.provider.context import ServiceApi
from localcloud.provider.functions import FunctionError, ProviderFunction
from localcloud.provider.registry import resource_of
from localcloud.provider.values import Properties
from localcloud.services.route53_zones import plain_id, plain_name


def zone(api: ServiceApi, arguments: Properties) -> Properties:
    """aws.route53.get_zone: the one zone that matches. Raises FunctionError for none or several."""
    if arguments.get("zoneId") and arguments.get("name"):
        raise FunctionError("zoneId and name are mutually exclusive: set one of them")
    found = only([item for item in _zones(api) if _matches(api, arguments, item)], "Route 53 Hosted Zone")
    identifier = plain_id(found["Id"])
    configuration = ProviderConfiguration(region=api.region)
    state = reading.read(api, resource_of("aws:route53/zone:Zone"), configuration, identifier, {}) or {}
    linked = found.get("LinkedService") or {}
    return {
        **{name: value for name, value in state.items() if name not in ("tagsAll", "vpcs", "forceDestroy")},
        "id": identifier,
        "callerReference": found["CallerReference"],
        "enableAcceleratedRecovery": False,
        "linkedServiceDescription": linked.get("Description", ""),
        "linkedServicePrincipal": linked.get("ServicePrincipal", ""),
        "privateZone": found["Config"]["PrivateZone"],
        "resourceRecordSetCount": found["ResourceRecordSetCount"],
        "vpcId": arguments.get("vpcId"),
    }


def _zones(api: ServiceApi) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    marker = None
    while True:
        answer = api.call("list_hosted_zones", Marker=marker)
        found += answer["HostedZones"]
        if not answer["IsTruncated"]:
            return found
        marker = answer["NextMarker"]


def _matches(api: ServiceApi, arguments: Properties, item: dict[str, Any]) -> bool:
    identifier = plain_id(item["Id"])
    if arguments.get("zoneId"):
        return identifier == plain_id(arguments["zoneId"])
    name, tags, vpc = arguments.get("name"), arguments.get("tags"), arguments.get("vpcId")
    if name and plain_name(name) != plain_name(item["Name"]):
        return False
    if item["Config"]["PrivateZone"] != bool(arguments.get("privateZone")) and not tags:
        return False
    return _has_tags(api, identifier, tags or {}) and (not vpc or _is_in(api, identifier, vpc))


def _has_tags(api: ServiceApi, identifier: str, tags: Properties) -> bool:
    if not tags:
        return True
    answer = api.call("list_tags_for_resource", ResourceType="hostedzone", ResourceId=identifier)
    found = {tag["Key"]: tag["Value"] for tag in answer["ResourceTagSet"]["Tags"]}
    return found.items() >= tags.items()


def _is_in(api: ServiceApi, identifier: str, vpc: str) -> bool:
    answer = api.call("get_hosted_zone", Id=identifier)
    return any(item["VPCId"] == vpc for item in answer.get("VPCs") or ())


FUNCTIONS: Final = {"aws:route53/getZone:getZone": ProviderFunction("route53", zone)}
