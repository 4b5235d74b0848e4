"""VPC endpoints.

What moto accepts, and AWS refuses: an unknown service, subnet, security group or route table, two subnets in
one zone, private DNS in a VPC without DNS host names or where another endpoint has the name, a policy that is
not JSON, two gateway endpoints of one service in one route table.

What moto gets wrong:
- the interfaces of an endpoint have addresses outside their subnets and the default group, and do not follow
  a change;
- a route table added to a gateway endpoint gets no route, one taken away keeps it;
- an endpoint named with a lower-case or no type keeps it; a gateway endpoint claims private DNS;
- a deleted endpoint stays readable; AWS says that it does not exist;
- the services of MSK and OpenSearch are unknown.
"""

import json
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, Final

from moto.ec2.models import vpcs
from moto.ec2.models.route_tables import RouteBackend
from moto.ec2.models.vpcs import VPCBackend, VPCEndPoint

from localcloud.moto_patches.ec2._service import EC2, require_groups
from localcloud.moto_patches.ec2.managed_interfaces import settle
from localcloud.moto_service import AwsError, Request, define, replace

GATEWAY_SERVICES: Final = ("s3", "dynamodb")
INTERFACE: Final = "Interface"
GATEWAY: Final = "Gateway"
TYPES: Final = (GATEWAY, INTERFACE, "GatewayLoadBalancer", "Resource", "ServiceNetwork")
VPCE_HOSTED_ZONE: Final = "Z7HUB22UULQXV"
"""The hosted zone of endpoint names, as the zone that AWS uses for it in us-east-1."""
PRIVATE_HOSTED_ZONE: Final = "ZONEIDPENDING"
"""What AWS reports for the private name while its zone is being made."""
MISSING_SERVICES: Final = ("es", "kafka")
"""AWS services with an endpoint service that moto's list lacks."""


def _refuse_type(_: Any, request: Request) -> None:
    wanted = request.get("VpcEndpointType") or GATEWAY
    match = [kind for kind in TYPES if kind.lower() == wanted.lower()]
    if not match:
        raise AwsError("InvalidParameter", f"The VPC endpoint type {wanted} is not valid.")
    request["VpcEndpointType"] = match[0]


def _refuse_service(backend: Any, request: Request) -> None:
    service = request.get("ServiceName", "")
    suffix = service.removeprefix(f"com.amazonaws.{backend.region_name}.")
    own = {configuration.service_name for configuration in backend.configurations.values()}
    known = suffix != service and suffix in {*vpcs.AWS_ENDPOINT_SERVICES, *vpcs.COVERED_ENDPOINT_SERVICES}
    if not known and service not in own:
        raise AwsError("InvalidServiceName", f"The Vpc Endpoint Service '{service}' does not exist")
    if request["VpcEndpointType"] == GATEWAY and suffix not in GATEWAY_SERVICES:
        raise AwsError(
            "InvalidParameter",
            "Endpoint type (Gateway) does not match available service types ([Interface]) of service "
            f"{service}.",
        )


def _refuse_policy(_: Any, request: Request) -> None:
    policy = request.get("PolicyDocument")
    if policy:
        try:
            json.loads(policy)
        except ValueError:
            raise AwsError("InvalidPolicyDocument", "The policy document is not valid JSON.") from None


def _refuse_subnets(backend: Any, vpc_id: str, subnet_ids: Iterable[str]) -> None:
    zones: dict[str, str] = {}
    for subnet_id in subnet_ids:
        subnet = backend.get_subnet(subnet_id)
        if subnet.vpc_id != vpc_id:
            raise AwsError("InvalidParameter", f"Subnet {subnet_id} does not belong to VPC {vpc_id}.")
        if subnet.availability_zone in zones:
            raise AwsError(
                "DuplicateSubnetsInSameZone",
                f"Found another VPC endpoint subnet in the availability zone of {subnet_id}. VPC endpoint "
                "subnets should be in different availability zones supported by the VPC endpoint service.",
            )
        zones[subnet.availability_zone] = subnet_id


