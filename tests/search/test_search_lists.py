"""Search in a list: who sees what, and that it says what the records say now. On both databases."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from dougong import search
from dougong.access import Reach
from dougong.definition import Entity
from dougong.expression import NUMBER, TEXT, Column, Compare, Literal
from dougong.problem import Ref
from dougong.search import Change, asked_for, keep_marks, marks_of, places_of
from dougong.storage import Marked, Measure, Query, Record, Referring, called, count, marks, select, soft_delete, total
from dougong.storage.shapes import shape_of
from dougong.storage.source import Source
from dougong.tenancy import reading, writing

from tests.storage.conftest import desk, kit, tables_can_be_emptied
from tests.storage.kit import NO_LAYOUT, Kit

__all__ = ["desk", "kit", "tables_can_be_emptied"]

pytestmark = [pytest.mark.storage]


def made(kit: Kit, entity: Entity, **values: Any) -> Record:
    """A record that is found by what it says."""
    record = kit.new(entity, **values)
    keep_marks(entity.name, [Change(record.id, frozenset(), marks_of(entity, record.number, record.values))])
    return record


def asked(entity: Entity, q: str) -> tuple[Marked, ...]:
    return tuple(
        Marked(search.TABLE, search.entity_number(entity.name), tuple(map(tuple, word.ways)), places_of(entity))
        for word in asked_for(q)
    )


def found(reach: Reach, entity: Entity, q: str, **more: Any) -> list[Any]:
    query = Query(marked=asked(entity, q), **more)
    records = select(reach, entity, NO_LAYOUT, query).records
    assert count(reach, entity, NO_LAYOUT, query) == len(records)
    return [record.values["tag"] for record in records]


@pytest.fixture(params=["ids", "walk", "cut"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each way of reading a page, whatever is in the tables."""
    if request.param != "ids":
        monkeypatch.setattr(marks, "FEW", 0)
        monkeypatch.setattr(marks, "SELDOM", 0 if request.param == "walk" else 10_000)
    return request.param


def test_every_word_must_be_found_each_in_any_field(desk: Kit, way: str) -> None:
    everything = desk.everything(desk.thing)
    made(desk, desk.thing, tag="钢筋加工棚", story="3号楼 混凝土剔凿", number="TH-0047")
    made(desk, desk.thing, tag="钢管脚手架", rows=({"parts": ({"name": "扣件"},)},))
    for q, tags in {
        "钢筋": ["钢筋加工棚"], "钢 筋": ["钢筋加工棚"], "钢筋 混凝土": ["钢筋加工棚"], "gangjin 0047": ["钢筋加工棚"],
        "钢筋 扣件": [], "扣件": ["钢管脚手架"], "gg": ["钢管脚手架"], "钢管 koujian": ["钢管脚手架"],
        "gjjg": ["钢筋加工棚"],
        "钢": ["钢管脚手架", "钢筋加工棚"], "---": [], "zzz": [], "%": [], "'; --": [],
    }.items():  # fmt: skip
        assert found(everything, desk.thing, q) == tags, q


def test_it_goes_with_filter_sort_and_pages(desk: Kit, way: str) -> None:
    for number in range(12):
        made(desk, desk.thing, tag=f"梁{number:02}" if number % 2 else f"柱{number:02}", total=Decimal(number))
    everything = desk.everything(desk.thing)
    where = Compare(">", Column(("total",), NUMBER), Literal(Decimal(2), NUMBER))
    query = Query(marked=asked(desk.thing, "梁"), where=where, sort=("-total",), limit=2)
    seen: list[Any] = []
    while True:
        page = select(everything, desk.thing, NO_LAYOUT, query)
        seen += [record.values["tag"] for record in page.records]
        if page.next is None:
            break
        query = Query(marked=query.marked, where=where, sort=query.sort, limit=2, after=page.next)
    assert seen == ["梁11", "梁09", "梁07", "梁05", "梁03"]


