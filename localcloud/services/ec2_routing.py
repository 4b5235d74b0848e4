"""Route tables, routes and what they are associated with.

A route that is a resource of its own does not show in its table's `routes`: those are the routes that the
table's block has, or that somebody added by hand.
"""

from typing import Any, Final
from zlib import crc32

from localcloud.provider.definition import Api, Call, Resource
from localcloud.provider.values import Properties
from localcloud.services.ec2_tagging import EC2_TAGGING

_ROUTE_TOKEN: Final = "aws:ec2/route:Route"
_DESTINATIONS: Final = ("destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId")
_TARGETS: Final = (
    "carrierGatewayId",
    "coreNetworkArn",
    "egressOnlyGatewayId",
    "gatewayId",
    "localGatewayId",
    "natGatewayId",
    "networkInterfaceId",
    "transitGatewayId",
    "vpcEndpointId",
    "vpcPeeringConnectionId",
)
_API_NAMES: Final = {
    **{name: name[0].upper() + name[1:] for name in (*_DESTINATIONS, *_TARGETS)},
    "egressOnlyGatewayId": "EgressOnlyInternetGatewayId",
}
_BLOCK_NAMES: Final = {"cidrBlock": "destinationCidrBlock", "ipv6CidrBlock": "destinationIpv6CidrBlock"}


def _request(route: Properties) -> dict[str, str]:
    return {_API_NAMES[name]: value for name, value in route.items() if name in _API_NAMES and value}


def _destination(route: Properties) -> dict[str, str]:
    return _request({name: route.get(name) for name in _DESTINATIONS})


def _properties(route: dict[str, Any]) -> Properties:
    """A route of an answer as properties of the resource type; what it lacks is None."""
    found = {name: route.get(member) for name, member in _API_NAMES.items()}
    if str(route.get("GatewayId")).startswith("vpce-"):
        found |= {"gatewayId": None, "vpcEndpointId": route["GatewayId"]}
    return found


def _routes(api: Api, table: str) -> list[dict[str, Any]]:
    tables: list[dict[str, Any]] = api.call("describe_route_tables", RouteTableIds=[table])["RouteTables"]
    routes: list[dict[str, Any]] = tables[0]["Routes"]
    return routes


def _route_id(table: str, route: Properties) -> str:
    """The id of a route as the provider makes it: the table and Terraform's hash of the destination."""
    destination = next(route[name] for name in _DESTINATIONS if route.get(name))
    return f"r-{table}{crc32(destination.encode())}"


def _create_route(api: Api, inputs: Properties) -> str:
    api.call("create_route", RouteTableId=inputs["routeTableId"], **_request(inputs))
    return _route_id(inputs["routeTableId"], inputs)


def _read_route(api: Api, identifier: str, known: Properties) -> dict[str, Any] | None:
    for route in _routes(api, known["routeTableId"]):
        if all(route.get(member) == value for member, value in _destination(known).items()):
            computed = {
                name: route.get(name) for name in ("InstanceId", "InstanceOwnerId", "Origin", "State")
            }
            return {**computed, **_properties(route)}
    return None


