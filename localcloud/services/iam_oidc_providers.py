"""OIDC providers of IAM, whose tokens stand in for credentials."""

from typing import Any, Final

from localcloud.provider.definition import Api, Call, Change, Resource
from localcloud.provider.values import Properties
from localcloud.services.iam_documents import iam_tagging

_ARN: Final = "OpenIDConnectProviderArn"
_NAMED: Final = {_ARN: "{id}"}


def _same_address(old: Any, new: Any) -> bool:
    """Whether two addresses are the same; AWS gives them back without the scheme."""
    return str(old).removeprefix("https://") == str(new).removeprefix("https://")


def _change_clients(
    api: Api, identifier: str, state: Properties, inputs: Properties, changed: frozenset[str]
) -> None:
    wanted, present = set(inputs["clientIdLists"]), set(state["clientIdLists"])
    for client in sorted(wanted - present):
        api.call("add_client_id_to_open_id_connect_provider", **{_ARN: identifier}, ClientID=client)
    for client in sorted(present - wanted):
        api.call("remove_client_id_from_open_id_connect_provider", **{_ARN: identifier}, ClientID=client)


OIDC_PROVIDER: Final = Resource(
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
    "iam",
    identifier=f"{{{_ARN}}}",
    create=Call("create_open_id_connect_provider"),
    read=Call("get_open_id_connect_provider", _NAMED),
    update=_change_clients,
    delete=Call("delete_open_id_connect_provider", _NAMED),
    changes=(Change(Call("update_open_id_connect_provider_thumbprint", _NAMED), ("thumbprintLists",)),),
    computed={"arn": "{id}"},
    equivalent={"url": _same_address},
    tagging=iam_tagging("open_id_connect_provider", _ARN),
)

RESOURCES: Final = (OIDC_PROVIDER,)
