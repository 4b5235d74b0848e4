"""Whether a change of a property replaces the resource, after the measured facts (`data/README.md`)."""

from typing import Any, Final

from localcloud.provider.schema import Property, ResourceSchema
from localcloud.provider.values import UNKNOWN, Properties

_EMPTY: Final = (None, "", [], {})


def replaces(schema: ResourceSchema, member: Property, old: Any, new: Any, inputs: Properties) -> bool:
    """Whether the change from `old` to `new` makes AWS replace the resource.

    A property on which the facts say "unknown" is changed in place, `region` apart.
    """
    if member.force_new is True:
        return True
    if member.force_new != "some":
        return False
    words = _changes(member, old, new)
    replacing = _best(member.facts.get("replace_on", ()), words, schema, inputs)
    updating = _best(member.facts.get("update_on", ()), words, schema, inputs)
    return replacing > updating


def _changes(member: Property, old: Any, new: Any) -> set[str]:
    """The words for a change, as the facts use them."""
    if old in _EMPTY and not isinstance(old, bool):
        words = {"set"}
    elif new in _EMPTY and not isinstance(new, bool):
        words = {"unset"}
    else:
        words = {"change", f"change:{_word(old)}>{_word(new)}"}
    if isinstance(new, bool):
        words.add(_word(new))
    if isinstance(old, list) and isinstance(new, list):
        words |= {"add"} if any(item not in old for item in new) else set()
        words |= {"remove"} if any(item not in new for item in old) else set()
    if new is not UNKNOWN:
        words |= _direction(old, new)
    return words


def _direction(old: Any, new: Any) -> set[str]:
    before, after = _number(old), _number(new)
    if before is None or after is None or before == after:
        return set()
    return {"increase"} if after > before else {"decrease"}


def _number(value: Any) -> tuple[float, ...] | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return (float(value),)
    if isinstance(value, str):
        parts = value.rsplit("_", 1)[-1].split(".")
        if all(part.isdigit() for part in parts):
            return tuple(float(part) for part in parts)
    return None


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _best(entries: Any, words: set[str], schema: ResourceSchema, inputs: Properties) -> int:
    """How specific the best matching entry is: 0 none, 1 without a circumstance, more with one that holds."""
    best = 0
    for entry in entries:
        word, _, circumstances = entry.partition("@")
        if word in words:
            conditions = [part for part in circumstances.split(",") if part]
            if all(_holds(condition, schema, inputs) for condition in conditions):
                best = max(best, 1 + len(conditions))
    return best


def _holds(condition: str, schema: ResourceSchema, inputs: Properties) -> bool:
    name, separator, wanted = condition.partition("=")
    special = _CIRCUMSTANCES.get(name)
    if special is not None and not separator:
        return special(inputs)
    for key, member in schema.properties.items():
        if member.terraform_name == name:
            value = inputs.get(key)
            if value in _EMPTY and member.facts.get("default") is not None:
                value = member.facts["default"]
            return _word(value) == wanted if separator else value not in (*_EMPTY, False)
    return False


def _secure(inputs: Properties) -> bool:
    blocks = (("encryptAtRest", "enabled"), ("nodeToNodeEncryption", "enabled"), ("domainEndpointOptions", "enforceHttps"))
    return all((inputs.get(block) or {}).get(name) is True for block, name in blocks)


def _masters(inputs: Properties) -> bool:
    return (inputs.get("clusterConfig") or {}).get("dedicatedMasterEnabled") is True


_CIRCUMSTANCES: Final = {
    "plain": lambda inputs: not (_secure(inputs) or _masters(inputs) or inputs.get("launchTemplate")),
    "no_security_groups": lambda inputs: not inputs.get("securityGroups"),
    "spot": lambda inputs: bool(inputs.get("instanceMarketOptions")),
    "launch_template": lambda inputs: bool(inputs.get("launchTemplate")),
    "secure": _secure,
    "masters": _masters,
    "global": lambda inputs: bool(inputs.get("globalClusterIdentifier")),
    "replica": lambda inputs: bool(inputs.get("replicationSourceIdentifier") or inputs.get("replicateSourceDb")),
}
