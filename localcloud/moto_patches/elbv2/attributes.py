"""The attributes of load balancers, listeners and target groups: which there are, their defaults and values.

Source: the Elastic Load Balancing API reference, `LoadBalancerAttribute`, `ListenerAttribute` and
`TargetGroupAttribute`.
"""

import re
from collections.abc import Mapping
from typing import Final

from localcloud.moto_patches.elbv2._service import APPLICATION, GATEWAY, NETWORK, configuration, validation

Attributes = dict[str, str]

_LOGS: Final = ("access_logs.s3", "connection_logs.s3", "health_check_logs.s3")
CROSS_ZONE: Final = "load_balancing.cross_zone.enabled"
PROTECTION: Final = "deletion_protection.enabled"
DELAY: Final = "deregistration_delay.timeout_seconds"


def _log_attributes(*names: str) -> Attributes:
    return {
        f"{name}.{key}": value
        for name in names
        for key, value in (("enabled", "false"), ("bucket", ""), ("prefix", ""))
    }


LOAD_BALANCER: Final[Mapping[str, Attributes]] = {
    APPLICATION: {
        **_log_attributes(*_LOGS),
        "client_keep_alive.seconds": "3600",
        PROTECTION: "false",
        "idle_timeout.timeout_seconds": "60",
        "ipv6.deny_all_igw_traffic": "false",
        CROSS_ZONE: "true",
        "routing.http.desync_mitigation_mode": "defensive",
        "routing.http.drop_invalid_header_fields.enabled": "false",
        "routing.http.preserve_host_header.enabled": "false",
        "routing.http.x_amzn_tls_version_and_cipher_suite.enabled": "false",
        "routing.http.xff_client_port.enabled": "false",
        "routing.http.xff_header_processing.mode": "append",
        "routing.http2.enabled": "true",
        "waf.fail_open.enabled": "false",
        "zonal_shift.config.enabled": "false",
    },
    NETWORK: {
        **_log_attributes("access_logs.s3"),
        PROTECTION: "false",
        "dns_record.client_routing_policy": "any_availability_zone",
        "ipv6.deny_all_igw_traffic": "false",
        CROSS_ZONE: "false",
        "secondary_ips.auto_assigned.per_subnet": "0",
        "zonal_shift.config.enabled": "false",
    },
    GATEWAY: {PROTECTION: "false", "ipv6.deny_all_igw_traffic": "false", CROSS_ZONE: "false"},
}

_HEADERS: Final = (
    *(f"request.x_amzn_mtls_clientcert{part}" for part in ("", "_issuer", "_leaf", "_serial_number")),
    *(f"request.x_amzn_mtls_clientcert{part}" for part in ("_subject", "_validity")),
    *(f"request.x_amzn_tls_{part}" for part in ("version", "cipher_suite")),
    "response.access_control_allow_credentials",
    "response.access_control_allow_headers",
    "response.access_control_allow_methods",
    "response.access_control_allow_origin",
    "response.access_control_expose_headers",
    "response.access_control_max_age",
    "response.content_security_policy",
    "response.strict_transport_security",
    "response.x_content_type_options",
    "response.x_frame_options",
)
_ONLY_HTTPS: Final = ("request.x_amzn_mtls", "request.x_amzn_tls", "response.strict_transport_security")


def listener_defaults(protocol: str) -> Attributes:
    """The attributes of a new listener."""
    if protocol in ("HTTP", "HTTPS"):
        names = [name for name in _HEADERS if protocol == "HTTPS" or not name.startswith(_ONLY_HTTPS)]
        headers = {
            f"routing.http.{name}.header_{'name' if name.startswith('request') else 'value'}": ""
            for name in names
        }
        return {"routing.http.response.server.enabled": "true", **headers}
    return {"tcp.idle_timeout.seconds": "350"} if protocol in ("TCP", "") else {}


_HEALTH: Final = {
    "target_group_health.dns_failover.minimum_healthy_targets.count": "1",
    "target_group_health.dns_failover.minimum_healthy_targets.percentage": "off",
    "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count": "1",
    "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage": "off",
}
_INHERITED: Final = {CROSS_ZONE: "use_load_balancer_configuration"}


def target_group_defaults(protocol: str | None, target_type: str) -> Attributes:
    """The attributes of a new target group."""
    if target_type == "lambda":
        return {
            "lambda.multi_value_headers.enabled": "false",
            "stickiness.enabled": "false",
            **_INHERITED,
            **_HEALTH,
        }
    if target_type == "alb":
        return {**_INHERITED, **_HEALTH}
    if protocol == "GENEVE":
        return {
            DELAY: "300",
            "stickiness.enabled": "false",
            "stickiness.type": "source_ip_dest_ip_proto",
            "target_failover.on_deregistration": "no_rebalance",
            "target_failover.on_unhealthy": "no_rebalance",
        }
    if protocol in ("HTTP", "HTTPS"):
        return {
            DELAY: "300",
            "load_balancing.algorithm.anomaly_mitigation": "off",
            "load_balancing.algorithm.type": "round_robin",
            "slow_start.duration_seconds": "0",
            "stickiness.app_cookie.cookie_name": "",
            "stickiness.app_cookie.duration_seconds": "86400",
            "stickiness.enabled": "false",
            "stickiness.lb_cookie.duration_seconds": "86400",
            "stickiness.type": "lb_cookie",
            **_INHERITED,
            **_HEALTH,
        }
    by_address = target_type == "ip" and protocol in ("TCP", "TLS")
    return {
        DELAY: "300",
        "deregistration_delay.connection_termination.enabled": "false",
        "preserve_client_ip.enabled": "false" if by_address else "true",
        "proxy_protocol_v2.enabled": "false",
        "stickiness.enabled": "false",
        "stickiness.type": "source_ip",
        "target_health_state.unhealthy.connection_termination.enabled": "true",
        "target_health_state.unhealthy.draining_interval_seconds": "0",
        **_INHERITED,
        **_HEALTH,
    }


