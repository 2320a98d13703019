"""What is there already is changed by its key; what is the same is left alone; an import can be taken back."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from dougong import events, search
from dougong.actions import cancel_import, check_import, run_check, set_import_mapping, take_in_import, undo_import
from dougong.actions.importing.preparing import open_import
from dougong.actions.update_record import update_record
from dougong.admission import Caller, seat_of
from dougong.batches import Matching, staged_of
from dougong.problem import Ref, Refused
from dougong.tenancy import reading

from tests.company import make_member, make_tenant
from tests.importing.stage import GANG, HAND, NOTE, SHEET, Stage

pytestmark = [pytest.mark.storage]

HANDS = [["Code", "Name", "Rate"], ["H1", "Wang", 300], ["H2", "Li", 310], ["H3", "Zhang", 320]]


def by_code(stage: Stage) -> dict[object, tuple[object, object, int]]:
    return {one.values["code"]: (one.values["name"], one.values["rate"], one.version) for one in stage.stored(HAND)}


def test_the_key_decides_what_is_new_what_changes_and_what_stays(stage: Stage) -> None:
    stage.add(HAND, code="H1", name="Wang", rate=Decimal(300), secret="kept")
    stage.add(HAND, code="H2", name="Li", rate=Decimal(1))
    batch = stage.checked(HAND, HANDS, mode="both", keys=("/code",))
    assert {one: batch.counts.get(one) for one in ("insert", "update", "same")} == {"insert": 1, "update": 1, "same": 1}
    (changed,) = stage.report(batch, only="update").rows
    assert (changed.before, changed.shown, changed.line) == ({"rate": "1.00"}, {"rate": "310.00"}, 2)
    stage.take(batch)
    assert by_code(stage) == {
        "H1": ("Wang", Decimal(300), 1), "H2": ("Li", Decimal(310), 2), "H3": ("Zhang", Decimal(320), 1),
    }  # fmt: skip
    assert next(one.values["secret"] for one in stage.stored(HAND)) == "kept"
    with reading(stage.tenant):
        (event,) = events.history_of(HAND, changed.record)  # type: ignore[arg-type] # an update has one
    assert (event.verb, dict(event.before)) == ("edit", {"rate": "1.00"})


def test_modes_refuse_what_they_do_not_mean(stage: Stage) -> None:
    stage.add(HAND, code="H1", name="Wang")
    batch = stage.checked(HAND, HANDS, mode="update", keys=("/code",))
    assert stage.problems(batch) == [(3, "/code", "import.no_record"), (4, "/code", "import.no_record")]
    batch = stage.checked(HAND, HANDS, keys=("/code",))
    assert stage.problems(batch) == [(2, "/code", "import.exists")]


def test_detail_lines_take_the_place_of_those_before_and_keep_their_ids(stage: Stage) -> None:
    stage.add(HAND, code="H1", name="Wang", rate=Decimal(10))
    rows = [["Title", "Day", "Hand", "Hours"], ["Monday", "2025-03-03", "H1", 8], [None, None, "H1", 2]]
    fixed = {"/project": str(stage.project)}
    stage.taken(SHEET, rows, fixed=fixed)
    (before,) = stage.stored(SHEET)
    rows[2][3] = 3
    batch = stage.taken(SHEET, [*rows, [None, None, "H1", 1]], fixed=fixed, mode="both", keys=("/title",))
    assert stage.problems(batch) == []
    (after,) = stage.stored(SHEET)
    assert [row["hours"] for row in after.values["lines"]] == [8, 3, 1]  # type: ignore[union-attr,index,call-overload]
    ids = [[row["id"] for row in one.values["lines"]] for one in (before, after)]  # type: ignore[union-attr,index,call-overload]
    assert (ids[1][:2], after.values["total"], after.version) == (ids[0], 120, 2)
    assert stage.checked(SHEET, [*rows, [None, None, "H1", 1]], fixed=fixed, mode="both", keys=("/title",)).counts[
        "same"
    ]


def test_what_moved_since_the_check_is_not_overwritten(stage: Stage) -> None:
    there = stage.add(HAND, code="H1", name="Wang", rate=Decimal(1))
    batch = stage.checked(HAND, HANDS, mode="both", keys=("/code",))
    update_record(stage.caller, HAND, there.id, {"name": "Wang Wu"}, version=1)
    batch = stage.take(batch)
    assert batch.state == "failed"
    assert batch.message
    assert by_code(stage) == {"H1": ("Wang Wu", Decimal(1), 2)}


def test_undoing_takes_back_what_nobody_touched_and_names_the_rest(stage: Stage) -> None:
    stage.add(HAND, code="H1", name="Wang", rate=Decimal(1))
    rows = [[*HANDS[0], "Gang"], *([*row, "Steel"] for row in HANDS[1:]), ["H4", "Qian", 5, "Wood"]]
    batch = stage.taken(HAND, rows, mode="both", keys=("/code",), matching={"/gang": Matching("create")})
    touched = next(one for one in stage.stored(HAND) if one.values["code"] == "H2")
    update_record(stage.caller, HAND, touched.id, {"name": "Li Si"}, version=touched.version)
    batch = stage.undone(batch)
    assert (batch.state, batch.counts["undone"], batch.counts["kept"]) == ("undone", 4, 2)
    assert by_code(stage) == {"H1": ("Wang", Decimal(1), 3), "H2": ("Li Si", Decimal(310), 2)}
    assert [one.values["name"] for one in stage.stored(GANG)] == ["Steel"]
    kept = stage.report(batch).kept
    assert set(kept) == {Ref(HAND, touched.id), Ref(GANG, stage.stored(GANG)[0].id)}


def test_numbers_of_an_undone_import_are_not_given_again(stage: Stage) -> None:
    batch = stage.taken(NOTE, [["Tag", "Text"], ["a", "x"], ["b", "y"]])
    stage.undone(batch)
    stage.taken(NOTE, [["Tag", "Text"], ["a", "x"]])
    assert [one.number for one in stage.stored(NOTE, deleted="also")] == ["NO-0001", "NO-0002", "NO-0003"]


def test_a_cancelled_batch_leaves_nothing_behind(stage: Stage) -> None:
    batch = stage.mapped(HAND, HANDS)
    batch = check_import(stage.caller, batch.id, batch.version)
    assert batch.state == "checking"
    cancel_import(stage.caller, batch.id)
    run_check(stage.tenant.scope(), batch.id)
    assert stage.now(batch).state == "cancelled"
    with reading(stage.tenant):
        assert staged_of(batch.id) == ()
    with pytest.raises(Refused):
        check_import(stage.caller, batch.id, stage.now(batch).version)


def test_a_field_that_is_not_his_to_write_is_refused_in_the_mapping(stage: Stage) -> None:
    batch = stage.begin(HAND, [["Code", "Name", "Secret"], ["H1", "Wang", "x"]])
    mapping = stage.proposed(batch)
    assert "/secret" not in mapping.columns.values()
    with pytest.raises(Refused) as refused:
        set_import_mapping(stage.caller, batch.id, stage.with_column(mapping, 2, "/secret"), batch.version)
    assert [(one.pointer, one.code) for one in refused.value.problems] == [("/columns/2", "forbidden")]


def test_without_the_right_nothing_can_be_begun(stage: Stage) -> None:
    other = make_member(stage.tenant, "buyer")
    with pytest.raises(Refused) as refused:
        Stage(stage.tenant, other, stage.project).begin(NOTE, [["Tag", "Text"], ["a", "x"]])
    assert [one.code for one in refused.value.problems] == ["forbidden"]


def test_a_batch_of_somebody_else_is_not_there(stage: Stage) -> None:
    batch = stage.checked(HAND, HANDS)
    colleague = Stage(stage.tenant, make_member(stage.tenant, "cost_engineer"), stage.project)
    foreign = make_tenant()
    strangers = [colleague.caller, Caller(foreign, make_member(foreign, "cost_engineer"), "en", "test")]
    for caller in strangers:
        for attempt in (
            lambda caller=caller: take_in_import(caller, batch.id, batch.version),
            lambda caller=caller: undo_import(caller, batch.id, batch.version),
            lambda caller=caller: cancel_import(caller, batch.id),
        ):
            with pytest.raises(Refused) as refused:
                attempt()
            assert [one.code for one in refused.value.problems] == ["not_found"]
    with reading(stage.tenant), pytest.raises(Refused):
        open_import(seat_of(colleague.caller), batch.id)
    with reading(stage.tenant), pytest.raises(Refused):
        open_import(seat_of(stage.caller), uuid4())


def test_refused_lines_are_left_out_only_when_asked(stage: Stage) -> None:
    batch = stage.checked(HAND, [*HANDS, ["H4", None, 1]])
    with pytest.raises(Refused) as refused:
        take_in_import(stage.caller, batch.id, batch.version)
    assert [one.code for one in refused.value.problems] == ["import.refused"]
    stage.take(batch, without_refused=True)
    assert len(stage.stored(HAND)) == 3


def test_personal_data_are_sealed_while_they_wait_and_veiled_in_the_report(stage: Stage) -> None:
    card = "11010519491231002X"
    batch = stage.checked(HAND, [["Code", "Name", "ID card"], ["H1", "Wang", card]])
    assert stage.problems(batch) == []
    with reading(stage.tenant):
        (kept,) = staged_of(batch.id)
    assert card not in str(kept)
    with connection.cursor() as cursor:
        cursor.execute("SELECT columns || shown || problems FROM batches_staged")
        assert card not in str(cursor.fetchall())
    (shown,) = stage.report(batch).rows
    assert shown.shown["card"] == "•••"
    stage.take(batch)
    assert stage.stored(HAND)[0].values["card"] == card


def test_imported_records_are_found_by_a_search(stage: Stage) -> None:
    stage.add(HAND, code="H1", name="Oldname")
    stage.taken(HAND, HANDS, mode="both", keys=("/code",))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT record_id FROM {search.TABLE}")
        assert len(cursor.fetchall()) == 3


def test_the_queries_of_a_check_and_of_a_taking_in_do_not_grow_with_the_lines(stage: Stage) -> None:
    taken: dict[int, tuple[int, int]] = {}
    stage.add(GANG, name="Steel")
    for many in (5, 150):
        rows = [["Code", "Name", "Gang"], *([f"{many}.{n}", f"Name {n}", "Steel"] for n in range(many))]
        with CaptureQueriesContext(connection) as checking:
            batch = stage.checked(HAND, rows, mode="both", keys=("/code",))
        with CaptureQueriesContext(connection) as taking:
            stage.take(batch)
        taken[many] = (len(checking), len(taking))
    assert taken[150][0] <= taken[5][0] + 2
    assert taken[150][1] <= taken[5][1] + 4
