"""Local clouds for tests with the real engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.harness import LocalCloud, local_cloud


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