def _refuse_route_tables(backend: Any, vpc_id: str, table_ids: Iterable[str], service: str) -> None:
    for table_id in table_ids:
        table = backend.get_route_table(table_id)
        if table.vpc_id != vpc_id:
            raise AwsError("InvalidParameter", f"Route table {table_id} does not belong to VPC {vpc_id}.")
        for route in table.routes:
            target = route.destination_prefix_list
            if target is not None and target.prefix_list_name == service:
                raise AwsError(
                    "RouteAlreadyExists",
                    f"route table {table_id} already has a route with destination-prefix-list-id {target.id}",
                )


def _refuse_places(backend: Any, request: Request) -> None:
    vpc = backend.get_vpc(request["VpcId"])
    _refuse_subnets(backend, vpc.id, request.get("SubnetIds", []))
    require_groups(backend, request.get("SecurityGroupIds", []), vpc.id, f"VPC {vpc.id}")
    _refuse_route_tables(backend, vpc.id, request.get("RouteTableIds", []), request["ServiceName"])


def _refuse_private_dns(backend: Any, request: Request) -> None:
    if request["VpcEndpointType"] != INTERFACE:
        request["PrivateDnsEnabled"] = False
    elif request.get("PrivateDnsEnabled", True):
        _require_private_dns(backend, backend.get_vpc(request["VpcId"]), request["ServiceName"])


def _require_private_dns(backend: Any, vpc: Any, service: str) -> None:
    if not (vpc.enable_dns_support and vpc.enable_dns_hostnames):
        raise AwsError(
            "InvalidParameter",
            "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes "
            f"set to true for {vpc.id}",
        )
    for endpoint in backend.vpc_end_points.values():
        if endpoint.vpc_id == vpc.id and endpoint.service_name == service and endpoint.private_dns_enabled:
            raise AwsError(
                "InvalidParameter",
                "private-dns-enabled cannot be set because there is already a conflicting DNS domain for "
                f"{service} in the VPC {vpc.id}",
            )


def _refuse_change(backend: Any, request: Request) -> None:
    endpoint = backend.get_vpc_end_point(request["VpcEndpointId"])
    kept = [item for item in endpoint.subnet_ids if item not in request.get("RemoveSubnetIds", [])]
    added = [item for item in request.get("AddSubnetIds", []) if item not in kept]
    vpc_id = endpoint.vpc_id
    _refuse_subnets(backend, vpc_id, kept + added)
    require_groups(backend, request.get("AddSecurityGroupIds", []), vpc_id, f"VPC {vpc_id}")
    new_tables = [
        item for item in request.get("AddRouteTableIds", []) if item not in endpoint.route_table_ids
    ]
    _refuse_route_tables(backend, vpc_id, new_tables, endpoint.service_name)
    if request.get("PrivateDnsEnabled") and not endpoint.private_dns_enabled:
        _require_private_dns(backend, backend.get_vpc(vpc_id), endpoint.service_name)


def _create(original: Callable[..., Any], self: Any, **kwargs: Any) -> Any:
    subnet_ids = kwargs["subnet_ids"]
    if kwargs["endpoint_type"] == INTERFACE:
        # moto would make interfaces of its own for the subnets.
        kwargs["subnet_ids"] = []
        default_group = self.get_default_security_group(kwargs["vpc_id"])
        kwargs["security_group_ids"] = kwargs["security_group_ids"] or [default_group.id]
    endpoint = original(self, **kwargs)
    endpoint.subnet_ids = subnet_ids
    _settle(self, endpoint)
    return endpoint


def _settle(backend: Any, endpoint: Any) -> None:
    if endpoint.vpc_endpoint_type == INTERFACE:
        endpoint.network_interface_ids = settle(
            backend,
            endpoint.id,
            subnets=endpoint.subnet_ids,
            groups=endpoint.security_group_ids,
            kind="vpc_endpoint",
            description=f"VPC Endpoint Interface {endpoint.id}",
        )
        endpoint.dns_entries = _dns_entries(backend, endpoint)


