"""IAM's OIDC providers through the provider."""

from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import Cloud
from tests.unit.localcloud.provider.case import Case
from tests.unit.localcloud.provider.test_lifecycles import test_life as live
from tests.unit.localcloud.services.compute import ComputeWorld, life

PROVIDER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
GITHUB = "https://token.actions.githubusercontent.com"


@pytest.fixture(scope="module")
def world() -> Iterator[ComputeWorld]:
    with Cloud(None) as cloud:
        yield ComputeWorld(cloud)


CASES = (
    life(
        PROVIDER,
        lambda world: {"url": GITHUB, "clientIdLists": ["sts.amazonaws.com"], "tags": {"Name": "x"}},
        (
            lambda world: {"clientIdLists": ["more", "sts.amazonaws.com"]},
            lambda world: {"clientIdLists": ["more"]},
            lambda world: {"thumbprintLists": ["a" * 40, "b" * 40]},
            lambda world: {"tags": {"Name": "y"}},
            lambda world: {"tags": None},
        ),
    ),
    life(
        PROVIDER,
        lambda world: {
            "url": "https://oidc.example.com/id/A",
            "clientIdLists": ["one", "two"],
            "thumbprintLists": ["c" * 40],
        },
        name="with-path",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_life(case: Case, world: ComputeWorld) -> None:
    live(case, world)


def test_an_account_has_one_provider_of_an_address(world: ComputeWorld) -> None:
    operations = world.operations(PROVIDER)
    inputs = {"url": "https://login.example.com", "clientIdLists": ["one"]}
    identifier, state = operations.create(inputs)
    assert identifier == state["arn"] == "arn:aws:iam::123456789012:oidc-provider/login.example.com"
    (thumbprint,) = state["thumbprintLists"]
    assert len(thumbprint) == 40
    with pytest.raises(ClientError, match=r"login\.example\.com already exists"):
        operations.create(inputs)


def test_a_client_that_somebody_added_is_drift(world: ComputeWorld) -> None:
    operations = world.operations(PROVIDER)
    inputs = {"url": "https://drift.example.com", "clientIdLists": ["one"]}
    identifier, state = operations.create(inputs)
    world.client("iam").add_client_id_to_open_id_connect_provider(
        OpenIDConnectProviderArn=identifier, ClientID="two"
    )
    changed = operations.read(identifier, state)
    assert changed is not None
    assert [item.property for item in operations.diff(changed, inputs)] == ["clientIdLists"]