def test_a_hidden_field_never_finds(desk: Kit, way: str) -> None:
    made(desk, desk.thing, tag="甲", story="梁", state="draft", rows=({"parts": ({"name": "螺栓"},)},))
    made(desk, desk.thing, tag="乙", story="梁", state="effective")
    hidden = ("/story", "/rows/*/parts/*/name")
    blind = desk.reach(desk.thing, ("true", hidden))
    half = desk.reach(desk.thing, ("state == 'draft'", ()), ("state == 'effective'", hidden))
    drafts = desk.reach(desk.thing, ("state == 'draft'", ()))
    assert found(blind, desk.thing, "梁") == found(blind, desk.thing, "螺栓") == []
    assert found(half, desk.thing, "梁") == ["甲"]
    assert found(half, desk.thing, "螺栓 梁") == ["甲"]
    assert found(drafts, desk.thing, "梁") == ["甲"]
    assert found(blind, desk.thing, "甲") == ["甲"]
    assert found(desk.reach(desk.thing), desk.thing, "甲") == []


def test_another_tenant_finds_nothing(kit: Kit, way: str) -> None:
    with writing(kit.tenant):
        made(kit, kit.thing, tag="钢筋")
    with reading(kit.other):
        assert found(kit.everything(kit.thing), kit.thing, "钢筋") == []
    with reading(kit.tenant):
        assert found(kit.everything(kit.thing), kit.thing, "钢筋") == ["钢筋"]
        assert found(kit.everything(kit.party), kit.party, "钢筋") == [], "nor does another entity"


def test_the_bin_is_searched_apart(desk: Kit, way: str) -> None:
    record = made(desk, desk.thing, tag="钢筋")
    soft_delete(desk.thing, record.id, 1, NO_LAYOUT, desk.me)
    everything = desk.everything(desk.thing)
    assert found(everything, desk.thing, "钢筋") == []
    assert found(everything, desk.thing, "钢筋", deleted="only") == ["钢筋"]


def rows_of(record: UUID) -> set[tuple[int, str]]:
    with connection.cursor() as cursor:
        key = record if connection.vendor == "postgresql" else record.hex
        cursor.execute(f"SELECT field, token FROM {search.TABLE} WHERE record_id = %s", [key])
        return {(field, token) for field, token in cursor.fetchall()}


def test_marks_follow_the_record(desk: Kit) -> None:
    record = made(desk, desk.thing, tag="钢筋", story="one two")
    before = marks_of(desk.thing, None, record.values)
    assert rows_of(record.id) == before
    after = marks_of(desk.thing, "TH-1", {"tag": "钢管", "day": date(2025, 1, 1)})
    keep_marks(desk.thing.name, [Change(record.id, before, after)])
    assert rows_of(record.id) == after
    keep_marks(desk.thing.name, [Change(record.id, frozenset(), after)])
    assert rows_of(record.id) == after, "the same twice changes nothing"
    other = made(desk, desk.party, code="钢管")
    search.forget_entity(desk.thing.name)
    assert rows_of(record.id) == set()
    assert rows_of(other.id)


def test_many_records_at_once(desk: Kit) -> None:
    records = [desk.new(desk.thing, tag=f"钢筋{number} " + "long text of words " * 20) for number in range(120)]
    changes = [Change(one.id, frozenset(), marks_of(desk.thing, None, one.values)) for one in records]
    keep_marks(desk.thing.name, changes)
    keep_marks(desk.thing.name, [Change(one.record, one.after, frozenset()) for one in changes[:60]])
    assert [bool(rows_of(one.record)) for one in changes] == [False] * 60 + [True] * 60
    (figure,) = total(desk.everything(desk.thing), desk.thing, NO_LAYOUT, Query(marked=asked(desk.thing, "钢筋")),
                      [Measure("", "count")])  # fmt: skip
    assert figure.figures == (60,)


def test_the_way_is_chosen_by_how_many_there_are(desk: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marks, "FEW", 5)
    monkeypatch.setattr(marks, "SELDOM", 3)
    for number in range(12):
        made(desk, desk.thing, tag=f"梁 {number:03} {'柱' if number < 7 else '板'} {'窗' if number == 7 else '墙'}")

    def chosen(q: str) -> str:
        marking = marks.Marking(
            Source(shape_of(desk.thing, NO_LAYOUT), desk.everything(desk.thing)), asked(desk.thing, q)
        )
        marking.page()
        return marking.how

    assert [chosen(q) for q in ("梁", "窗", "檐", "梁 柱", "梁 柱 009", "梁 窗", "梁 柱 墙")] == [
        "walk", "ids", "none", "walk", "ids", "ids", "walk",
    ]  # fmt: skip
    monkeypatch.setattr(marks, "FEW", 4)
    assert chosen("柱 板") == "cut", "each is frequent, together there are none"


