"""The kit installed before each test that asks for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from dougong.problem import Ref
from dougong.storage import checks, make_tables
from dougong.storage.testing import empty_tables
from dougong.tenancy import writing

from tests.company import make_member, make_tenant
from tests.emptying import tables_can_be_emptied
from tests.rivals import Arena
from tests.storage.kit import PARTY, SITE, THING, Kit, read

__all__ = ["tables_can_be_emptied"]


@pytest.fixture
def kit(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kit]:
    """The module installed, the database otherwise empty. Every file and person asked for exists."""
    for entity in ("file", "user"):
        monkeypatch.setitem(checks.sources, entity, lambda ids: ids)
    empty_tables()
    entities = [read(document) for document in (SITE, PARTY, THING)]
    make_tables(entities)
    tenant, other = make_tenant(), make_tenant()
    member = make_member(tenant)
    yield Kit(*entities, tenant=tenant, other=other, me=Ref("user", member.id))
    empty_tables()


@pytest.fixture
def desk(kit: Kit) -> Iterator[Kit]:
    """The kit inside a writing scope of its tenant."""
    with writing(kit.tenant):
        yield kit


@pytest.fixture(scope="module")
def arena(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    """A database of its own for several processes."""
    folder: Path = tmp_path_factory.mktemp("rivals")
    made = Arena(folder)
    yield made
    made.close()
