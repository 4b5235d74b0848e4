"""Listener rules."""

from collections.abc import Iterable
from typing import Any, Final

from localcloud.provider.definition import Api, Call, Conversion, Resource
from localcloud.provider.values import Properties, has_unknown
from localcloud.services.load_balancer_actions import (
    CONDITION_BLOCKS,
    actions_from_api,
    actions_to_api,
    conditions_from_api,
    conditions_to_api,
    transforms_from_api,
    transforms_to_api,
)
from localcloud.services.load_balancer_tagging import LOAD_BALANCER_TAGGING


def _listener_of_rule(identifier: str) -> Properties:
    listener = identifier.replace(":listener-rule/", ":listener/").rpartition("/")[0]
    return {"listenerArn": listener} if listener else {}


def _create_rule(api: Api, inputs: Properties) -> str:
    listener = inputs["listenerArn"]
    answer = api.call(
        "create_rule",
        ListenerArn=listener,
        Priority=inputs.get("priority") or _next_priority(api, listener),
        Conditions=conditions_to_api(inputs["conditions"]),
        Actions=actions_to_api(inputs["actions"]),
        Transforms=transforms_to_api(inputs["transforms"]) if inputs.get("transforms") else None,
    )
    return str(answer["Rules"][0]["RuleArn"])


def _next_priority(api: Api, listener: str) -> int:
    rules = api.call("describe_rules", ListenerArn=listener)["Rules"]
    return max((int(rule["Priority"]) for rule in rules if rule["Priority"].isdigit()), default=0) + 1


def _complete_rule(api: Api, identifier: str, answer: dict[str, Any], known: Properties) -> dict[str, Any]:
    return {
        **answer,
        **_listener_of_rule(identifier),
        "Actions": actions_from_api(answer["Actions"], known.get("actions")),
        "Conditions": conditions_from_api(answer["Conditions"]),
        "Transforms": transforms_from_api(answer.get("Transforms") or []),
    }


def _update_rule(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    if "priority" in changed:
        priorities = [{"RuleArn": identifier, "Priority": inputs["priority"]}]
        api.call("set_rule_priorities", RulePriorities=priorities)
    if changed & {"actions", "conditions", "transforms"}:
        transforms = transforms_to_api(inputs.get("transforms") or [])
        api.call(
            "modify_rule",
            RuleArn=identifier,
            Conditions=conditions_to_api(inputs["conditions"]),
            Actions=actions_to_api(inputs["actions"]),
            Transforms=transforms or None,
            ResetTransforms=None if transforms else True,
        )


def _check_rule(inputs: Properties) -> Iterable[tuple[str, str]]:
    for index, condition in enumerate(inputs.get("conditions") or ()):
        if has_unknown(condition):
            continue
        given = [name for name in CONDITION_BLOCKS if condition.get(name)]
        if len(given) != 1:
            got = ", ".join(given) or "none"
            yield f"conditions[{index}]", f"takes exactly one of {', '.join(CONDITION_BLOCKS)}; got {got}"


LISTENER_RULE: Final = Resource(
    "aws:lb/listenerRule:ListenerRule",
    "elbv2",
    create=_create_rule,
    read=Call("describe_rules", {"RuleArns": ["{id}"]}, answer="Rules[0]"),
    complete=_complete_rule,
    update=_update_rule,
    delete=Call("delete_rule", {"RuleArn": "{id}"}),
    names={"arn": "RuleArn"},
    conversions={
        "actions": Conversion(list, list),
        "conditions": Conversion(list, list),
        "transforms": Conversion(list, list),
    },
    tagging=LOAD_BALANCER_TAGGING,
    exclusive=("transforms",),
    validate=_check_rule,
)

RESOURCES: Final = (LISTENER_RULE,)
