"""VPCs, subnets and prefix lists that exist already."""

from typing import Any, Final

from localcloud.functions.queries import api_filters, only, tags_of
from localcloud.provider import reading
from localcloud.provider.configuration import ProviderConfiguration
from localcloud.provider.context import ServiceApi
from localcloud.provider.definition import Resource
from localcloud.provider.functions import ProviderFunction
from localcloud.provider.registry import resource_of
from localcloud.provider.values import Properties


def vpc(api: ServiceApi, arguments: Properties) -> Properties:
    """aws.ec2.get_vpc: the one VPC that matches. Raises FunctionError for none or several."""
    default = arguments.get("default")
    filters = api_filters(
        arguments,
        cidr=arguments.get("cidrBlock"),
        dhcp_options_id=arguments.get("dhcpOptionsId"),
        is_default=None if default is None else str(default).lower(),
        state=arguments.get("state"),
    )
    found = only(api.call("describe_vpcs", VpcIds=_ids(arguments), Filters=filters)["Vpcs"], "EC2 VPC")
    associations = [
        {
            "associationId": item["AssociationId"],
            "cidrBlock": item["CidrBlock"],
            "state": item["CidrBlockState"]["State"],
        }
        for item in found.get("CidrBlockAssociationSet") or ()
    ]
    return {
        **_state(api, resource_of("aws:ec2/vpc:Vpc"), found["VpcId"]),
        "id": found["VpcId"],
        "cidrBlockAssociations": associations,
        "default": found["IsDefault"],
        "state": found["State"],
        "filters": arguments.get("filters"),
    }


def subnet(api: ServiceApi, arguments: Properties) -> Properties:
    """aws.ec2.get_subnet: the one subnet that matches. Raises FunctionError for none or several."""
    default = arguments.get("defaultForAz")
    filters = api_filters(
        arguments,
        availability_zone=arguments.get("availabilityZone"),
        availability_zone_id=arguments.get("availabilityZoneId"),
        cidr_block=arguments.get("cidrBlock"),
        default_for_az=None if default is None else str(default).lower(),
        state=arguments.get("state"),
        vpc_id=arguments.get("vpcId"),
    )
    answer = api.call("describe_subnets", SubnetIds=_ids(arguments), Filters=filters)
    found = only(answer["Subnets"], "EC2 Subnet")
    return {
        **_state(api, resource_of("aws:ec2/subnet:Subnet"), found["SubnetId"]),
        "id": found["SubnetId"],
        "availableIpAddressCount": found["AvailableIpAddressCount"],
        "defaultForAz": found["DefaultForAz"],
        "state": found["State"],
        "filters": arguments.get("filters"),
    }


def subnets(api: ServiceApi, arguments: Properties) -> Properties:
    """aws.ec2.get_subnets: the ids of all subnets that match, none is no error."""
    found = api.call("describe_subnets", Filters=api_filters(arguments))["Subnets"]
    return {**arguments, "id": api.region, "region": api.region, "ids": [item["SubnetId"] for item in found]}


def prefix_list(api: ServiceApi, arguments: Properties) -> Properties:
    """aws.ec2.get_prefix_list: the one prefix list of an AWS service that matches."""
    wanted = arguments.get("prefixListId")
    found = _one_list(api, "describe_prefix_lists", wanted, arguments, "EC2 Prefix List")
    return {
        "id": found["PrefixListId"],
        "cidrBlocks": sorted(found.get("Cidrs") or ()),
        "name": found["PrefixListName"],
        "prefixListId": wanted,
        "region": api.region,
        "filters": arguments.get("filters"),
    }


def managed_prefix_list(api: ServiceApi, arguments: Properties) -> Properties:
    """aws.ec2.get_managed_prefix_list: the one managed prefix list that matches, with its entries."""
    wanted = arguments.get("id")
    found = _one_list(api, "describe_managed_prefix_lists", wanted, arguments, "EC2 Managed Prefix List")
    identifier = found["PrefixListId"]
    entries = api.call("get_managed_prefix_list_entries", PrefixListId=identifier)["Entries"]
    return {
        "id": identifier,
        "addressFamily": found["AddressFamily"],
        "arn": found["PrefixListArn"],
        "entries": [
            {"cidr": entry["Cidr"], "description": entry.get("Description", "")} for entry in entries
        ],
        "maxEntries": found.get("MaxEntries", 0),
        "name": found["PrefixListName"],
        "ownerId": found["OwnerId"],
        "region": api.region,
        "tags": tags_of(found),
        "version": found.get("Version", 0),
        "filters": arguments.get("filters"),
    }


def _one_list(
    api: ServiceApi, operation: str, wanted: str | None, arguments: Properties, what: str
) -> dict[str, Any]:
    filters = api_filters(arguments, prefix_list_name=arguments.get("name"))
    answer = api.call(operation, PrefixListIds=[wanted] if wanted else None, Filters=filters)
    found: dict[str, Any] = only(answer["PrefixLists"], what)
    return found


def _ids(arguments: Properties) -> list[str] | None:
    return [arguments["id"]] if arguments.get("id") else None


def _state(api: ServiceApi, resource: Resource, identifier: str) -> dict[str, Any]:
    """What a resource of the type would have for its properties."""
    state = reading.read(api, resource, ProviderConfiguration(region=api.region), identifier, {})
    return {name: value for name, value in (state or {}).items() if name != "tagsAll"}


FUNCTIONS: Final = {
    "aws:ec2/getVpc:getVpc": ProviderFunction("ec2", vpc),
    "aws:ec2/getSubnet:getSubnet": ProviderFunction("ec2", subnet),
    "aws:ec2/getSubnets:getSubnets": ProviderFunction("ec2", subnets),
    "aws:ec2/getPrefixList:getPrefixList": ProviderFunction("ec2", prefix_list),
    "aws:ec2/getManagedPrefixList:getManagedPrefixList": ProviderFunction("ec2", managed_prefix_list),
}
