"""Replication of buckets."""

from collections.abc import Iterable
from typing import Any, Final

from localcloud.provider.definition import Call, Change, Conversion, Resource
from localcloud.provider.values import Properties
from localcloud.services.s3_values import from_filter, from_members, to_filter, to_members

_NAMED: Final = {"Bucket": "{id}"}


def _to_rules(rules: list[Properties]) -> list[dict[str, Any]]:
    return [_to_rule(rule) for rule in rules]


def _to_rule(rule: Properties) -> dict[str, Any]:
    told = {name: value for name, value in rule.items() if name not in ("filter", "prefix", "priority")}
    if rule.get("filter") is None:
        # Such a rule is in S3's older form, which has no priority.
        return {**to_members(told), "Prefix": rule.get("prefix") or ""}
    return {
        **to_members(told),
        "Filter": to_filter(rule["filter"]),
        "Priority": rule.get("priority") or 0,
    }


def _from_rules(rules: Iterable[dict[str, Any]]) -> list[Properties]:
    return [_from_rule(rule) for rule in rules]


def _from_rule(members: dict[str, Any]) -> Properties:
    rule: Properties = from_members({name: item for name, item in members.items() if name != "Filter"})
    if "Filter" in members:
        rule["filter"] = from_filter(members["Filter"] or {})
    return rule


BUCKET_REPLICATION: Final = Resource(
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
    "s3",
    identifier="{bucket}",
    create=Call("put_bucket_replication"),
    read=Call("get_bucket_replication", _NAMED),
    delete=Call("delete_bucket_replication", _NAMED),
    changes=(Change(Call("put_bucket_replication", _NAMED), ("role", "rules", "token")),),
    names={
        "role": "ReplicationConfiguration.Role",
        "rules": "ReplicationConfiguration.Rules",
    },
    computed={"bucket": "{id}"},
    conversions={"rules": Conversion(_to_rules, _from_rules)},
)

RESOURCES: Final = (BUCKET_REPLICATION,)