def _dns_entries(backend: Any, endpoint: Any) -> list[dict[str, str]]:
    service, region = endpoint.service_name.rpartition(".")[2], backend.region_name
    zones = sorted({backend.get_subnet(subnet_id).availability_zone for subnet_id in endpoint.subnet_ids})
    name, _, _ = endpoint.dns_entries[0]["dns_name"].partition(".")
    entries = [
        {"dns_name": f"{host}.{service}.{region}.vpce.amazonaws.com", "hosted_zone_id": VPCE_HOSTED_ZONE}
        for host in (name, *(f"{name}-{zone}" for zone in zones))
    ]
    if endpoint.private_dns_enabled:
        entries.append(
            {"dns_name": f"{service}.{region}.amazonaws.com", "hosted_zone_id": PRIVATE_HOSTED_ZONE}
        )
    return entries


def _modify(backend: Any, request: Request) -> dict[str, Any]:
    endpoint = backend.get_vpc_end_point(request["VpcEndpointId"])
    if request.get("ResetPolicy"):
        endpoint.policy_document = json.dumps(VPCEndPoint.DEFAULT_POLICY)
    endpoint.policy_document = request.get("PolicyDocument") or endpoint.policy_document
    endpoint.private_dns_enabled = request.get("PrivateDnsEnabled", endpoint.private_dns_enabled)
    for attribute, noun in (("security_group_ids", "SecurityGroup"), ("subnet_ids", "Subnet")):
        setattr(endpoint, attribute, _changed(getattr(endpoint, attribute), request, noun))
    _set_route_tables(backend, endpoint, _changed(endpoint.route_table_ids, request, "RouteTable"))
    _settle(backend, endpoint)
    return {"Return": True}


def _changed(current: list[str], request: Request, noun: str) -> list[str]:
    added, removed = request.get(f"Add{noun}Ids", []), request.get(f"Remove{noun}Ids", [])
    return [item for item in dict.fromkeys([*current, *added]) if item not in removed]


def _set_route_tables(backend: Any, endpoint: Any, table_ids: list[str]) -> None:
    prefix_list = endpoint.destination_prefix_list_id
    if prefix_list:
        for table_id in set(table_ids) - set(endpoint.route_table_ids):
            backend.create_route(
                table_id, None, gateway_id=endpoint.id, destination_prefix_list_id=prefix_list
            )
        for table_id in set(endpoint.route_table_ids) - set(table_ids):
            backend.delete_route(table_id, None, destination_prefix_list_id=prefix_list)
    endpoint.route_table_ids = table_ids


def _delete(backend: Any, request: Request) -> dict[str, Any]:
    unsuccessful = []
    for endpoint_id in request["VpcEndpointIds"]:
        endpoint = backend.vpc_end_points.pop(endpoint_id, None)
        if endpoint is None:
            message = f"The Vpc Endpoint Id '{endpoint_id}' does not exist"
            error = {"Code": "InvalidVpcEndpoint.NotFound", "Message": message}
            unsuccessful.append({"ResourceId": endpoint_id, "Error": error})
            continue
        settle(backend, endpoint_id, subnets=[])
        _set_route_tables(backend, endpoint, [])
        backend.tags.pop(endpoint_id, None)
    return {"Unsuccessful": unsuccessful}


def _forget_route_table(original: Callable[..., None], self: Any, route_table_id: str) -> None:
    original(self, route_table_id)
    for endpoint in self.vpc_end_points.values():
        endpoint.route_table_ids = [item for item in endpoint.route_table_ids if item != route_table_id]


@cache
def apply() -> None:
    """Put moto's VPC endpoints right."""
    vpcs.AWS_ENDPOINT_SERVICES.extend(MISSING_SERVICES)
    EC2.extend({"modify_vpc_endpoint": _modify, "delete_vpc_endpoints": _delete})
    EC2.refuse(
        {
            "create_vpc_endpoint": [
                _refuse_type,
                _refuse_service,
                _refuse_policy,
                _refuse_places,
                _refuse_private_dns,
            ],
            "modify_vpc_endpoint": [_refuse_policy, _refuse_change],
        }
    )
    replace(VPCBackend, "create_vpc_endpoint", _create)
    replace(RouteBackend, "delete_route_table", _forget_route_table)
    define(
        VPCEndPoint,
        ip_address_type="ipv4",
        requester_managed=False,
        dns_options=lambda endpoint: {
            "DnsRecordIpType": "ipv4" if endpoint.vpc_endpoint_type == INTERFACE else "service-defined"
        },
    )
