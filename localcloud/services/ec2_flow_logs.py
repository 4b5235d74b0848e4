"""VPC flow logs."""

from collections.abc import Iterable
from typing import Any, Final

from localcloud.provider.definition import Api, Call, RefusedError, Resource
from localcloud.provider.values import Properties
from localcloud.services.ec2_tagging import EC2_TAGGING

_TARGETS: Final = {
    "vpcId": ("VPC", "vpc-"),
    "subnetId": ("Subnet", "subnet-"),
    "eniId": ("NetworkInterface", "eni-"),
    "transitGatewayId": ("TransitGateway", "tgw-"),
}
_TO_LOG_GROUP: Final = "cloud-watch-logs"


def _create(api: Api, inputs: Properties) -> str:
    target = next(name for name in _TARGETS if inputs.get(name))
    options = inputs.get("destinationOptions") or {}
    answer = api.call(
        "create_flow_logs",
        ResourceIds=[inputs[target]],
        ResourceType=_TARGETS[target][0],
        TrafficType=inputs.get("trafficType"),
        LogDestinationType=inputs.get("logDestinationType"),
        LogDestination=inputs.get("logDestination"),
        DeliverLogsPermissionArn=inputs.get("iamRoleArn"),
        DeliverCrossAccountRole=inputs.get("deliverCrossAccountRole"),
        LogFormat=inputs.get("logFormat"),
        MaxAggregationInterval=inputs.get("maxAggregationInterval"),
        DestinationOptions={key[0].upper() + key[1:]: value for key, value in options.items()} or None,
    )
    for refused in answer.get("Unsuccessful") or ():
        details = refused["Error"]
        raise RefusedError("CreateFlowLogs", details["Code"], details["Message"])
    return str(answer["FlowLogIds"][0])


def _complete(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    group = answer.get("LogGroupName")
    targets = {
        name: answer["ResourceId"] if answer["ResourceId"].startswith(prefix) else None
        for name, (_, prefix) in _TARGETS.items()
    }
    group_arn = f"arn:{api.partition}:logs:{api.region}:{api.account}:log-group:{group}" if group else None
    return {**answer, **targets, "logDestination": answer.get("LogDestination") or group_arn}


def _check(inputs: Properties) -> Iterable[tuple[str, str]]:
    if inputs.get("logDestinationType") in (None, _TO_LOG_GROUP) and not inputs.get("iamRoleArn"):
        yield "iamRoleArn", "a flow log to CloudWatch Logs needs the role that writes there"
    if not inputs.get("trafficType") and not inputs.get("transitGatewayId"):
        yield "trafficType", "set trafficType to ACCEPT, REJECT or ALL"


FLOW_LOG: Final = Resource(
    "aws:ec2/flowLog:FlowLog",
    "ec2",
    create=_create,
    read=Call(
        "describe_flow_logs",
        {"Filters": [{"Name": "flow-log-id", "Values": ["{id}"]}]},
        answer="FlowLogs[?FlowLogId=='{id}'] | [0]",
    ),
    complete=_complete,
    delete=Call("delete_flow_logs", {"FlowLogIds": ["{id}"]}),
    names={"iamRoleArn": "DeliverLogsPermissionArn"},
    computed={"arn": "arn:{partition}:ec2:{region}:{account}:vpc-flow-log/{id}"},
    tagging=EC2_TAGGING,
    tag_resource_type="vpc-flow-log",
    exactly_one=(tuple(_TARGETS),),
    allowed={
        "trafficType": ("ACCEPT", "REJECT", "ALL"),
        "maxAggregationInterval": (60, 600),
        "logDestinationType": (_TO_LOG_GROUP, "s3", "kinesis-data-firehose"),
    },
    unsupported=("regionalNatGatewayId", "tagFieldSpecifications", "transitGatewayAttachmentId"),
    validate=_check,
)

RESOURCES: Final = (FLOW_LOG,)