def _replace_route(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    api.call("replace_route", RouteTableId=inputs["routeTableId"], **_request(inputs))


def _delete_route(api: Api, identifier: str, state: Properties) -> None:
    api.call("delete_route", RouteTableId=state["routeTableId"], **_destination(state))


def _named_by_import(identifier: str) -> Properties:
    """The table and the destination of `rtb-1_10.0.0.0/8`, the form in which a route is imported."""
    table, _, destination = identifier.partition("_")
    if not destination:
        return {}
    if destination.startswith("pl-"):
        return {"routeTableId": table, "destinationPrefixListId": destination}
    kind = "destinationIpv6CidrBlock" if ":" in destination else "destinationCidrBlock"
    return {"routeTableId": table, kind: destination}


def _imported_route_id(api: Api, identifier: str) -> str:
    named = _named_by_import(identifier)
    return _route_id(named["routeTableId"], named) if named else identifier


ROUTE: Final = Resource(
    _ROUTE_TOKEN,
    "ec2",
    create=_create_route,
    read=_read_route,
    update=_replace_route,
    delete=_delete_route,
    exactly_one=(_DESTINATIONS, _TARGETS),
    unsupported=("odbNetworkArn",),
    import_properties=_named_by_import,
    import_id=_imported_route_id,
)


def _inline(table: Properties) -> list[Properties]:
    return [
        {_BLOCK_NAMES.get(name, name): value for name, value in block.items()}
        for block in table.get("routes") or ()
    ]


def _block(route: Properties) -> Properties:
    names = {value: key for key, value in _BLOCK_NAMES.items()}
    return {names.get(name, name): value for name, value in route.items() if value is not None}


def _complete_table(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    managed = api.managed(_ROUTE_TOKEN)
    routes = [_properties(route) for route in answer["Routes"] if not _is_made_by_aws(route)]
    return {
        **answer,
        "routes": [_block(route) for route in routes if _route_id(identifier, route) not in managed],
        "propagatingVgws": [item["GatewayId"] for item in answer.get("PropagatingVgws") or ()],
    }


def _is_made_by_aws(route: dict[str, Any]) -> bool:
    """Whether a route came with the table, a virtual private gateway or a gateway endpoint."""
    if route.get("Origin") in ("CreateRouteTable", "EnableVgwRoutePropagation"):
        return True
    return bool(route.get("DestinationPrefixListId")) and str(route.get("GatewayId")).startswith("vpce-")


def _update_table(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if "routes" not in changed:
        return
    old, new = _inline(state), _inline(inputs)
    for route in old:
        if route not in new:
            api.call("delete_route", RouteTableId=identifier, **_destination(route))
    for route in new:
        if route not in old:
            api.call("create_route", RouteTableId=identifier, **_request(route))


ROUTE_TABLE: Final = Resource(
    "aws:ec2/routeTable:RouteTable",
    "ec2",
    identifier="{RouteTableId}",
    create=Call("create_route_table", answer="RouteTable"),
    read=Call("describe_route_tables", {"RouteTableIds": ["{id}"]}, answer="RouteTables[0]"),
    complete=_complete_table,
    update=_update_table,
    delete=Call("delete_route_table", {"RouteTableId": "{id}"}),
    computed={"arn": "arn:{partition}:ec2:{region}:{account}:route-table/{id}"},
    tagging=EC2_TAGGING,
    tag_resource_type="route-table",
    unsupported=("propagatingVgws",),
)


def _association(api: Api, identifier: str, known: Properties) -> dict[str, Any] | None:
    """The association of a subnet or gateway.

    A move to another table gives it a new id, while its resource keeps the first: what it is of finds it.
    """
    target = known.get("subnetId") or known.get("gatewayId")
    for table in api.call("describe_route_tables")["RouteTables"]:
        for association in table["Associations"]:
            of = association.get("SubnetId") or association.get("GatewayId")
            if of == target if target else association["RouteTableAssociationId"] == identifier:
                return {"SubnetId": None, "GatewayId": None, **association}
    return None


def _live_association_id(api: Api, identifier: str, known: Properties) -> str:
    found = _association(api, identifier, known)
    return found["RouteTableAssociationId"] if found else identifier


def _move_association(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if "routeTableId" in changed:
        api.call(
            "replace_route_table_association",
            AssociationId=_live_association_id(api, identifier, state),
            RouteTableId=inputs["routeTableId"],
        )


def _disassociate(api: Api, identifier: str, state: Properties) -> None:
    association = _live_association_id(api, identifier, state)
    api.call("disassociate_route_table", AssociationId=association)


def _associated(identifier: str) -> Properties:
    """The subnet or gateway of `subnet-1/rtb-1`, the form in which an association is imported."""
    target, _, table = identifier.partition("/")
    if not table:
        return {}
    return {"subnetId" if target.startswith("subnet-") else "gatewayId": target}


def _imported_association_id(api: Api, identifier: str) -> str:
    return _live_association_id(api, identifier, _associated(identifier))


ROUTE_TABLE_ASSOCIATION: Final = Resource(
    "aws:ec2/routeTableAssociation:RouteTableAssociation",
    "ec2",
    identifier="{AssociationId}",
    create=Call("associate_route_table"),
    read=_association,
    update=_move_association,
    delete=_disassociate,
    exactly_one=(("subnetId", "gatewayId"),),
    import_properties=_associated,
    import_id=_imported_association_id,
    delete_before_replace=True,
)

RESOURCES: Final = (ROUTE, ROUTE_TABLE, ROUTE_TABLE_ASSOCIATION)
