"""The AWS calls that create and change a resource, made from its definition and inputs."""

from collections.abc import Iterable, Mapping
from typing import Any

from localcloud.provider.context import ServiceApi
from localcloud.provider.defaults import default_of, with_defaults
from localcloud.provider.definition import Call, Change, Resource, Tagging, fill_template
from localcloud.provider.mapping import answer_properties, has_place, request_members
from localcloud.provider.naming import with_prefixed_name
from localcloud.provider.schema import NOT_SET
from localcloud.provider.values import Properties

_RESET: Mapping[str, Any] = {"string": "", "bool": False, "list": [], "set": [], "map": {}}
"""What a request says, by kind, for a property that is no longer set and has no default."""


def values_for(api: ServiceApi, identifier: str | None, known: Properties) -> Properties:
    """What the templates of a definition are filled with: properties, id, account, region, partition."""
    place = {"account": api.account, "region": api.region, "partition": api.partition}
    return {**known, **place, "id": identifier}


def create(api: ServiceApi, resource: Resource, inputs: Properties, tags: Mapping[str, str]) -> str:
    """Make the resource with these tags; gives its id."""
    wanted = with_prefixed_name(resource, with_defaults(resource, inputs))
    if callable(resource.create):
        identifier = resource.create(api, wanted)
        values = values_for(api, identifier, wanted)
        tagged = False
    else:
        identifier, values, tagged = _create_by_call(api, resource, resource.create, wanted, tags)
    if tags and resource.tagging and not tagged:
        put_tags(api, resource, values, tags, ())
    return identifier


def change(
    api: ServiceApi,
    resource: Resource,
    identifier: str,
    state: Properties,
    inputs: Properties,
    changed: frozenset[str],
) -> None:
    """Make what changed so, tags apart."""
    wanted = with_defaults(resource, inputs)
    if resource.update:
        resource.update(api, identifier, state, wanted, changed)
    for item in resource.changes:
        _apply(api, resource, item, identifier, {**state, **wanted}, wanted, changed)


def put_tags(
    api: ServiceApi, resource: Resource, values: Properties, tags: Mapping[str, str], old_keys: Iterable[str]
) -> None:
    """Give a resource these tags and take the others away.

    `values` fill the templates of the tag calls; a computed property that they lack, such as an ARN, is made.
    """
    tagging = _tagging(resource)
    removed = sorted(set(old_keys) - tags.keys())
    computed = {name: fill_template(template, values) for name, template in resource.computed.items()}
    values = {**computed, **values}
    if removed:
        api.make(tagging.untag, values, {tagging.keys_parameter: tagging.pack_keys(removed)})
    if tags:
        api.make(tagging.tag, values, {tagging.tags_parameter: tagging.pack(tags)})


def _create_by_call(
    api: ServiceApi, resource: Resource, call: Call, inputs: Properties, tags: Mapping[str, str]
) -> tuple[str, Properties, bool]:
    """The id, what is known after the call, and whether the request carried the tags."""
    shape = api.operation(call.operation).input_shape
    request = request_members(resource, shape, inputs)
    tagging = resource.tagging
    tagged = bool(tags) and tagging is not None and tagging.create is not None
    if tagged:
        request |= _tags_at_create(resource, tags)
    answer = api.make(call, values_for(api, None, inputs), request)
    members = dict(answer) if isinstance(answer, Mapping) else {}
    told = {key: value for key, value in answer_properties(resource, members).items() if value is not None}
    identifier = fill_template(resource.identifier, {**inputs, **told, **members})
    if not identifier:
        raise RuntimeError(f"{resource.token}: {call.operation} did not answer {resource.identifier}")
    values = values_for(api, str(identifier), {**inputs, **told})
    rest = frozenset(_without_place(resource, shape, inputs))
    if resource.update and rest:
        resource.update(api, str(identifier), {}, inputs, rest)
    for item in resource.changes:
        _apply(api, resource, item, str(identifier), values, inputs, rest)
    return str(identifier), values, tagged


def _tags_at_create(resource: Resource, tags: Mapping[str, str]) -> dict[str, Any]:
    tagging = _tagging(resource)
    packed = tagging.pack(tags)
    if tagging.create == "TagSpecifications":
        packed = [{"ResourceType": resource.tag_resource_type, "Tags": packed}]
    return {str(tagging.create): packed}


def _without_place(resource: Resource, shape: Any, inputs: Properties) -> Iterable[str]:
    """The inputs that the create request has no member for and that are not what a create gives anyway."""
    for name, value in inputs.items():
        member = resource.schema.inputs.get(name)
        if member is None or name in ("tags", "region") or has_place(resource, shape, name):
            continue
        if value != default_of(resource, member, name):
            yield name


def _apply(
    api: ServiceApi,
    resource: Resource,
    item: Change,
    identifier: str,
    known: Properties,
    inputs: Properties,
    changed: Iterable[str],
) -> None:
    names = [name for name in item.properties if name in set(changed)]
    if not names:
        return
    shape = api.operation(item.call.operation).input_shape
    values = values_for(api, identifier, known)
    unchanged = {name: known[name] for name in item.properties if name in known and name not in names}
    effective = {**unchanged, **{name: _reset_value(resource, name) for name in names}, **inputs}
    for batch in [[name] for name in names] if item.each else [list(item.properties)]:
        api.make(item.call, values, request_members(resource, shape, effective, batch))


def _reset_value(resource: Resource, name: str) -> Any:
    member = resource.schema.inputs[name]
    default = default_of(resource, member, name)
    return _RESET.get(member.kind) if default is NOT_SET else default


def _tagging(resource: Resource) -> Tagging:
    if resource.tagging is None:
        raise TypeError(f"the definition of {resource.token} does not say how the type takes tags")
    return resource.tagging
