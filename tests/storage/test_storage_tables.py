"""Tables made from definitions: once, wider with each version, never narrower; with walls and keys on PostgreSQL."""

from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection
from dougong.definition import Entity, Module, read_module
from dougong.definition.layout import SPARE_COLUMNS
from dougong.planning import diff, form_of, plan
from dougong.problem import Ref, Refused
from dougong.storage import (
    NotInstalled,
    Query,
    carry_out,
    check_integrity,
    count,
    insert,
    make_tables,
    one,
    select,
    update,
)
from dougong.storage.columns import keeping
from dougong.storage.inspecting import columns_there, indexes_there
from dougong.storage.naming import table_name
from dougong.storage.physical import fitting, forget_tables, quote, table_of
from dougong.storage.shapes import forget_shapes
from dougong.storage.wanted import wanted_tables
from dougong.tenancy import ScopeNested, new_id, reading, writing

from tests.storage.kit import NO_LAYOUT, PARTY, SITE, THING, Kit, read
from tests.storage.plain_role import PlainRole

pytestmark = [pytest.mark.storage]


def _module(number: int, **properties: Any) -> Module:
    """The kit as a module, with further properties of the thing (None takes one away)."""
    thing = deepcopy(THING)
    for key, schema in properties.items():
        if schema is None:
            del thing["properties"][key]
        else:
            thing["properties"][key] = schema
    documents = {
        "module": {"key": "kit", "version": f"1.{number}.0", "title": "Kit"},
        "entities/site": SITE, "entities/party": PARTY, "entities/thing": thing,
    }  # fmt: skip
    return read_module(documents, hash=str(number))


def _upgrade(before: Module, after: Module) -> tuple[str, ...]:
    return carry_out(plan(diff(before, after), {}), after.entities.values())


def test_making_again_does_nothing(kit: Kit) -> None:
    entities = [kit.site, kit.party, kit.thing]
    assert make_tables(entities) == ()
    forget_tables()
    forget_shapes()
    assert make_tables(entities) == ()


def test_tables_are_made_outside_scopes(kit: Kit) -> None:
    with writing(kit.tenant), pytest.raises(ScopeNested):
        make_tables([kit.site])


def test_an_entity_without_tables_is_not_installed(desk: Kit) -> None:
    entity = read({**THING, "key": "stranger"})
    with pytest.raises(NotInstalled):
        select(desk.everything(entity), entity, NO_LAYOUT, Query())
    wider = read({**THING, "properties": {**THING["properties"], "later": {"title": "Later", "type": "string"}}})
    with pytest.raises(NotInstalled):
        insert(wider, desk.new(desk.thing), NO_LAYOUT, desk.me)


def test_every_table_carries_the_spare_columns(kit: Kit) -> None:
    wanted = {"custom", *SPARE_COLUMNS["integer"], *SPARE_COLUMNS["text"]}
    for path in ("", "rows", "rows/parts"):
        table = table_of("kit/thing", path)
        assert table is not None
        assert wanted <= columns_there(table.name)
        assert len(indexes_there(table.name)) >= 24
        assert all(indexes_there(table.name).values())


def test_an_upgrade_adds_what_is_new_and_keeps_what_is_there(kit: Kit) -> None:
    old = _module(1)
    new = _module(
        2,
        weather={"title": "Weather", "type": "string"},
        checked={"title": "Checked", "type": "string", "format": "date", "indexed": True},
        inspector={"title": "Inspector", "reference": "kit/party"},
        whole={"title": "Whole", "type": "integer", "indexed": True},
        notes={"title": "Notes", "type": "array", "items": {"type": "object", "properties": {
            "text": {"title": "Text", "type": "string"}}}},
        story=None,
    )  # fmt: skip
    with writing(kit.tenant):
        made = kit.new(kit.thing, tag="a", story="kept")
    done = _upgrade(old, new)
    assert {line for line in done if line.startswith(("table", "column"))} == {
        "column e_kit_thing.checked", "column e_kit_thing.inspector", "column e_kit_thing.weather",
        "table e_kit_thing__notes",
    }  # fmt: skip
    assert {"weather", "checked", "inspector", "story"} <= columns_there("e_kit_thing")
    assert _upgrade(old, new) == ()
    later = new.entities["thing"]
    with writing(kit.tenant):
        found = one(kit.everything(later), later, made.id, NO_LAYOUT)
        assert (found.values["tag"], found.values["weather"], "story" in found.values) == ("a", None, False)
        update(later, made.id, 1, {"weather": "rain", "notes": ({"text": "n"},)}, NO_LAYOUT, kit.me)
        assert select(kit.everything(later), later, NO_LAYOUT, Query(sort=("-checked", "whole"))).records
        again = one(kit.everything(kit.thing), kit.thing, made.id, NO_LAYOUT)
        assert (again.values["story"], again.version) == ("kept", 2)