def test_or_else_another_condition(desk: Kit, way: str) -> None:
    made(desk, desk.thing, tag="甲 梁", state="draft")
    made(desk, desk.thing, tag="乙 柱", state="effective")
    made(desk, desk.thing, tag="丙 梁", state="effective")
    draft = Compare("==", Column(("state",), TEXT), Literal("draft", TEXT))
    words = asked(desk.thing, "柱"), asked(desk.thing, "梁")
    column = (replace(words[0][0], or_where=draft),)
    everything = desk.everything(desk.thing)

    def tags(reach: Reach, *marked: Marked) -> list[Any]:
        query = Query(marked=marked, sort=("tag",))
        records = select(reach, desk.thing, NO_LAYOUT, query).records
        assert count(reach, desk.thing, NO_LAYOUT, query) == len(records)
        return sorted(record.values["tag"] for record in records)

    assert tags(everything, *column) == ["乙 柱", "甲 梁"]
    assert tags(everything, *column, *words[1]) == ["甲 梁"]
    assert tags(everything, replace(column[0], ways=())) == ["甲 梁"]
    assert tags(desk.reach(desk.thing, ("true", ("/state",))), *column) == ["乙 柱"], "a hidden state finds nothing"


#: A reference of a thing.
ONE = "party"


def referring(entity: Entity, q: str, path: tuple[str, ...], *ids: UUID) -> tuple[Marked, ...]:
    return tuple(replace(one, refers=(Referring(path, ids),)) for one in asked(entity, q))


def test_a_record_called_so_is_as_good_as_the_word(desk: Kit, way: str) -> None:
    party, other = made(desk, desk.party, code="张三"), made(desk, desk.party, code="李四")
    made(desk, desk.thing, tag="甲 梁", state="draft", **{ONE: Ref(desk.party.name, party.id)})
    made(desk, desk.thing, tag="乙 梁", state="effective", **{ONE: Ref(desk.party.name, party.id)})
    made(desk, desk.thing, tag="丙 柱 张三")
    made(desk, desk.thing, tag="丁 柱", **{ONE: Ref(desk.party.name, other.id)})

    def tags(reach: Reach, *marked: Marked, **more: Any) -> list[Any]:
        query = Query(marked=marked, **more)
        records = select(reach, desk.thing, NO_LAYOUT, query).records
        assert count(reach, desk.thing, NO_LAYOUT, query) == len(records)
        return sorted(record.values["tag"] for record in records)

    everything = desk.everything(desk.thing)
    (named,) = referring(desk.thing, "张三", (ONE,), party.id)
    assert tags(everything, named) == ["丙 柱 张三", "乙 梁", "甲 梁"]
    assert tags(everything, named, *asked(desk.thing, "梁")) == ["乙 梁", "甲 梁"]
    assert tags(everything, replace(named, ways=())) == ["乙 梁", "甲 梁"]
    assert tags(everything, named, deleted="only") == []
    half = desk.reach(desk.thing, ("state == 'draft'", ()), ("state != 'draft'", (f"/{ONE}",)))
    assert tags(half, replace(named, ways=())) == ["甲 梁"], "a hidden reference finds nothing"
    assert tags(desk.reach(desk.thing, ("true", (f"/{ONE}",))), named) == ["丙 柱 张三"]


def test_who_is_called_so(desk: Kit) -> None:
    long, short = made(desk, desk.party, code="钢筋班组二"), made(desk, desk.party, code="钢筋班")
    made(desk, desk.party, code="木工班")
    words = (*asked(desk.party, "钢筋"), *asked(desk.party, "zzz"), *asked(desk.party, "ban"))
    reach = desk.everything(desk.party)
    found = called(reach, desk.party, NO_LAYOUT, words, by="code", limit=2)
    assert [(one.ids, one.cut) for one in found[:2]] == [((short.id, long.id), False), ((), False)]
    assert (len(found[2].ids), found[2].cut) == (2, True)
    blind = called(desk.reach(desk.party, ("true", ("/code",))), desk.party, NO_LAYOUT, words, by="code", limit=2)
    assert {one.ids for one in blind} == {()}
    assert {one.ids for one in called(desk.reach(desk.party), desk.party, NO_LAYOUT, words, by=None, limit=2)} == {()}
