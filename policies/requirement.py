"""Controls as tables: one row says what one property of one resource type must be."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from policies.control import Finding
from policies.paths import find
from policies.stack import Resource
from policies.tagging.taggable import tags_of
from policies.tagging.vocabulary import ENVIRONMENT
from policies.values import UNKNOWN, Unknown, as_list

PROD = "prod"
"""The value of the tag `Environment` of what must not be lost."""


@dataclass(frozen=True)
class Demand:
    """What a value must be."""

    words: str
    """After "it must": `be true`."""
    is_met: Callable[[Any], bool | Unknown]
    """Whether a value fits; `UNKNOWN` if parts of it that are not known decide that. The value as a whole is
    always known; None is a property that is not set."""
    confidential: bool = False
    """Whether no message may show the value."""


# A launch template's flags are texts.
TRUE = Demand("be true", lambda value: value in (True, "true"))
FALSE = Demand("be false", lambda value: value in (False, "false"))
SET = Demand("be set", lambda value: value not in (None, "", [], {}))
NOT_SET = Demand("not be set", lambda value: value in (None, "", [], {}), confidential=True)


def one_of(*allowed: Any) -> Demand:
    """One of these values."""
    words = ", ".join(map(str, allowed))
    return Demand(f"be one of {words}" if len(allowed) > 1 else f"be {words}", lambda value: value in allowed)


def at_least(least: int) -> Demand:
    """A number that is not below `least`."""
    return Demand(f"be {least} or more", lambda value: isinstance(value, int | float) and value >= least)


def including(*wanted: str) -> Demand:
    """A list with these entries, among others. An entry that is not known may be any of them."""

    def is_met(value: Any) -> bool | Unknown:
        entries = as_list(value)
        missing = [one for one in wanted if one not in entries]
        if not missing:
            return True
        return UNKNOWN if len(missing) <= entries.count(UNKNOWN) else False

    return Demand(f"include {', '.join(wanted)}", is_met)


@dataclass(frozen=True)
class Requirement:
    """One row: what one property of one resource type must be."""

    type: str
    """The Pulumi type: `aws:rds/instance:Instance`."""
    path: str
    """Where the property is (see `policies.paths`)."""
    demand: Demand
    default: Any = None
    """What AWS takes if the property is not set."""
    environment: str = ""
    """The value of the tag `Environment` that the row is for. Empty: every environment."""
    unless: str = ""
    """A property whose being set takes a resource out of the row: `replicateSourceDb`. Empty: none."""

    def judge(self, resource: Resource) -> Iterator[Finding]:
        """Says whether a resource of the type does not fit, or cannot be told to fit yet."""
        if self.unless and resource.inputs.get(self.unless) is not None:
            return
        applies = self._applies(resource)
        if applies is False:
            return
        for found in find(resource.inputs, self.path):
            value = self.default if found.value is None else found.value
            met = UNKNOWN if value is UNKNOWN else self.demand.is_met(value)
            if met is True:
                continue
            given = f"is {UNKNOWN}" if met is UNKNOWN else self._shown(found.value)
            problem = f"{resource}: {found.place} {given}; it must {self.demand.words}"
            if met is UNKNOWN:
                yield Finding(resource.urn, problem, undecided=True)
            elif applies is UNKNOWN:
                doubt = f"{problem} if the tag {ENVIRONMENT}, which is {UNKNOWN}, is {self.environment}"
                yield Finding(resource.urn, doubt, undecided=True)
            else:
                yield Finding(resource.urn, problem)

    @property
    def words(self) -> str:
        """The row for a page: `vpcConfig.endpointPublicAccess must be false`."""
        scope = f" where the tag {ENVIRONMENT} is {self.environment}" if self.environment else ""
        apart = f", unless {self.unless} is set" if self.unless else ""
        return f"`{self.path}` must {self.demand.words}{scope}{apart}"

    def _shown(self, value: Any) -> str:
        if value is None:
            return "is not set"
        return "is set" if self.demand.confidential else f"is {value!r}"

    def _applies(self, resource: Resource) -> bool | Unknown:
        if not self.environment:
            return True
        tags = tags_of(resource)
        given = tags if isinstance(tags, Unknown) else tags.get(ENVIRONMENT)
        return UNKNOWN if given is UNKNOWN else given == self.environment


class Requirements:
    """The rows of one control, looked up by type."""

    def __init__(self, *rows: Requirement) -> None:
        self.rows = rows
        self._by_type: dict[str, list[Requirement]] = defaultdict(list)
        for row in rows:
            self._by_type[row.type].append(row)

    @property
    def types(self) -> frozenset[str]:
        """The types that have a row."""
        return frozenset(self._by_type)

    @property
    def asks(self) -> tuple[tuple[str, str], ...]:
        """What each row asks, in words, beside its type: for the control's page."""
        return tuple((row.type, row.words) for row in self.rows)

    def check(self, resource: Resource) -> Iterator[Finding]:
        """Judges a resource by all rows of its type."""
        for row in self._by_type.get(resource.type, ()):
            yield from row.judge(resource)