def test_a_key_keeps_its_form(kit: Kit) -> None:
    with pytest.raises(Refused):
        _upgrade(_module(1), _module(2, total={"title": "Total", "type": "string"}))
    with pytest.raises(Refused) as refused:
        make_tables([_module(2, total={"title": "Total", "type": "string"}).entities["thing"]])
    assert [(p.pointer, p.code) for p in refused.value.problems] == [("/total", "kept_otherwise")]


def test_a_new_key_goes_on_with_the_same_column(kit: Kit) -> None:
    renamed = {
        "sum": {**THING["properties"]["total"], "was": ["total"]},
        "pictures": {**THING["properties"]["photos"], "was": ["photos"]},
        "lines": {**THING["properties"]["rows"], "was": ["rows"]},
    }
    old, new = _module(1), _module(2, total=None, photos=None, rows=None, **renamed)
    with writing(kit.tenant):
        photos = (Ref("file", new_id()),)
        rows = ({"hours": Decimal(2), "photos": photos, "parts": ({"name": "p"},)},)
        made = kit.new(kit.thing, tag="a", total=Decimal(7), photos=photos, rows=rows)
    done = _upgrade(old, new)
    assert not any(line.startswith("table") for line in done)
    later = new.entities["thing"]
    with writing(kit.tenant):
        found = one(kit.everything(later), later, made.id, NO_LAYOUT)
        assert (found.values["sum"], found.values["pictures"]) == (7, photos)
        assert [row["photos"] for row in found.values["lines"]] == [photos]
        assert [[part["name"] for part in row["parts"]] for row in found.values["lines"]] == [["p"]]
        lines = (*found.values["lines"], {"hours": Decimal(3), "photos": photos})
        update(later, made.id, 1, {"sum": Decimal(8), "pictures": photos * 2, "lines": lines}, NO_LAYOUT, kit.me)
        before = one(kit.everything(kit.thing), kit.thing, made.id, NO_LAYOUT)
        assert (before.values["total"], [row["hours"] for row in before.values["rows"]]) == (8, [2, 3])
        assert (before.values["photos"], before.values["rows"][1]["photos"]) == (photos * 2, photos)
    assert _upgrade(old, new) == ()


def test_what_need_no_longer_be_unique_may_stand_twice(kit: Kit) -> None:
    old = _module(1)
    loose = {**PARTY, "unique": [["id_card"]]}
    documents = {"module": {"key": "kit", "version": "1.1.0", "title": "Kit"}, "entities/site": SITE,
                 "entities/party": loose, "entities/thing": THING}  # fmt: skip
    new = read_module(documents, hash="2")
    assert _upgrade(old, new) == ("no longer unique: code",)
    party = new.entities["party"]
    with writing(kit.tenant):
        kit.new(party, code="A")
        kit.new(party, code="A")
    assert _upgrade(new, old)[-1].endswith("left out: values of code stand twice")
    with writing(kit.tenant), pytest.raises(Refused):
        kit.new(kit.party, code="A")


def test_names_fit_and_twins_are_told_apart(kit: Kit) -> None:
    def entity(module: str, key: str) -> Entity:
        documents = {"module": {"key": module, "version": "1.0.0", "title": "M"},
                     f"entities/{key}": {**PARTY, "key": key}}  # fmt: skip
        return read_module(documents, hash="h").entities[key]

    twins = [entity("a_b", "c"), entity("a", "b_c"), entity("m" * 60, "k" * 60), entity("m" * 60, "k" * 59 + "j")]
    make_tables(twins)
    names = [table.name for twin in twins if (table := table_of(twin.name)) is not None]
    assert len(set(names)) == 4
    assert names[0] == "e_a_b_c"
    assert all(len(fitting(f"{name}__many")) <= 63 for name in names)
    with writing(kit.tenant):
        for twin in twins:
            kit.new(twin, code="A")
            assert count(kit.everything(twin), twin, NO_LAYOUT, Query()) == 1
    assert table_name(next(wanted_tables(read({**PARTY, "key": "party"})))).startswith("e_kit_party_")


def test_keys_that_look_like_our_own_columns_are_kept_too(kit: Kit) -> None:
    keys = ["select", "order", "custom", "spare_n1", "position", "touched", "parent_id", "a" * 63]
    entity = read(
        {**PARTY, "key": "odd", "unique": [], "properties": {k: {"title": "T", "type": "string"} for k in keys}}
    )
    make_tables([entity])
    with writing(kit.tenant):
        made = kit.new(entity, **{key: f"value of {key[:9]}" for key in keys})
        found = one(kit.everything(entity), entity, made.id, NO_LAYOUT)
        assert found.values == made.values
        assert select(kit.everything(entity), entity, NO_LAYOUT, Query(sort=("custom", "a" * 63))).records


