"""The load balancers that the tests of this folder send requests about; refused requests leave them alone."""

from typing import Any

import pytest

from tests.unit.localcloud.moto.elbv2.balancers import Balancers
from tests.unit.localcloud.moto.place import Place


@pytest.fixture(scope="module")
def elb(connect: Any) -> Any:
    return connect("elbv2")


@pytest.fixture(scope="module")
def balancers(elb: Any, place: Place, connect: Any) -> Balancers:
    return Balancers(elb, place, connect("acm"), connect("s3"))
