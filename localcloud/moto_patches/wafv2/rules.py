"""Rules: what AWS refuses of them, and the capacity that they take.

moto accepts any rules: with priorities or names twice, with an action where there is none or none where there
must be one, referring to sets and groups that do not exist, or larger than a firewall can be.
"""

import json
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any, Final

from localcloud.moto_patches.wafv2._service import (
    WAF,
    Statement,
    all_statements,
    invalid,
    not_found,
    of_arn,
    of_scope,
)
from localcloud.moto_service import AwsError, Request

Rule = dict[str, Any]

MOST_CAPACITY: Final = 5000
INCLUDED_CAPACITY: Final = 1500
LIMITS: Final = range(10, 2_000_000_001)
WINDOWS: Final = (60, 120, 300, 600)
GROUPS: Final = ("ManagedRuleGroupStatement", "RuleGroupReferenceStatement")
REFERENCES: Final = {
    "IPSetReferenceStatement": "ip_sets",
    "RegexPatternSetReferenceStatement": "regex_pattern_sets",
    "RuleGroupReferenceStatement": "rule_groups",
}
COSTS: Final = {
    "IPSetReferenceStatement": 1,
    "GeoMatchStatement": 1,
    "AsnMatchStatement": 1,
    "LabelMatchStatement": 1,
    "SizeConstraintStatement": 1,
    "SqliMatchStatement": 20,
    "XssMatchStatement": 40,
    "RegexPatternSetReferenceStatement": 25,
    "RegexMatchStatement": 3,
    "RateBasedStatement": 2,
}
"""WCU by kind of statement: AWS WAF developer guide, Rule statements list."""

MATCH_COSTS: Final = {"CONTAINS": 10, "CONTAINS_WORD": 10}
MATCH_COST: Final = 2
TRANSFORMATION_COST: Final = 10


@cache
def managed_groups() -> dict[str, int]:
    """The capacity of each of AWS's rule groups, by name."""
    text = files("localcloud").joinpath("data/managed_rule_groups.json").read_text()
    groups: dict[str, int] = json.loads(text)["groups"]
    return groups


def check_rules(backend: Any, rules: Iterable[Rule]) -> None:
    """Refuse rules as AWS does.

    Args:
        backend: moto's backend of the request.
        rules: as the API has them.
    """
    found = list(rules)
    for member in ("Priority", "Name"):
        values = [rule[member] for rule in found]
        for value in values:
            if values.count(value) > 1:
                raise invalid(f"Your rules must have unique values of {member}", "RULE", value)
    for rule in found:
        _check(backend, rule)


def _check(backend: Any, rule: Rule) -> None:
    if len(rule["Statement"]) != 1:
        raise invalid("You must specify exactly one statement", "STATEMENT", rule["Name"])
    is_group = next(iter(rule["Statement"])) in GROUPS
    given = [member for member in ("Action", "OverrideAction") if rule.get(member)]
    wanted = "OverrideAction" if is_group else "Action"
    if given != [wanted]:
        raise invalid(
            "A rule whose statement is a rule group needs an override action, any other an action",
            "RULE",
            rule["Name"],
        )
    if len(rule[wanted]) != 1:
        raise invalid("You must specify exactly one setting", "RULE_ACTION", rule["Name"])
    for kind, content in all_statements(rule["Statement"]):
        _check_statement(backend, kind, content)


def _check_statement(backend: Any, kind: str, content: Statement) -> None:
    if kind in REFERENCES:
        kept = getattr(of_arn(backend, content["ARN"]), REFERENCES[kind])
        if content["ARN"] not in kept:
            raise not_found()
    elif kind == "ManagedRuleGroupStatement":
        if content["VendorName"] == "AWS" and content["Name"] not in managed_groups():
            raise invalid(
                "A reference in your rule statement is not valid.", "RULE_GROUP", f"AWS:{content['Name']}"
            )
    elif kind == "RateBasedStatement":
        if content["Limit"] not in LIMITS:
            raise invalid(
                f"Your rate limit must be between {LIMITS.start} and {LIMITS.stop - 1}",
                "RATE_BASED_STATEMENT",
                content["Limit"],
            )
        if content.get("EvaluationWindowSec", WINDOWS[0]) not in WINDOWS:
            raise invalid(
                f"The evaluation window must be one of {', '.join(map(str, WINDOWS))}",
                "RATE_BASED_STATEMENT",
                content["EvaluationWindowSec"],
            )


def capacity(backend: Any, rules: Iterable[Rule]) -> int:
    """The capacity (WCU) that rules take."""
    return sum(
        _cost(backend, kind, content) for rule in rules for kind, content in all_statements(rule["Statement"])
    )


def _cost(backend: Any, kind: str, content: Statement) -> int:
    if kind == "ManagedRuleGroupStatement":
        return managed_groups().get(content["Name"], 0)
    if kind == "RuleGroupReferenceStatement":
        group = of_arn(backend, content["ARN"]).rule_groups.get(content["ARN"])
        return group.capacity if group else 0
    base = COSTS.get(kind, 0)
    if kind == "ByteMatchStatement":
        base = MATCH_COSTS.get(content["PositionalConstraint"], MATCH_COST)
    if kind == "SqliMatchStatement" and content.get("SensitivityLevel") == "HIGH":
        base += 10
    kinds = {item["Type"] for item in content.get("TextTransformations") or ()} - {"NONE"}
    return base * (2 if "JsonBody" in content.get("FieldToMatch", {}) else 1) + TRANSFORMATION_COST * len(
        kinds
    )


def check_capacity(backend: Any, rules: Iterable[Rule], most: int = MOST_CAPACITY) -> int:
    """The capacity that rules take, if it is not more than there may be."""
    taken = capacity(backend, rules)
    if taken > most:
        raise AwsError(
            "WAFLimitsExceededException",
            "AWS WAF couldn’t perform the operation because you exceeded your resource limit: the rules take "
            f"{taken} web ACL capacity units (WCU), the limit is {most}.",
        )
    return taken


def _check_capacity(backend: Any, request: Request) -> dict[str, Any]:
    check_rules(of_scope(backend, request), request["Rules"])
    return {"Capacity": check_capacity(of_scope(backend, request), request["Rules"])}


def _list_groups(_: Any, __: Request) -> dict[str, Any]:
    return {
        "ManagedRuleGroups": [
            {"VendorName": "AWS", "Name": name, "VersioningSupported": False, "Description": ""}
            for name in managed_groups()
        ]
    }


def _describe_group(backend: Any, request: Request) -> dict[str, Any]:
    name = request["Name"]
    if request["VendorName"] != "AWS" or name not in managed_groups():
        raise not_found()
    label = name.removeprefix("AWSManagedRules").lower()
    return {"Capacity": managed_groups()[name], "Rules": [], "LabelNamespace": f"awswaf:managed:aws:{label}:"}


@cache
def apply() -> None:
    """Add what moto's WAF lacks about rules."""
    WAF.extend(
        {
            "check_capacity": _check_capacity,
            "list_available_managed_rule_groups": _list_groups,
            "describe_managed_rule_group": _describe_group,
        }
    )
