"""Lifecycle rules inside a bucket, in the older form of blocks that stands for the same rules of S3."""

from typing import Any

from localcloud.provider.definition import Api
from localcloud.provider.values import Properties
from localcloud.services.s3_values import from_members, to_members


def put_lifecycle(api: Api, bucket: str, rules: list[Properties]) -> None:
    """Give a bucket these `lifecycleRules`; none takes all away."""
    if rules:
        configuration = {"Rules": [_to_members(rule) for rule in rules]}
        api.call("put_bucket_lifecycle_configuration", Bucket=bucket, LifecycleConfiguration=configuration)
    else:
        api.call("delete_bucket_lifecycle", Bucket=bucket)


def lifecycle_blocks(rules: list[dict[str, Any]]) -> list[Properties]:
    """The `lifecycleRules` for what S3 answers; a limit of size has no place in them."""
    return [_from_members(rule) for rule in rules]


def _to_members(rule: Properties) -> dict[str, Any]:
    days = rule.get("abortIncompleteMultipartUploadDays")
    expiration = {name: value for name, value in (rule.get("expiration") or {}).items() if value}
    noncurrent = (rule.get("noncurrentVersionExpiration") or {}).get("days")
    told = {
        "id": rule.get("id") or None,
        "status": "Enabled" if rule["enabled"] else "Disabled",
        "abortIncompleteMultipartUpload": {"daysAfterInitiation": days} if days else None,
        "expiration": expiration or None,
        "noncurrentVersionExpiration": {"noncurrentDays": noncurrent} if noncurrent else None,
        "noncurrentVersionTransitions": [
            {"noncurrentDays": item.get("days"), "storageClass": item["storageClass"]}
            for item in rule.get("noncurrentVersionTransitions") or ()
        ]
        or None,
        "transitions": rule.get("transitions") or None,
    }
    return {**to_members(told), "Filter": _to_filter(rule.get("prefix") or "", rule.get("tags") or {})}


def _to_filter(prefix: str, tags: dict[str, str]) -> dict[str, Any]:
    if not tags:
        return {"Prefix": prefix}
    return {"And": {"Prefix": prefix, "Tags": [{"Key": key, "Value": tags[key]} for key in tags]}}


def _from_members(members: dict[str, Any]) -> Properties:
    both = (members.get("Filter") or {}).get("And") or members.get("Filter") or members
    tags = [*(both.get("Tags") or ()), *([both["Tag"]] if "Tag" in both else ())]
    ends = members.get("NoncurrentVersionExpiration") or {}
    block = {
        "id": members["ID"],
        "enabled": members["Status"] == "Enabled",
        "prefix": both.get("Prefix"),
        "tags": {tag["Key"]: tag["Value"] for tag in tags},
        "abortIncompleteMultipartUploadDays": (members.get("AbortIncompleteMultipartUpload") or {}).get(
            "DaysAfterInitiation"
        ),
        "expiration": from_members(members.get("Expiration")),
        "noncurrentVersionExpiration": {"days": ends.get("NoncurrentDays")} if ends else None,
        "noncurrentVersionTransitions": [
            {"days": item.get("NoncurrentDays"), "storageClass": item["StorageClass"]}
            for item in members.get("NoncurrentVersionTransitions") or ()
        ],
        "transitions": from_members(members.get("Transitions")),
    }
    return {name: value for name, value in block.items() if value not in (None, "", [], {})}
