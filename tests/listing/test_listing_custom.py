"""A tenant's own fields in lists: in a spare column, and in the JSON where none was free."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from dougong.access import Case, Reach
from dougong.admission import Entry
from dougong.definition import TRUE_EXPR
from dougong.definition.layout import Layout, spare_family
from dougong.listing import Wanted, group_fields, open_groups, open_list
from dougong.storage import Record, insert
from dougong.tenancy import new_id

from tests.emptying import tables_can_be_emptied
from tests.listing.counter import entry_for, found, tags
from tests.storage.conftest import desk, kit
from tests.storage.kit import THING, Kit, read

__all__ = ["desk", "kit", "tables_can_be_emptied"]

pytestmark = [pytest.mark.storage]

OWN: dict[str, Any] = {
    "x_weather": {"title": "Weather", "oneOf": [
        {"const": "fine", "title": "Fine"}, {"const": "rain", "title": "Rain"}]},
    "x_temp": {"title": "Temperature", "kind": "quantity"},
    "x_fee": {"title": "Fee", "kind": "money"},
    "x_people": {"title": "People", "type": "integer"},
    "x_real": {"title": "Real", "type": "number"},
    "x_on": {"title": "On", "type": "string", "format": "date"},
}  # fmt: skip
MONEY = Decimal("922337203685477.58")


def own(kit: Kit, *, spare: bool) -> Entry:
    """The entry to things with fields of the tenant's own, three of which are there."""
    entity = read({**THING, "properties": {**THING["properties"], **OWN}})
    layout = Layout()
    for key, field in entity.fields.items():
        family = spare_family(field)
        if spare and key in OWN and family is not None:
            layout = layout.with_field(key, family)
    for tag, weather, temp, fee, people, real, on in (
        ("a", "fine", Decimal("-3.5"), MONEY, 9, Decimal("1e3"), date(2025, 4, 1)),
        ("b", "rain", Decimal(12), Decimal("-0.01"), 10, Decimal("0.25"), date(2025, 3, 1)),
        ("c", None, None, None, None, None, None),
    ):
        values = {"tag": tag, **dict(zip(OWN, (weather, temp, fee, people, real, on), strict=True))}
        insert(entity, Record(entity.name, new_id(), values), layout, kit.me)
    return entry_for(kit, entity, reach=Reach(entity.name, (Case(TRUE_EXPR, rule="all"),)), layout=layout)


@pytest.mark.parametrize("spare", [True, False])
def test_own_fields_filter_and_sort_wherever_they_are_kept(desk: Kit, *, spare: bool) -> None:
    entry = own(desk, spare=spare)
    for field, word, to, expected in (
        ("x_weather", "one_of", ["rain"], "b"), ("x_weather", "empty", None, "c"), ("x_temp", "less", 0, "a"),
        ("x_temp", "between", ["-3.5", "12"], "ab"), ("x_temp", "equal", "12", "b"), ("x_temp", "empty", None, "c"),
        ("x_fee", "equal", str(MONEY), "a"), ("x_fee", "at_most", "-0.01", "b"), ("x_fee", "more", 0, "a"),
        ("x_people", "at_least", 10, "b"), ("x_people", "not_equal", 10, "ac"), ("x_real", "more", "0.25", "a"),
        ("x_real", "equal", "0.25", "b"), ("x_on", "within", "this_month", "a"), ("x_on", "filled", None, "ab"),
    ):  # fmt: skip
        asked = {"field": field, "is": word, **({} if to is None else {"to": to})}
        assert found(entry, json.dumps(asked)) == set(expected), asked
    for key, order in (("x_temp", "abc"), ("-x_fee", "abc"), ("x_fee", "bac"), ("x_people", "abc"), ("x_real", "bac"),
                       ("x_on", "bac"), ("-x_weather", "bac")):  # fmt: skip
        assert tags(entry, Wanted(sort=(key,))) == list(order), key
        first = open_list(entry, Wanted(sort=(key,), columns=("tag",), limit=1))
        rest = open_list(entry, Wanted(sort=(key,), columns=("tag",), after=first.next))
        assert [one.values["tag"] for one in (*first.records, *rest.records)] == list(order), key
        assert first.warnings == (() if spare else ("sort_scans",))


def test_own_fields_gather_records_where_a_column_holds_them(desk: Kit) -> None:
    entry = own(desk, spare=True)
    gathered = [open_groups(entry, Wanted(group=(key,)), figures=True).groups for key in ("x_weather", "x_people")]
    assert [[(one.value, one.count) for one in groups] for groups in gathered] == [
        [("fine", 1), ("rain", 1), (None, 1)], [(9, 1), (10, 1), (None, 1)]]  # fmt: skip
    json_only = {one.key for one in group_fields(own(desk, spare=False))}
    assert not json_only & set(OWN)
