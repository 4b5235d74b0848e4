"""VPC endpoints and flow logs."""

from collections.abc import Iterable
from typing import Any, Final

from localcloud.provider.definition import Api, Call, Resource
from localcloud.provider.values import Properties
from localcloud.services.ec2_tagging import EC2_TAGGING

_SETS: Final = {
    "routeTableIds": "RouteTableIds",
    "subnetIds": "SubnetIds",
    "securityGroupIds": "SecurityGroupIds",
}


def _read_endpoint(api: Api, identifier: str, known: Properties) -> dict[str, Any] | None:
    found: dict[str, Any] = api.call("describe_vpc_endpoints", VpcEndpointIds=[identifier])["VpcEndpoints"][0]
    if found["State"].lower() in ("deleted", "deleting"):
        return None
    prefix_lists = _prefix_list(api, found) if found["VpcEndpointType"] == "Gateway" else {}
    return {**found, **prefix_lists, "securityGroupIds": [group["GroupId"] for group in found.get("Groups") or ()]}


def _prefix_list(api: Api, endpoint: dict[str, Any]) -> dict[str, Any]:
    filters = [{"Name": "prefix-list-name", "Values": [endpoint["ServiceName"]]}]
    for found in api.call("describe_prefix_lists", Filters=filters)["PrefixLists"]:
        if found["PrefixListName"] == endpoint["ServiceName"]:
            return {"prefixListId": found["PrefixListId"], "cidrBlocks": found.get("Cidrs") or []}
    return {}


def _update_endpoint(api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]) -> None:
    request: dict[str, Any] = {}
    for name, member in _SETS.items():
        if name in changed:
            old, new = set(state.get(name) or ()), set(inputs.get(name) or ())
            for verb, items in (("Add", new - old), ("Remove", old - new)):
                if items:
                    request[f"{verb}{member}"] = sorted(items)
    if "policy" in changed:
        request |= {"PolicyDocument": inputs["policy"]} if inputs.get("policy") else {"ResetPolicy": True}
    if "privateDnsEnabled" in changed:
        request["PrivateDnsEnabled"] = bool(inputs.get("privateDnsEnabled"))
    if request:
        api.call("modify_vpc_endpoint", VpcEndpointId=identifier, **request)


ENDPOINT: Final = Resource(
    "aws:ec2/vpcEndpoint:VpcEndpoint",
    "ec2",
    identifier="{VpcEndpointId}",
    create=Call("create_vpc_endpoint", answer="VpcEndpoint"),
    read=_read_endpoint,
    update=_update_endpoint,
    delete=Call("delete_vpc_endpoints", {"VpcEndpointIds": ["{id}"]}),
    names={"policy": "PolicyDocument"},
    json_properties=("policy",),
    computed={"arn": "arn:{partition}:ec2:{region}:{account}:vpc-endpoint/{id}"},
    tagging=EC2_TAGGING,
    tag_resource_type="vpc-endpoint",
    allowed={"vpcEndpointType": ("Gateway", "Interface", "GatewayLoadBalancer", "Resource", "ServiceNetwork")},
    autoname=None,
)

_FLOW_LOG_TARGETS: Final = {
    "vpcId": "VPC",
    "subnetId": "Subnet",
    "eniId": "NetworkInterface",
    "transitGatewayId": "TransitGateway",
}


def _create_flow_log(api: Api, inputs: Properties) -> str:
    target = next(name for name in _FLOW_LOG_TARGETS if inputs.get(name))
    request = {
        "ResourceIds": [inputs[target]],
        "ResourceType": _FLOW_LOG_TARGETS[target],
        "TrafficType": inputs.get("trafficType"),
        "LogDestinationType": inputs.get("logDestinationType"),
        "LogDestination": inputs.get("logDestination"),
        "DeliverLogsPermissionArn": inputs.get("iamRoleArn"),
        "LogFormat": inputs.get("logFormat"),
        "MaxAggregationInterval": inputs.get("maxAggregationInterval"),
    }
    answer = api.call("create_flow_logs", **{key: value for key, value in request.items() if value})
    for refused in answer.get("Unsuccessful") or ():
        details = refused["Error"]
        raise ValueError(f"CreateFlowLogs: {details['Code']}: {details['Message']}")
    return str(answer["FlowLogIds"][0])


def _read_flow_log(api: Api, identifier: str, known: Properties) -> dict[str, Any] | None:
    logs = api.call("describe_flow_logs", Filters=[{"Name": "flow-log-id", "Values": [identifier]}])["FlowLogs"]
    found = next((item for item in logs if item["FlowLogId"] == identifier), None)
    if found is None:
        return None
    targets = {name: None for name in _FLOW_LOG_TARGETS} | {_target_of(found["ResourceId"]): found["ResourceId"]}
    group = found.get("LogGroupName")
    destination = found.get("LogDestination") or (
        f"arn:{api.partition}:logs:{api.region}:{api.account}:log-group:{group}" if group else None
    )
    return {**found, **targets, "logDestination": destination}


def _target_of(identifier: str) -> str:
    prefixes = {"vpc-": "vpcId", "subnet-": "subnetId", "eni-": "eniId", "tgw-": "transitGatewayId"}
    return next(name for prefix, name in prefixes.items() if identifier.startswith(prefix))


def _check_flow_log(inputs: Properties) -> Iterable[tuple[str, str]]:
    to_logs = inputs.get("logDestinationType") in (None, "cloud-watch-logs")
    if to_logs and not inputs.get("iamRoleArn"):
        yield "iamRoleArn", "a flow log to CloudWatch Logs needs the role that writes there"
    if not inputs.get("trafficType") and not inputs.get("transitGatewayId"):
        yield "trafficType", "set trafficType to ACCEPT, REJECT or ALL"


FLOW_LOG: Final = Resource(
    "aws:ec2/flowLog:FlowLog",
    "ec2",
    identifier="{FlowLogId}",
    create=_create_flow_log,
    read=_read_flow_log,
    delete=Call("delete_flow_logs", {"FlowLogIds": ["{id}"]}),
    names={"iamRoleArn": "DeliverLogsPermissionArn"},
    computed={"arn": "arn:{partition}:ec2:{region}:{account}:vpc-flow-log/{id}"},
    tagging=EC2_TAGGING,
    tag_resource_type="vpc-flow-log",
    exactly_one=((*_FLOW_LOG_TARGETS, "transitGatewayAttachmentId", "regionalNatGatewayId"),),
    allowed={
        "trafficType": ("ACCEPT", "REJECT", "ALL"),
        "maxAggregationInterval": (60, 600),
        "logDestinationType": ("cloud-watch-logs", "s3", "kinesis-data-firehose"),
    },
    validate=_check_flow_log,
    autoname=None,
)

RESOURCES: Final = (ENDPOINT, FLOW_LOG)
