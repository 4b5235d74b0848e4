"""Ids that are put together of several properties."""

import pytest

from localcloud.provider.values import Properties
from localcloud.services.composite_ids import parts_of


@pytest.mark.parametrize(
    ("identifier", "told"),
    [
        ("shop:nodes", {"cluster": "shop", "group": "nodes"}),
        ("shop:a:b", {"cluster": "shop", "group": "a:b"}),
        ("shop", {"cluster": "shop", "group": ""}),
    ],
)
def test_parts_are_told_apart(identifier: str, told: Properties) -> None:
    assert parts_of(":", "cluster", "group")(identifier) == told
