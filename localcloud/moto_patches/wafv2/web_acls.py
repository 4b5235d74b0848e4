"""Web ACLs and rule groups.

What moto accepts, and AWS refuses: rules that cannot be (`rules`); no default action, or two; a group with
less capacity than its rules take; a name that another scope's ... is not in the way, one of the same scope
is; deleting what is used.

What moto gets wrong: the error for a taken name; rules and other settings that an update leaves out stay; the
capacity; some settings are lost; logs and tags outlive their web ACL.
"""

import json
from collections.abc import Callable
from functools import cache
from typing import Any, Final

from moto.wafv2.exceptions import WAFv2ClientError, WAFV2DuplicateItemException
from moto.wafv2.models import FakeRuleGroup, FakeWebACL, WAFV2Backend
from moto.wafv2.responses import WAFV2Response

from localcloud.moto_patches.wafv2._service import WAF, associated, invalid, of_scope, uses
from localcloud.moto_patches.wafv2.associations import resources_of
from localcloud.moto_patches.wafv2.rules import capacity, check_capacity, check_rules
from localcloud.moto_service import Request, replace

KEPT: Final = ("DataProtectionConfig", "OnSourceDDoSProtectionConfig", "ApplicationConfig")
"""Settings of web ACLs that moto does not know."""


def _name_duplicate(_: Callable[..., None], self: Any) -> None:
    WAFv2ClientError.__init__(
        self,
        "WAFDuplicateItemException",
        "AWS WAF couldn’t perform the operation because some resource in your request is a duplicate of an "
        "existing one.",
    )


def _refuse_acl(backend: Any, request: Request) -> None:
    there = of_scope(backend, request)
    if len(request["DefaultAction"]) != 1:
        raise invalid("You must specify exactly one default action", "DEFAULT_ACTION", request["Name"])
    rules = request.get("Rules") or []
    check_rules(there, rules)
    check_capacity(there, rules)
    _refuse_bodies(request)


def _refuse_bodies(request: Request) -> None:
    """Refuse a custom response whose body is not there."""
    bodies = request.get("CustomResponseBodies") or {}
    actions = [
        request.get("DefaultAction") or {},
        *(rule.get("Action") or {} for rule in request.get("Rules") or ()),
    ]
    for action in actions:
        key = ((action.get("Block") or {}).get("CustomResponse") or {}).get("CustomResponseBodyKey")
        if key and key not in bodies:
            raise invalid("The custom response body does not exist", "CUSTOM_RESPONSE_BODY_KEY", key)


def _refuse_group(backend: Any, request: Request) -> None:
    there = of_scope(backend, request)
    rules = request.get("Rules") or []
    check_rules(there, rules)
    most = request.get("Capacity")
    if most is None:
        most = next(
            (group.capacity for group in there.rule_groups.values() if group.id == request["Id"]), None
        )
    if most is not None:
        check_capacity(there, rules, most)
    _refuse_bodies(request)


def _refuse_used_acl(backend: Any, request: Request) -> None:
    for web_acl in of_scope(backend, request).wacls.values():
        if web_acl.id == request["Id"] and resources_of(backend, web_acl):
            raise associated()


def _refuse_used_group(backend: Any, request: Request) -> None:
    there = of_scope(backend, request)
    if any(group.id == request["Id"] and uses(there, group.arn) for group in there.rule_groups.values()):
        raise associated()


def _delete(
    original: Callable[..., None], self: Any, name: str, scope: str, _id: str, lock_token: str
) -> None:
    arns = [arn for arn, web_acl in self.wacls.items() if web_acl.id == _id]
    original(self, name, scope, _id, lock_token)
    for arn in arns:
        self.tagging_service.delete_all_tags_for_resource(arn)


def _update(
    original: Callable[..., str], self: Any, name: str, _id: str, default_action: Any, rules: Any, *args: Any
) -> str:
    token = original(self, name, _id, default_action, rules, *args)
    web_acl = self.get_web_acl(None, name, _id)
    description, _, _, bodies, captcha, challenge, domains, association = args
    web_acl.rules = web_acl.rules if rules else []
    web_acl.description = description or ""
    web_acl.custom_response_bodies, web_acl.captcha_config = bodies, captcha
    web_acl.challenge_config, web_acl.token_domains = challenge, domains
    web_acl.association_config = association
    return token


def _update_group(original: Callable[..., Any], self: Any, *args: Any) -> Any:
    group = original(self, *args)
    _, _, _, description, rules, _, _, bodies = args
    group.rules = group.rules if rules else []
    group.description = description or ""
    group.custom_response_bodies = bodies
    return group


def _keep(original: Callable[[Any], Any], response: Any) -> Any:
    answer = original(response)
    body = json.loads(response.body)
    for web_acl in response.wafv2_backend.wacls.values():
        if web_acl.name == body["Name"]:
            web_acl.others = {name: body[name] for name in KEPT if name in body}
    return answer


def _describe(original: Callable[[Any], dict[str, Any]], self: Any) -> dict[str, Any]:
    described = {**original(self), **self.others}
    described |= {"ManagedByFirewallManager": False, "RetrofittedByFirewallManager": False}
    return {name: value for name, value in described.items() if value is not None}


def _describe_rules(original: Callable[[Any], dict[str, Any]], self: Any) -> dict[str, Any]:
    described = original(self)
    described["Rules"] = [
        {name: value for name, value in rule.items() if value is not None} for rule in described["Rules"]
    ]
    return described


def _measured(original: Callable[..., Any], self: Any, *args: Any, **kwargs: Any) -> Any:
    web_acl = original(self, *args, **kwargs)
    web_acl.capacity = capacity(self, [rule.to_dict() for rule in web_acl.rules])
    return web_acl


@cache
def apply() -> None:
    """Put moto's web ACLs and rule groups right."""
    FakeWebACL.others = {}
    replace(WAFV2DuplicateItemException, "__init__", _name_duplicate)
    for kind in (FakeWebACL, FakeRuleGroup):
        replace(kind, "to_dict", _describe_rules)
    replace(FakeWebACL, "to_dict", _describe)
    replace(WAFV2Backend, "get_web_acl", _measured)
    replace(WAFV2Backend, "update_web_acl", _update)
    replace(WAFV2Backend, "update_rule_group", _update_group)
    replace(WAFV2Backend, "delete_web_acl", _delete)
    for operation in ("create_web_acl", "update_web_acl"):
        replace(WAFV2Response, operation, _keep)
    WAF.refuse(
        {
            "create_web_acl": [_refuse_acl],
            "update_web_acl": [_refuse_acl],
            "delete_web_acl": [_refuse_used_acl],
            "create_rule_group": [_refuse_group],
            "update_rule_group": [_refuse_group],
            "delete_rule_group": [_refuse_used_group],
        }
    )
