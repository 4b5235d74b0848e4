"""Tags as the real provider has them: `tags` is what the resource asks for, `tagsAll` that and the defaults."""

from localcloud.provider.configuration import ProviderConfiguration
from localcloud.provider.values import UNKNOWN, Properties


def wanted_tags(configuration: ProviderConfiguration, inputs: Properties) -> dict[str, str]:
    """The tags that the resource should have. A tag of its own wins over a default one."""
    own = inputs.get("tags")
    if own is UNKNOWN:
        return dict(configuration.default_tags)
    return {**configuration.default_tags, **(own or {})}


def live_tags(configuration: ProviderConfiguration, live: dict[str, str], asked: Properties) -> Properties:
    """The properties `tags` and `tagsAll` for the tags that a resource has in the cloud.

    `asked` are the properties last known: a tag equal to a default counts as the default's unless the resource
    asks for it too.
    """
    every = {key: value for key, value in sorted(live.items()) if not configuration.ignores(key)}
    own_before = asked.get("tags") if isinstance(asked.get("tags"), dict) else {}
    defaults = configuration.default_tags
    own = {
        key: value
        for key, value in every.items()
        if key not in defaults or defaults[key] != value or key in (own_before or {})
    }
    return {"tags": own, "tagsAll": every}
