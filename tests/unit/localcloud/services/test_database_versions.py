"""aws.rds.get_engine_version: one version of an engine, or an error that says why not."""

from collections.abc import Iterator
from typing import Any

import pytest

from localcloud.cloud import Cloud
from localcloud.provider.functions import FunctionError
from tests.unit.localcloud.provider.world import World

TOKEN = "aws:rds/getEngineVersion:getEngineVersion"


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with Cloud(None) as cloud:
        yield World(cloud)


@pytest.mark.parametrize(
    ("arguments", "version"),
    [
        ({"version": "15.10"}, "15.10"),
        ({"version": "15", "latest": True}, "15.15"),
        ({"version": "15", "defaultOnly": True}, "15.15"),
        ({"parameterGroupFamily": "postgres16"}, "16.11"),
        ({}, "17.7"),
        ({"preferredVersions": ["15.99", "15.4", "15.3"]}, "15.4"),
        ({"preferredMajorTargets": ["17.7"], "version": "16", "latest": True}, "16.11"),
        ({"preferredUpgradeTargets": ["13.2"]}, "13.1"),
        ({"version": "17", "hasMinorTarget": True, "latest": True}, "17.6"),
    ],
)
def test_a_version_is_found(world: World, arguments: dict[str, Any], version: str) -> None:
    found = world.invoke(TOKEN, engine="postgres", **arguments)
    assert (found["version"], found["versionActual"], found["id"]) == (version, version, version)
    major = version.partition(".")[0]
    assert found["parameterGroupFamily"] == f"postgres{major}"
    assert all(target.startswith(f"{major}.") for target in found["validMinorTargets"])
    assert not any(target.startswith(f"{major}.") for target in found["validMajorTargets"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"engine": "postgres", "version": "15"}, "several versions of 'postgres' fit .*15.2, 15.3"),
        ({"engine": "postgres", "version": "99"}, "no version of 'postgres' fits .*99"),
        ({"engine": "postgres", "version": "17", "hasMajorTarget": True}, "no version of 'postgres'"),
        ({"engine": "postgres", "filters": [{"name": "status", "values": ["x"]}]}, "filters"),
        ({"version": "15"}, "needs engine"),
    ],
)
def test_a_version_that_is_not_one_is_refused(world: World, arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(FunctionError, match=message):
        world.invoke(TOKEN, **arguments)
