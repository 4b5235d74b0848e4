"""OIDC providers: moto cannot add or remove a client id."""

from functools import cache
from typing import Any

from localcloud.moto_patches.iam._service import IAM
from localcloud.moto_service import Request


def _add(backend: Any, request: Request) -> None:
    provider = backend.get_open_id_connect_provider(request["OpenIDConnectProviderArn"])
    if request["ClientID"] not in provider.client_id_list:
        provider.client_id_list.append(request["ClientID"])


def _remove(backend: Any, request: Request) -> None:
    provider = backend.get_open_id_connect_provider(request["OpenIDConnectProviderArn"])
    provider.client_id_list = [item for item in provider.client_id_list if item != request["ClientID"]]


@cache
def apply() -> None:
    """Add the operations."""
    IAM.extend(
        {
            "add_client_id_to_open_id_connect_provider": _add,
            "remove_client_id_from_open_id_connect_provider": _remove,
        }
    )
