"""Target groups."""

from typing import Any, Final

from localcloud.provider.definition import Api, Call, Resource
from localcloud.provider.values import Properties
from localcloud.services.load_balancer_attributes import Attribute, by_key, packed, read_properties, unpacked
from localcloud.services.load_balancer_tagging import LOAD_BALANCER_TAGGING

_ATTRIBUTES: Final = {
    "connectionTermination": Attribute("deregistration_delay.connection_termination.enabled", "bool"),
    "deregistrationDelay": Attribute("deregistration_delay.timeout_seconds"),
    "lambdaMultiValueHeadersEnabled": Attribute("lambda.multi_value_headers.enabled", "bool"),
    "loadBalancingAlgorithmType": Attribute("load_balancing.algorithm.type"),
    "loadBalancingAnomalyMitigation": Attribute("load_balancing.algorithm.anomaly_mitigation"),
    "loadBalancingCrossZoneEnabled": Attribute("load_balancing.cross_zone.enabled"),
    "preserveClientIp": Attribute("preserve_client_ip.enabled"),
    "proxyProtocolV2": Attribute("proxy_protocol_v2.enabled", "bool"),
    "slowStart": Attribute("slow_start.duration_seconds", "number"),
}
_HEALTH: Final = "target_group_health"
_HEALTH_STATE: Final = "target_health_state.unhealthy"
_BLOCKS: Final = ("stickiness", "targetFailovers", "targetGroupHealth", "targetHealthStates")

_HEALTH_CHECK: Final = {
    "enabled": "HealthCheckEnabled",
    "healthyThreshold": "HealthyThresholdCount",
    "interval": "HealthCheckIntervalSeconds",
    "path": "HealthCheckPath",
    "port": "HealthCheckPort",
    "protocol": "HealthCheckProtocol",
    "timeout": "HealthCheckTimeoutSeconds",
    "unhealthyThreshold": "UnhealthyThresholdCount",
}


def _create(api: Api, inputs: Properties) -> str:
    request = {
        "Name": inputs["name"],
        "Protocol": inputs.get("protocol"),
        "ProtocolVersion": inputs.get("protocolVersion"),
        "Port": inputs.get("port"),
        "VpcId": inputs.get("vpcId"),
        "TargetType": inputs["targetType"],
        "IpAddressType": inputs.get("ipAddressType"),
        **_health_check(inputs.get("healthCheck"), inputs),
    }
    identifier: str = api.call("create_target_group", **request)["TargetGroups"][0]["TargetGroupArn"]
    _set_attributes(api, identifier, inputs, frozenset(inputs), at_create=True)
    return identifier


def _health_check(block: Properties | None, inputs: Properties) -> dict[str, Any]:
    if not block:
        return {}
    checked = {member: block[name] for name, member in _HEALTH_CHECK.items() if block.get(name) is not None}
    if inputs["targetType"] == "lambda":
        # A function has neither a port nor a protocol to check.
        checked = {name: value for name, value in checked.items() if not name.endswith(("Port", "Protocol"))}
    if block.get("matcher"):
        code = "GrpcCode" if inputs.get("protocolVersion") == "GRPC" else "HttpCode"
        checked["Matcher"] = {code: block["matcher"]}
    return checked


def _set_attributes(
    api: Api, identifier: str, inputs: Properties, names: frozenset[str], *, at_create: bool = False
) -> None:
    wanted = by_key(_ATTRIBUTES, inputs, names)
    for name in _BLOCKS:
        if name in names and inputs.get(name):
            wanted |= _block_attributes(name, inputs[name])
    if at_create:
        # A new target group has its defaults already; some kinds have no place for them.
        live = _live_attributes(api, identifier)
        defaults = {_ATTRIBUTES[name].key: value for name, value in _DEFAULTS.items()}
        wanted = {key: value for key, value in wanted.items() if key in live or value != defaults.get(key)}
    attributes = packed(wanted)
    if attributes:
        api.call("modify_target_group_attributes", TargetGroupArn=identifier, Attributes=attributes)


def _block_attributes(name: str, block: Any) -> dict[str, Any]:
    if name == "stickiness":
        kind = block["type"]
        cookie = (
            {"stickiness.app_cookie.cookie_name": block.get("cookieName")} if kind == "app_cookie" else {}
        )
        if kind in ("lb_cookie", "app_cookie"):
            cookie[f"stickiness.{kind}.duration_seconds"] = block.get("cookieDuration")
        return {"stickiness.enabled": block["enabled"], "stickiness.type": kind, **cookie}
    if name == "targetFailovers":
        return {
            "target_failover.on_deregistration": block[0]["onDeregistration"],
            "target_failover.on_unhealthy": block[0]["onUnhealthy"],
        }
    if name == "targetHealthStates":
        return {
            f"{_HEALTH_STATE}.connection_termination.enabled": block[0][
                "enableUnhealthyConnectionTermination"
            ],
            f"{_HEALTH_STATE}.draining_interval_seconds": block[0]["unhealthyDrainingInterval"],
        }
    return {
        f"{_HEALTH}.{key}.minimum_healthy_targets.{kind}": inner[f"minimumHealthyTargets{kind.title()}"]
        for member, key in (
            ("dnsFailover", "dns_failover"),
            ("unhealthyStateRouting", "unhealthy_state_routing"),
        )
        if (inner := block.get(member))
        for kind in ("count", "percentage")
    }


