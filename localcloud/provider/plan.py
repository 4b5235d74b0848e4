"""What a preview says of a resource: its properties as far as they are known before AWS is asked."""

from localcloud.provider.configuration import ProviderConfiguration
from localcloud.provider.defaults import with_defaults
from localcloud.provider.definition import Resource
from localcloud.provider.tags import planned_tags
from localcloud.provider.values import UNKNOWN, Properties


def planned_create(
    resource: Resource, configuration: ProviderConfiguration, inputs: Properties
) -> Properties:
    """The state that a create will have."""
    given = with_defaults(resource, inputs)
    computed = {
        name: UNKNOWN
        for name, member in resource.schema.properties.items()
        if name not in given and member.computed
    }
    return {**computed, **resource.schema.stored(given), **_known(resource, configuration, inputs)}


def planned_update(
    resource: Resource,
    configuration: ProviderConfiguration,
    state: Properties,
    inputs: Properties,
    changed: frozenset[str],
) -> Properties:
    """The state that an update will have: what the inputs say, and what the provider computes as it was, if
    what is `changed` does not renew it.
    """
    kept = {
        name: value
        for name, value in state.items()
        if (member := resource.schema.properties.get(name)) is not None
        and (not member.is_input or member.computed or name in resource.kept)
    }
    given = resource.schema.stored(with_defaults(resource, inputs))
    renewed = dict.fromkeys(resource.renews(inputs, changed), UNKNOWN)
    return {**kept, **renewed, **given, **_known(resource, configuration, inputs)}


def _known(resource: Resource, configuration: ProviderConfiguration, inputs: Properties) -> Properties:
    known: Properties = {}
    if resource.schema.regional:
        known["region"] = configuration.region_of(inputs)
    if resource.schema.taggable:
        known |= planned_tags(configuration, inputs)
    return known
