"""A cloud per test file, and clients that reach it as any AWS client does: without checks of our own."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest

from localcloud import in_process
from localcloud.cloud import Cloud
from localcloud.request_checks import check_request
from tests.unit.localcloud.moto.place import Place

Connect = Callable[..., Any]


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    with Cloud(None) as opened:
        yield opened


@pytest.fixture(scope="module")
def connect(cloud: Cloud) -> Connect:
    """A function from boto3's service name and a region (us-east-1) to a client."""
    session = in_process.session()

    @cache
    def client(service: str, region: str = "us-east-1") -> Any:
        made = in_process.create_client(session, service, region, cloud.endpoint, cloud)
        made.meta.events.unregister("before-parameter-build", check_request)
        return made

    return client


@pytest.fixture(scope="module")
def place(connect: Connect) -> Place:
    return Place(connect("ec2"))
