"""Recorded permission to break a control: for one resource, with a reason, an owner and an end."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase

from policies.control import Control, Finding, Severity


@dataclass(frozen=True)
class Exemption:
    """One entry of `policies/exemptions.py`. Raises ValueError for an entry that does not say why, or who."""

    control: str
    """Id of the control: `security-group-described`."""
    resource: str
    """Pattern of `<type>::<logical name>`, with `*` for any text:
    `aws:ec2/securityGroup:SecurityGroup::partner-*`."""
    reason: str
    """Why it is right to break the control here, for whoever reads it in a year."""
    owner: str
    """Who answers for it: a team."""
    expires: date
    """The first day on which it no longer counts."""
    stack: str = "*"
    """Pattern of the stacks it is meant for. It must be of use in each of them."""

    def __post_init__(self) -> None:
        for field in ("control", "resource", "reason", "owner"):
            if not getattr(self, field).strip():
                raise ValueError(f"exemption of {self.control!r} for {self.resource!r}: {field} is empty")

    def covers(self, control: Control, urn: str) -> bool:
        """Whether it is meant for this control and resource. Expiry is not looked at."""
        if control.id != self.control or not urn:
            return False
        stack, type_and_name = _parts(urn)
        return fnmatchcase(stack, self.stack) and fnmatchcase(type_and_name, self.resource)

    def __str__(self) -> str:
        return f"exemption of {self.control} for {self.resource} (owner {self.owner}, expires {self.expires})"


def _parts(urn: str) -> tuple[str, str]:
    """Splits `urn:pulumi:<stack>::<project>::<parents>$<type>::<name>` into the stack and
    `<type>::<name>`."""
    stack, _, types, name = urn.split("::", 3)
    return stack.removeprefix("urn:pulumi:"), f"{types.rsplit('$', 1)[-1]}::{name}"


EXPIRED = Control(
    id="exemption-expired",
    title="No exemption is past its end.",
    reason=(
        "An exemption is a debt with a date. Past it, the violation counts again, and somebody has to "
        "decide anew."
    ),
    fix=(
        "Mend the resource and remove the entry from policies/exemptions.py, or decide on a new end and say"
        " why."
    ),
    severity=Severity.HIGH,
)

UNUSED = Control(
    id="exemption-unused",
    title="Every exemption is needed.",
    reason=(
        "An exemption that excuses nothing is left over, or its pattern is wrong. It would silently excuse "
        "the next violation that happens to fit."
    ),
    fix=(
        "Remove the entry from policies/exemptions.py, or correct its pattern. If it is meant for some "
        "stacks only, set `stack`."
    ),
    severity=Severity.MEDIUM,
)


def review(
    exemptions: Sequence[Exemption], used: Collection[Exemption], stack: str, today: date
) -> Iterator[tuple[Control, Finding]]:
    """Finds the exemptions for this stack that have expired, and those that excused nothing."""
    for exemption in exemptions:
        if not fnmatchcase(stack, exemption.stack):
            continue
        if exemption.expires <= today:
            yield EXPIRED, Finding("", f"the {exemption} no longer counts")
        elif exemption not in used:
            yield UNUSED, Finding("", f"the {exemption} excuses nothing in the stack {stack}")
