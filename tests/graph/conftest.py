"""Engines of their own for tests that end them, and one for those that don't."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.embedded import (
    EmbeddedEngine,
)
from tests.graph.engine import cleared


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A folder whose engine is ended after the test, whatever the test did."""
    folder = tmp_path / "home"
    yield folder
    EmbeddedEngine(folder).stop()
    assert cleared(folder)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedEngine]:
    """A running engine, in a folder with a space and Chinese characters, for tests that don't end it."""
    engine = EmbeddedEngine(tmp_path_factory.mktemp("园区 网格") / "联动", linger=0.5, query_timeout=2.0)
    with engine:
        yield engine
    engine.stop()
