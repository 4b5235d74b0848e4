"""A cloud in memory per test file, and the provider's operations on it."""

from collections.abc import Iterator

import pytest

from localcloud.cloud import Cloud
from localcloud.provider.values import Properties
from tests.unit.localcloud.provider.engine import Connect, Instance, serving
from tests.unit.localcloud.provider.world import World

REGION = {"region": "us-east-1"}


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    with Cloud(None) as opened:
        yield opened


@pytest.fixture(scope="module")
def world(cloud: Cloud) -> World:
    return World(cloud)


@pytest.fixture(scope="module")
def address(cloud: Cloud) -> Iterator[str]:
    with serving(cloud) as address:
        yield address


@pytest.fixture
def connect(address: str) -> Iterator[Connect]:
    """A function that makes a provider instance; without configuration when that is None."""
    made: list[Instance] = []

    def instance(config: Properties | None = REGION) -> Instance:
        made.append(Instance(address, config))
        return made[-1]

    yield instance
    for each in made:
        each.close()


@pytest.fixture
def aws(connect: Connect) -> Instance:
    return connect()
