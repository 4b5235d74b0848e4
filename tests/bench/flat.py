"""A flat program that declares what a program of components declares, to hold the two against each other.

It is generated from a recording of the real program under mocks.

Equal to the real program: the AWS resources, their types, names, inputs, dependencies, ignored changes and
protection. Where an input holds an output of another resource, the flat program passes that output too, and
what a preview of the real program does not know is unknown in one of the flat program. Both treat the
garbage collector in the same way.

Not equal, each in favour of the flat program: nested inputs are dictionaries with the provider's keys, where
components make typed arguments; facts of the account that are part of a text (as in policies) are written in
it as constants; each provider function is called once, where components ask anew; there are no components,
transformations, settings and stack outputs, since these are what is measured.
"""

import re
import runpy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pulumi.runtime.mocks import MockResourceArgs

import stack
from config.settings import Environment
from scripts.pages.stack import settings
from tests.mocks import AwsMocks, Invoked, Registered, run

PROJECT = "flat"

Identity = tuple[str, str]
"""Type and name of a resource, which say which one it is in a program that names each type's apart."""

_START = """import gc

gc.disable()

import pulumi

pulumi.log.debug = lambda *_, **__: None

import pulumi_aws
from pulumi_aws import {modules}

gc.freeze()
gc.set_threshold(50_000, 20, 100)
gc.enable()
"""


class UnequalProgramsError(Exception):
    """The flat program does not declare what the real one does; the message names the resources."""


@dataclass(frozen=True)
class Planned:
    """What a preview says of a resource's inputs, apart from their values.

    Values are compared under mocks: in a preview, names that the engine makes up are among them.
    """

    unknown: Mapping[str, bool]
    """Every input, and whether it is unknown as a whole."""
    dependencies: frozenset[Identity]
    property_dependencies: Mapping[str, frozenset[Identity]] = field(compare=False)
    """The same by input. Where no output can be passed on, the flat program has them, but of no input."""


def write_flat_program(
    directory: Path, virtual_environment: Path, planned: Mapping[Identity, Planned]
) -> None:
    """Write a Pulumi project with the AWS resources of stack `local` into `directory`, which is made.

    Args:
        planned: a preview of the real program with nothing deployed.

    Raises:
        UnequalProgramsError: under mocks, the flat program registers something else than the real one.
    """
    chosen = settings(Environment.LOCAL)
    recording = run(lambda: stack.build(chosen))
    resources = [resource for resource in recording.resources if resource.custom]
    options = {"toolchain": "pip", "virtualenv": str(virtual_environment)}
    project = {
        "name": PROJECT,
        "runtime": {"name": "python", "options": options},
        "config": {"aws:region": {"value": chosen.region}},
    }
    directory.mkdir(parents=True)
    (directory / "Pulumi.yaml").write_text(yaml.safe_dump(project), encoding="utf-8")
    program = directory / "__main__.py"
    program.write_text("\n".join(_lines(resources, recording.invokes, planned)), encoding="utf-8")

    again = run(lambda: runpy.run_path(str(program)) and None, project=PROJECT)
    refuse_difference(_registered(resources), _registered(again.resources))


def refuse_difference(real: Mapping[Identity, object], flat: Mapping[Identity, object]) -> None:
    """Compare what two programs declare.

    Raises:
        UnequalProgramsError: they differ; the message names the resources.
    """
    unequal = [key for key in real.keys() | flat.keys() if real.get(key) != flat.get(key)]
    if unequal:
        names = ", ".join(sorted(f"{name} ({token})" for token, name in unequal))
        raise UnequalProgramsError(f"the flat program declares these resources otherwise: {names}")


def identity(urn: str) -> Identity:
    """Type and name of the resource with that URN, which the parents' types are part of."""
    types, name = urn.split("::", 3)[2:]
    return types.rpartition("$")[2], name


def _registered(resources: Iterable[Registered]) -> dict[Identity, object]:
    return {
        (one.type, one.name): (
            one.inputs,
            {identity(urn) for urn in one.dependencies},
            one.ignore_changes,
            one.protect,
            one.retain_on_delete,
        )
        for one in resources
    }


