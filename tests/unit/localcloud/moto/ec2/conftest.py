"""The network that the tests of this folder send requests about; refused requests leave it as it is."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.unit.localcloud.moto.ec2.network import Network


@pytest.fixture(scope="module")
def ec2(connect: Callable[..., Any]) -> Any:
    return connect("ec2")


@pytest.fixture(scope="module")
def network(ec2: Any, connect: Callable[..., Any]) -> Network:
    return Network(ec2, connect("iam"))
