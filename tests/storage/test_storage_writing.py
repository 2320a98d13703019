"""Creating once, changing without losing anything, the bin, and what must be unique or exist."""

from decimal import Decimal
from uuid import UUID

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from dougong.problem import Ref, Refused, Value
from dougong.storage import (
    Conflict,
    Query,
    Record,
    Taken,
    checks,
    insert,
    make_tables,
    one,
    restore,
    select,
    set_derived,
    soft_delete,
    update,
)
from dougong.tenancy import NoTenant, new_id, reading, writing

from tests.company import make_member
from tests.storage.kit import NO_LAYOUT, THING, Kit, read

pytestmark = [pytest.mark.storage]


def _read(kit: Kit, record: Record) -> Record:
    return one(kit.everything(kit.thing), kit.thing, record.id, NO_LAYOUT)


def _save(kit: Kit, record: Record, version: int, base: dict[str, Value] | None = None, **changes: Value) -> Record:
    return update(kit.thing, record.id, version, changes, NO_LAYOUT, kit.me, base=base)


def _codes(refused: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    return [(problem.pointer, problem.code) for problem in refused.value.problems]


# -- creating


def test_what_insert_returns_is_what_is_stored(desk: Kit) -> None:
    rows = ({"hours": Decimal(8)}, {"hours": Decimal(2), "parts": ({"name": "x"},)})
    made = desk.new(desk.thing, at=desk.place(), tag="a", total=Decimal("1.5"), state="draft", rows=rows)
    found = _read(desk, made)
    assert (found.version, found.state, found.created_by, found.deleted) == (1, "draft", desk.me, False)
    assert found.created_at == made.created_at == made.updated_at
    assert {key: made.values[key] for key in ("tag", "total", "photos", "party")} == {
        key: found.values[key] for key in ("tag", "total", "photos", "party")
    }
    assert [row["id"] for row in made.values["rows"]] == [row["id"] for row in found.values["rows"]]


def test_creating_again_gives_what_is_stored(kit: Kit) -> None:
    record = Record("kit/party", new_id(), {"code": "A", "id_card": "11010519491231002X"})
    with writing(kit.tenant):
        first = insert(kit.party, record, NO_LAYOUT, kit.me)
    with writing(kit.tenant):
        later = update(kit.party, record.id, 1, {"code": "B"}, NO_LAYOUT, kit.me)
    with writing(kit.tenant):
        assert insert(kit.party, record, NO_LAYOUT, kit.me) == later
        assert later.values["code"] == "B"
        assert first.version == 1
        assert len(select(kit.everything(kit.party), kit.party, NO_LAYOUT, Query()).records) == 1


def test_an_id_is_not_taken_by_another_author_or_body(kit: Kit) -> None:
    stranger = Ref("user", make_member(kit.tenant).id)
    record = Record("kit/party", new_id(), {"code": "A"})
    with writing(kit.tenant):
        insert(kit.party, record, NO_LAYOUT, kit.me)
        with pytest.raises(Taken):
            insert(kit.party, record, NO_LAYOUT, stranger)
        with pytest.raises(Taken):
            insert(kit.party, Record("kit/party", record.id, {"code": "B"}), NO_LAYOUT, kit.me)
    with writing(kit.other):
        insert(kit.party, Record("kit/party", record.id, {"code": "B"}), NO_LAYOUT, stranger)


def test_writing_needs_a_writing_scope(kit: Kit) -> None:
    with reading(kit.tenant), pytest.raises(NoTenant):
        kit.new(kit.party, code="A")
    with pytest.raises(NoTenant):
        kit.new(kit.party, code="A")


def test_a_row_cannot_be_moved_in_from_another_record(desk: Kit) -> None:
    theirs = desk.new(desk.thing, rows=({"rate": Decimal(1)},))
    stolen = theirs.values["rows"][0]["id"]
    with pytest.raises(Refused) as refused:
        desk.new(desk.thing, rows=({"id": stolen, "rate": Decimal(2)},))
    assert _codes(refused) == [("/rows", "row_id_taken")]
    mine = desk.new(desk.thing, rows=({"rate": Decimal(3)},))
    with pytest.raises(Refused):
        _save(desk, mine, 1, rows=(*mine.values["rows"], {"id": stolen, "rate": Decimal(2)}))
    assert [row["rate"] for row in _read(desk, theirs).values["rows"]] == [1]


# -- laws


def test_references_must_be_answered(desk: Kit) -> None:
    party, gone = desk.new(desk.party, code="A"), Ref("kit/party", new_id())
    with pytest.raises(Refused) as refused:
        desk.new(
            desk.thing, party=gone, parties=(party.ref, gone), source=gone,
            absent=Ref("elsewhere/contract", new_id()), rows=({"worker": party.ref}, {"worker": gone}),
        )  # fmt: skip
    assert _codes(refused) == [
        ("/party", "reference"), ("/parties/1", "reference"), ("/source", "reference"),
        ("/rows/1/worker", "reference"), ("/absent", "reference"),
    ]  # fmt: skip


def test_a_reference_into_the_bin_stays_but_is_not_made(desk: Kit) -> None:
    party = desk.new(desk.party, code="A")
    kept = desk.new(desk.thing, party=party.ref, tag="a")
    soft_delete(desk.party, party.id, 1, NO_LAYOUT, desk.me)
    with pytest.raises(Refused):
        desk.new(desk.thing, party=party.ref)
    assert _save(desk, kept, 1, tag="b", party=party.ref).values["tag"] == "b"


def test_unique_values_are_so_among_the_living(desk: Kit) -> None:
    first = desk.new(desk.party, code="A", id_card="11010519491231002X")
    with pytest.raises(Refused) as refused:
        desk.new(desk.party, code="A", id_card="11010519491231002X")
    assert _codes(refused) == [("/code", "unique"), ("/id_card", "unique")]
    assert "1101" not in str([problem.params for problem in refused.value.problems])
    soft_delete(desk.party, first.id, 1, NO_LAYOUT, desk.me)
    second = desk.new(desk.party, code="A")
    with pytest.raises(Refused) as refused:
        restore(desk.party, first.id, 2, NO_LAYOUT, desk.me)
    assert _codes(refused) == [("/code", "unique")]
    soft_delete(desk.party, second.id, 1, NO_LAYOUT, desk.me)
    assert restore(desk.party, first.id, 2, NO_LAYOUT, desk.me).version == 3


def test_unique_within_a_project(desk: Kit) -> None:
    one_place, other = desk.place("P1"), desk.place("P2")
    desk.new(desk.thing, at=one_place, tag="x")
    desk.new(desk.thing, at=other, tag="x")
    desk.new(desk.thing, at=one_place)
    desk.new(desk.thing, at=one_place)
    with pytest.raises(Refused):
        desk.new(desk.thing, at=one_place, tag="x")
    moved = desk.new(desk.thing, at=one_place, tag="y")
    with pytest.raises(Refused):
        _save(desk, moved, 1, tag="x")


def test_the_database_keeps_unique_values_too(kit: Kit) -> None:
    with writing(kit.tenant):
        kit.new(kit.party, code="A")
    columns = "tenant_id, version, definition_version, created_by, created_at, updated_by, updated_at"
    columns += ", created_digest"
    copy = f"INSERT INTO e_kit_party (id, code, {columns}) SELECT %s, code, {columns} FROM e_kit_party"
    with writing(kit.tenant), connection.cursor() as cursor, pytest.raises(IntegrityError):
        cursor.execute(copy, [new_id().hex])


# -- changing


def test_changing_some_fields_leaves_the_others(desk: Kit) -> None:
    made = desk.new(desk.thing, tag="a", total=Decimal(1), photos=(Ref("file", new_id()),), trades=("steel",))
    after = _save(desk, made, 1, total=Decimal(2))
    assert _read(desk, made) == after
    assert (after.version, after.values["tag"], after.touched) == (2, "a", {"total": 2})
    assert after.values["photos"] == made.values["photos"]
    assert _save(desk, made, 2, photos=None).values["photos"] is None
    assert _read(desk, made).values["trades"] == ("steel",)


def test_changing_nothing_writes_nothing(desk: Kit) -> None:
    made = desk.new(desk.thing, tag="a", rows=({"hours": Decimal(8)},))
    row = {"id": made.values["rows"][0]["id"], "hours": Decimal("8.000000")}
    assert _save(desk, made, 1, tag="a", total=None, rows=(row,), photos=()).version == 1


def test_rows_are_changed_added_removed_and_moved(desk: Kit) -> None:
    names = ("a", "b", "c")
    made = desk.new(
        desk.thing,
        rows=tuple({"hours": Decimal(n), "parts": ({"name": name},)} for n, name in enumerate(names)),
    )
    first, second, third = made.values["rows"]
    photo = (Ref("file", new_id()),)
    wanted = ({**third, "photos": photo}, {"hours": Decimal(9)}, {**first, "parts": ()})
    after = _save(desk, made, 1, rows=wanted)
    rows = _read(desk, made).values["rows"]
    assert [row["hours"] for row in rows] == [2, 9, 0]
    assert [row["id"] for row in rows] == [row["id"] for row in after.values["rows"]]
    assert (rows[0]["id"], rows[2]["id"]) == (third["id"], first["id"])
    assert [[part["name"] for part in row["parts"]] for row in rows] == [["c"], [], []]
    assert [row["photos"] for row in rows] == [photo, None, None]
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM e_kit_thing__rows__parts")
        assert cursor.fetchone() == (1,)
    assert second["id"] not in str(rows)


def test_changes_to_different_fields_merge(desk: Kit) -> None:
    made = desk.new(desk.thing, tag="a", story="s", total=Decimal(1))
    _save(desk, made, 1, total=Decimal(2))
    after = _save(desk, made, 1, story="t")
    assert (after.version, after.values["total"], after.values["story"]) == (3, Decimal(2), "t")
    assert after.touched == {"total": 2, "story": 3}


def test_changes_to_the_same_field_are_a_conflict_with_both_values(desk: Kit) -> None:
    made = desk.new(desk.thing, tag="a", total=Decimal(1), story="s")
    _save(desk, made, 1, total=Decimal(2), story="theirs")
    with pytest.raises(Conflict) as conflict:
        _save(desk, made, 1, total=Decimal(3), story="theirs", tag="b")
    fields = conflict.value.fields
    assert [(one.pointer, one.mine, one.theirs) for one in fields] == [("/total", Decimal(3), Decimal(2))]
    assert conflict.value.current.version == 2
    assert (conflict.value.merged["total"], conflict.value.merged["tag"]) == (Decimal(3), "b")
    assert _read(desk, made).values["tag"] == "a"
    assert [problem.code for problem in conflict.value.problems] == ["conflict"]


def test_a_form_that_posts_everything_conflicts_only_where_it_changed_something(desk: Kit) -> None:
    made = desk.new(desk.thing, tag="a", total=Decimal(1), story="s")
    base = dict(made.values)
    _save(desk, made, 1, total=Decimal(2))
    after = _save(desk, made, 1, base, tag="a", total=Decimal(1), story="t")
    assert (after.values["total"], after.values["story"]) == (Decimal(2), "t")


def test_rows_merge_cell_by_cell(desk: Kit) -> None:
    made = desk.new(desk.thing, rows=tuple({"hours": Decimal(n), "rate": Decimal(n)} for n in range(3)))
    base, (first, second, third) = dict(made.values), made.values["rows"]
    added = {"hours": Decimal(7)}
    _save(desk, made, 1, rows=({**first, "rate": Decimal(10)}, second, added))
    after = _save(desk, made, 1, base, rows=({**first, "hours": Decimal(5)}, second, third))
    assert [(row.get("hours"), row.get("rate")) for row in after.values["rows"]] == [
        (5, 10),
        (1, 1),
        (7, None),
    ]
    with pytest.raises(Conflict) as conflict:
        _save(desk, made, 1, base, rows=({**first, "rate": Decimal(11)}, second, {**third, "rate": Decimal(12)}))
    pointers = {one.pointer: (one.mine, one.theirs) for one in conflict.value.fields}
    assert pointers[f"/rows/{first['id']}/rate"] == (Decimal(11), Decimal(10))
    assert pointers[f"/rows/{third['id']}"][1] is None


def test_a_state_is_changed_with_the_version_it_was_seen_at(desk: Kit) -> None:
    made = desk.new(desk.thing, tag="a", state="draft")
    after = update(
        desk.thing,
        made.id,
        1,
        {},
        NO_LAYOUT,
        desk.me,
        state="effective",
        number="TH-1",
        definition_version="2",
    )
    assert (after.state, after.number, after.definition_version, after.version) == (
        "effective",
        "TH-1",
        "2",
        2,
    )
    with pytest.raises(Conflict):
        update(desk.thing, made.id, 1, {}, NO_LAYOUT, desk.me, state="void")


def test_what_is_not_there_cannot_be_changed(desk: Kit) -> None:
    for act in (
        lambda: update(desk.thing, UUID(int=1), 1, {}, NO_LAYOUT, desk.me),
        lambda: soft_delete(desk.thing, UUID(int=1), 1, NO_LAYOUT, desk.me),
        lambda: restore(desk.thing, UUID(int=1), 1, NO_LAYOUT, desk.me),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert _codes(refused) == [("", "not_found")]


def test_the_bin(desk: Kit) -> None:
    made = desk.new(desk.thing, tag="a", rows=({"hours": Decimal(1)},))
    reach = desk.everything(desk.thing)
    with pytest.raises(Conflict):
        soft_delete(desk.thing, made.id, 7, NO_LAYOUT, desk.me)
    gone = soft_delete(desk.thing, made.id, 1, NO_LAYOUT, desk.me)
    assert gone.deleted
    assert gone.version == 2
    assert select(reach, desk.thing, NO_LAYOUT, Query()).records == ()
    assert select(reach, desk.thing, NO_LAYOUT, Query(deleted="only")).records == (gone,)
    with pytest.raises(Refused):
        soft_delete(desk.thing, made.id, 2, NO_LAYOUT, desk.me)
    back = restore(desk.thing, made.id, 2, NO_LAYOUT, desk.me)
    assert not back.deleted
    assert _read(desk, made).values == made.values | {"rows": back.values["rows"]}


def test_only_rows_that_changed_are_written(desk: Kit) -> None:
    made = desk.new(desk.thing, rows=tuple({"hours": Decimal(n), "parts": ({"name": "x"},)} for n in range(30)))
    rows = list(made.values["rows"])
    rows[7] = {**rows[7], "hours": Decimal(99)}
    with CaptureQueriesContext(connection) as taken:
        _save(desk, made, 1, rows=tuple(rows))
    assert len(taken) < 12
    assert [row["hours"] for row in _read(desk, made).values["rows"]][6:9] == [6, 99, 8]


def test_engines_set_what_is_computed_and_nothing_else(kit: Kit) -> None:
    computed = {"title": "Twice", "kind": "money", "computed": "price * 2"}
    entity = read({**THING, "key": "derived", "properties": {**THING["properties"], "twice": computed}})
    make_tables([entity])
    with writing(kit.tenant):
        made = kit.new(entity, price=Decimal(2), tag="a")
        set_derived(entity, made.id, {"twice": Decimal(4)}, NO_LAYOUT)
        found = one(kit.everything(entity), entity, made.id, NO_LAYOUT)
        assert (found.values["twice"], found.version, found.touched) == (4, 1, {})
        with pytest.raises(ValueError, match="not derived: tag"):
            set_derived(entity, made.id, {"tag": "b"}, NO_LAYOUT)


def test_files_and_people_must_exist_for_those_who_keep_them(desk: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    known, gone = Ref("file", new_id()), Ref("file", new_id())
    monkeypatch.setitem(checks.sources, "file", lambda ids: [one for one in ids if one == known.id])
    with pytest.raises(Refused) as refused:
        desk.new(desk.thing, photos=(known, gone), rows=({"photos": (gone,)},))
    assert _codes(refused) == [("/photos/1", "reference"), ("/rows/0/photos/0", "reference")]
    assert desk.new(desk.thing, photos=(known,)).values["photos"] == (known,)
