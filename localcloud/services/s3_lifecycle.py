"""Lifecycle configurations of buckets."""

from collections.abc import Iterable
from typing import Any, Final

from localcloud.provider.definition import Call, Change, Conversion, Resource
from localcloud.provider.values import Properties
from localcloud.services.s3_values import from_filter, from_members, to_filter, to_members

_NAMED: Final = {"Bucket": "{id}"}


def to_rules(rules: list[Properties]) -> list[dict[str, Any]]:
    """The rules of a request from blocks of the resource."""
    return [_to_rule(rule) for rule in rules]


def _to_rule(rule: Properties) -> dict[str, Any]:
    told = {name: value for name, value in rule.items() if name not in ("filter", "prefix")}
    if rule.get("expiration"):
        # 0 days and no marker are the facts' defaults of what is not set.
        told["expiration"] = {name: value for name, value in rule["expiration"].items() if value}
    if rule.get("filter") is not None:
        return {**to_members(told), "Filter": to_filter(rule["filter"])}
    return {**to_members(told), "Prefix": rule.get("prefix") or ""}


def _from_rules(rules: Iterable[dict[str, Any]]) -> list[Properties]:
    return [_from_rule(rule) for rule in rules]


def _from_rule(members: dict[str, Any]) -> Properties:
    rule: Properties = from_members({name: item for name, item in members.items() if name != "Filter"})
    if not rule.get("prefix"):
        rule.pop("prefix", None)
    if "Filter" in members:
        rule["filter"] = from_filter(members["Filter"] or {})
    return rule


def _check(inputs: Properties) -> Iterable[tuple[str, str]]:
    if inputs.get("rules") == [] or "rules" not in inputs:
        yield "rules", "S3 keeps no lifecycle configuration without a rule: give one, or no resource"


BUCKET_LIFECYCLE_CONFIGURATION: Final = Resource(
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "s3",
    identifier="{bucket}",
    create=Call("put_bucket_lifecycle_configuration"),
    read=Call("get_bucket_lifecycle_configuration", _NAMED),
    delete=Call("delete_bucket_lifecycle", _NAMED),
    changes=(
        Change(
            Call("put_bucket_lifecycle_configuration", _NAMED),
            ("rules", "transitionDefaultMinimumObjectSize"),
        ),
    ),
    request_names={"rules": "LifecycleConfiguration.Rules"},
    computed={"bucket": "{id}"},
    conversions={"rules": Conversion(to_rules, _from_rules)},
    validate=_check,
    unsupported=("expectedBucketOwner",),
)

RESOURCES: Final = (BUCKET_LIFECYCLE_CONFIGURATION,)