def _live_attributes(api: Api, identifier: str) -> dict[str, str]:
    return unpacked(api.call("describe_target_group_attributes", TargetGroupArn=identifier)["Attributes"])


def _complete(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    live = _live_attributes(api, identifier)
    matcher = answer.get("Matcher") or {}
    check = {name: answer.get(member) for name, member in _HEALTH_CHECK.items()}
    return {
        **answer,
        **read_properties(_ATTRIBUTES, live),
        "arnSuffix": identifier.rsplit(":", 1)[-1],
        "healthCheck": {**check, "matcher": matcher.get("GrpcCode") or matcher.get("HttpCode")},
        **_live_blocks(live),
    }


def _live_blocks(live: dict[str, str]) -> Properties:
    blocks: Properties = {}
    kind = live.get("stickiness.type")
    if kind:
        duration = live.get(f"stickiness.{kind}.duration_seconds")
        blocks["stickiness"] = {
            "type": kind,
            "enabled": live["stickiness.enabled"] == "true",
            "cookieDuration": int(duration) if duration else None,
            "cookieName": live.get("stickiness.app_cookie.cookie_name") if kind == "app_cookie" else None,
        }
    if f"{_HEALTH}.dns_failover.minimum_healthy_targets.count" in live:
        blocks["targetGroupHealth"] = {
            member: {
                "minimumHealthyTargetsCount": live[f"{_HEALTH}.{key}.minimum_healthy_targets.count"],
                "minimumHealthyTargetsPercentage": live[
                    f"{_HEALTH}.{key}.minimum_healthy_targets.percentage"
                ],
            }
            for member, key in (
                ("dnsFailover", "dns_failover"),
                ("unhealthyStateRouting", "unhealthy_state_routing"),
            )
        }
    if f"{_HEALTH_STATE}.connection_termination.enabled" in live:
        blocks["targetHealthStates"] = [
            {
                "enableUnhealthyConnectionTermination": live[
                    f"{_HEALTH_STATE}.connection_termination.enabled"
                ],
                "unhealthyDrainingInterval": live[f"{_HEALTH_STATE}.draining_interval_seconds"],
            }
        ]
    if "target_failover.on_unhealthy" in live:
        blocks["targetFailovers"] = [
            {
                "onDeregistration": live["target_failover.on_deregistration"],
                "onUnhealthy": live["target_failover.on_unhealthy"],
            }
        ]
    return blocks


def _update(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if "healthCheck" in changed and inputs.get("healthCheck"):
        checked = _health_check(inputs["healthCheck"], inputs)
        api.call("modify_target_group", TargetGroupArn=identifier, **checked)
    _set_attributes(api, identifier, inputs, changed)


_DEFAULTS: Final = {
    "deregistrationDelay": "300",
    "lambdaMultiValueHeadersEnabled": False,
    "proxyProtocolV2": False,
    "slowStart": 0,
}

TARGET_GROUP: Final = Resource(
    "aws:lb/targetGroup:TargetGroup",
    "elbv2",
    create=_create,
    unsupported=("targetControlPort",),
    read=Call("describe_target_groups", {"TargetGroupArns": ["{id}"]}, answer="TargetGroups[0]"),
    complete=_complete,
    update=_update,
    delete=Call("delete_target_group", {"TargetGroupArn": "{id}"}),
    names={"arn": "TargetGroupArn", "name": "TargetGroupName"},
    kept=(
        "healthCheck",
        *_BLOCKS,
        "stickiness.cookieDuration",
        "targetGroupHealth.dnsFailover",
        "targetGroupHealth.unhealthyStateRouting",
    ),
    tagging=LOAD_BALANCER_TAGGING,
    allowed={
        "loadBalancingAlgorithmType": ("round_robin", "least_outstanding_requests", "weighted_random"),
        "loadBalancingAnomalyMitigation": ("on", "off"),
        "loadBalancingCrossZoneEnabled": ("true", "false", "use_load_balancer_configuration"),
        "protocolVersion": ("HTTP1", "HTTP2", "GRPC"),
        "targetType": ("instance", "ip", "lambda", "alb"),
    },
    autoname_length=32,
)

RESOURCES: Final = (TARGET_GROUP,)
