"""How requests reach a service: its target groups, and its rules on a listener of a load balancer."""

import re
from dataclasses import dataclass
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from ._args import Reader
from ._argument_kinds import read_required_number
from ._base import SharedComponent
from ._store_spec import read_number_if_given

_PORTS = range(1, 65536)
_PRIORITIES = range(1, 50_001)
_INTERVAL_SECONDS = range(5, 301)
_TIMEOUT_SECONDS = range(2, 121)
_HEALTH_CHECKS = range(2, 11)
_GRACE_SECONDS = range(2_147_483_648)
_DRAIN_SECONDS = range(3601)
_STICKY_SECONDS = range(1, 604_801)
"""Ranges of CreateTargetGroup, ModifyTargetGroupAttributes, CreateRule (API reference of ELB) and
CreateService (API reference of ECS)."""

_MOST_CONDITION_VALUES = 5
"""Of one rule (ELB user guide, "Quotas for your Application Load Balancers")."""

_PATH = re.compile(r"/[A-Za-z0-9_.$/~\"'@:+&*?-]*")
_HOST = re.compile(r"[A-Za-z0-9*?.-]{1,128}")
_HEALTH_PATH = re.compile(r"/\S{0,1023}")
_MATCHER = re.compile(r"[2-4]\d\d([,-][2-4]\d\d)*")
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,40}")


class HttpArgs(TypedDict):
    """How requests reach a service through a load balancer."""

    port: int
    """Port on which the container answers, 1 to 65535."""
    vpc_id: pulumi.Input[str]
    """VPC of the subnets."""
    listener_arn: pulumi.Input[str]
    """Listener of an Application Load Balancer, whose rules send requests to the service."""
    priority: int
    """Place of the service's rule among those of the listener, 1 to 50000: the lowest that matches counts.
    The strategies blue-green and canary also take the place before it, for requests with `test_header`."""
    path_patterns: NotRequired[list[str]]
    """Paths of the requests, with * and ? for any characters, as /api/*. Default: /*, which is every path."""
    host_names: NotRequired[list[str]]
    """Host names of the requests, with * and ?, as api.example.com. Default: every host name."""
    health_check_path: NotRequired[str]
    """Path that answers as long as the container is healthy. Default: /health."""
    health_check_codes: NotRequired[str]
    """HTTP status codes of a healthy answer, as 200,204 or 200-299. Default: 200."""
    health_check_interval_seconds: NotRequired[int]
    """Seconds between two checks, 5 to 300. Default: 15."""
    health_check_timeout_seconds: NotRequired[int]
    """Seconds, 2 to 120, after which a check has failed; less than the interval. Default: 5."""
    healthy_threshold: NotRequired[int]
    """Checks in a row that make a container healthy, 2 to 10. Default: 2."""
    unhealthy_threshold: NotRequired[int]
    """Checks in a row that make it unhealthy, 2 to 10; it is then replaced. Default: 3."""
    health_check_grace_seconds: NotRequired[int]
    """Seconds after the start of a task in which failed checks do not count. Default: 60."""
    deregistration_delay_seconds: NotRequired[int]
    """Seconds, 0 to 3600, that requests in flight have when a task stops. Default: 30."""
    sticky_session_seconds: NotRequired[int]
    """Seconds, 1 to 604800, for which a client stays with one task, as Socket.io needs it. Default: none;
    each request may go to another task."""
    test_header: NotRequired[str]
    """Header by which requests reach a new version before others do, whatever its value; only with blue-green
    and canary. Whoever knows it can use it. Default: X-Deployment-Test."""


@dataclass(frozen=True)
class HttpSpec:
    """The arguments of `http`, checked."""

    port: int
    vpc_id: pulumi.Input[str]
    listener_arn: pulumi.Input[str]
    priority: int
    path_patterns: tuple[str, ...]
    host_names: tuple[str, ...]
    health_check: dict[str, Any]
    """Properties of a target group's health check."""
    grace_seconds: int
    deregistration_delay_seconds: int
    sticky_session_seconds: int | None
    test_header: str | None
    """None when no version is tested before it serves."""


@dataclass(frozen=True)
class Routing:
    """What sends requests to a service."""

    blue: aws.lb.TargetGroup
    green: aws.lb.TargetGroup | None
    """A second target group, where deployments move traffic between two."""
    rule: aws.lb.ListenerRule
    test_rule: aws.lb.ListenerRule | None

    @property
    def rules(self) -> list[aws.lb.ListenerRule]:
        """All rules."""
        return [self.rule] if self.test_rule is None else [self.rule, self.test_rule]

    @property
    def target_groups(self) -> list[aws.lb.TargetGroup]:
        """All target groups."""
        return [self.blue] if self.green is None else [self.blue, self.green]


