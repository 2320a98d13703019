"""The company of the import tests, fresh for each of them."""

from collections.abc import Iterator

import pytest
from dougong import catalog
from dougong.storage.testing import empty_tables

from tests.emptying import tables_can_be_emptied
from tests.importing.stage import Stage, company

__all__ = ["tables_can_be_emptied"]


@pytest.fixture
def stage(transactional_db: None) -> Iterator[Stage]:
    """The company and its module, the database otherwise empty."""
    empty_tables()
    catalog.forget()
    yield company()
    empty_tables()
    catalog.forget()
