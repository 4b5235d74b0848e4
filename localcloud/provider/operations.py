"""Create, read, update and delete of any resource type, from its definition."""

from collections.abc import Iterable
from dataclasses import dataclass

from botocore.exceptions import ClientError

from localcloud.cloud import Cloud
from localcloud.provider import plan, reading, requests
from localcloud.provider.configuration import ProviderConfiguration
from localcloud.provider.context import ServiceApi
from localcloud.provider.defaults import with_defaults
from localcloud.provider.definition import Resource
from localcloud.provider.diff import Difference, changed_properties, differences
from localcloud.provider.inputs import ignoring_changes
from localcloud.provider.regions import split_region
from localcloud.provider.tags import tag_differences, wanted_tags
from localcloud.provider.values import Properties


class ResourceGoneError(RuntimeError):
    """A resource that must be there is not."""


@dataclass(frozen=True)
class Operations:
    """The operations on one resource type for one provider instance.

    All of them raise botocore's ClientError when AWS refuses, RequestRefused for values that break a
    service's model, and NotSupportedError for what the local cloud lacks.
    """

    cloud: Cloud
    resource: Resource
    configuration: ProviderConfiguration

    def plan(self, inputs: Properties) -> Properties:
        """The state that a create will have, as far as it is known before: a preview's outputs."""
        return plan.planned_create(self.resource, self.configuration, inputs)

    def plan_update(self, state: Properties, inputs: Properties, ignored: Iterable[str] = ()) -> Properties:
        """The state that an update will have, as far as it is known before."""
        inputs = ignoring_changes(inputs, state, ignored)
        changed = changed_properties(self.diff(state, inputs))
        return plan.planned_update(self.resource, self.configuration, state, inputs, changed)

    def diff(self, state: Properties, inputs: Properties, ignored: Iterable[str] = ()) -> list[Difference]:
        """Every difference between a state and new inputs, tags and region included.

        `ignored` are the paths of the resource option `ignoreChanges`.
        """
        inputs = ignoring_changes(inputs, state, ignored)
        found = differences(self.resource, state, inputs)
        if self.resource.schema.taggable:
            found += tag_differences(self.configuration, state, inputs)
        if self.resource.schema.regional:
            old, new = state.get("region"), self.configuration.region_of(inputs)
            if old and old != new:
                found.append(Difference("region", "update", replace=True))
        return found

    def create(self, inputs: Properties) -> tuple[str, Properties]:
        """Make the resource; gives its id and state."""
        tags = wanted_tags(self.configuration, inputs) if self.resource.schema.taggable else {}
        identifier = requests.create(self._api(inputs), self.resource, inputs, tags)
        state = self.read(identifier, with_defaults(self.resource, inputs))
        if state is None:
            raise ResourceGoneError(
                f"{self.resource.token} {identifier!r} is not there right after its creation"
            )
        return identifier, state

    def read(self, identifier: str, known: Properties) -> Properties | None:
        """The live state, or None when the resource is gone.

        `known` are the properties known so far; what AWS never tells is kept from them.
        """
        return reading.read(self._api(known), self.resource, self.configuration, identifier, known)

    def locate(self, given: str) -> tuple[str, Properties]:
        """The id, and what is known, of what a user gives to `pulumi import`: `vpc-1`, `vpc-1@eu-west-1`."""
        plain, known = split_region(given) if self.resource.schema.regional else (given, {})
        if self.resource.import_properties:
            known |= self.resource.import_properties(plain)
        import_id = self.resource.import_id
        return (import_id(self._api(known), plain) if import_id else plain), known

    def update(
        self, identifier: str, state: Properties, inputs: Properties, ignored: Iterable[str] = ()
    ) -> Properties:
        """Change the resource to new inputs, what is `ignored` apart; gives the new state.

        Raises ResourceGoneError when it is not there any more.
        """
        inputs = ignoring_changes(inputs, state, ignored)
        api = self._api(inputs)
        changed = changed_properties(self.diff(state, inputs))
        requests.change(api, self.resource, identifier, state, inputs, changed)
        if changed & {"tags", "tagsAll"}:
            tags = wanted_tags(self.configuration, inputs)
            values = requests.values_for(api, identifier, state)
            requests.put_tags(api, self.resource, values, tags, state.get("tagsAll") or ())
        unchanged = {key: value for key, value in state.items() if key not in changed}
        new_state = self.read(identifier, {**unchanged, **with_defaults(self.resource, inputs)})
        if new_state is None:
            raise ResourceGoneError(
                f"{self.resource.token} {identifier!r} is not there any more: refresh the stack"
            )
        return new_state

    def delete(self, identifier: str, state: Properties) -> None:
        """Delete the resource; one that is gone already is no error."""
        api = self._api(state)
        try:
            if callable(self.resource.delete):
                self.resource.delete(api, identifier, state)
            else:
                api.make(self.resource.delete, requests.values_for(api, identifier, state))
        except ClientError as error:
            if not self.resource.says_gone(error.response["Error"]["Code"]):
                raise

    def _api(self, properties: Properties) -> ServiceApi:
        return ServiceApi(self.cloud, self.resource.service, self.configuration.region_of(properties))
