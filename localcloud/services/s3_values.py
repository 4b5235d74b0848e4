"""Blocks of S3 settings between Pulumi's names and S3's own, where generic mapping is not enough."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from localcloud.provider.values import Properties

_SPELLED: Final = {
    "id": "ID",
    "kmsMasterKeyId": "KMSMasterKeyID",
    "replicaKmsKeyId": "ReplicaKmsKeyID",
    "sseAlgorithm": "SSEAlgorithm",
}
_READ: Final = {member: name for name, member in _SPELLED.items()}


def to_members(value: Any) -> Any:
    """A block, or a list of them, with S3's names and without what is not set."""
    if isinstance(value, Mapping):
        return {
            _SPELLED.get(name, name[0].upper() + name[1:]): to_members(item)
            for name, item in value.items()
            if item is not None
        }
    return [to_members(item) for item in value] if isinstance(value, list) else value


def from_members(value: Any) -> Any:
    """What S3 answers with Pulumi's names."""
    if isinstance(value, Mapping):
        return {
            _READ.get(member, member[0].lower() + member[1:]): from_members(item)
            for member, item in value.items()
        }
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return [from_members(item) for item in value] if isinstance(value, list) else value


def to_filter(block: Properties) -> dict[str, Any]:
    """The `filter` of a rule; one that says nothing is for all objects."""
    both = block.get("and")
    if both:
        # The facts have 0 and "" as defaults: they stand for "no limit".
        told = {name: value for name, value in both.items() if value and name != "tags"}
        tags = [{"Key": key, "Value": value} for key, value in (both.get("tags") or {}).items()]
        return {"And": {**to_members(told), **({"Tags": tags} if tags else {})}}
    told = {name: value for name, value in block.items() if value or value == 0}
    return to_members(told) or {"Prefix": ""}


def from_filter(members: Mapping[str, Any]) -> Properties:
    """A rule's `filter` from what S3 answers."""
    both = members.get("And")
    if both is None:
        block: Properties = from_members(members)
        return {name: value for name, value in block.items() if value != ""}
    told = from_members({name: value for name, value in both.items() if name != "Tags"})
    tags = {tag["Key"]: tag["Value"] for tag in both.get("Tags") or ()}
    return {"and": {**told, **({"tags": tags} if tags else {})}}
