"""Target groups.

What moto accepts, and AWS refuses: attributes that the target group does not have, or with impossible values;
a VPC that the targets' kind has no use for; a health check path that is none.

What moto gets wrong: the attributes that a target group has from the start, and a deregistration delay of an
hour; health checks of gRPC; which load balancers it belongs to, after a rule changed or went; a matcher given
later is lost unless it is of HTTP; tags outlive their target group.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from moto.elbv2.models import ELBv2Backend, FakeTargetGroup, elbv2_backends

from localcloud.moto_patches.elbv2._service import (
    ELBV2,
    balancers_of_target_group,
    target_group_of,
    validation,
)
from localcloud.moto_patches.elbv2.attributes import (
    all_target_group_attributes,
    check_attributes,
    check_stickiness,
    target_group_defaults,
)
from localcloud.moto_service import Request, replace

GRPC_PATH: Final = "/AWS.ALB/healthcheck"
GRPC_CODE: Final = "12"
"""What AWS checks the health of gRPC targets with, unless told otherwise."""


def _refuse_health_check(_: Any, request: Request) -> None:
    path = request.get("HealthCheckPath")
    if path is not None and not path.startswith("/"):
        raise validation(f"Health check path '{path}' must begin with '/'")
    matcher = request.get("Matcher") or {}
    version = request.get("ProtocolVersion")
    if (version == "GRPC" and "HttpCode" in matcher) or (
        version and version != "GRPC" and "GrpcCode" in matcher
    ):
        raise validation(f"The matcher does not fit targets with protocol version {version}")


def _refuse_protocol(_: Any, request: Request) -> None:
    protocol, version = request.get("Protocol"), request.get("ProtocolVersion")
    if version and protocol not in ("HTTP", "HTTPS"):
        raise validation(
            f"Protocol version {version} cannot be specified for target groups with protocol {protocol}"
        )


def _refuse_attributes(backend: Any, request: Request) -> None:
    group = target_group_of(backend, request["TargetGroupArn"])
    given = {item["Key"]: item.get("Value") or "" for item in request["Attributes"]}
    known = target_group_defaults(group.protocol, group.target_type)
    thing = f"target groups with target type '{group.target_type}' and protocol '{group.protocol}'"
    check_attributes(given, known, thing, all_known=all_target_group_attributes())
    check_stickiness(group.protocol, {**group.attributes, **given})


def _mend(_: Any, request: Request, answer: dict[str, Any]) -> None:
    group = answer["TargetGroups"][0]
    group.attributes = target_group_defaults(group.protocol, group.target_type)
    group.target_control_port = request.get("TargetControlPort")
    if group.protocol_version == "GRPC":
        group.health_check_path = request.get("HealthCheckPath") or GRPC_PATH
        group.matcher = request.get("Matcher") or {"GrpcCode": GRPC_CODE}


def _set_attributes(backend: Any, request: Request) -> dict[str, Any]:
    group = target_group_of(backend, request["TargetGroupArn"])
    group.attributes.update({item["Key"]: item.get("Value") or "" for item in request["Attributes"]})
    return {"Attributes": group.attributes}


def _keep_matcher(_: Any, request: Request, answer: dict[str, Any]) -> None:
    if request.get("Matcher"):
        answer["TargetGroups"][0].matcher = request["Matcher"]


def _load_balancer_arns(group: Any) -> list[str]:
    return balancers_of_target_group(elbv2_backends[group.account_id][group.region_name], group.arn)


def _forget_tags(original: Callable[..., Any], self: Any, arn: str) -> Any:
    group = original(self, arn)
    self.tagging_service.delete_all_tags_for_resource(arn)
    return group


@cache
def apply() -> None:
    """Put moto's target groups right."""
    # moto sets it, and adds to what it gets; neither matters, since it is found out when it is asked for.
    FakeTargetGroup.load_balancer_arns = property(_load_balancer_arns, lambda group, value: None)
    replace(ELBv2Backend, "delete_target_group", _forget_tags)
    ELBV2.extend({"modify_target_group_attributes": _set_attributes})
    ELBV2.refuse(
        {
            "create_target_group": [_refuse_protocol, _refuse_health_check],
            "modify_target_group": [_refuse_health_check],
            "modify_target_group_attributes": [_refuse_attributes],
        }
    )
    ELBV2.complete({"create_target_group": _mend, "modify_target_group": _keep_matcher})
