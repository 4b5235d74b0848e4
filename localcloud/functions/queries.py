"""What the functions that look something up have in common: filters by name and tag, and a single result."""

from typing import Any

from localcloud.provider.functions import FunctionError
from localcloud.provider.values import Properties

Filter = dict[str, Any]


def api_filters(arguments: Properties, **attributes: str | None) -> list[Filter]:
    """EC2's filters for the arguments `filters` and `tags`, and for attributes (`vpc_id` is `vpc-id`)."""
    filters = [{"Name": item["name"], "Values": item["values"]} for item in arguments.get("filters") or ()]
    for key, value in (arguments.get("tags") or {}).items():
        filters.append({"Name": f"tag:{key}", "Values": [value]})
    for name, value in attributes.items():
        if value is not None:
            filters.append({"Name": name.replace("_", "-"), "Values": [value]})
    return filters


def only(found: list[Any], what: str) -> Any:
    """The one element. Raises FunctionError when there is none, or more than one."""
    if not found:
        raise FunctionError(f"no matching {what} found")
    if len(found) > 1:
        raise FunctionError(
            f"{len(found)} {what}s matched: use additional constraints to reduce matches to one"
        )
    return found[0]


def tags_of(answer: dict[str, Any]) -> dict[str, str]:
    """The tags of an EC2 answer, without AWS's own."""
    tags = {item["Key"]: item["Value"] for item in answer.get("Tags") or ()}
    return {key: value for key, value in tags.items() if not key.startswith("aws:")}
