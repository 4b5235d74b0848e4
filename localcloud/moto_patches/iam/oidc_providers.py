"""OIDC providers.

What moto accepts, and AWS refuses: an address that is not https, a port or a query in it; thumbprints that
are none; deleting a provider that is not there.

What moto gets wrong: its error for a second provider of one address says nothing; a provider that is made
without thumbprints has none, while AWS looks its certificate up.

What moto lacks: adding a client id and taking one away.
"""

import hashlib
import re
from functools import cache
from typing import Any, Final
from urllib.parse import urlsplit

from localcloud.moto_patches.iam._service import IAM, no_such_entity
from localcloud.moto_service import AwsError, Request

THUMBPRINT: Final = re.compile(r"[0-9A-Fa-f]{40}")


def _refuse_address(backend: Any, request: Request) -> None:
    url = request["Url"]
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or parts.netloc != parts.hostname or parts.query:
        raise AwsError("ValidationError", "Invalid Open ID Connect Provider URL")
    address = parts.netloc + parts.path
    if any(provider.url == address for provider in backend.open_id_providers.values()):
        raise AwsError("EntityAlreadyExists", f"Provider with url {url} already exists.")


def _refuse_thumbprints(_: Any, request: Request) -> None:
    for thumbprint in request.get("ThumbprintList") or ():
        if not THUMBPRINT.fullmatch(thumbprint):
            raise AwsError(
                "ValidationError",
                f"Value '{thumbprint}' at 'thumbprintList' failed to satisfy constraint: Member must be the "
                "40 hexadecimal digits of a SHA-1 fingerprint",
            )


def _refuse_unknown(backend: Any, request: Request) -> None:
    arn = request["OpenIDConnectProviderArn"]
    if arn not in backend.open_id_providers:
        raise no_such_entity(f"OpenIDConnect Provider not found for arn {arn}")


def _look_up_thumbprint(backend: Any, request: Request, answer: Any) -> None:
    provider = backend.open_id_providers[answer["OpenIDConnectProviderArn"]]
    if not provider.thumbprint_list:
        # There is no server to ask: some thumbprint, the same for the same address.
        provider.thumbprint_list = [hashlib.sha1(provider.url.encode()).hexdigest()]


def _add(backend: Any, request: Request) -> None:
    provider = backend.get_open_id_connect_provider(request["OpenIDConnectProviderArn"])
    if request["ClientID"] not in provider.client_id_list:
        provider.client_id_list.append(request["ClientID"])


def _remove(backend: Any, request: Request) -> None:
    provider = backend.get_open_id_connect_provider(request["OpenIDConnectProviderArn"])
    provider.client_id_list = [item for item in provider.client_id_list if item != request["ClientID"]]


@cache
def apply() -> None:
    """Put OIDC providers right."""
    IAM.extend(
        {
            "add_client_id_to_open_id_connect_provider": _add,
            "remove_client_id_from_open_id_connect_provider": _remove,
        }
    )
    IAM.refuse(
        {
            "create_open_id_connect_provider": [_refuse_address, _refuse_thumbprints],
            "update_open_id_connect_provider_thumbprint": [_refuse_thumbprints],
            "delete_open_id_connect_provider": [_refuse_unknown],
        }
    )
    IAM.complete({"create_open_id_connect_provider": _look_up_thumbprint})
