"""Subnet groups of ElastiCache.

What moto accepts, and AWS refuses: subnets that do not exist or are of several VPCs.

What moto lacks: changing and deleting a group.
"""

from functools import cache
from typing import Any

from moto.elasticache.models import CacheSubnetGroup

from localcloud.moto_patches.elasticache._service import ELASTICACHE
from localcloud.moto_service import AwsError, Request, network_of


def _refuse_subnets(backend: Any, request: Request) -> None:
    known = {subnet.id: subnet for subnet in network_of(backend).describe_subnets()}
    for subnet_id in request.get("SubnetIds", []):
        if subnet_id not in known:
            raise AwsError("InvalidSubnet", f"The following subnet is invalid: {subnet_id}.")
    if len({known[subnet_id].vpc_id for subnet_id in request.get("SubnetIds", [])}) > 1:
        raise AwsError("InvalidSubnet", "The subnets of a cache subnet group must all be in one VPC.")


def _refuse_leaving(backend: Any, request: Request) -> None:
    """Refuse to take a subnet out of a group while nodes are in it."""
    name, wanted = request["CacheSubnetGroupName"], request.get("SubnetIds")
    if not wanted:
        return
    group = backend.describe_cache_subnet_groups(name)[0]
    owners = {
        item.arn for item in backend.replication_groups.values() if item.cache_subnet_group_name == name
    }
    used = {
        interface.subnet.id
        for interface in network_of(backend).enis.values()
        if getattr(interface, "owner", None) in owners
    }
    left = sorted((set(group.subnet_ids) & used) - set(wanted))
    if left:
        raise AwsError("SubnetInUse", f"The subnet {left[0]} is in use by a cache cluster of {name}.")


def _modify(backend: Any, request: Request) -> dict[str, Any]:
    group = backend.describe_cache_subnet_groups(request["CacheSubnetGroupName"])[0]
    changed = CacheSubnetGroup(
        backend.account_id,
        backend.region_name,
        group.cache_subnet_group_name,
        request.get("CacheSubnetGroupDescription") or group.cache_subnet_group_description,
        request.get("SubnetIds") or group.subnet_ids,
        group.tags,
    )
    backend.cache_subnet_groups[group.cache_subnet_group_name] = changed
    return {"CacheSubnetGroup": changed}


def _delete(backend: Any, request: Request) -> None:
    name = request["CacheSubnetGroupName"]
    backend.describe_cache_subnet_groups(name)
    users = [*backend.replication_groups.values(), *backend.cache_clusters.values()]
    if any(user.cache_subnet_group_name == name for user in users):
        raise AwsError(
            "CacheSubnetGroupInUse", f"Cache subnet group {name} is currently in use by a cache cluster."
        )
    del backend.cache_subnet_groups[name]


def _lower_name(_: Any, request: Request) -> None:
    request["CacheSubnetGroupName"] = request["CacheSubnetGroupName"].lower()


def _name_zones(_: Any, __: Request, answer: dict[str, Any]) -> None:
    groups = answer["CacheSubnetGroups"] if "CacheSubnetGroups" in answer else [answer["CacheSubnetGroup"]]
    for group in groups:
        for subnet in group.subnets:
            zone = subnet["subnet_availability_zone"]
            subnet["subnet_availability_zone"] = {"Name": zone} if isinstance(zone, str) else zone


@cache
def apply() -> None:
    """Put moto's cache subnet groups right."""
    ELASTICACHE.extend({"modify_cache_subnet_group": _modify, "delete_cache_subnet_group": _delete})
    ELASTICACHE.refuse(
        {
            "create_cache_subnet_group": [_lower_name, _refuse_subnets],
            "modify_cache_subnet_group": [_lower_name, _refuse_subnets, _refuse_leaving],
        }
    )
    ELASTICACHE.complete(
        {
            "create_cache_subnet_group": _name_zones,
            "modify_cache_subnet_group": _name_zones,
            "describe_cache_subnet_groups": _name_zones,
        }
    )
