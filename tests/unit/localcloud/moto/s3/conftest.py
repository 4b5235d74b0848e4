"""A client of S3, and buckets in different states."""

from typing import Any

import pytest

from tests.unit.localcloud.moto.s3.buckets import Buckets


@pytest.fixture(scope="module")
def s3(connect: Any) -> Any:
    return connect("s3")


@pytest.fixture(scope="module")
def buckets(s3: Any, connect: Any) -> Buckets:
    return Buckets(s3, connect)
