"""What one provider instance was configured with: region, default tags, ignored tags, tokens refused."""

import json
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit

from localcloud import CREDENTIALS
from localcloud.provider.values import Properties

DEFAULT_REGION: Final = "us-east-1"


class ConfigurationError(ValueError):
    """The provider's configuration would not be safe or right for the local cloud."""


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

        Raises ConfigurationError for credentials or endpoints that are not the local cloud's own.
        """
        values = {key: _decoded(value) for key, value in arguments.items()}
        _refuse_foreign(values)
        ignored = values.get("ignoreTags") or {}
        return cls(
            region=values.get("region") or DEFAULT_REGION,
            default_tags=dict((values.get("defaultTags") or {}).get("tags") or {}),
            ignored_keys=frozenset(ignored.get("keys") or ()),
            ignored_prefixes=tuple(ignored.get("keyPrefixes") or ()),
        )

    def ignores(self, key: str) -> bool:
        """Whether `aws:ignoreTags` says that a tag key is somebody else's."""
        return key in self.ignored_keys or any(fnmatchcase(key, f"{prefix}*") for prefix in self.ignored_prefixes)


def _decoded(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(("{", "[")):
        return json.loads(value)
    return value


def _refuse_foreign(values: Properties) -> None:
    access_key = values.get("accessKey")
    if access_key not in (None, "", CREDENTIALS.access_key_id):
        raise ConfigurationError(
            f"aws:accessKey {access_key!r} is not the local cloud's: it takes no real credentials. "
            f"Remove aws:accessKey and aws:secretKey from this stack's configuration."
        )
    if values.get("profile"):
        raise ConfigurationError(
            f"aws:profile {values['profile']!r} names real credentials; the local cloud takes none. "
            "Remove aws:profile, or deploy to AWS with the official plugin."
        )
    for group in values.get("endpoints") or ():
        for service, url in group.items():
            host = urlsplit(url).hostname or ""
            if not _loopback(host):
                raise ConfigurationError(f"aws:endpoints.{service} is {url!r}: the local cloud only serves 127.0.0.1")


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
