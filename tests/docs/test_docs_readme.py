"""What the README says of production makes a company that can be entered."""

import re
import shlex
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from dougong.catalog import modules_for
from dougong.storage.testing import empty_tables
from dougong.tenancy import reading, tenant_by_key

from tests.emptying import tables_can_be_emptied

__all__ = ["tables_can_be_emptied"]

pytestmark = [pytest.mark.storage]

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def empty(transactional_db: None) -> Iterator[None]:
    """A database without tables of modules, before and after."""
    empty_tables()
    yield
    empty_tables()


@pytest.mark.usefixtures("empty", "tables_can_be_emptied")
def test_the_first_company() -> None:
    readme = (ROOT / "README.md").read_text("utf-8").replace("\\\n", "")
    found = re.search(r"manage\.py (create_tenant .*)$", readme, re.M)
    assert found is not None
    name, *arguments = shlex.split(found[1])
    told = StringIO()
    call_command(name, *arguments, stdout=told)
    assert "://acme.example.com/join/" in told.getvalue()
    company = tenant_by_key("acme")
    assert company is not None
    with reading(company):
        assert set(modules_for("en")) == {path.parent.name for path in (ROOT / "modules").glob("*/module.json")}
