"""A field kind is complete: every room that treats kinds one by one knows each of them."""

import pytest
from dougong import sheets
from dougong.forms import CONTROLS, NODES
from dougong.kinds import KINDS
from dougong.listing import FILTERS
from dougong.search import SEARCHED
from dougong.storage import COLUMNS
from dougong.tables import CELLS

#: Drawn as a list of whatever its entries are.
ARRAYS = {"values"}
FACETS = {
    "storage.COLUMNS": COLUMNS,
    "tables.CELLS": CELLS,
    "sheets.CELLS": sheets.CELLS,
    "search.SEARCHED": SEARCHED,
    "listing.FILTERS": FILTERS,
}


@pytest.mark.parametrize("facet", FACETS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_every_facet(kind: str, facet: str) -> None:
    assert kind in FACETS[facet], f"{kind} has no line in {facet}"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_drawn_in_forms(kind: str) -> None:
    assert kind in CONTROLS or kind in NODES | ARRAYS, f"{kind} has no control"


@pytest.mark.parametrize("facet", FACETS)
def test_no_facet_knows_a_kind_that_is_gone(facet: str) -> None:
    assert set(FACETS[facet]) <= set(KINDS)
