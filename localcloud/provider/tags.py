"""Tags as the real provider has them: `tags` is what the resource asks for, `tagsAll` that and defaults."""

from collections.abc import Mapping

from localcloud.provider.configuration import ProviderConfiguration
from localcloud.provider.diff import Difference, map_differences
from localcloud.provider.values import UNKNOWN, Properties, has_unknown


def wanted_tags(configuration: ProviderConfiguration, inputs: Properties) -> dict[str, str]:
    """The tags that the resource should have. A tag of its own wins over a default one."""
    return {**configuration.default_tags, **_own(inputs)}


def planned_tags(configuration: ProviderConfiguration, inputs: Properties) -> Properties:
    """The property `tagsAll` as a preview shows it."""
    if has_unknown(inputs.get("tags")):
        return {"tagsAll": UNKNOWN}
    return {"tagsAll": _seen(configuration, wanted_tags(configuration, inputs))}


def live_tags(configuration: ProviderConfiguration, live: Mapping[str, str], known: Properties) -> Properties:
    """The properties `tags` and `tagsAll` for the tags that a resource has in the cloud.

    `known` are the properties last known: a tag equal to a default counts as the default's unless the
    resource asks for it too. `tags` is None when the resource has none of its own and asked for none.
    """
    every = _seen(configuration, dict(sorted(live.items())))
    defaults, asked = configuration.default_tags, _own(known)
    own = {key: value for key, value in every.items() if defaults.get(key) != value or key in asked}
    return {"tags": own if own or "tags" in known else None, "tagsAll": every}


def tag_differences(
    configuration: ProviderConfiguration, state: Properties, inputs: Properties
) -> list[Difference]:
    """How tags change: in `tags`, or in `tagsAll` where only the provider's defaults do."""
    if has_unknown(inputs.get("tags")):
        return [Difference("tags", "update")]
    own = map_differences("tags", _seen(configuration, _own(state)), _seen(configuration, _own(inputs)))
    wanted = _seen(configuration, wanted_tags(configuration, inputs))
    return own or map_differences("tagsAll", _seen(configuration, state.get("tagsAll") or {}), wanted)


def _own(properties: Properties) -> dict[str, str]:
    own = properties.get("tags")
    return dict(own) if isinstance(own, dict) else {}


def _seen(configuration: ProviderConfiguration, tags: Mapping[str, str]) -> dict[str, str]:
    """The tags that `aws:ignoreTags` does not hide."""
    return {key: value for key, value in tags.items() if not configuration.ignores(key)}
