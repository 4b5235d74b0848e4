"""Listener rules.

What moto accepts, and AWS refuses: a priority outside 1 to 50000, too many conditions, two of a kind that can
be there once; actions that cannot be (`actions`).

What moto gets wrong: conditions by regular expression crash it; transforms are dropped; a condition in the
old form (`Values`) is answered without the new one; deleting a rule that is not there, or the default rule,
succeeds.
"""

from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import Any, Final

from moto.elbv2.exceptions import RuleNotFoundError
from moto.elbv2.models import ELBv2Backend, FakeListenerRule

from localcloud.moto_patches.elbv2._service import ELBV2, balancer_of, listener_of, listeners, validation
from localcloud.moto_patches.elbv2.actions import prepare_actions
from localcloud.moto_service import AwsError, Request, replace

PRIORITIES: Final = range(1, 50001)
MOST_VALUES: Final = 5
CONFIGURATIONS: Final = {
    "host-header": "HostHeaderConfig",
    "http-header": "HttpHeaderConfig",
    "http-request-method": "HttpRequestMethodConfig",
    "path-pattern": "PathPatternConfig",
    "query-string": "QueryStringConfig",
    "source-ip": "SourceIpConfig",
}
ONCE: Final = ("host-header", "http-request-method", "path-pattern", "source-ip")
OLD_FORM: Final = ("host-header", "path-pattern")


def _refuse(backend: Any, request: Request) -> None:
    listener = listener_of(backend, request["ListenerArn"])
    priority = request["Priority"]
    if priority not in PRIORITIES:
        raise validation(f"Priority '{priority}' must be between '1-{PRIORITIES.stop - 1}' inclusive")
    _prepare(backend, listener, request)


def _refuse_change(backend: Any, request: Request) -> None:
    rule, listener = _rule(backend, request["RuleArn"])
    if rule.is_default:
        raise AwsError("OperationNotPermitted", f"Default rule '{rule.arn}' cannot be modified")
    _prepare(backend, listener, request)


def _refuse_default(backend: Any, request: Request) -> None:
    rule, _ = _rule(backend, request["RuleArn"])
    if rule.is_default:
        raise AwsError("OperationNotPermitted", f"Default rule '{rule.arn}' cannot be deleted")


def _rule(backend: Any, arn: str) -> tuple[Any, Any]:
    for listener in listeners(backend):
        for rule in listener.rules.values():
            if rule.arn == arn:
                return rule, listener
    raise RuleNotFoundError


def _prepare(backend: Any, listener: Any, request: Request) -> None:
    conditions = request.get("Conditions") or []
    for condition in conditions:
        _complete_condition(condition)
    many = [field for field, count in Counter(item["Field"] for item in conditions).items() if count > 1]
    if any(field in ONCE for field in many):
        raise validation(
            f"A rule can only have one '{next(field for field in many if field in ONCE)}' condition"
        )
    if sum(map(_values, conditions)) > MOST_VALUES:
        raise validation(f"A rule can only have '{MOST_VALUES}' condition values")
    if request.get("Actions"):
        balancer = balancer_of(backend, listener.load_balancer_arn)
        prepare_actions(backend, balancer, listener.protocol, request["Actions"])


def _complete_condition(condition: dict[str, Any]) -> None:
    field = condition.get("Field")
    if field in OLD_FORM:
        settings = condition.setdefault(CONFIGURATIONS[field], {})
        if not settings and condition.get("Values"):
            settings["Values"] = condition["Values"]


def _values(condition: dict[str, Any]) -> int:
    settings = condition.get(CONFIGURATIONS.get(condition["Field"], "")) or {}
    return len(settings.get("Values") or []) + len(settings.get("RegexValues") or [])


def _accept_expressions(member: str) -> Callable[..., None]:
    def validate(original: Callable[..., None], self: Any, condition: dict[str, Any]) -> None:
        settings = condition.get(member) or {}
        if not (settings.get("RegexValues") and not settings.get("Values")):
            original(
                self, {key: value for key, value in condition.items() if key != "Values" or not settings}
            )

    return validate


def _keep_transforms(_: Any, request: Request, answer: dict[str, Any]) -> None:
    rule = answer["Rules"][0]
    if request.get("ResetTransforms"):
        rule.transforms = []
    elif request.get("Transforms"):
        rule.transforms = request["Transforms"]


def _forget_tags(original: Callable[..., None], self: Any, arn: str) -> None:
    original(self, arn)
    self.tagging_service.delete_all_tags_for_resource(arn)


@cache
def apply() -> None:
    """Put moto's listener rules right."""
    FakeListenerRule.transforms = []
    for field in ("host-header", "http-header", "path-pattern"):
        validate = _accept_expressions(CONFIGURATIONS[field])
        replace(ELBv2Backend, f"_validate_{field.replace('-', '_')}_condition", validate)
    replace(ELBv2Backend, "delete_rule", _forget_tags)
    ELBV2.refuse(
        {
            "create_rule": [_refuse],
            "modify_rule": [_refuse_change],
            "delete_rule": [_refuse_default],
        }
    )
    ELBV2.complete({"create_rule": _keep_transforms, "modify_rule": _keep_transforms})
