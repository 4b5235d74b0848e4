"""VPC endpoints."""

from typing import Any, Final

from localcloud.provider.definition import Api, Call, Resource
from localcloud.provider.equality import same_policy
from localcloud.provider.values import Properties
from localcloud.services.ec2_tagging import EC2_TAGGING

_SETS: Final = {
    "routeTableIds": "RouteTableIds",
    "subnetIds": "SubnetIds",
    "securityGroupIds": "SecurityGroupIds",
}


def _complete(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    gateway = answer["VpcEndpointType"] == "Gateway"
    groups = [group["GroupId"] for group in answer.get("Groups") or ()]
    return {**answer, **(_prefix_list(api, answer) if gateway else {}), "securityGroupIds": groups}


def _prefix_list(api: Api, endpoint: dict[str, Any]) -> dict[str, Any]:
    filters = [{"Name": "prefix-list-name", "Values": [endpoint["ServiceName"]]}]
    for found in api.call("describe_prefix_lists", Filters=filters)["PrefixLists"]:
        if found["PrefixListName"] == endpoint["ServiceName"]:
            return {"prefixListId": found["PrefixListId"], "cidrBlocks": found.get("Cidrs") or []}
    return {}


def _update(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    request: dict[str, Any] = {}
    for name, member in _SETS.items():
        if name in changed:
            old, new = set(state.get(name) or ()), set(inputs.get(name) or ())
            request[f"Add{member}"] = sorted(new - old) or None
            request[f"Remove{member}"] = sorted(old - new) or None
    if "policy" in changed:
        request |= {"PolicyDocument": inputs["policy"]} if inputs.get("policy") else {"ResetPolicy": True}
    if "privateDnsEnabled" in changed:
        request["PrivateDnsEnabled"] = inputs["privateDnsEnabled"]
    if any(value is not None for value in request.values()):
        api.call("modify_vpc_endpoint", VpcEndpointId=identifier, **request)


ENDPOINT: Final = Resource(
    "aws:ec2/vpcEndpoint:VpcEndpoint",
    "ec2",
    identifier="{VpcEndpointId}",
    create=Call("create_vpc_endpoint", answer="VpcEndpoint"),
    read=Call("describe_vpc_endpoints", {"VpcEndpointIds": ["{id}"]}, answer="VpcEndpoints[0]"),
    complete=_complete,
    update=_update,
    delete=Call("delete_vpc_endpoints", {"VpcEndpointIds": ["{id}"]}),
    gone_when=lambda answer: answer["State"].lower() in ("deleted", "deleting"),
    names={"policy": "PolicyDocument"},
    equivalent={"policy": same_policy},
    computed={"arn": "arn:{partition}:ec2:{region}:{account}:vpc-endpoint/{id}"},
    tagging=EC2_TAGGING,
    tag_resource_type="vpc-endpoint",
    # The API's own default is true; the provider asks for what the program says.
    defaults={"privateDnsEnabled": False},
    kept=("dnsOptions",),
    unsupported=(
        "autoAccept",
        "dnsOptions",
        "ipAddressType",
        "resourceConfigurationArn",
        "serviceNetworkArn",
        "serviceRegion",
        "subnetConfigurations",
    ),
)

RESOURCES: Final = (ENDPOINT,)
