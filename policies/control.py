"""What a control is, and what it finds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from policies.stack import Resource, Stack


class Severity(StrEnum):
    """How much harm a violation does. Every control blocks, whatever its severity: this orders the work."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


@dataclass(frozen=True)
class References:
    """The ids under which public standards and tools know a control."""

    fsbp: tuple[str, ...] = ()
    """AWS Foundational Security Best Practices, for example `EC2.19`."""
    cis: tuple[str, ...] = ()
    """CIS AWS Foundations Benchmark v3.0.0, for example `5.2`."""
    checkov: tuple[str, ...] = ()
    """Checkov, for example `CKV_AWS_24`."""


@dataclass(frozen=True)
class Finding:
    """One thing that a control has to say about one resource."""

    urn: str
    """The resource. Empty: the stack as a whole."""
    problem: str
    """What is wrong, with the resource, the property and its value. No full stop at the end."""
    fix: str | None = None
    """What to do about this very finding. Default: the control's own advice."""
    undecided: bool = False
    """True: nothing is known to be wrong, but a value that decides it is not known yet."""


@dataclass(frozen=True)
class Control:
    """One rule: what it demands, why, what to do, and the functions that look."""

    id: str
    """The resource, then the rule: `security-group-no-world-ingress`."""
    title: str
    """What holds where the control is met, as one sentence."""
    reason: str
    """Why, in whole sentences."""
    fix: str
    """What to do about a violation, in whole sentences."""
    severity: Severity
    types: frozenset[str] = frozenset()
    """The resource types it judges."""
    asks: tuple[tuple[str, str], ...] = ()
    """What it asks of each type, where that is a table: the type, and the rest of a sentence."""
    exceptions: str = "None."
    """What the control leaves alone on purpose, in whole sentences."""
    references: References = field(default_factory=References)
    check_resource: Callable[[Resource], Iterable[Finding]] | None = None
    """Looks at the inputs of one resource of `types`, before it is created or changed."""
    check_stack: Callable[[Stack], Iterable[Finding]] | None = None
    """Looks at all resources together, at the end of a preview or an update."""

    @property
    def page(self) -> str:
        """Where the control is documented, from the root of the repository."""
        return f"docs/policies/{self.id}.md"

    def message(self, finding: Finding) -> str:
        """Says what is wrong, why that matters and what to do, for the person whose deployment is "
        "refused."""
        return "\n".join(
            (
                f"{self.id} ({self.severity}): {finding.problem}.",
                f"Why: {self.reason}",
                f"Fix: {finding.fix or self.fix}",
                f"More: {self.page}",
            )
        )


@dataclass(frozen=True)
class Family:
    """Controls that belong together and are switched as one policy in the engine."""

    name: str
    """The policy's name, for example `security-groups`."""
    description: str
    """What holds where all of its controls are met, as one sentence."""
    controls: tuple[Control, ...]
    general: bool = False
    """Whether its controls look at resources of every kind, so that they do not count as a rule for any one
    type."""