@pytest.mark.parametrize("name", ["", "a-b", 'a"b', "A", "1a", "a b", "a;drop", "ä", "a" * 64])
def test_only_names_of_ours_reach_sql(name: str) -> None:
    with pytest.raises(ValueError, match="not an identifier"):
        quote(name)


def test_planning_and_storage_agree_on_forms() -> None:
    fields = []
    for extra in ({}, {"masked": True}, {"many": True}):
        for schema in (*THING["properties"].values(), *PARTY["properties"].values()):
            if "items" not in schema and schema.get("reference") != "self":
                fields += list(read({**PARTY, "unique": [], "properties": {"a": {**schema, **extra}}}).fields.values())
    for one_field in fields:
        for other in fields:
            same = keeping(one_field) == keeping(other)
            assert (form_of(one_field) == form_of(other)) is same, (one_field.schema, other.schema)


def test_integrity_is_looked_at(kit: Kit) -> None:
    with writing(kit.tenant):
        party = kit.new(kit.party, code="A")
        kit.new(
            kit.thing, at=kit.place(), party=party.ref, parties=(party.ref,),
            rows=({"worker": party.ref, "parts": ({"name": "x"},)},),
        )  # fmt: skip
        assert check_integrity() == ()
    if connection.vendor == "postgresql":
        with pytest.raises(IntegrityError), writing(kit.tenant), connection.cursor() as cursor:
            cursor.execute("DELETE FROM e_kit_party")
        return
    with writing(kit.tenant), connection.cursor() as cursor:
        cursor.execute("DELETE FROM e_kit_party")
        cursor.execute("UPDATE e_kit_thing__rows SET record_id = %s", [new_id().hex])
    with reading(kit.tenant):
        found = {(fault.kind, fault.table, fault.column): fault.count for fault in check_integrity()}
    assert found == {
        ("dangling", "e_kit_thing", "party"): 1,
        ("dangling", "e_kit_thing__rows", "worker"): 1,
        ("orphan", "e_kit_thing__rows", "record_id"): 1,
        ("many_dangling", "e_kit_thing__many", "target"): 1,
    }
    with reading(kit.other):
        assert check_integrity() == ()


postgres_only = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no such thing")


@postgres_only
def test_the_wall_between_tenants_stands_under_our_filters(kit: Kit) -> None:
    with writing(kit.tenant):
        kit.new(kit.thing, rows=({"hours": Decimal(1)},), trades=("steel",))
    tables = ("e_kit_thing", "e_kit_thing__rows", "e_kit_thing__many")
    with PlainRole():
        for table in tables:
            for tenant, rows in ((kit.tenant, 1), (kit.other, 0)):
                with reading(tenant), connection.cursor() as cursor:
                    cursor.execute(f"SELECT COUNT(*) FROM {table}")
                    assert cursor.fetchone() == (rows,)
            with writing(kit.other), connection.cursor() as cursor:
                cursor.execute(f"UPDATE {table} SET tenant_id = tenant_id")
                assert cursor.rowcount == 0
        foreign = "INSERT INTO storage_number_series (tenant_id, series, last) VALUES (%s, 'x', 1)"
        with pytest.raises(DatabaseError), writing(kit.other):
            _execute(foreign, kit.tenant.id)


def _execute(sql: str, *params: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


@postgres_only
def test_everything_works_behind_the_wall(kit: Kit) -> None:
    with PlainRole(), writing(kit.tenant):
        place, party = kit.place(), kit.new(kit.party, code="A", id_card="11010519491231002X")
        made = kit.new(kit.thing, at=place, party=party.ref, rows=({"worker": party.ref},), tag="a")
        assert update(kit.thing, made.id, 1, {"tag": "b"}, NO_LAYOUT, kit.me).version == 2
        reach = kit.reach(kit.thing, ("party.code == 'A'", ()))
        assert count(reach, kit.thing, NO_LAYOUT, Query()) == 1
        assert check_integrity() == ()


@postgres_only
def test_a_broken_index_is_made_again(kit: Kit) -> None:
    table = table_of("kit/thing")
    assert table is not None
    name = next(name for name in indexes_there(table.name) if name.startswith("i_"))
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE pg_index SET indisvalid = false WHERE indexrelid = '{name}'::regclass")
    assert make_tables([kit.thing]) == (f"index {name}",)
    assert all(indexes_there(table.name).values())


@postgres_only
def test_foreign_keys_are_valid(kit: Kit) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, convalidated FROM pg_constraint"
            " WHERE contype = 'f' AND conname LIKE 'f\\_%%'"
        )
        found = cursor.fetchall()
    assert {table for table, _valid in found} >= {"e_kit_thing", "e_kit_thing__rows", "e_kit_thing__rows__parts"}
    assert all(valid for _table, valid in found)
