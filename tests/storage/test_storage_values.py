"""Every kind of value comes back as it went in, exactly, on both databases."""

from decimal import Decimal

import pytest
from django.db import connection
from dougong.access import Reach
from dougong.kinds import KINDS
from dougong.problem import Ref, Refused
from dougong.storage import COLUMNS, Query, Record, insert, one, select
from dougong.tenancy import new_id

from tests.storage.kit import NO_LAYOUT, SAMPLES, Kit

pytestmark = [pytest.mark.storage]


@pytest.mark.parametrize("key", SAMPLES)
def test_values_come_back(desk: Kit, key: str) -> None:
    place = desk.place()
    for value in SAMPLES[key]:
        made = desk.new(desk.thing, at=place, **{key: value})
        found = one(desk.everything(desk.thing), desk.thing, made.id, NO_LAYOUT).values[key]
        assert found == value
        assert type(found) is type(value)


def test_references_come_back(desk: Kit) -> None:
    place, party, second = desk.place(), desk.new(desk.party, code="A"), desk.new(desk.party, code="B")
    above = desk.new(desk.thing, at=place, tag="above")
    values = {
        "party": party.ref, "parties": (second.ref, party.ref), "source": above.ref,
        "above": above.ref, "owner": desk.me, "watchers": (desk.me,),
    }  # fmt: skip
    made = desk.new(desk.thing, at=place, **values)
    found = one(desk.everything(desk.thing), desk.thing, made.id, NO_LAYOUT)
    assert {key: found.values[key] for key in values} == values
    assert found.project == place


def test_rows_come_back_to_two_levels_in_order(desk: Kit) -> None:
    place, party = desk.place(), desk.new(desk.party, code="A")
    photo = Ref("file", new_id())
    rows = tuple(
        {
            "worker": party.ref, "hours": Decimal(number), "photos": (photo,) if number else None,
            "parts": tuple({"name": f"{number}.{part}", "cost": Decimal("0.1")} for part in range(number)),
        }
        for number in (2, 0, 1)
    )  # fmt: skip
    made = desk.new(desk.thing, at=place, rows=rows)
    found = one(desk.everything(desk.thing), desk.thing, made.id, NO_LAYOUT).values["rows"]
    assert [row["hours"] for row in found] == [2, 0, 1]
    assert [[part["name"] for part in row["parts"]] for row in found] == [["2.0", "2.1"], [], ["1.0"]]
    assert [row["photos"] for row in found] == [(photo,), None, (photo,)]
    assert [row["id"] for row in found] == [row["id"] for row in made.values["rows"]]


def test_a_number_too_large_is_refused_at_its_place(desk: Kit) -> None:
    place = desk.place()
    with pytest.raises(Refused) as refused:
        desk.new(desk.thing, at=place, total=Decimal("922337203685477.5808"))
    assert [(p.pointer, p.code) for p in refused.value.problems] == [("/total", "limit")]
    with pytest.raises(Refused) as refused:
        desk.new(desk.thing, at=place, rows=({"rate": Decimal("0.00001")},))
    assert [(p.pointer, p.code) for p in refused.value.problems] == [("/rows/0/rate", "scale")]


def test_nothing_is_a_float_or_a_decimal_column(desk: Kit) -> None:
    place = desk.place()
    made = desk.new(desk.thing, at=place, total=Decimal("0.1"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT total FROM e_kit_thing")
        assert cursor.fetchone() == (1000,)
    assert made.values["total"] == Decimal("0.1")


def test_every_kind_has_its_columns() -> None:
    assert set(COLUMNS) == set(KINDS)


def test_records_are_frozen(desk: Kit) -> None:
    made = desk.new(desk.party, code="A")
    with pytest.raises(AttributeError):
        made.version = 7  # type: ignore[misc] # that is the point


def test_reading_wants_a_reach(desk: Kit) -> None:
    with pytest.raises(TypeError):
        select(entity=desk.thing, layout=NO_LAYOUT, query=Query())  # type: ignore[call-arg] # that is the point
    with pytest.raises(ValueError, match="does not open"):
        select(desk.everything(desk.party), desk.thing, NO_LAYOUT, Query())
    assert select(Reach("kit/thing", ()), desk.thing, NO_LAYOUT, Query()).records == ()


def test_a_record_of_a_project_names_it(desk: Kit) -> None:
    with pytest.raises(Refused) as refused:
        insert(
            desk.thing,
            Record("kit/thing", new_id(), {}, project=Ref("project", new_id())),
            NO_LAYOUT,
            desk.me,
        )
    assert [(p.pointer, p.code) for p in refused.value.problems] == [("/project", "reference")]
