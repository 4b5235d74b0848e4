"""IAM's OIDC providers as AWS accepts, refuses and reads them."""

from typing import Any

import pytest

from tests.unit.localcloud.moto.refusals import Refusal, assert_refused, each

CREATE = "CreateOpenIDConnectProvider"
VALIDATION = "ValidationError"
ARN = "arn:aws:iam::123456789012:oidc-provider/"


@pytest.fixture(scope="module")
def iam(connect: Any) -> Any:
    made = connect("iam")
    made.create_open_id_connect_provider(Url="https://taken.example.com", ClientIDList=["a"])
    return made


def _provider(**changed: Any) -> Any:
    return lambda _: {"Url": "https://new.example.com", "ClientIDList": ["a"]} | changed


REFUSED = [
    Refusal("without encryption", CREATE, _provider(Url="http://a.example.com"), VALIDATION, "Invalid"),
    Refusal("at a port", CREATE, _provider(Url="https://a.example.com:8443"), VALIDATION, "Invalid"),
    Refusal("with a query", CREATE, _provider(Url="https://a.example.com/?a=b"), VALIDATION, "Invalid"),
    Refusal(
        "again",
        CREATE,
        _provider(Url="https://taken.example.com"),
        "EntityAlreadyExists",
        "https://taken.example.com already exists",
    ),
    Refusal("with text for a thumbprint", CREATE, _provider(ThumbprintList=["x" * 40]), VALIDATION, "SHA-1"),
    Refusal(
        "to no thumbprint",
        "UpdateOpenIDConnectProviderThumbprint",
        lambda _: {"OpenIDConnectProviderArn": f"{ARN}taken.example.com", "ThumbprintList": ["x" * 40]},
        VALIDATION,
        "SHA-1",
    ),
    Refusal(
        "that is unknown",
        "DeleteOpenIDConnectProvider",
        lambda _: {"OpenIDConnectProviderArn": f"{ARN}none"},
        "NoSuchEntity",
        "none",
    ),
]


@each(REFUSED)
def test_refuses(iam: Any, row: Refusal) -> None:
    assert_refused(iam, None, row)


def test_aws_looks_the_thumbprint_up_where_none_is_given(iam: Any) -> None:
    providers = [f"{ARN}{name}.example.com/realm" for name in ("one", "two")]
    for arn in providers:
        url = f"https://{arn.removeprefix(ARN)}"
        made = iam.create_open_id_connect_provider(Url=url, ClientIDList=["a"])
        assert made["OpenIDConnectProviderArn"] == arn
    found = [
        iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)["ThumbprintList"] for arn in providers
    ]
    assert all(len(thumbprint) == 40 for (thumbprint,) in found)
    assert found[0] != found[1]
