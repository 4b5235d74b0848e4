"""Which resource types take tags, and in which form: facts of pulumi_aws, kept in `types.json` beside this
file."""

import json
from pathlib import Path
from typing import Any

from policies.stack import Resource
from policies.values import UNKNOWN, Unknown

DATA_FILE = Path(__file__).with_name("types.json")
"""Written by `policies.tagging.generate`."""

_DATA: dict[str, Any] = json.loads(DATA_FILE.read_text(encoding="utf-8"))

SDK_VERSION: str = _DATA["pulumi_aws"]
"""The version of pulumi_aws that the facts were taken from."""

_AS_LIST = frozenset(_DATA["list"])
"""Types whose tags are a list of objects with `key` and `value`."""

TAGGABLE = frozenset(_DATA["map"]) | _AS_LIST
KNOWN_TYPES = TAGGABLE | frozenset(_DATA["none"])


def tags_of(resource: Resource) -> dict[str, Any] | Unknown:
    """Returns a resource's own tags, key to value, with `UNKNOWN` for what is not known yet.

    Tags that a provider adds by itself count only once it has written them into the inputs.
    """
    tags = resource.inputs.get("tags")
    if tags is None:
        return {}
    if resource.type in _AS_LIST:
        return _from_list(tags)
    return tags if isinstance(tags, dict) else UNKNOWN


def _from_list(tags: Any) -> dict[str, Any] | Unknown:
    if not isinstance(tags, list):
        return UNKNOWN
    result: dict[str, Any] = {}
    for tag in tags:
        if not isinstance(tag, dict) or not isinstance(tag.get("key"), str):
            return UNKNOWN
        result[tag["key"]] = tag.get("value")
    return result
