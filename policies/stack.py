"""Resources and the references between them, as a policy can know them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from policies.values import UNKNOWN

View = TypeVar("View")


@dataclass(frozen=True)
class Resource:
    """One resource of the stack."""

    type: str
    """Its Pulumi type, for example `aws:ec2/vpc:Vpc`."""
    name: str
    """Its logical name."""
    urn: str
    inputs: Mapping[str, Any]
    """What the program asks for, as plain values (see `policies.values`)."""
    id: Any = UNKNOWN
    """The provider's id, or `UNKNOWN`."""
    declared: bool = True
    """Whether the program declares it. False: it is only read, or was left out of this run; the inputs are
    then what the provider reports."""
    dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Top-level property -> URNs of the resources that its value was computed from."""

    def __str__(self) -> str:
        return f"{self.name} ({self.type})"


@dataclass(frozen=True)
class Reference:
    """What a property that holds an id points at."""

    candidates: tuple[Resource, ...]
    """The resources of this stack that it may be: exactly one where it is certain."""
    known: bool
    """Whether the id itself is known. Known and no candidate: it lies outside of this stack."""

    @property
    def outside(self) -> bool:
        """Whether it certainly points at something that this stack does not declare."""
        return self.known and not self.candidates

    @property
    def certain(self) -> Resource | None:
        """The resource it points at, if that is certain."""
        return self.candidates[0] if len(self.candidates) == 1 else None


class Stack:
    """All resources of a stack, with look-ups by type and by reference."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        self.resources: tuple[Resource, ...] = tuple(sorted(resources, key=lambda resource: resource.urn))
        self._by_urn = {resource.urn: resource for resource in self.resources}
        self._by_type: dict[str, list[Resource]] = defaultdict(list)
        for resource in self.resources:
            self._by_type[resource.type].append(resource)
        self._views: dict[Callable[[Stack], Any], Any] = {}

    def view(self, build: Callable[["Stack"], View]) -> View:
        """Returns what `build` makes of this stack, made once however many controls ask."""
        if build not in self._views:
            self._views[build] = build(self)
        view: View = self._views[build]
        return view

    @property
    def name(self) -> str:
        """The stack's name, taken from the URNs. Empty when there is no resource."""
        return self.resources[0].urn.split("::")[0].split(":")[-1] if self.resources else ""

    def of_type(self, *types: str) -> list[Resource]:
        """Returns the resources of these types, ordered by URN."""
        return [resource for type_ in types for resource in self._by_type[type_]]

    def reference(self, resource: Resource, property_: str, value: Any, *types: str) -> Reference:
        """Finds what `value`, a part of the top-level property `property_`, points at.

        A known id is looked up. One that is not known yet, which every id is at the first preview, is found
        through the dependencies that the engine records for each property: it may be any resource of `types`
        among them whose own id is not known either.
        """
        known = value is not UNKNOWN
        if known:
            exact = [candidate for candidate in self.of_type(*types) if candidate.id == value]
            if exact:
                return Reference((exact[0],), known=True)
        depended_on = (self._by_urn.get(urn) for urn in resource.dependencies.get(property_, ()))
        candidates = tuple(
            candidate
            for candidate in depended_on
            if candidate is not None and candidate.type in types and candidate.id is UNKNOWN
        )
        return Reference(candidates, known)
