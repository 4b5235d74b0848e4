"""What one provider instance was configured with: region, default tags, ignored tags, tokens refused."""

import json
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from localcloud import CREDENTIALS, DEFAULT_REGION
from localcloud.provider import regions
from localcloud.provider.values import Properties


class ConfigurationError(ValueError):
    """The provider's configuration would not be safe or right here. `key` is the part that is wrong."""

    def __init__(self, key: str, text: str) -> None:
        super().__init__(text)
        self.key = key


@dataclass(frozen=True)
class ProviderConfiguration:
    """The part of the aws provider's configuration that changes what the local cloud does.

    `aws:allowedAccountIds` is not looked at: the local cloud stands in for every environment's account.
    """

    region: str = DEFAULT_REGION
    default_tags: dict[str, str] = field(default_factory=dict)
    ignored_keys: frozenset[str] = frozenset()
    ignored_prefixes: tuple[str, ...] = ()

    @classmethod
    def read(cls, arguments: Properties) -> "ProviderConfiguration":
        """From the properties of a provider resource, whose nested values are JSON text.

        Raises ConfigurationError for credentials or endpoints that are not the local cloud's own, for an
        unknown region and for nested values that are not JSON.
        """
        values = {key: _decoded(key, value) for key, value in arguments.items()}
        _refuse_foreign(values)
        region = values.get("region") or DEFAULT_REGION
        if region not in regions.known():
            raise ConfigurationError("region", regions.unknown("aws:region", region))
        ignored = values.get("ignoreTags") or {}
        return cls(
            region=region,
            default_tags=dict((values.get("defaultTags") or {}).get("tags") or {}),
            ignored_keys=frozenset(ignored.get("keys") or ()),
            ignored_prefixes=tuple(ignored.get("keyPrefixes") or ()),
        )

    def ignores(self, key: str) -> bool:
        """Whether `aws:ignoreTags` says that a tag key is somebody else's."""
        return key in self.ignored_keys or key.startswith(self.ignored_prefixes)

    def region_of(self, properties: Properties) -> str:
        """The region that a resource is in: its own, or the provider's."""
        region = properties.get("region")
        return region if isinstance(region, str) and region else self.region


def _decoded(key: str, value: Any) -> Any:
    if not isinstance(value, str) or not value.startswith(("{", "[")):
        return value
    try:
        return json.loads(value)
    except ValueError as error:
        text = f"aws:{key} is {value!r}, which is not valid JSON: {error}"
        raise ConfigurationError(key, text) from error


def _refuse_foreign(values: Properties) -> None:
    access_key = values.get("accessKey")
    if access_key not in (None, "", CREDENTIALS.access_key_id):
        raise ConfigurationError(
            "accessKey",
            f"aws:accessKey {str(access_key)[:4]}… is not the local cloud's: it takes no real credentials. "
            "Remove aws:accessKey and aws:secretKey from this stack's configuration.",
        )
    if values.get("profile"):
        raise ConfigurationError(
            "profile",
            f"aws:profile {values['profile']!r} names real credentials; the local cloud takes none. "
            "Remove aws:profile, or deploy to AWS with the official plugin.",
        )
    for group in values.get("endpoints") or ():
        for service, url in group.items():
            host = urlsplit(url).hostname or ""
            if not _loopback(host):
                raise ConfigurationError(
                    "endpoints",
                    f"aws:endpoints.{service} is {url!r}: the local cloud only serves 127.0.0.1. "
                    "Remove aws:endpoints: its provider needs none.",
                )


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
