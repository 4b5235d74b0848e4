"""Whether the change of a property replaces the resource, after the measured facts (`data/README.md`)."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from localcloud.provider.schema import Property, ResourceSchema
from localcloud.provider.values import UNKNOWN, Properties

WORDS: Final = frozenset({"set", "unset", "change", "increase", "decrease", "true", "false", "add", "remove"})
"""The kinds of change that the facts tell apart; `change:a>b` is one between two values."""

_NOT_SET: Final[tuple[Any, ...]] = (None, "", [], {})
_VERSION: Final = re.compile(r"\d+(?:\.\d+)*")


def replaces(schema: ResourceSchema, member: Property, old: Any, new: Any, around: Properties) -> bool:
    """Whether the change from `old` to `new` makes AWS replace the resource.

    `around` are the resource's other properties, in whose circumstances the change is made. Where the facts
    say "unknown", the change is made in place.
    """
    if member.force_new is True:
        return True
    if member.force_new != "some":
        return False
    words = changes(old, new)
    replacing = _most_specific(member.facts.get("replace_on", ()), words, schema, around)
    updating = _most_specific(member.facts.get("update_on", ()), words, schema, around)
    # At a tie the circumstance that replaces wins: the facts tried each one without the other.
    return replacing > 0 and replacing >= updating


def changes(old: Any, new: Any) -> set[str]:
    """The words of the facts for a change. None, "", [] and {} are "not set"."""
    if isinstance(old, list) and isinstance(new, list) and old and new:
        return _list_changes(old, new)
    words = {_word(new)} if isinstance(new, bool) else set()
    if _missing(old):
        return words | {"set"}
    if _missing(new):
        return words | {"unset"}
    return words | {"change", f"change:{_word(old)}>{_word(new)}"} | _direction(old, new)


def circumstance_holds(circumstance: str, schema: ResourceSchema, around: Properties) -> bool:
    """Whether a circumstance of the facts (`load_balancer_type=network`, `secure`) is given.

    Raises ValueError for one that is neither in the facts' vocabulary nor a property of the type.
    """
    name, _, wanted = circumstance.partition("=")
    special = _CIRCUMSTANCES.get(circumstance)
    if special is not None:
        return special(around)
    member = next((item for item in schema.properties.values() if item.terraform_name == name), None)
    if member is None:
        raise ValueError(
            f"the facts on {schema.token} name a circumstance {circumstance!r} that is not known"
        )
    value = around.get(member.name)
    if _missing(value):
        value = member.facts.get("default")
    if isinstance(value, dict):
        value = value.get("type")
    return _word(value) == wanted if wanted else not _missing(value) and value is not False


def _list_changes(old: list[Any], new: list[Any]) -> set[str]:
    added = any(item not in old for item in new)
    removed = any(item not in new for item in old)
    if added and removed:
        return {"change", "add", "remove"}
    return {"add"} if added else {"remove"} if removed else {"change"}


def _direction(old: Any, new: Any) -> set[str]:
    before, after = _number(old), _number(new)
    if before is None or after is None or before == after:
        return set()
    return {"increase"} if after > before else {"decrease"}


def _number(value: Any) -> tuple[float, ...] | None:
    """A number, or the numeric part of a version such as `7.1` or `2.8.2.tiered`, to compare."""
    if isinstance(value, bool) or value is UNKNOWN:
        return None
    if isinstance(value, int | float):
        return (float(value),)
    found = _VERSION.match(value) if isinstance(value, str) else None
    return tuple(float(part) for part in found[0].split(".")) if found else None


def _missing(value: Any) -> bool:
    return not isinstance(value, bool | int | float) and value in _NOT_SET


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _most_specific(
    entries: Iterable[str], words: set[str], schema: ResourceSchema, around: Properties
) -> int:
    """How specific the best fitting entry is: 0 none, 1 in any circumstance, more where a given one holds."""
    best = 0
    for entry in entries:
        word, _, listed = entry.partition("@")
        circumstances = listed.split(",") if listed else []
        if word in words and all(circumstance_holds(item, schema, around) for item in circumstances):
            best = max(best, 1 + len(circumstances))
    return best


def _secure(around: Properties) -> bool:
    blocks = {
        "encryptAtRest": "enabled",
        "nodeToNodeEncryption": "enabled",
        "domainEndpointOptions": "enforceHttps",
    }
    return all((around.get(block) or {}).get(name) is True for block, name in blocks.items())


def _masters(around: Properties) -> bool:
    return (around.get("clusterConfig") or {}).get("dedicatedMasterEnabled") is True


def _any_of(*names: str) -> Callable[[Properties], bool]:
    return lambda around: any(around.get(name) for name in names)


_from_launch_template: Final = _any_of("launchTemplate")
_on_spot_market: Final = _any_of("instanceMarketOptions")

_CIRCUMSTANCES: Final[Mapping[str, Callable[[Properties], bool]]] = {
    "plain": lambda around: (
        not any(given(around) for given in (_secure, _masters, _from_launch_template, _on_spot_market))
    ),
    "no_security_groups": lambda around: not around.get("securityGroups"),
    "spot": _on_spot_market,
    "launch_template": _from_launch_template,
    "secure": _secure,
    "masters": _masters,
    "global": _any_of("globalClusterIdentifier"),
    "replica": _any_of("replicationSourceIdentifier", "replicateSourceDb"),
}
