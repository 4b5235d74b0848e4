"""Flow logs.

What moto accepts, and AWS refuses: a role that does not exist, a log group whose name CloudWatch Logs cannot
have, a missing traffic type for what carries traffic of VPCs, subnets and interfaces.

What moto gets wrong: a log group named by its ARN counts as missing, so that delivery is reported as failed;
a bucket with a folder counts as missing; the options of the destination are lost.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any, Final

from moto.ec2.models.flow_logs import FlowLogsBackend

from localcloud.iam_principals import role_of
from localcloud.moto_patches.ec2._service import EC2, invalid_value
from localcloud.moto_service import AwsError, Request, replace

LOG_GROUP_NAME: Final = re.compile(r"[\w.\-/#]{1,512}", re.ASCII)
LOG_GROUP_ARN: Final = re.compile(r"arn:[^:]+:logs:[^:]+:\d{12}:log-group:([^:]+)(:\*)?")
CLOUDWATCH: Final = "cloud-watch-logs"
DEFAULT_OPTIONS: Final = {
    "FileFormat": "plain-text",
    "HiveCompatiblePartitions": False,
    "PerHourPartition": False,
}


def _refuse_log_group(_: Any, request: Request) -> None:
    if request.get("LogDestinationType", CLOUDWATCH) != CLOUDWATCH:
        return
    destination = request.get("LogDestination")
    if destination:
        match = LOG_GROUP_ARN.fullmatch(destination)
        if not match:
            raise AwsError("InvalidParameter", f"LogDestination: {destination} is not a log group ARN.")
        request["LogGroupName"] = match[1]
    name = request.get("LogGroupName")
    if name and not LOG_GROUP_NAME.fullmatch(name):
        raise invalid_value(
            f"Value ({name}) for parameter LogGroupName is invalid. Names are 1 to 512 characters from the "
            "following set: a-zA-Z0-9_./#-"
        )


def _refuse_role(backend: Any, request: Request) -> None:
    arn = request.get("DeliverLogsPermissionArn")
    to_log_group = request.get("LogDestinationType", CLOUDWATCH) == CLOUDWATCH
    if arn and to_log_group and role_of(backend, arn) is None:
        raise AwsError("InvalidParameter", "Unable to assume given IAM role")


def _refuse_missing_traffic_type(_: Any, request: Request) -> None:
    if request["ResourceType"] in ("VPC", "Subnet", "NetworkInterface") and not request.get("TrafficType"):
        raise AwsError("MissingParameter", "The request must contain the parameter TrafficType")


def _keep_options(backend: Any, request: Request, answer: dict[str, Any]) -> None:
    for flow_log_id in answer["FlowLogIds"]:
        flow_log = backend.flow_logs[flow_log_id]
        flow_log.deliver_cross_account_role = request.get("DeliverCrossAccountRole")
        if flow_log.log_destination_type == "s3":
            flow_log.destination_options = DEFAULT_OPTIONS | request.get("DestinationOptions", {})


def _find_bucket_of_folder(original: Callable[..., Any], self: Any, **kwargs: Any) -> Any:
    destination = kwargs.get("log_destination")
    if kwargs.get("log_destination_type") != "s3" or not destination:
        return original(self, **kwargs)
    bucket, _, _ = destination.partition("/")
    made, failed = original(self, **{**kwargs, "log_destination": bucket})
    for flow_log in made:
        flow_log.log_destination = destination
    return made, failed


@cache
def apply() -> None:
    """Put moto's flow logs right."""
    EC2.refuse({"create_flow_logs": [_refuse_missing_traffic_type, _refuse_log_group, _refuse_role]})
    EC2.complete({"create_flow_logs": _keep_options})
    replace(FlowLogsBackend, "create_flow_logs", _find_bucket_of_folder)
