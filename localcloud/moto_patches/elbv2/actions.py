"""Actions of listeners and rules: what AWS refuses of them, and what it adds.

moto takes target groups of another VPC, protocol or load balancer, redirects that go in a circle, actions in
any order; and answers actions as they were given, while AWS fills in what was left out.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from moto.elbv2.exceptions import ActionTargetGroupNotFoundError

from localcloud.moto_patches.elbv2._service import (
    APPLICATION,
    GATEWAY,
    balancers_of_target_group,
    configuration,
    target_groups_of_actions,
    validation,
)
from localcloud.moto_service import AwsError

Action = dict[str, Any]

REDIRECT_DEFAULTS: Final = {
    "Protocol": "#{protocol}",
    "Port": "#{port}",
    "Host": "#{host}",
    "Path": "/#{path}",
    "Query": "#{query}",
}
AUTHENTICATE_DEFAULTS: Final = {
    "SessionCookieName": "AWSELBAuthSessionCookie",
    "Scope": "openid",
    "SessionTimeout": 604800,
    "OnUnauthenticatedRequest": "authenticate",
}
CONTENT_TYPES: Final = ("text/plain", "text/css", "text/html", "application/javascript", "application/json")
LAST_ACTIONS: Final = ("forward", "redirect", "fixed-response")
MOST_TARGET_GROUPS: Final = 5
HEAVIEST: Final = 999

GROUP_PROTOCOLS: Final = {
    APPLICATION: ("HTTP", "HTTPS", None),
    GATEWAY: ("GENEVE",),
}
"""Type of load balancer -> protocols of the target groups it can forward to; None is that of functions."""
NETWORK_GROUP_PROTOCOLS: Final = ("TCP", "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC")


def prepare_actions(backend: Any, balancer: Any, protocol: str, actions: list[Action]) -> None:
    """Check the actions of a listener or rule, and fill in what AWS does.

    Args:
        backend: moto's backend of the load balancer.
        balancer: the load balancer (moto's object).
        protocol: the listener's protocol.
        actions: as the API has them; changed in place.

    Raises:
        AwsError: as AWS refuses them.
    """
    if not actions:
        raise validation("At least one action must be specified")
    ordered = sorted(actions, key=lambda action: action.get("Order") or 0)
    orders = [action["Order"] for action in actions if action.get("Order")]
    if len(set(orders)) < len(orders):
        raise validation("Two actions cannot have the same order")
    kinds = [action["Type"] for action in ordered]
    if kinds[-1] not in LAST_ACTIONS or any(kind in LAST_ACTIONS for kind in kinds[:-1]):
        raise _invalid(f"The last action, and only that, must be one of {', '.join(LAST_ACTIONS)}")
    for action in actions:
        prepare = _PREPARATIONS.get(action["Type"])
        if prepare:
            prepare(action, protocol)
    for arn in target_groups_of_actions(actions):
        _refuse_target_group(backend, balancer, arn)


def _invalid(message: str) -> AwsError:
    return AwsError("InvalidLoadBalancerAction", message)


def _prepare_forward(action: Action, _: str) -> None:
    single = action.get("TargetGroupArn")
    settings = action.setdefault(
        "ForwardConfig", {"TargetGroups": [{"TargetGroupArn": single}] if single else []}
    )
    groups = settings.get("TargetGroups") or []
    if not groups:
        raise validation("A target group ARN must be specified")
    if len(groups) > MOST_TARGET_GROUPS:
        raise AwsError(
            "TooManyTargetGroups", f"A forward action can have at most {MOST_TARGET_GROUPS} target groups"
        )
    if single and [group["TargetGroupArn"] for group in groups] != [single]:
        raise validation("You cannot specify different target groups in TargetGroupArn and ForwardConfig")
    for group in groups:
        group.setdefault("Weight", 1)
        if group["Weight"] > HEAVIEST:
            raise validation(f"Weight '{group['Weight']}' must be between '0-{HEAVIEST}' inclusive")
    if len(groups) == 1:
        action["TargetGroupArn"] = groups[0]["TargetGroupArn"]
    stickiness = settings.setdefault("TargetGroupStickinessConfig", {"Enabled": False})
    if stickiness.get("Enabled") and not stickiness.get("DurationSeconds"):
        raise validation("Target group stickiness duration must be specified")


def _prepare_redirect(action: Action, protocol: str) -> None:
    settings = action.get("RedirectConfig")
    if not settings:
        raise validation("You must specify a redirect configuration")
    for member, default in REDIRECT_DEFAULTS.items():
        settings[member] = settings.get(member) or default
    same = all(
        settings[member] == default for member, default in REDIRECT_DEFAULTS.items() if member != "Query"
    )
    if same:
        raise _invalid("The redirect configuration is not valid because it creates a loop.")
    if protocol == "HTTPS" and settings["Protocol"] == "HTTP":
        raise _invalid("You cannot redirect HTTPS to HTTP")


def _prepare_fixed_response(action: Action, _: str) -> None:
    settings = action.get("FixedResponseConfig") or {}
    status = settings.get("StatusCode") or ""
    if len(status) != 3 or status[0] not in "245" or not status.isdigit():
        raise validation(f"The status code '{status}' must be 2XX, 4XX or 5XX")
    content_type = settings.get("ContentType")
    if content_type and content_type not in CONTENT_TYPES:
        raise _invalid(f"The ContentType must be one of: {', '.join(CONTENT_TYPES)}")


def _prepare_authenticate(member: str) -> Callable[[Action, str], None]:
    def prepare(action: Action, protocol: str) -> None:
        if protocol != "HTTPS":
            raise _invalid("Authenticate actions are only supported on HTTPS listeners")
        settings = action.get(member)
        if not settings:
            raise validation(f"An action of type '{action['Type']}' needs {member}")
        for name, default in AUTHENTICATE_DEFAULTS.items():
            settings.setdefault(name, default)
        # AWS never tells it again.
        settings.pop("ClientSecret", None)

    return prepare


def _prepare_jwt(action: Action, protocol: str) -> None:
    if protocol != "HTTPS":
        raise _invalid("JWT validation actions are only supported on HTTPS listeners")
    if not action.get("JwtValidationConfig"):
        raise validation("An action of type 'jwt-validation' needs JwtValidationConfig")


_PREPARATIONS: Final[Mapping[str, Callable[[Action, str], None]]] = {
    "forward": _prepare_forward,
    "redirect": _prepare_redirect,
    "fixed-response": _prepare_fixed_response,
    "authenticate-oidc": _prepare_authenticate("AuthenticateOidcConfig"),
    "authenticate-cognito": _prepare_authenticate("AuthenticateCognitoConfig"),
    "jwt-validation": _prepare_jwt,
}


def _refuse_target_group(backend: Any, balancer: Any, arn: str) -> None:
    group = backend.target_groups.get(arn)
    if group is None:
        raise ActionTargetGroupNotFoundError(arn)
    if group.vpc_id and group.vpc_id != balancer.vpc_id:
        raise validation(
            f"The target group '{arn}' is in VPC {group.vpc_id}, the load balancer in VPC {balancer.vpc_id}"
        )
    allowed = GROUP_PROTOCOLS.get(balancer.type, NETWORK_GROUP_PROTOCOLS)
    if group.protocol not in allowed:
        raise configuration(
            f"The load balancer type '{balancer.type}' does not support target groups with protocol "
            f"{group.protocol}"
        )
    if balancers_of_target_group(backend, arn) not in ([], [balancer.arn]):
        raise AwsError(
            "TargetGroupAssociationLimit",
            f"The following target groups cannot be associated with more than one load balancer: {arn}",
        )


def accept_prepared_actions(_: Callable[..., None], __: Any, actions: list[Any]) -> None:
    """Stands in for moto's own check of actions, which knows fewer kinds than there are."""
