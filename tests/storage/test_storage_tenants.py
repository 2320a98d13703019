"""A tenant's own fields, in spare columns or in JSON, and the entities he invents."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from dougong.definition import Entity, record_env
from dougong.definition.layout import SPARE_COLUMNS, Layout, spare_family
from dougong.expression import parse, to_term
from dougong.kinds import KINDS
from dougong.problem import Ref, Refused, Value
from dougong.storage import (
    Measure,
    Query,
    Record,
    count,
    fill_spare,
    insert,
    one,
    restore,
    select,
    soft_delete,
    total,
    update,
)
from dougong.tenancy import new_id, reading, writing

from tests.storage.kit import NO_LAYOUT, THING, Kit, ids, read

pytestmark = [pytest.mark.storage]

OWN: dict[str, Any] = {
    "x_weather": {
        "title": "Weather",
        "oneOf": [{"const": "fine", "title": "Fine"}, {"const": "rain", "title": "Rain"}],
    },
    "x_temp": {"title": "Temperature", "kind": "quantity"},
    "x_fee": {"title": "Fee", "kind": "money"},
    "x_on": {"title": "On", "type": "string", "format": "date"},
    "x_at": {"title": "At", "type": "string", "format": "date-time"},
    "x_ok": {"title": "OK", "type": "boolean"},
    "x_real": {"title": "Real", "type": "number"},
    "x_who": {"title": "Who", "reference": "kit/party"},
    "x_card": {"title": "Card", "kind": "id_card", "masked": True},
    "x_code": {"title": "Code", "type": "string", "unique": True},
    "x_many": {"title": "Many", "kind": "photo", "many": True},
    "x_spot": {"title": "Spot", "kind": "geo_point"},
    "x_extra": {"title": "Extra", "kind": "json"},
}
VALUES: dict[str, Value] = {
    "x_weather": "rain", "x_temp": Decimal("-3.5"), "x_fee": Decimal("12.34"), "x_on": date(2025, 4, 1),
    "x_at": datetime(2025, 4, 1, 8, tzinfo=UTC), "x_ok": True, "x_real": Decimal("3.14159265358979"),
    "x_card": "11010519491231002X", "x_code": "C-1", "x_extra": {"a": Decimal("0.1")},
}  # fmt: skip


def _adapted(*, key: str = "thing") -> Entity:
    document = {**THING, "key": key, "properties": {**THING["properties"], **OWN}}
    rows = document["properties"]["rows"]
    items = {
        **rows["items"],
        "properties": {**rows["items"]["properties"], "x_note": {"title": "Note", "type": "string"}},
    }
    document["properties"]["rows"] = {**rows, "items": items}
    document["properties"]["x_rows"] = {
        "title": "Own rows", "type": "array", "items": {"type": "object", "properties": {
            "name": {"title": "Name", "type": "string"}, "fee": {"title": "Fee", "kind": "money"}}},
    }  # fmt: skip
    return read(document)


def _laid_out(entity: Entity) -> Layout:
    layout = Layout()
    for key, field in entity.fields.items():
        family = spare_family(field)
        if key.startswith("x_") and family is not None:
            layout = layout.with_field(key, family)
    return layout.with_field("rows/x_note", "text")


@pytest.mark.parametrize("spare", [False, True])
def test_what_is_out_of_sight_is_kept_while_others_are_saved(desk: Kit, *, spare: bool) -> None:
    entity = _adapted()
    layout = _laid_out(entity) if spare else NO_LAYOUT
    rows = ({"hours": Decimal(1), "x_note": "n"},)
    made = insert(entity, Record(entity.name, new_id(), {**VALUES, "rows": rows}), layout, desk.me)
    kept = {key: one for key, one in OWN.items() if key in {"x_temp", "x_card"}}
    fewer = read({**THING, "properties": {**THING["properties"], **kept}})
    row = one(desk.everything(fewer), fewer, made.id, layout).values["rows"][0]
    changes = {"x_temp": Decimal(7), "rows": ({**row, "hours": Decimal(2)},)}
    update(fewer, made.id, 1, changes, layout, desk.me)
    found = one(desk.everything(entity), entity, made.id, layout).values
    assert {key: found[key] for key in VALUES} == {**VALUES, "x_temp": Decimal(7)}
    assert (found["rows"][0]["hours"], found["rows"][0]["x_note"]) == (Decimal(2), "n")


@pytest.mark.parametrize("spare", [False, True])
def test_own_fields_come_back_from_either_place(desk: Kit, *, spare: bool) -> None:
    entity = _adapted()
    layout = _laid_out(entity) if spare else NO_LAYOUT
    party = desk.new(desk.party, code="A")
    values = {
        **VALUES, "x_who": party.ref, "x_many": (Ref("file", new_id()),), "tag": "t",
        "rows": ({"hours": Decimal(1), "x_note": "n"},),
        "x_rows": ({"name": "a", "fee": Decimal("1.5")}, {"name": "b"}),
    }  # fmt: skip
    made = insert(entity, Record(entity.name, new_id(), values), layout, desk.me)
    found = one(desk.everything(entity), entity, made.id, layout).values
    assert {key: found[key] for key in (*VALUES, "x_who", "x_many", "tag")} == {
        key: values[key] for key in (*VALUES, "x_who", "x_many", "tag")
    }
    assert found["rows"][0]["x_note"] == "n"
    assert [(row["name"], row["fee"]) for row in found["x_rows"]] == [("a", Decimal("1.5")), ("b", None)]
    after = update(entity, made.id, 1, {"x_temp": None, "x_rows": found["x_rows"][1:]}, layout, desk.me)
    again = one(desk.everything(entity), entity, made.id, layout)
    assert again == after
    assert (again.values["x_temp"], again.values["x_weather"], len(again.values["x_rows"])) == (None, "rain", 1)


def test_a_field_in_a_spare_column_is_filtered_sorted_and_summed(desk: Kit) -> None:
    entity = _adapted()
    layout = _laid_out(entity)
    party = desk.new(desk.party, code="A", leader=desk.me)
    for number in range(4):
        values = {
            "x_temp": Decimal(number - 1), "x_fee": Decimal(number), "x_on": date(2025, 4, 1 + number),
            "x_at": datetime(2025, 4, 1 + number, 8, tzinfo=UTC), "x_ok": number % 2 == 0, "x_real": Decimal(number),
            "x_weather": "fine" if number else None, "x_who": party.ref if number > 2 else None,
            "x_card": "11010519491231002X" if number == 1 else None, "x_code": str(number),
        }  # fmt: skip
        insert(entity, Record(entity.name, new_id(), values), layout, desk.me)
    reach = desk.everything(entity)
    for text, matching in {
        "x_temp < 0.5": 2, "x_fee >= 2": 2, "x_on > date('2025-04-02')": 2, "x_ok": 2, "!x_ok": 2,
        "x_weather == 'fine'": 3, "x_weather != 'fine'": 1, "x_who != null": 1, "x_who == party": 3, "x_real > 2": 1,
        "x_on == day": 0, "x_card == '11010519491231002X'": 1, "x_at >= created_at": 0, "x_at < created_at": 4,
        "x_fee == total": 0, "x_temp + x_fee > 1": 2,
    }.items():  # fmt: skip
        term = to_term(parse(text), record_env(entity))
        assert term is not None, text
        assert count(reach, entity, layout, Query(where=term)) == matching, text
    for sort in ("-x_temp", "-x_fee", "-x_on", "-x_at", "-x_real"):
        pages, after = [], None
        while True:
            page = select(reach, entity, layout, Query(sort=(sort,), limit=3, after=after))
            pages += [record.values["x_temp"] for record in page.records]
            after = page.next
            if after is None:
                break
        assert pages == [2, 1, 0, -1], sort
    (found,) = total(reach, entity, layout, Query(), [Measure("x_fee"), Measure("x_temp", "max")])
    assert found.figures == (6, 2)


def test_a_field_in_json_orders_too(desk: Kit) -> None:
    entity = _adapted()
    for temp in ("30.5", "-2", "4"):
        insert(entity, Record(entity.name, new_id(), {"x_temp": Decimal(temp)}), NO_LAYOUT, desk.me)
    found = select(desk.everything(entity), entity, NO_LAYOUT, Query(sort=("x_temp",), limit=3)).records
    assert [one.values["x_temp"] for one in found] == [Decimal("-2"), Decimal("4"), Decimal("30.5")]


def test_own_unique_values(desk: Kit) -> None:
    entity = _adapted()
    layout = _laid_out(entity)
    insert(entity, Record(entity.name, new_id(), {"x_code": "C"}), layout, desk.me)
    with pytest.raises(Refused) as refused:
        insert(entity, Record(entity.name, new_id(), {"x_code": "C"}), layout, desk.me)
    assert [(p.pointer, p.code) for p in refused.value.problems] == [("/x_code", "unique")]


def test_moving_into_a_spare_column_loses_nothing_on_the_way(kit: Kit) -> None:
    entity = _adapted()
    layout = _laid_out(entity)
    with writing(kit.tenant):
        made = [
            insert(entity, Record(entity.name, new_id(), {**VALUES, "x_code": str(n), "rows": ({"x_note": "n"},)}),
                   NO_LAYOUT, kit.me)
            for n in range(5)
        ]  # fmt: skip
    with reading(kit.tenant):
        for record in select(kit.everything(entity), entity, layout, Query()).records:
            assert {key: record.values[key] for key in VALUES if key != "x_code"} == {
                key: VALUES[key] for key in VALUES if key != "x_code"
            }
            assert record.values["rows"][0]["x_note"] == "n"
    with writing(kit.tenant):
        saved = update(entity, made[0].id, 1, {"x_temp": Decimal(9)}, layout, kit.me)
        assert saved.values["x_weather"] == "rain"
    moves, after = [], ""
    while True:
        with writing(kit.tenant):
            filled = fill_spare(entity, layout, after=after, limit=3)
        moves.append(filled.moved)
        if filled.next is None:
            break
        after = filled.next
    assert all(0 < moved <= 3 for moved in moves[:-1])
    assert sum(moves) == 4 + 5  # four records (one moved when it was saved), and five of their lines
    with reading(kit.tenant):
        term = to_term(parse("x_weather == 'rain'"), record_env(entity))
        found = select(kit.everything(entity), entity, layout, Query(where=term)).records
        assert len(found) == 5
        assert {record.version for record in found} == {1, 2}


def test_an_invented_entity(kit: Kit) -> None:
    entity = read({**THING, "key": "x_pour", "unique": [["tag"]]})
    other = read({**THING, "key": "x_other"})
    layout = Layout().with_field("total", "integer").with_field("tag", "text").with_field("day", "text")
    rows = ({"hours": Decimal(1), "rate": Decimal(2), "parts": ({"name": "p"},)}, {"hours": Decimal(3)})
    with writing(kit.tenant):
        place = kit.place()
        made = insert(
            entity,
            Record(
                entity.name, new_id(), {"tag": "a", "total": Decimal(5), "rows": rows, "done": True}, project=place
            ),
            layout, kit.me,
        )  # fmt: skip
        insert(other, Record(other.name, new_id(), {"tag": "a"}), layout, kit.me)
        kit.new(kit.thing, tag="a", source=Ref(entity.name, made.id))
        with pytest.raises(Refused):
            kit.new(kit.thing, source=Ref(other.name, made.id))
        with pytest.raises(Refused) as refused:
            insert(entity, Record(entity.name, new_id(), {"tag": "a"}), layout, kit.me)
        assert refused.value.problems[0].code == "unique"
    reach = kit.everything(entity)
    with reading(kit.tenant):
        (found,) = select(reach, entity, layout, Query(sort=("-total", "day"))).records
        assert (found.id, found.project, found.values["done"]) == (made.id, place, True)
        assert [[part["name"] for part in row["parts"]] for row in found.values["rows"]] == [["p"], []]
        (sums,) = total(reach, entity, layout, Query(), [Measure("total")])
        assert sums.figures == (5,)
    with reading(kit.other):
        assert select(reach, entity, layout, Query()).records == ()
    with writing(kit.tenant):
        changed = update(entity, made.id, 1, {"rows": found.values["rows"][1:], "total": Decimal(6)}, layout, kit.me)
        assert ids(select(reach, entity, layout, Query()).records) == [made.id]
        assert one(reach, entity, made.id, layout) == changed
        gone = soft_delete(entity, made.id, 2, layout, kit.me)
        assert select(reach, entity, layout, Query()).records == ()
        restore(entity, made.id, gone.version, layout, kit.me)


def test_every_kind_says_whether_it_fits_a_spare_column(desk: Kit) -> None:
    fitting = {key: spare_family(field) for key, field in desk.thing.fields.items()}
    assert {field.kind for field in desk.thing.fields.values()} >= set(KINDS) - {"values", "id_card", "file", "photo"}
    assert fitting["total"] == fitting["done"] == fitting["real"] == fitting["effort"] == "integer"
    assert fitting["tag"] == fitting["party"] == fitting["day"] == fitting["card"] == "text"
    assert fitting["rows"] is fitting["spot"] is fitting["photos"] is fitting["source"] is fitting["extra"] is None


def test_a_layout_gives_every_column_once() -> None:
    layout = Layout()
    for number in range(14):
        layout = layout.with_field(f"x_{number}", "integer")
    assert sorted(column for _path, column in layout.columns) == sorted(SPARE_COLUMNS["integer"])
    assert layout.column_of("x_13") is None
    rows = layout.with_field("rows/x_0", "integer")
    assert rows.column_of("rows/x_0") == "spare_n1"
    freed = layout.without(["x_0"])
    assert freed.column_of("x_0") is None
    assert freed.with_field("x_99", "integer").column_of("x_99") is None
