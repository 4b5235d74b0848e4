"""Local clouds for tests with the real engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.harness import LocalCloud, local_cloud
from tests.engine.scenarios import deployed_scenario


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[LocalCloud]:
    """An empty local cloud of the test's own."""
    with local_cloud(tmp_path / "local") as made:
        yield made


@pytest.fixture(scope="session")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    """A local cloud with stack `local` up, shared by all tests: each undoes what it changes."""
    with local_cloud(tmp_path_factory.mktemp("deployed") / "local") as made:
        made.run("up")
        yield made


@pytest.fixture(scope="session")
def shared_network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    """A local cloud with the network that programs of components are in; each test deploys its own stack."""
    with (
        local_cloud(tmp_path_factory.mktemp("components") / "local") as made,
        deployed_scenario(made, "network"),
    ):
        yield made


SHARED = ("deployed", "shared_network", "policed", "installed")
"""Fixtures that cost much, and that tests share."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep tests that share a fixture in one process, when several run them (`--dist loadgroup`)."""
    for item in items:
        shared = [name for name in SHARED if name in getattr(item, "fixturenames", ())]
        if shared:
            item.add_marker(pytest.mark.xdist_group(shared[0]))
