"""Create, read, update and delete of any resource type, from its definition."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import jmespath
from botocore.exceptions import ClientError
from botocore.model import ListShape, Shape, StructureShape

from localcloud.cloud import Cloud
from localcloud.provider.configuration import ProviderConfiguration
from localcloud.provider.context import ServiceApi
from localcloud.provider.definition import Call, Change, Resource, fill_template
from localcloud.provider.diff import Difference, differences, map_differences
from localcloud.provider.mapping import answer_properties, has_place, request_members
from localcloud.provider.schema import NOT_SET
from localcloud.provider.tags import live_tags, wanted_tags
from localcloud.provider.values import UNKNOWN, Properties, has_unknown

_EMPTY: Final = (None, "", [], {})


@dataclass(frozen=True)
class Operations:
    """The operations on one resource type for one provider instance."""

    cloud: Cloud
    resource: Resource
    configuration: ProviderConfiguration

    def plan(self, inputs: Properties) -> Properties:
        """The state that a create will have, as far as it is known before: a preview's outputs."""
        planned: Properties = {}
        for name, found in self.resource.schema.properties.items():
            if inputs.get(name) is not None:
                planned[name] = inputs[name]
            elif found.default is not NOT_SET:
                planned[name] = found.default
            elif found.computed:
                planned[name] = UNKNOWN
        return planned | self._known(inputs)

    def plan_update(self, state: Properties, inputs: Properties) -> Properties:
        """The state that an update will have: what the inputs say, and the rest as it was."""
        kept = {key: value for key, value in state.items() if key not in self.resource.schema.inputs}
        computed = {
            key: state[key]
            for key, found in self.resource.schema.inputs.items()
            if key in state and (found.computed or found.default is not NOT_SET)
        }
        given = {key: value for key, value in inputs.items() if key in self.resource.schema.properties}
        return {**kept, **computed, **given, **self._known(inputs)}

    def diff(self, state: Properties, inputs: Properties) -> list[Difference]:
        """Every difference between a state and new inputs, tags and region included."""
        found = differences(self.resource, state, inputs)
        if self.resource.schema.taggable:
            found += self._tag_differences(state, inputs)
        if self.resource.schema.regional:
            old, new = state.get("region"), self.region(inputs)
            if old and old != new:
                found.append(Difference("region", "update", True))
        return found

    def create(self, inputs: Properties) -> tuple[str, Properties]:
        """Make the resource; gives its id and state. Raises botocore's ClientError when AWS refuses."""
        api = self.api(inputs)
        resource = self.resource
        tags = wanted_tags(self.configuration, inputs)
        wanted = {**resource.create_defaults, **inputs}
        if isinstance(resource.create, Call):
            identifier = self._call_create(api, resource.create, wanted, tags)
        else:
            identifier = resource.create(api, {**wanted, "tagsAll": tags})
            if tags and resource.tagging:
                self._put_tags(api, identifier, wanted, tags, set())
        state = self.read(identifier, inputs)
        if state is None:
            raise RuntimeError(f"{resource.token} {identifier!r} is not there right after its creation")
        return identifier, state

    def read(self, identifier: str, known: Properties) -> Properties | None:
        """The live state, or None when the resource is gone.

        `known` are the properties known so far; what AWS never tells is kept from them.
        """
        api = self.api(known)
        raw = self._read_raw(api, identifier, known)
        if raw is None:
            return None
        values = self._values(api, identifier, known) | {key: raw[key] for key in raw if isinstance(key, str)}
        state = {key: value for key, value in known.items() if key in self.resource.schema.properties}
        state |= dict.fromkeys(self._told(api), None)
        state |= answer_properties(self.resource, raw)
        for name, template in self.resource.computed.items():
            state[name] = fill_template(template, values)
        if self.resource.schema.taggable:
            state |= live_tags(self.configuration, self._live_tags(api, identifier, known, raw), known)
        if self.resource.schema.regional:
            state["region"] = api.region
        return {key: value for key, value in state.items() if value is not None}

    def update(self, identifier: str, state: Properties, inputs: Properties) -> Properties:
        """Change the resource to new inputs; gives the new state."""
        api = self.api(inputs)
        changed = {item.property for item in self.diff(state, inputs)}
        if self.resource.update:
            self.resource.update(api, identifier, state, inputs, frozenset(changed))
        for change in self.resource.changes:
            self._apply(api, change, identifier, {**state, **inputs}, inputs, changed)
        if changed & {"tags", "tagsAll"} and self.resource.tagging:
            old = set(self._asked_tags(state))
            self._put_tags(api, identifier, state, wanted_tags(self.configuration, inputs), old)
        new_state = self.read(identifier, {**self._unread(state, changed), **inputs})
        if new_state is None:
            raise RuntimeError(f"{self.resource.token} {identifier!r} is gone: refresh the stack")
        return new_state

    def delete(self, identifier: str, state: Properties) -> None:
        """Delete the resource; one that is gone already is no error."""
        api = self.api(state)
        try:
            if isinstance(self.resource.delete, Call):
                api.make(self.resource.delete, self._values(api, identifier, state))
            else:
                self.resource.delete(api, identifier, state)
        except ClientError as error:
            if not self.resource.says_gone(error.response["Error"]["Code"]):
                raise

    def inputs_from(self, state: Properties, old_inputs: Properties) -> Properties:
        """The inputs that would give this live state: the old ones, with what drifted taken from the state.

        For an import there are no old inputs; then every input that is set to something but its default.
        """
        inputs = dict(old_inputs)
        drifted = {item.property for item in differences(self.resource, state, old_inputs)} if old_inputs else None
        for name, found in self.resource.schema.inputs.items():
            value = state.get(name)
            if drifted is None:
                is_default = value in _EMPTY or value == found.default or name == "region"
                if found.required or not is_default:
                    inputs[name] = value
            elif name == "tags" and (value or {}) != (old_inputs.get("tags") or {}):
                inputs[name] = value
            elif name in drifted:
                inputs[name] = value
        return {key: value for key, value in inputs.items() if value is not None}

    def region(self, properties: Properties) -> str:
        """The region that a resource is in: its own, or the provider's."""
        region = properties.get("region")
        return region if isinstance(region, str) and region else self.configuration.region

    def api(self, properties: Properties) -> ServiceApi:
        """The API of the type's service in the resource's region."""
        return ServiceApi(self.cloud, self.resource.service, self.region(properties))

    def _known(self, inputs: Properties) -> Properties:
        known: Properties = {}
        if self.resource.schema.regional:
            known["region"] = self.region(inputs)
        if self.resource.schema.taggable:
            known["tagsAll"] = UNKNOWN if has_unknown(inputs.get("tags")) else wanted_tags(self.configuration, inputs)
        return known

    def _tag_differences(self, state: Properties, inputs: Properties) -> list[Difference]:
        new = inputs.get("tags") or {}
        if has_unknown(new):
            return [Difference("tags", "update", False)]
        own = map_differences("tags", state.get("tags") or {}, new)
        if own:
            return own
        return map_differences("tagsAll", state.get("tagsAll") or {}, wanted_tags(self.configuration, inputs))

    def _call_create(self, api: ServiceApi, call: Call, inputs: Properties, tags: dict[str, str]) -> str:
        shape = api.operation(call.operation).input_shape
        tagging = self.resource.tagging
        request = request_members(self.resource, shape, inputs)
        at_create = tags and tagging and tagging.create
        if at_create and tagging and tagging.create:
            request[tagging.create] = self._packed_at_create(tagging.create, tags)
        values = self._values(api, None, inputs)
        answer = api.make(call, values, request)
        members = {key: answer[key] for key in answer} if isinstance(answer, dict) else {}
        identifier = fill_template(self.resource.identifier, {**values, **members})
        if not identifier:
            raise RuntimeError(f"{self.resource.token}: {call.operation} gave no {self.resource.identifier}")
        for change in self.resource.changes:
            rest = {
                name
                for name in change.properties
                if inputs.get(name) is not None
                and not has_place(self.resource, shape, name)
                and inputs[name] != self._default(name)
            }
            self._apply(api, change, identifier, inputs, inputs, rest)
        if tags and tagging and not at_create:
            self._put_tags(api, identifier, inputs, tags, set())
        return str(identifier)

    def _default(self, name: str) -> Any:
        found = self.resource.schema.inputs.get(name)
        return found.default if found else NOT_SET

    def _packed_at_create(self, member: str, tags: dict[str, str]) -> Any:
        assert self.resource.tagging
        packed = self.resource.tagging.pack(tags)
        if member == "TagSpecifications":
            return [{"ResourceType": self.resource.tag_resource_type, "Tags": packed}]
        return packed

    def _apply(
        self,
        api: ServiceApi,
        change: Change,
        identifier: str,
        known: Properties,
        inputs: Properties,
        changed: Iterable[str],
    ) -> None:
        names = [name for name in change.properties if name in set(changed)]
        if not names:
            return
        shape = api.operation(change.call.operation).input_shape
        values = self._values(api, identifier, known)
        effective = {**{name: self._reset_value(name) for name in names}, **inputs}
        for batch in [[name] for name in names] if change.each else [list(change.properties)]:
            request = request_members(self.resource, shape, effective, batch)
            api.make(change.call, values, request)

    def _reset_value(self, name: str) -> Any:
        default = self._default(name)
        if default is not NOT_SET:
            return default
        kind = self.resource.schema.inputs[name].kind
        return {"string": "", "bool": False, "list": [], "set": [], "map": {}}.get(kind)

    def _read_raw(self, api: ServiceApi, identifier: str, known: Properties) -> dict[str, Any] | None:
        read = self.resource.read
        try:
            if isinstance(read, Call):
                raw = api.make(read, self._values(api, identifier, known))
            else:
                raw = read(api, identifier, known)
        except ClientError as error:
            if self.resource.says_gone(error.response["Error"]["Code"]):
                return None
            raise
        if raw is None or (self.resource.gone_when and self.resource.gone_when(raw)):
            return None
        return dict(raw)

    def _told(self, api: ServiceApi) -> list[str]:
        """The properties that the read answer has a place for: not in the answer means not set."""
        read = self.resource.read
        if not isinstance(read, Call):
            return []
        reader = api.of(read.service) if read.service else api
        shape = _shape_at(reader.operation(read.operation).output_shape, read.answer)
        return [
            name
            for name in self.resource.schema.properties
            if isinstance(shape, StructureShape) and has_place(self.resource, shape, name)
        ]

    def _values(self, api: ServiceApi, identifier: str | None, known: Properties) -> dict[str, Any]:
        place = {"account": api.account, "region": api.region, "partition": api.partition}
        parsed: Properties = {}
        if identifier is not None and self.resource.import_properties:
            parsed = self.resource.import_properties(identifier)
        return {**place, **parsed, **known, "id": identifier}

    def _live_tags(self, api: ServiceApi, identifier: str, known: Properties, raw: dict[str, Any]) -> dict[str, str]:
        tagging = self.resource.tagging
        if tagging is None:
            return {}
        if tagging.listing:
            return tagging.unpack(api.make(tagging.listing, self._values(api, identifier, {**known, **self._members(raw)})))
        return tagging.unpack(jmespath.search(tagging.read or "Tags", raw))

    def _members(self, raw: dict[str, Any]) -> Properties:
        return {key: value for key, value in answer_properties(self.resource, raw).items() if value is not None}

    def _asked_tags(self, state: Properties) -> dict[str, str]:
        return dict(state.get("tagsAll") or {}) | dict(state.get("tags") or {})

    def _put_tags(
        self, api: ServiceApi, identifier: str, known: Properties, tags: dict[str, str], old_keys: set[str]
    ) -> None:
        tagging = self.resource.tagging
        assert tagging
        values = self._values(api, identifier, known)
        if tagging.needs_state:
            values |= self.read(identifier, known) or {}
            values["id"] = identifier
        removed = sorted(old_keys - tags.keys())
        if removed:
            keys: Any = [{tagging.key: key} for key in removed] if tagging.keys_as_tags else removed
            api.make(tagging.untag, values, {tagging.keys_parameter: keys})
        if tags:
            api.make(tagging.tag, values, {tagging.tags_parameter: tagging.pack(tags)})

    def _unread(self, state: Properties, changed: set[str]) -> Properties:
        return {key: value for key, value in state.items() if key not in changed}


def _shape_at(shape: Shape | None, path: str) -> Shape | None:
    """The shape that a simple JMESPath (`Subnets[0]`, `service`, `@`) selects."""
    for part in path.split("."):
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
