"""What the tests of this room share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.emptying import tables_can_be_emptied
from tests.rivals import Arena

__all__ = ["tables_can_be_emptied"]


@pytest.fixture(scope="module")
def arena(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    """A database of its own for several processes."""
    folder: Path = tmp_path_factory.mktemp("rivals")
    made = Arena(folder)
    yield made
    made.close()
