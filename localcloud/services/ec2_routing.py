"""Route tables, routes and what they are associated with."""

from typing import Any, Final
from zlib import crc32

from localcloud.provider.definition import Api, Call, Resource
from localcloud.provider.values import Properties
from localcloud.services.ec2_tagging import EC2_TAGGING

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
_BLOCK_NAMES: Final = {
    "cidrBlock": "destinationCidrBlock",
    "ipv6CidrBlock": "destinationIpv6CidrBlock",
    "destinationPrefixListId": "destinationPrefixListId",
}


def _route_request(inputs: Properties) -> dict[str, str]:
    names = (*_DESTINATIONS, *_TARGETS)
    given = {name: inputs[name] for name in names if inputs.get(name)}
    request = {name[0].upper() + name[1:]: value for name, value in given.items()}
    if "EgressOnlyGatewayId" in request:
        request["EgressOnlyInternetGatewayId"] = request.pop("EgressOnlyGatewayId")
    return request


def _destination(route: Properties) -> dict[str, str]:
    return {key: value for key, value in _route_request(route).items() if key.startswith("Destination")}


def _routes(api: Api, table: str) -> list[dict[str, Any]]:
    tables: list[dict[str, Any]] = api.call("describe_route_tables", RouteTableIds=[table])["RouteTables"]
    routes: list[dict[str, Any]] = tables[0]["Routes"]
    return routes


def _route_id(table: str, destination: str) -> str:
    """The id of a route as the provider makes it: the table and Terraform's string hash of the destination."""
    return f"r-{table}{crc32(destination.encode())}"


def _create_route(api: Api, inputs: Properties) -> str:
    api.call("create_route", RouteTableId=inputs["routeTableId"], **_route_request(inputs))
    destination = next(inputs[name] for name in _DESTINATIONS if inputs.get(name))
    return _route_id(inputs["routeTableId"], destination)


def _read_route(api: Api, identifier: str, known: Properties) -> dict[str, Any] | None:
    destination = _destination(known)
    for route in _routes(api, known["routeTableId"]):
        if all(route.get(key) == value for key, value in destination.items()):
            unset = {name: None for name in (*_TARGETS, "instanceId", "instanceOwnerId")}
            found = {key[0].lower() + key[1:]: value for key, value in route.items()}
            return {**unset, **found, "egressOnlyGatewayId": route.get("EgressOnlyInternetGatewayId")}
    return None


def _replace_route(api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]) -> None:
    api.call("replace_route", RouteTableId=inputs["routeTableId"], **_route_request(inputs))


def _delete_route(api: Api, identifier: str, state: Properties) -> None:
    api.call("delete_route", RouteTableId=state["routeTableId"], **_destination(state))


def _imported_route(identifier: str) -> Properties:
    table, _, destination = identifier.partition("_")
    kind = "destinationPrefixListId" if destination.startswith("pl-") else "destinationCidrBlock"
    return {"routeTableId": table, kind: destination} if destination else {}


ROUTE: Final = Resource(
    "aws:ec2/route:Route",
    "ec2",
    identifier="{id}",
    create=_create_route,
    read=_read_route,
    update=_replace_route,
    delete=_delete_route,
    exactly_one=(_DESTINATIONS, _TARGETS),
    import_properties=_imported_route,
    delete_before_replace=True,
    autoname=None,
)


def _inline_routes(inputs: Properties) -> list[Properties]:
    return [
        {_BLOCK_NAMES.get(key, key): value for key, value in block.items()} for block in inputs.get("routes") or ()
    ]


def _create_table(api: Api, inputs: Properties) -> str:
    table: str = api.call("create_route_table", VpcId=inputs["vpcId"])["RouteTable"]["RouteTableId"]
    for route in _inline_routes(inputs):
        api.call("create_route", RouteTableId=table, **_route_request(route))
    return table


def _read_table(api: Api, identifier: str, known: Properties) -> dict[str, Any] | None:
    found: dict[str, Any] = api.call("describe_route_tables", RouteTableIds=[identifier])["RouteTables"][0]
    # Routes that are resources of their own are told by those; a block's routes are compared only where one is.
    routes = [_block(route) for route in found["Routes"] if _is_own(route)] if known.get("routes") else []
    gateways = [item["GatewayId"] for item in found.get("PropagatingVgws") or ()]
    return {**found, "routes": routes, "propagatingVgws": gateways}


def _is_own(route: dict[str, Any]) -> bool:
    made_by_aws = route.get("GatewayId") == "local" or str(route.get("GatewayId", "")).startswith("vpce-")
    return not made_by_aws and route.get("Origin") != "EnableVgwRoutePropagation"


def _block(route: dict[str, Any]) -> Properties:
    names = {value: key for key, value in _BLOCK_NAMES.items()}
    found = {key[0].lower() + key[1:]: value for key, value in route.items()}
    return {names.get(key, key): value for key, value in found.items() if key in names or key in _TARGETS}


def _update_table(api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]) -> None:
    if "routes" not in changed:
        return
    old, new = _inline_routes(state), _inline_routes(inputs)
    for route in old:
        if route not in new:
            api.call("delete_route", RouteTableId=identifier, **_destination(route))
    for route in new:
        if route not in old:
            api.call("create_route", RouteTableId=identifier, **_route_request(route))


ROUTE_TABLE: Final = Resource(
    "aws:ec2/routeTable:RouteTable",
    "ec2",
    identifier="{RouteTableId}",
    create=_create_table,
    read=_read_table,
    update=_update_table,
    delete=Call("delete_route_table", {"RouteTableId": "{id}"}),
    computed={"arn": "arn:{partition}:ec2:{region}:{account}:route-table/{id}"},
    tagging=EC2_TAGGING,
    tag_resource_type="route-table",
    autoname=None,
)


def _read_association(api: Api, identifier: str, known: Properties) -> dict[str, Any] | None:
    # A move to another table gives the association a new id; what it is of stays, so that finds it again.
    target = known.get("subnetId") or known.get("gatewayId")
    for table in api.call("describe_route_tables")["RouteTables"]:
        for association in table["Associations"]:
            of = association.get("SubnetId") or association.get("GatewayId")
            if of == target if target else association["RouteTableAssociationId"] == identifier:
                return {"subnetId": None, "gatewayId": None, **association}
    return None


def _live_association(api: Api, identifier: str, known: Properties) -> str:
    found = _read_association(api, identifier, known)
    return found["RouteTableAssociationId"] if found else identifier


def _move_association(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    api.call(
        "replace_route_table_association",
        AssociationId=_live_association(api, identifier, state),
        RouteTableId=inputs["routeTableId"],
    )


def _disassociate(api: Api, identifier: str, state: Properties) -> None:
    api.call("disassociate_route_table", AssociationId=_live_association(api, identifier, state))


ROUTE_TABLE_ASSOCIATION: Final = Resource(
    "aws:ec2/routeTableAssociation:RouteTableAssociation",
    "ec2",
    identifier="{AssociationId}",
    create=Call("associate_route_table"),
    read=_read_association,
    update=_move_association,
    delete=_disassociate,
    exactly_one=(("subnetId", "gatewayId"),),
    delete_before_replace=True,
    autoname=None,
)

RESOURCES: Final = (ROUTE, ROUTE_TABLE, ROUTE_TABLE_ASSOCIATION)
