"""Where a program runs: account, partition, region, zones."""

from typing import Final

from localcloud.functions.queries import api_filters
from localcloud.provider import regions
from localcloud.provider.context import ServiceApi
from localcloud.provider.functions import FunctionError, ProviderFunction
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
    """aws.get_region. `endpoint` or the older `name` picks one; default: the provider's.

    Raises FunctionError for a region that does not exist.
    """
    host = arguments.get("endpoint")
    wanted = arguments.get("name") or api.region
    if host:
        by_host = {_endpoint(name): name for name in regions.known()}
        if host not in by_host:
            raise FunctionError(f"no region has the EC2 endpoint {host!r}")
        wanted = by_host[host]
    if wanted not in regions.known():
        raise FunctionError(regions.unknown("name", wanted))
    return {
        "id": wanted,
        "name": wanted,
        "region": wanted,
        "endpoint": _endpoint(wanted),
        "description": regions.description(wanted),
    }


def _endpoint(name: str) -> str:
    return f"ec2.{name}.{_DNS_SUFFIXES[regions.partition_of(name)]}"


def availability_zones(api: ServiceApi, arguments: Properties) -> Properties:
    """aws.get_availability_zones, with state, filters and the two exclusions."""
    filters = api_filters(arguments)
    if arguments.get("state"):
        filters.append({"Name": "state", "Values": [arguments["state"]]})
    every = arguments.get("allAvailabilityZones")
    answer = api.call("describe_availability_zones", Filters=filters, AllAvailabilityZones=every)
    excluded = {*(arguments.get("excludeNames") or ()), *(arguments.get("excludeZoneIds") or ())}
    kept = [zone for zone in answer["AvailabilityZones"] if not excluded & {zone["ZoneName"], zone["ZoneId"]}]
    kept.sort(key=lambda zone: str(zone["ZoneName"]))
    return {
        **arguments,
        "id": api.region,
        "region": api.region,
        "groupNames": sorted({zone["GroupName"] for zone in kept}),
        "names": [zone["ZoneName"] for zone in kept],
        "zoneIds": [zone["ZoneId"] for zone in kept],
    }


FUNCTIONS: Final = {
    "aws:index/getCallerIdentity:getCallerIdentity": ProviderFunction("sts", caller_identity),
    "aws:index/getPartition:getPartition": ProviderFunction("sts", partition),
    "aws:index/getRegion:getRegion": ProviderFunction("ec2", region),
    "aws:index/getAvailabilityZones:getAvailabilityZones": ProviderFunction("ec2", availability_zones),
}