_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "dns_record.client_routing_policy": (
        "availability_zone_affinity",
        "partial_availability_zone_affinity",
        "any_availability_zone",
    ),
    "load_balancing.algorithm.anomaly_mitigation": ("on", "off"),
    "load_balancing.algorithm.type": ("round_robin", "least_outstanding_requests", "weighted_random"),
    "routing.http.desync_mitigation_mode": ("monitor", "defensive", "strictest"),
    "routing.http.xff_header_processing.mode": ("append", "preserve", "remove"),
    "target_failover.on_deregistration": ("rebalance", "no_rebalance"),
    "target_failover.on_unhealthy": ("rebalance", "no_rebalance"),
}
_RANGES: Final[Mapping[str, tuple[int, int]]] = {
    "client_keep_alive.seconds": (60, 604800),
    DELAY: (0, 3600),
    "idle_timeout.timeout_seconds": (1, 4000),
    "secondary_ips.auto_assigned.per_subnet": (0, 7),
    "stickiness.app_cookie.duration_seconds": (1, 604800),
    "stickiness.lb_cookie.duration_seconds": (1, 604800),
    "target_health_state.unhealthy.draining_interval_seconds": (0, 360000),
    "tcp.idle_timeout.seconds": (60, 6000),
}


def check_attributes(given: Attributes, known: Attributes, described_as: str, *, all_known: set[str]) -> None:
    """Refuse attributes that do not exist, do not apply here, or have a value that they cannot have.

    Args:
        given: the attributes of a request.
        known: those that the thing has.
        described_as: the thing, as the message says it: ``load balancers with type 'network'``.
        all_known: the attributes that things of this sort can have at all.

    Raises:
        AwsError: ``ValidationError`` or ``InvalidConfigurationRequest``.
    """
    for key, value in given.items():
        if key not in all_known:
            raise validation(f"Attribute key '{key}' is not recognized")
        if key not in known:
            raise configuration(f"Attribute key '{key}' is not supported on {described_as}")
        _check_value(key, value)


def _check_value(key: str, value: str) -> None:
    if key in _CHOICES:
        _require(key, value, value in _CHOICES[key], f"must be one of [{', '.join(_CHOICES[key])}]")
    elif key in _RANGES:
        low, high = _RANGES[key]
        fits = value.isdigit() and low <= int(value) <= high
        _require(key, value, fits, f"must be between '{low}-{high}' inclusive")
    elif key == "slow_start.duration_seconds":
        fits = value == "0" or (value.isdigit() and 30 <= int(value) <= 900)
        _require(key, value, fits, "must be 0, or between '30-900' inclusive")
    elif key == CROSS_ZONE:
        choices = ("true", "false", "use_load_balancer_configuration")
        _require(key, value, value in choices, f"must be one of [{', '.join(choices)}]")
    elif key.endswith(".enabled"):
        _require(key, value, value in ("true", "false"), "must be one of [true, false]")
    elif key.endswith(".header_name"):
        fits = re.fullmatch(r"[A-Za-z0-9_-]{0,40}", value) is not None
        _require(key, value, fits, "must have at most 40 letters, digits, hyphens and underscores")


def _require(key: str, value: str, fits: bool, allowed: str) -> None:
    if not fits:
        raise validation(f"'{key}' value '{value}' {allowed}")


def check_stickiness(protocol: str | None, attributes: Attributes) -> None:
    """Refuse a kind of stickiness that the protocol does not have, or one without its cookie."""
    kind = attributes.get("stickiness.type")
    allowed = {
        "HTTP": ("lb_cookie", "app_cookie"),
        "HTTPS": ("lb_cookie", "app_cookie"),
        "GENEVE": ("source_ip_dest_ip", "source_ip_dest_ip_proto"),
    }.get(protocol or "", ("source_ip",))
    if kind and kind not in allowed:
        raise configuration(
            f"Stickiness type '{kind}' is not supported for target groups with the {protocol} protocol"
        )
    if kind == "app_cookie" and not attributes.get("stickiness.app_cookie.cookie_name"):
        raise configuration(
            "You must set an application cookie name to enable stickiness of type 'app_cookie'"
        )
    if protocol == "TLS" and attributes.get("stickiness.enabled") == "true":
        raise configuration("You cannot enable stickiness on target groups with the TLS protocol")


def all_load_balancer_attributes() -> set[str]:
    """Every attribute that a load balancer of some type has."""
    return {key for defaults in LOAD_BALANCER.values() for key in defaults}


def all_listener_attributes() -> set[str]:
    """Every attribute that a listener of some protocol has."""
    return {key for protocol in ("HTTPS", "TCP") for key in listener_defaults(protocol)}


def all_target_group_attributes() -> set[str]:
    """Every attribute that a target group of some protocol and target type has."""
    kinds = (("HTTP", "ip"), ("TCP", "ip"), ("GENEVE", "ip"), (None, "lambda"))
    return {key for protocol, kind in kinds for key in target_group_defaults(protocol, kind)}
