"""A cloud in memory per test file, and the provider's operations on it."""

from collections.abc import Iterator

import pytest

from localcloud.cloud import Cloud
from tests.unit.localcloud.provider.world import World


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    with Cloud(None) as opened:
        yield opened


@pytest.fixture(scope="module")
def world(cloud: Cloud) -> World:
    return World(cloud)
