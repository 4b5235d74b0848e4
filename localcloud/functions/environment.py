"""Where a program runs: account, partition, region, zones."""

from typing import Any, Final

from localcloud.provider.context import ServiceApi
from localcloud.provider.functions import Function, FunctionError
from localcloud.provider.values import Properties

_DNS_SUFFIXES: Final = {"aws": "amazonaws.com", "aws-cn": "amazonaws.com.cn", "aws-us-gov": "amazonaws.com"}


def caller_identity(api: ServiceApi, arguments: Properties) -> Properties:
    """aws.get_caller_identity"""
    answer = api.call("get_caller_identity")
    return {
        "id": answer["Account"],
        "accountId": answer["Account"],
        "arn": answer["Arn"],
        "userId": answer["UserId"],
    }


def partition(api: ServiceApi, arguments: Properties) -> Properties:
    """aws.get_partition"""
    suffix = _DNS_SUFFIXES[api.partition]
    return {
        "id": api.partition,
        "partition": api.partition,
        "dnsSuffix": suffix,
        "reverseDnsPrefix": ".".join(reversed(suffix.split("."))),
    }


def region(api: ServiceApi, arguments: Properties) -> Properties:
    """aws.get_region. `name` (deprecated) or `region` picks one; default: the provider's."""
    wanted = arguments.get("region") or arguments.get("name") or api.region
    known = api.call("describe_regions", AllRegions=True)["Regions"]
    found = next((item for item in known if item["RegionName"] == wanted), None)
    if found is None:
        names = ", ".join(sorted(item["RegionName"] for item in known))
        raise FunctionError(f"no matching EC2 region {wanted!r}; known are {names}")
    return {
        "id": wanted,
        "name": wanted,
        "region": wanted,
        "endpoint": found["Endpoint"],
        "description": wanted,
    }


def availability_zones(api: ServiceApi, arguments: Properties) -> Properties:
    """aws.get_availability_zones, with state, filters and the two exclusions."""
    filters = [{"Name": item["name"], "Values": item["values"]} for item in arguments.get("filters") or ()]
    if arguments.get("state"):
        filters.append({"Name": "state", "Values": [arguments["state"]]})
    every = bool(arguments.get("allAvailabilityZones"))
    zones = api.call("describe_availability_zones", Filters=filters, AllAvailabilityZones=every)["AvailabilityZones"]
    excluded = {*(arguments.get("excludeNames") or ()), *(arguments.get("excludeZoneIds") or ())}
    kept = sorted(
        (zone for zone in zones if not excluded & {zone["ZoneName"], zone.get("ZoneId")}),
        key=lambda zone: str(zone["ZoneName"]),
    )
    asked: dict[str, Any] = {
        key: arguments.get(key) for key in ("allAvailabilityZones", "excludeNames", "excludeZoneIds", "filters", "state")
    }
    return {
        **asked,
        "id": api.region,
        "region": api.region,
        "groupNames": sorted({zone.get("GroupName", api.region) for zone in kept}),
        "names": [zone["ZoneName"] for zone in kept],
        "zoneIds": [zone["ZoneId"] for zone in kept],
    }


FUNCTIONS: Final[dict[str, tuple[str, Function]]] = {
    "aws:index/getCallerIdentity:getCallerIdentity": ("sts", caller_identity),
    "aws:index/getPartition:getPartition": ("sts", partition),
    "aws:index/getRegion:getRegion": ("ec2", region),
    "aws:index/getAvailabilityZones:getAvailabilityZones": ("ec2", availability_zones),
}
