"""Runs a policy pack as the engine does: over the SDK's own servicer, with its proxies, unknowns and secrets.

It does not prove what the engine itself does with the answers; the engine tests do.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import EnforcementLevel, Policy
from pulumi_policy.deserialize import SPECIAL_SECRET_SIG, SPECIAL_SIG_KEY
from pulumi_policy.policy import _PolicyAnalyzerServicer
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE

UNKNOWN = UNKNOWN_STRING_VALUE
"""A property that is not known in a preview and, for want of a provider here, not in an update either."""


class Run(StrEnum):
    """The kind of run: ids of new resources are unknown in a preview, and known in an update."""

    PREVIEW = "preview"
    UPDATE = "update"


@dataclass(frozen=True)
class Ref:
    """The id of another resource of the same case, by logical name."""

    name: str


@dataclass(frozen=True)
class Either:
    """The id of one of several resources: it turns out to be the first, but depends on all of them."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class Declared:
    """One resource as a program declares it."""

    type: str
    name: str
    inputs: Mapping[str, Any]
    read_only: bool = False
    """Read with `.get()`: the engine shows it to stack policies only."""
    dependencies: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Property -> URNs that its value was computed from, besides those that `Ref`s in it stand for."""

    @property
    def urn(self) -> str:
        return f"urn:pulumi:dev::project::{self.type}::{self.name}"

    @property
    def id(self) -> str:
        return f"id-of-{self.name}"


@dataclass(frozen=True)
class Diagnostic:
    """One finding as the engine receives it."""

    control: str
    level: str
    resource: str
    """Logical name. Empty: the stack."""
    message: str


@dataclass
class Result:
    """Everything that a run of the pack said."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    not_applicable: list[tuple[str, str]] = field(default_factory=list)
    """Policy and resource."""

    @property
    def violations(self) -> list[Diagnostic]:
        """What blocks."""
        return [d for d in self.diagnostics if d.level == "MANDATORY"]

    @property
    def notices(self) -> list[Diagnostic]:
        """What does not."""
        return [d for d in self.diagnostics if d.level == "ADVISORY"]

    def of(self, control: str) -> list[Diagnostic]:
        """What one control said, at any level."""
        return [d for d in self.diagnostics if d.control == control]


def secret(value: Any) -> dict[str, Any]:
    """A property as the engine sends a secret."""
    return {SPECIAL_SIG_KEY: SPECIAL_SECRET_SIG, "value": value}


def analyze(policies: list[Policy], resources: Sequence[Declared], run: Run = Run.PREVIEW) -> Result:
    """Shows the resources to the policies one by one, then all together."""
    servicer = _PolicyAnalyzerServicer("pack", "0.0.1", policies, EnforcementLevel.MANDATORY)
    result = Result()
    for resource in resources:
        if resource.read_only:
            continue
        request = analyzer_pb2.AnalyzeRequest(type=resource.type, name=resource.name, urn=resource.urn)
        request.properties.update(_resolved(resource.inputs, resources, run))
        response = servicer.Analyze(request, None)
        result.diagnostics += _diagnostics(response, resource.name, resources)
        result.not_applicable += [(n.policy_name, resource.name) for n in response.not_applicable]
    # The engine promises no order.
    stack = [_stack_resource(resource, resources, run) for resource in reversed(resources)]
    response = servicer.AnalyzeStack(analyzer_pb2.AnalyzeStackRequest(resources=stack), None)
    result.diagnostics += _diagnostics(response, "", resources)
    return result


def _stack_resource(
    resource: Declared, resources: Sequence[Declared], run: Run
) -> analyzer_pb2.AnalyzerResource:
    outputs = dict(_resolved(resource.inputs, resources, run))
    # A provider reports here what other resources put into a group: not to be taken for inline rules.
    outputs.setdefault(
        "ingress", [{"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": ["0.0.0.0/0"]}]
    )
    if run is Run.UPDATE or resource.read_only:
        outputs["id"] = resource.id
    dependencies = {
        name: analyzer_pb2.AnalyzerPropertyDependencies(
            urns=[
                *(_by_name(ref, resources).urn for ref in _refs(value)),
                *resource.dependencies.get(name, ()),
            ]
        )
        for name, value in resource.inputs.items()
    }
    message = analyzer_pb2.AnalyzerResource(
        type=resource.type,
        name=resource.name,
        urn=resource.urn,
        propertyDependencies={name: found for name, found in dependencies.items() if found.urns},
    )
    message.properties.update(outputs)
    return message


def _resolved(value: Any, resources: Sequence[Declared], run: Run) -> Any:
    if isinstance(value, Ref):
        target = _by_name(value.name, resources)
        return target.id if run is Run.UPDATE or target.read_only else UNKNOWN
    if isinstance(value, Either):
        return _resolved(Ref(value.names[0]), resources, run)
    if isinstance(value, Mapping):
        return {key: _resolved(item, resources, run) for key, item in value.items()}
    if isinstance(value, list):
        return [_resolved(item, resources, run) for item in value]
    return value


def _refs(value: Any) -> Iterable[str]:
    if isinstance(value, Ref):
        yield value.name
    elif isinstance(value, Either):
        yield from value.names
    elif isinstance(value, Mapping | list):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _refs(item)


def _by_name(name: str, resources: Sequence[Declared]) -> Declared:
    return next(resource for resource in resources if resource.name == name)


def _diagnostics(response: Any, name: str, resources: Sequence[Declared]) -> Iterable[Diagnostic]:
    names = {resource.urn: resource.name for resource in resources}
    for found in response.diagnostics:
        message = found.message.removeprefix(f"{found.description}\n")
        level = analyzer_pb2.EnforcementLevel.Name(found.enforcementLevel)
        # A value that is not known may concern several controls: `one, another (undecided): ...`.
        for control in message.split(": ", 1)[0].split(" (", 1)[0].split(", "):
            yield Diagnostic(control, level, names.get(found.urn, name), message)