def _lines(
    resources: Sequence[Registered], invokes: Sequence[Invoked], planned: Mapping[Identity, Planned]
) -> Iterator[str]:
    yield _START.format(modules=", ".join(sorted({_module(one.type) for one in resources})))
    for token, arguments in dict.fromkeys((one.token, tuple(one.args.items())) for one in invokes):
        name = _snake_case(token.rpartition(":")[2])
        module = _module(token)
        owner = "pulumi_aws" if module == "index" else f"pulumi_aws.{module}"
        yield f"{owner}.{name}_output({_keywords({key: repr(value) for key, value in arguments})})"
    variables = {resource.urn: f"resource_{number}" for number, resource in enumerate(resources)}
    declared = {resource.urn: resource for resource in resources}
    for resource in resources:
        sources = {variables[urn]: declared[urn] for urn in sorted(resource.dependencies)}
        plan = planned[resource.type, resource.name]
        yield f"{variables[resource.urn]} = {_declaration(resource, sources, plan)}"


def _declaration(resource: Registered, sources: Mapping[str, Registered], plan: Planned) -> str:
    writer = _Writer(sources)
    inputs = {
        key: writer.unknown(value, plan.property_dependencies[key])
        if plan.unknown.get(key)
        else writer.expression(value)
        for key, value in resource.inputs.items()
    }
    options = {
        "depends_on": [variable for variable in sources if variable not in writer.used],
        "ignore_changes": [repr(path) for path in resource.ignore_changes],
    }
    flags = {"protect": resource.protect, "retain_on_delete": resource.retain_on_delete}
    chosen = {key: f"[{', '.join(values)}]" for key, values in options.items() if values}
    chosen |= {key: "True" for key, value in flags.items() if value}
    arguments = [repr(resource.name), _keywords(inputs)]
    if chosen:
        arguments.append(f"opts=pulumi.ResourceOptions({_keywords(chosen)})")
    class_name = resource.type.rpartition(":")[2]
    return f"{_module(resource.type)}.{class_name}({', '.join(filter(None, arguments))})"


class _Writer:
    """Writes inputs of one resource as Python, with outputs of others in place of what mocks answered."""

    def __init__(self, sources: Mapping[str, Registered]) -> None:
        self.used: set[str] = set()
        self._sources = sources
        self._outputs: dict[str, tuple[str, str]] = {}
        for variable, source in sources.items():
            for key, value in _computed(source).items():
                self._outputs.setdefault(value, (variable, _snake_case(key)))
        longest_first = sorted(self._outputs, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def unknown(self, value: Any, dependencies: frozenset[Identity]) -> str:
        """The value as an Output that a preview does not know: it waits for ids of what it depends on."""
        written = self.expression(value)
        if re.fullmatch(r"resource_\d+\.(id|arn)", written):
            return written
        awaited = [name for name, one in self._sources.items() if (one.type, one.name) in dependencies]
        self.used.update(awaited)
        ids = ", ".join(f"{name}.id" for name in awaited)
        return f"pulumi.Output.all({written}, {ids}).apply(lambda values: values[0])"

    def expression(self, value: Any) -> str:
        if isinstance(value, dict):
            return f"{{{', '.join(f'{key!r}: {self.expression(item)}' for key, item in value.items())}}}"
        if isinstance(value, list):
            return f"[{', '.join(map(self.expression, value))}]"
        return self._text(value) if isinstance(value, str) else repr(value)

    def _text(self, text: str) -> str:
        parts: list[str] = []
        end = 0
        for match in self._pattern.finditer(text):
            variable, attribute = self._outputs[match[0]]
            self.used.add(variable)
            parts += [repr(text[end : match.start()])] if match.start() > end else []
            parts.append(f"{variable}.{attribute}")
            end = match.end()
        if not parts:
            return repr(text)
        parts += [repr(text[end:])] if end < len(text) else []
        return parts[0] if len(parts) == 1 else f"pulumi.Output.concat({', '.join(parts)})"


def _computed(resource: Registered) -> dict[str, str]:
    """The texts that the mocks answered for a resource besides its inputs, by output."""
    arguments = MockResourceArgs(typ=resource.type, name=resource.name, inputs=resource.inputs, custom=True)
    own_id, outputs = AwsMocks(False, {}, {}).new_resource(arguments)
    found = {"id": own_id, **{key: outputs[key] for key in outputs.keys() - resource.inputs.keys()}}
    return {key: value for key, value in found.items() if isinstance(value, str)}


def _module(token: str) -> str:
    return token.split(":")[1].split("/")[0]


def _keywords(values: Mapping[str, str]) -> str:
    return ", ".join(f"{_snake_case(key)}={value}" for key, value in values.items())


def _snake_case(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
