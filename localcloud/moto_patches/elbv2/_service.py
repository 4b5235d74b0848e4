"""What the modules of this package share: the service, its errors and its lookups."""

import json
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any, Final

from moto.elbv2.exceptions import ListenerNotFoundError, LoadBalancerNotFoundError, TargetGroupNotFoundError
from moto.elbv2.responses import ELBV2Response

from localcloud.moto_service import AwsError, Service

ELBV2: Final = Service(ELBV2Response, "elbv2_backend")

APPLICATION: Final = "application"
NETWORK: Final = "network"
GATEWAY: Final = "gateway"
KINDS: Final = {APPLICATION: "app", NETWORK: "net", GATEWAY: "gwy"}
"""Type of load balancer -> what its ARN and those of its listeners call it."""


def validation(message: str) -> AwsError:
    """The error for a parameter that the service does not accept."""
    return AwsError("ValidationError", message)


def configuration(message: str) -> AwsError:
    """The error for parameters that do not go together."""
    return AwsError("InvalidConfigurationRequest", message)


@cache
def _facts() -> dict[str, dict[str, str]]:
    text = files("localcloud").joinpath("data/load_balancers.json").read_text()
    regions: dict[str, dict[str, str]] = json.loads(text)["regions"]
    return regions


def region_facts(region: str) -> dict[str, str]:
    """The hosted zones of a region's load balancers, and the account that writes their logs."""
    return _facts().get(region, {})


def balancer_of(backend: Any, arn: str) -> Any:
    """The load balancer (moto's object) with an ARN. Raises ``LoadBalancerNotFound``."""
    if arn not in backend.load_balancers:
        raise LoadBalancerNotFoundError
    return backend.load_balancers[arn]


def listeners(backend: Any) -> Iterator[Any]:
    """All listeners (moto's objects)."""
    for balancer in backend.load_balancers.values():
        yield from balancer.listeners.values()


def listener_of(backend: Any, arn: str) -> Any:
    """The listener (moto's object) with an ARN. Raises ``ListenerNotFound``."""
    for listener in listeners(backend):
        if listener.arn == arn:
            return listener
    raise ListenerNotFoundError


def target_group_of(backend: Any, arn: str) -> Any:
    """The target group (moto's object) with an ARN. Raises ``TargetGroupNotFound``."""
    if arn not in backend.target_groups:
        raise TargetGroupNotFoundError
    return backend.target_groups[arn]


def target_groups_of_actions(actions: Iterable[dict[str, Any]]) -> list[str]:
    """The ARNs of the target groups that actions forward to, each once."""
    found: dict[str, None] = {}
    for action in actions:
        if action.get("Type") == "forward":
            single = [action["TargetGroupArn"]] if action.get("TargetGroupArn") else []
            weighted = (action.get("ForwardConfig") or {}).get("TargetGroups") or []
            found |= dict.fromkeys([*single, *(group["TargetGroupArn"] for group in weighted)])
    return list(found)


def balancers_of_target_group(backend: Any, arn: str) -> list[str]:
    """The ARNs of the load balancers that forward to a target group."""
    return [
        balancer.arn
        for balancer in backend.load_balancers.values()
        if any(
            arn in target_groups_of_actions(action.data for action in rule.actions)
            for listener in balancer.listeners.values()
            for rule in listener.rules.values()
        )
    ]
