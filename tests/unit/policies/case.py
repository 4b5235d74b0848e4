"""A named situation, and what the pack must say about it."""

from dataclasses import dataclass
from enum import StrEnum

from tests.unit.policies.analyzer import Declared, Run


class Kind(StrEnum):
    """What a case shows about its control. Every control has at least one case of each kind."""

    PASS = "pass"
    """The whole pack is content."""
    FAIL = "fail"
    """The control, and no other, blocks exactly the named resources."""
    UNDECIDED = "undecided"
    """Nothing blocks, and the control says which resources it cannot decide."""
    NOT_APPLICABLE = "not-applicable"
    """The control says nothing, although the situation looks like one that it is about."""


@dataclass(frozen=True)
class Case:
    """One situation."""

    control: str
    kind: Kind
    name: str
    resources: list[Declared]
    at: tuple[str, ...] = ()
    """Logical names of the resources that are blocked or undecided, exactly."""
    says: tuple[str, ...] = ()
    """Texts that the messages must contain."""
    also: tuple[str, ...] = ()
    """Other controls that have something to say, rightly."""
    runs: tuple[Run, ...] = tuple(Run)

    def __str__(self) -> str:
        return f"{self.control}-{self.kind}-{self.name}".replace(" ", "-")
