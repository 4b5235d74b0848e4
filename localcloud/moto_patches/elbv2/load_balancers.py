"""Load balancers.

What moto accepts, and AWS refuses: names that are none; one subnet, two in one zone or in two VPCs, one that
is full; security groups that do not exist or are of another VPC; a public one in a VPC without internet
gateway; attributes of another type of load balancer or with impossible values; logs to a bucket that is not
there or does not let it write; deleting one that is protected.

What moto gets wrong: ARN, DNS name and hosted zone; the attributes that it has from the start; the default
security group; it has no network interfaces, so that its subnets and groups could be deleted under it.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, Final

from moto.ec2.exceptions import InvalidSubnetIdError
from moto.elbv2.exceptions import DuplicateLoadBalancerName, SubnetNotFoundError
from moto.elbv2.models import ELBv2Backend, FakeLoadBalancer

from localcloud.moto_patches.ec2.managed_interfaces import settle
from localcloud.moto_patches.elbv2._service import (
    APPLICATION,
    ELBV2,
    KINDS,
    NETWORK,
    balancer_of,
    configuration,
    region_facts,
    validation,
)
from localcloud.moto_patches.elbv2.attributes import (
    LOAD_BALANCER,
    PROTECTION,
    all_load_balancer_attributes,
    check_attributes,
)
from localcloud.moto_patches.elbv2.log_delivery import check_log_delivery
from localcloud.moto_service import AwsError, Request, define, network_of, replace

NAME: Final = re.compile(r"(?!internal-)(?!-)[A-Za-z0-9-]{1,32}(?<!-)")
FEWEST_ZONES: Final = {APPLICATION: 2}
ADDRESS_MEMBERS: Final = {
    "AllocationId": "AllocationId",
    "PrivateIPv4Address": "PrivateIPv4Address",
    "IPv6Address": "IPv6Address",
}


def _refuse_name(backend: Any, request: Request) -> None:
    name = request["Name"]
    if not NAME.fullmatch(name):
        raise validation(
            f"The load balancer name '{name}' is not valid: it has at most 32 letters, digits and hyphens, "
            "does not begin or end with a hyphen, and does not begin with 'internal-'"
        )
    if any(balancer.name == name for balancer in backend.load_balancers.values()):
        raise DuplicateLoadBalancerName


def _mappings(request: Request) -> list[dict[str, Any]]:
    """The subnets of a request as mappings, whichever way they are given."""
    if request.get("Subnets") and request.get("SubnetMappings"):
        raise validation("You must specify either subnets or subnet mappings, not both")
    return request.get("SubnetMappings") or [{"SubnetId": subnet} for subnet in request.get("Subnets") or ()]


def _subnets(backend: Any, request: Request, kind: str) -> list[Any]:
    """The subnets (moto's objects) of a request, if a load balancer of that kind can be in them."""
    mappings = _mappings(request)
    if not mappings:
        raise validation("At least one subnet must be specified")
    found = [_subnet(backend, mapping["SubnetId"]) for mapping in mappings]
    zones = [subnet.availability_zone for subnet in found]
    if len(set(zones)) < len(zones):
        raise configuration(
            "A load balancer cannot be attached to multiple subnets in the same Availability Zone"
        )
    if len({subnet.vpc_id for subnet in found}) > 1:
        raise configuration("All subnets must belong to the same VPC")
    if len(zones) < FEWEST_ZONES.get(kind, 1):
        raise validation("At least two subnets in two different Availability Zones must be specified")
    for mapping in mappings:
        _refuse_addresses(backend, mapping, kind)
    return found


def _subnet(backend: Any, subnet_id: str) -> Any:
    try:
        return network_of(backend).get_subnet(subnet_id)
    except InvalidSubnetIdError:
        raise SubnetNotFoundError from None


def _refuse_addresses(backend: Any, mapping: dict[str, Any], kind: str) -> None:
    given = [member for member in ADDRESS_MEMBERS if mapping.get(member)]
    if given and kind != NETWORK:
        raise validation(f"{given[0]} cannot be specified for subnets of {kind} load balancers")
    known = {address.allocation_id for address in network_of(backend).addresses}
    if mapping.get("AllocationId") and mapping["AllocationId"] not in known:
        raise AwsError(
            "AllocationIdNotFound", f"The allocation ID '{mapping['AllocationId']}' does not exist"
        )


def _refuse_subnets(backend: Any, request: Request) -> None:
    kind = request.get("Type") or APPLICATION
    subnets = _subnets(backend, request, kind)
    vpc_id = subnets[0].vpc_id
    gateways = network_of(backend).internet_gateways.values()
    public = request.get("Scheme", "internet-facing") == "internet-facing" and kind != "gateway"
    if public and all(gateway.vpc is None or gateway.vpc.id != vpc_id for gateway in gateways):
        raise AwsError("InvalidSubnet", f"VPC {vpc_id} has no internet gateway")
    _refuse_security_groups(backend, request.get("SecurityGroups") or (), vpc_id, kind)


def _refuse_new_subnets(backend: Any, request: Request) -> None:
    balancer = balancer_of(backend, request["LoadBalancerArn"])
    subnets = _subnets(backend, request, balancer.type)
    if subnets[0].vpc_id != balancer.vpc_id:
        raise configuration(f"The subnets must belong to the load balancer's VPC, {balancer.vpc_id}")
    if balancer.type != APPLICATION and {subnet.id for subnet in balancer.subnets} - {
        item.id for item in subnets
    }:
        raise configuration("Subnet removal is not supported for load balancers of this type")


def _refuse_security_groups(backend: Any, groups: Iterable[str], vpc_id: str, kind: str) -> None:
    if groups and kind not in (APPLICATION, NETWORK):
        raise validation(f"Security groups are not supported for load balancers with type '{kind}'")
    for group_id in groups:
        group = network_of(backend).get_security_group_from_id(group_id)
        if group is None or group.vpc_id != vpc_id:
            raise configuration(f"One or more security groups are invalid: {group_id} is not in VPC {vpc_id}")


def _refuse_new_security_groups(backend: Any, request: Request) -> None:
    balancer = balancer_of(backend, request["LoadBalancerArn"])
    groups = request["SecurityGroups"]
    if balancer.type == NETWORK and bool(groups) != bool(balancer.security_groups):
        raise configuration(
            "Security groups of a network load balancer can be changed, but not added to one without or "
            "all removed"
        )
    if not groups and balancer.type == APPLICATION:
        raise validation("At least one security group must be specified")
    _refuse_security_groups(backend, groups, balancer.vpc_id, balancer.type)


def _refuse_pools(_: Any, request: Request) -> None:
    if request.get("IpamPools"):
        pool = next(iter(request["IpamPools"].values()))
        raise validation(f"The IPAM pool '{pool}' does not exist")


def _refuse_attributes(backend: Any, request: Request) -> None:
    balancer = balancer_of(backend, request["LoadBalancerArn"])
    given = {item["Key"]: item.get("Value") or "" for item in request["Attributes"]}
    known = LOAD_BALANCER[balancer.type]
    thing = f"load balancers with type '{balancer.type}'"
    check_attributes(given, known, thing, all_known=all_load_balancer_attributes())
    check_log_delivery(backend, balancer, {**balancer.attrs, **given})


def _refuse_protected(backend: Any, request: Request) -> None:
    balancer = backend.load_balancers.get(request["LoadBalancerArn"])
    if balancer is not None and balancer.attrs[PROTECTION] == "true":
        raise AwsError(
            "OperationNotPermitted",
            f"Load balancer '{balancer.arn}' cannot be deleted because deletion protection is enabled",
        )


def _create(original: Callable[..., Any], self: Any, **arguments: Any) -> Any:
    arguments["scheme"] = arguments.get("scheme") or "internet-facing"
    tags = arguments.pop("tags", None)
    balancer = original(self, **arguments)
    del self.load_balancers[balancer.arn]
    balancer.arn = balancer.arn.replace(":loadbalancer/app/", f":loadbalancer/{KINDS[balancer.type]}/")
    self.load_balancers[balancer.arn] = balancer
    self.tagging_service.tag_resource(balancer.arn, tags)
    balancer.attrs = dict(LOAD_BALANCER[balancer.type])
    balancer.canonical_hosted_zone_id = region_facts(self.region_name).get(balancer.type)
    balancer.dns_name = _dns_name(balancer, self.region_name)
    if balancer.type == APPLICATION and not balancer.security_groups:
        balancer.security_groups = [network_of(self).get_default_security_group(balancer.vpc_id).id]
    return balancer


def _dns_name(balancer: Any, region: str) -> str | None:
    unique = balancer.arn.rsplit("/", 1)[1]
    if balancer.type == NETWORK:
        return f"{balancer.name}-{unique}.elb.{region}.amazonaws.com"
    if balancer.type == APPLICATION:
        internal = "internal-" if balancer.scheme == "internal" else ""
        return f"{internal}{balancer.name}-{int(unique, 16) % 10**10}.{region}.elb.amazonaws.com"
    return None


def _keep_settings(backend: Any, request: Request, answer: dict[str, Any]) -> None:
    balancer = answer["LoadBalancers"][0]
    balancer.customer_owned_ipv4_pool = request.get("CustomerOwnedIpv4Pool")
    _keep_addresses(balancer, request)
    if balancer.type == NETWORK:
        balancer.enable_prefix_for_ipv6_source_nat = request.get("EnablePrefixForIpv6SourceNat") or "off"
        if balancer.security_groups:
            balancer.enforce_security_group_inbound_rules_on_private_link_traffic = "on"
    _settle(backend, balancer)


def _keep_addresses(balancer: Any, request: Request) -> None:
    balancer.addresses = {
        mapping["SubnetId"]: {
            answered: mapping[asked] for asked, answered in ADDRESS_MEMBERS.items() if mapping.get(asked)
        }
        for mapping in _mappings(request)
    }


def _settle(backend: Any, balancer: Any) -> None:
    settle(
        network_of(backend),
        balancer.arn,
        subnets=[subnet.id for subnet in balancer.subnets],
        groups=balancer.security_groups,
        description="ELB " + balancer.arn.partition(":loadbalancer/")[2],
        kind="interface" if balancer.type == APPLICATION else f"{balancer.type}_load_balancer",
    )


def _set_subnets(backend: Any, request: Request) -> dict[str, Any]:
    balancer = balancer_of(backend, request["LoadBalancerArn"])
    balancer.subnets = _subnets(backend, request, balancer.type)
    _keep_addresses(balancer, request)
    if request.get("IpAddressType"):
        balancer.ip_address_type = request["IpAddressType"]
    if request.get("EnablePrefixForIpv6SourceNat"):
        balancer.enable_prefix_for_ipv6_source_nat = request["EnablePrefixForIpv6SourceNat"]
    _settle(backend, balancer)
    return {"AvailabilityZones": balancer.availability_zones, "IpAddressType": balancer.ip_address_type}


def _keep_security_groups(backend: Any, request: Request, _: Any) -> None:
    balancer = balancer_of(backend, request["LoadBalancerArn"])
    enforce = request.get("EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic")
    if enforce:
        balancer.enforce_security_group_inbound_rules_on_private_link_traffic = enforce
    _settle(backend, balancer)


def _availability_zones(balancer: Any) -> list[dict[str, Any]]:
    return [
        {
            "SubnetId": subnet.id,
            "ZoneName": subnet.availability_zone,
            "LoadBalancerAddresses": [address] if (address := balancer.addresses.get(subnet.id)) else [],
        }
        for subnet in balancer.subnets
    ]


def _delete(original: Callable[..., None], self: Any, arn: str) -> None:
    balancer = self.load_balancers.get(arn)
    if balancer is not None:
        settle(network_of(self), arn, subnets=[])
        rules = [rule.arn for listener in balancer.listeners.values() for rule in listener.rules.values()]
        for owner in (arn, *balancer.listeners, *rules):
            self.tagging_service.delete_all_tags_for_resource(owner)
    original(self, arn)


@cache
def apply() -> None:
    """Put moto's load balancers right."""
    FakeLoadBalancer.VALID_ATTRS = all_load_balancer_attributes()
    define(FakeLoadBalancer, availability_zones=_availability_zones)
    FakeLoadBalancer.addresses = {}
    replace(ELBv2Backend, "create_load_balancer", _create)
    replace(ELBv2Backend, "delete_load_balancer", _delete)
    ELBV2.extend({"set_subnets": _set_subnets})
    ELBV2.refuse(
        {
            "create_load_balancer": [_refuse_name, _refuse_pools, _refuse_subnets],
            "set_subnets": [_refuse_new_subnets],
            "set_security_groups": [_refuse_new_security_groups],
            "modify_load_balancer_attributes": [_refuse_attributes],
            "delete_load_balancer": [_refuse_protected],
        }
    )
    ELBV2.complete({"create_load_balancer": _keep_settings, "set_security_groups": _keep_security_groups})