def read_http(reader: Reader, shifts_traffic: bool) -> HttpSpec:
    """The arguments that `reader` reads; `shifts_traffic` says whether a new version gets a target group of
    its own."""
    priorities = range(2, _PRIORITIES.stop) if shifts_traffic else _PRIORITIES
    if reader.get("test_header") is not None and not shifts_traffic:
        reader.problem("test_header", repr(reader.get("test_header")), "none with the strategy rolling")
    header = _matching(reader, "test_header", "X-Deployment-Test", _HEADER, "the name of an HTTP header")
    spec = HttpSpec(
        port=read_required_number(reader, "port", _PORTS),
        vpc_id=reader.passed("vpc_id"),
        listener_arn=reader.passed("listener_arn"),
        priority=read_required_number(reader, "priority", priorities),
        path_patterns=_patterns(reader, "path_patterns", ["/*"], _PATH, "paths that start with /"),
        host_names=_patterns(reader, "host_names", [], _HOST, "host names"),
        health_check=_health_check(reader),
        grace_seconds=reader.whole_number("health_check_grace_seconds", 60, _GRACE_SECONDS),
        deregistration_delay_seconds=reader.whole_number("deregistration_delay_seconds", 30, _DRAIN_SECONDS),
        sticky_session_seconds=read_number_if_given(reader, "sticky_session_seconds", _STICKY_SECONDS),
        test_header=header if shifts_traffic else None,
    )
    values = len(spec.path_patterns) + len(spec.host_names) + (1 if shifts_traffic else 0)
    if values > _MOST_CONDITION_VALUES:
        tested = ", the test header being one" if shifts_traffic else ""
        reader.problem(
            "path_patterns",
            f"{values} values together with host_names{tested}",
            f"at most {_MOST_CONDITION_VALUES} in one rule",
        )
    return spec


def create_routing(component: SharedComponent, spec: HttpSpec) -> Routing:
    """The target groups and listener rules of a service."""
    blue = _create_target_group(component, "blue", spec)
    rule = _create_rule(component, "listener-rule", spec, blue, spec.priority, _conditions(spec))
    if spec.test_header is None:
        return Routing(blue, None, rule, None)
    green = _create_target_group(component, "green", spec)
    header = {"http_header": {"http_header_name": spec.test_header, "values": ["*"]}}
    test_rule = _create_rule(
        component, "test-listener-rule", spec, green, spec.priority - 1, [*_conditions(spec), header]
    )
    return Routing(blue, green, rule, test_rule)


def _create_target_group(component: SharedComponent, role: str, spec: HttpSpec) -> aws.lb.TargetGroup:
    sticky = spec.sticky_session_seconds
    return aws.lb.TargetGroup(
        component.child_name(role),
        vpc_id=spec.vpc_id,
        port=spec.port,
        protocol="HTTP",
        target_type="ip",
        health_check=spec.health_check,
        deregistration_delay=spec.deregistration_delay_seconds,
        stickiness={
            "enabled": sticky is not None,
            "type": "lb_cookie",
            **({} if sticky is None else {"cookie_duration": sticky}),
        },
        tags=component.child_tags(role),
        opts=component.child_options(),
    )


def _create_rule(
    component: SharedComponent,
    role: str,
    spec: HttpSpec,
    target_group: aws.lb.TargetGroup,
    priority: int,
    conditions: list[dict[str, Any]],
) -> aws.lb.ListenerRule:
    # Deployments that shift traffic do it here: ECS writes both target groups and their weights into rules.
    ignored = [] if spec.test_header is None else ["actions"]
    return aws.lb.ListenerRule(
        component.child_name(role),
        listener_arn=spec.listener_arn,
        priority=priority,
        conditions=conditions,
        actions=[{"type": "forward", "target_group_arn": target_group.arn}],
        tags=component.child_tags(role),
        opts=component.child_options(pulumi.ResourceOptions(ignore_changes=ignored)),
    )


def _conditions(spec: HttpSpec) -> list[dict[str, Any]]:
    conditions: list[dict[str, Any]] = [{"path_pattern": {"values": list(spec.path_patterns)}}]
    if spec.host_names:
        conditions.append({"host_header": {"values": list(spec.host_names)}})
    return conditions


def _health_check(reader: Reader) -> dict[str, Any]:
    interval = reader.whole_number("health_check_interval_seconds", 15, _INTERVAL_SECONDS)
    timeout = reader.whole_number("health_check_timeout_seconds", 5, _TIMEOUT_SECONDS)
    if timeout >= interval:
        reader.problem("health_check_timeout_seconds", str(timeout), f"less than the interval, {interval}")
    path = _matching(reader, "health_check_path", "/health", _HEALTH_PATH, "a path that starts with /")
    return {
        "protocol": "HTTP",
        "path": path,
        "matcher": _matching(reader, "health_check_codes", "200", _MATCHER, "codes, as 200,204 or 200-299"),
        "interval": interval,
        "timeout": timeout,
        "healthy_threshold": reader.whole_number("healthy_threshold", 2, _HEALTH_CHECKS),
        "unhealthy_threshold": reader.whole_number("unhealthy_threshold", 3, _HEALTH_CHECKS),
    }


def _patterns(
    reader: Reader, key: str, default: list[str], pattern: re.Pattern[str], allowed: str
) -> tuple[str, ...]:
    texts = reader.texts(key, default)
    for text in texts:
        if not pattern.fullmatch(text) or len(text) > 128:
            reader.problem(key, repr(text), f"{allowed}, of up to 128 characters, with * and ? for any")
    if not texts and default and not reader.get(key):
        reader.problem(key, "an empty list", f"{allowed}, at least one")
    return texts


def _matching(reader: Reader, key: str, default: str, pattern: re.Pattern[str], allowed: str) -> str:
    text = reader.text(key, default)
    if text and not pattern.fullmatch(text):
        reader.problem(key, repr(text), allowed)
    return text
