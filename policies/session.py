"""One run of the pack: what the controls find, sorted into what blocks, what is exempted and what is
undecided."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from pulumi_policy import ResourceValidationArgs, StackValidationArgs

from policies.control import Control, Family, Finding
from policies.coverage import uncovered
from policies.exemption import Exemption, review
from policies.stack import Resource, Stack
from policies.values import UNKNOWN, plain, read

Report = Callable[..., None]

_PREFIX = "aws:"

_TOGETHER = 5
"""More findings than this that the same controls cannot decide are said in one notice: of a stack that does
not exist yet, there are dozens."""


@dataclass
class Outcome:
    """What some controls found about one resource, or about the stack."""

    violations: list[tuple[Control, Finding]] = field(default_factory=list)
    undecided: list[tuple[Control, Finding]] = field(default_factory=list)
    exempted: list[tuple[Control, Finding, Exemption]] = field(default_factory=list)


class Session:
    """Runs controls for the engine, and remembers what only makes sense at the end of a run.

    The engine shows a policy the inputs of each resource, one at a time, and at the end the outputs of all.
    Outputs do not tell who asked for what (a group's outputs list the rules of other resources too), so the
    stack is judged by the inputs that were seen on the way.
    """

    def __init__(
        self, families: Sequence[Family], exemptions: Sequence[Exemption], today: date | None = None
    ) -> None:
        """Raises ValueError for an exemption of a control that does not exist.

        `today` decides which exemptions have expired. Default: the day (UTC) on which they are looked at.
        """
        known = {control.id for family in families for control in family.controls}
        for exemption in exemptions:
            if exemption.control not in known:
                raise ValueError(f"{exemption}: no such control; there are {', '.join(sorted(known))}")
        self._families = families
        self._exemptions = exemptions
        self._today = today
        self._by_type = {family.name: _dispatch(family) for family in families}
        self._inputs: dict[str, Mapping[str, Any]] = {}
        self._outcomes: dict[str, dict[str, Outcome]] = defaultdict(dict)
        self._stack_outcome = Outcome()

    def check_resource(self, family: Family, args: ResourceValidationArgs, report: Report) -> None:
        """Runs the controls of one family on one resource, before it is created or changed."""
        if args.resource_type.startswith(_PREFIX):
            self._inputs[args.urn] = args.props
        controls = self._by_type[family.name].get(args.resource_type, [])
        if not controls:
            args.not_applicable(f"no control of {family.name} looks at {args.resource_type}")
        resource = Resource(args.resource_type, args.name, args.urn, plain(args.props))
        found = (
            (control, finding)
            for control in controls
            if control.check_resource
            for finding in control.check_resource(resource)
        )
        outcome = self._sort(found)
        self._outcomes[args.urn][family.name] = outcome
        for control, finding in outcome.violations:
            report(control.message(finding))

    def check_stack(self, args: StackValidationArgs, report: Report) -> None:
        """Runs the controls that need to see all resources, and reviews the exemptions."""
        stack = self._stack(args)
        found = (
            (control, finding)
            for family in self._families
            for control in family.controls
            if control.check_stack
            for finding in control.check_stack(stack)
        )
        outcome = self._stack_outcome = self._sort(found)
        used = {exemption for _, _, exemption in self._all(args, "exempted")}
        outcome.violations += review(self._exemptions, used, stack.name, self._day())
        for control, finding in outcome.violations:
            report(control.message(finding), finding.urn)

    def notices(self, args: StackValidationArgs, report: Report) -> None:
        """Says what must not go unsaid but need not block: undecided, exempted, and judged by nothing."""
        for controls, findings in self._undecided(args).items():
            ids = ", ".join(control.id for control in controls)
            pages = ", ".join(control.page for control in controls)
            problems: Iterable[tuple[str | None, str]] = ((one.urn, f"{one.problem}.") for one in findings)
            if len(findings) > _TOGETHER:
                listed = "".join(f"\n- {one.problem}." for one in findings)
                problems = [(None, f"{len(findings)} values are not known yet.{listed}")]
            for urn, problem in problems:
                report(
                    f"{ids} (undecided): {problem}\nNothing is known to be wrong. The control looks again "
                    f"when the value is known.\nMore: {pages}",
                    urn,
                )
        for control, finding, exemption in self._all(args, "exempted"):
            report(
                f"{control.id} (exempted until {exemption.expires} by {exemption.owner}): "
                f"{finding.problem}.\nReason: {exemption.reason}",
                finding.urn,
            )
        types = {resource.resource_type for resource in args.resources if resource.urn in self._inputs}
        if unjudged := uncovered(types, self._families):
            report(
                f"resource-type-covered: no rule judges {', '.join(unjudged)}.\nFix: Write a control, or "
                "say in policies/coverage.py why none is needed.",
                None,
            )

    def _undecided(self, args: StackValidationArgs) -> dict[tuple[Control, ...], list[Finding]]:
        """What is undecided, by the controls that it keeps from deciding: one value may concern several."""
        by_finding: dict[Finding, list[Control]] = defaultdict(list)
        for control, finding in self._all(args, "undecided"):
            by_finding[finding].append(control)
        by_controls: dict[tuple[Control, ...], list[Finding]] = defaultdict(list)
        for finding, controls in by_finding.items():
            by_controls[tuple(controls)].append(finding)
        return by_controls

    def _sort(self, found: Iterable[tuple[Control, Finding]]) -> Outcome:
        outcome = Outcome()
        for control, finding in found:
            exemption = next((e for e in self._in_force() if e.covers(control, finding.urn)), None)
            if exemption:
                outcome.exempted.append((control, finding, exemption))
            elif finding.undecided:
                outcome.undecided.append((control, finding))
            else:
                outcome.violations.append((control, finding))
        return outcome

    def _all(self, args: StackValidationArgs, kind: str) -> Iterator[Any]:
        for resource in sorted(args.resources, key=lambda resource: resource.urn):
            for outcome in self._outcomes.get(resource.urn, {}).values():
                yield from getattr(outcome, kind)
        yield from getattr(self._stack_outcome, kind)

    def _stack(self, args: StackValidationArgs) -> Stack:
        return Stack(
            Resource(
                resource.resource_type,
                resource.name,
                resource.urn,
                inputs=plain(self._inputs.get(resource.urn, resource.props)),
                id=read(resource.props, "id") or UNKNOWN if "id" in resource.props else UNKNOWN,
                declared=resource.urn in self._inputs,
                dependencies={
                    name: tuple(dependency.urn for dependency in dependencies)
                    for name, dependencies in resource.property_dependencies.items()
                },
            )
            for resource in args.resources
            if resource.resource_type.startswith(_PREFIX)
        )

    def _in_force(self) -> Iterator[Exemption]:
        return (exemption for exemption in self._exemptions if exemption.expires > self._day())

    def _day(self) -> date:
        return self._today or datetime.now(tz=UTC).date()


def _dispatch(family: Family) -> dict[str, list[Control]]:
    by_type: dict[str, list[Control]] = defaultdict(list)
    for control in family.controls:
        if control.check_resource:
            for type_ in control.types:
                by_type[type_].append(control)
    return dict(by_type)
