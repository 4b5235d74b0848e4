"""The services that the tests of this folder send requests about; refused requests leave them alone."""

from typing import Any

import pytest

from tests.unit.localcloud.moto.ecs.services import Services
from tests.unit.localcloud.moto.place import Place


@pytest.fixture(scope="module")
def services(connect: Any, place: Place) -> Services:
    return Services(connect, place)
