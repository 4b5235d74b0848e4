"""From what AWS tells of a resource to the properties of its Pulumi state."""

import re
from functools import cache
from typing import Any, Final

import jmespath
from botocore.exceptions import ClientError
from botocore.model import ListShape, Shape, StructureShape

from localcloud.provider.configuration import ProviderConfiguration
from localcloud.provider.context import ServiceApi
from localcloud.provider.definition import Resource, fill_template
from localcloud.provider.diff import keep_form
from localcloud.provider.mapping import answer_properties, has_place
from localcloud.provider.requests import values_for
from localcloud.provider.tags import live_tags
from localcloud.provider.values import Properties

_BRACKETS: Final = re.compile(r"\[[^]]*]")


def read(
    api: ServiceApi,
    resource: Resource,
    configuration: ProviderConfiguration,
    identifier: str,
    known: Properties,
) -> Properties | None:
    """The live state, or None when the resource is gone.

    `known` are the properties known so far; what AWS never tells is kept from them.
    """
    if resource.import_properties:
        known = {**resource.import_properties(identifier), **known}
    values = values_for(api, identifier, known)
    raw = _answer(api, resource, identifier, values, known)
    if raw is None:
        return None
    live = dict.fromkeys(_told(api, resource), None) | answer_properties(resource, raw)
    told = {key: value for key, value in live.items() if value is not None}
    for name, template in resource.computed.items():
        live[name] = told[name] = fill_template(template, {**values, **raw, **told, "id": identifier})
    if resource.schema.taggable:
        tags = _tags(api, resource, {**values, **told, "id": identifier}, raw)
        live |= live_tags(configuration, tags, known)
    if resource.schema.regional:
        live["region"] = api.region
    state = resource.schema.stored(known) | resource.schema.stored(keep_form(resource, known, live))
    return {key: value for key, value in state.items() if value is not None}


def _answer(
    api: ServiceApi, resource: Resource, identifier: str, values: Properties, known: Properties
) -> dict[str, Any] | None:
    try:
        if callable(resource.read):
            raw = resource.read(api, identifier, known)
        else:
            raw = api.make(resource.read, values)
        if raw is None or (resource.gone_when and resource.gone_when(raw)):
            return None
        return resource.complete(api, identifier, raw, known) if resource.complete else dict(raw)
    except ClientError as error:
        if resource.says_gone(error.response["Error"]["Code"]):
            return None
        raise


def _tags(api: ServiceApi, resource: Resource, values: Properties, raw: dict[str, Any]) -> dict[str, str]:
    tagging = resource.tagging
    if tagging is None:
        return {}
    packed = api.make(tagging.listing, values) if tagging.listing else jmespath.search(tagging.read, raw)
    return tagging.unpack(packed)


def _told(api: ServiceApi, resource: Resource) -> tuple[str, ...]:
    """The properties that the read answer has a place for: not in the answer means not set."""
    if callable(resource.read):
        return ()
    reader = api.of(resource.read.service) if resource.read.service else api
    shape = _shape_at(reader.operation(resource.read.operation).output_shape, resource.read.answer)
    return _with_place(resource, shape)


@cache
def _with_place(resource: Resource, shape: Shape | None) -> tuple[str, ...]:
    return tuple(name for name in resource.schema.properties if has_place(resource, shape, name))


def _shape_at(shape: Shape | None, path: str) -> Shape | None:
    """The shape that a simple JMESPath (`Subnets[0]`, `service`, `Keys[?Id=='x'] | [0]`, `@`) selects."""
    for part in _BRACKETS.sub("[]", path.split(" | ")[0]).split("."):
        name, _, index = part.partition("[")
        if name and name != "@":
            if not isinstance(shape, StructureShape) or name not in shape.members:
                return None
            shape = shape.members[name]
        if index:
            if not isinstance(shape, ListShape):
                return None
            shape = shape.member
    return shape
