"""New records from a sheet: checked line by line, taken in whole or not at all."""

from datetime import date
from decimal import Decimal

import pytest
from dougong import events
from dougong.batches import Matching
from dougong.problem import Ref
from dougong.tenancy import reading

from tests.importing.stage import GANG, HAND, NOTE, SHEET, Stage

pytestmark = [pytest.mark.storage]

HANDS = [["Code", "Name", "Rate"], ["H1", "Wang", 300], ["H2", "Li", "320.50"], ["H3", "Zhang", None]]


def test_a_sheet_becomes_records(stage: Stage) -> None:
    batch = stage.taken(HAND, HANDS)
    assert (batch.state, batch.message) == ("taken", "")
    assert {key: batch.counts[key] for key in ("insert", "lines")} == {"insert": 3, "lines": 3}
    found = [(one.values["code"], one.values["name"], one.values["rate"]) for one in stage.stored(HAND)]
    assert found == [("H1", "Wang", Decimal(300)), ("H2", "Li", Decimal("320.5")), ("H3", "Zhang", None)]


def test_each_record_has_one_event_that_names_the_import(stage: Stage) -> None:
    batch, found = stage.taken(HAND, HANDS), stage.stored(HAND)
    with reading(stage.tenant):
        for one in found:
            (event,) = events.history_of(HAND, one.id)
            assert (event.verb, event.actor, event.after[":import"]) == ("create", stage.account.pk, str(batch.id))
            assert event.after["code"] == one.values["code"]


def test_bad_cells_are_named_by_line_and_field_and_nothing_is_stored(stage: Stage) -> None:
    batch = stage.checked(HAND, [*HANDS, ["H4", None, 5], ["H5", "Zhao", "-1"], ["H1", "Again", 1]])
    assert batch.state == "checked"
    assert stage.problems(batch) == [
        (5, "/name", "required"), (6, "/rate", "minimum"), (7, "/code", "import.key_twice"),
    ]  # fmt: skip
    assert stage.stored(HAND) == []


def test_what_is_taken_already_is_refused(stage: Stage) -> None:
    stage.add(HAND, code="H2", name="Here before")
    assert stage.problems(stage.checked(HAND, HANDS)) == [(3, "/code", "unique")]


def test_detail_lines_belong_to_the_record_above(stage: Stage) -> None:
    gang = stage.add(GANG, name="Steel")
    for code, rate in (("H1", 10), ("H2", 20)):
        stage.add(HAND, code=code, name=f"Name {code}", rate=Decimal(rate))
    rows = [
        ["Title", "Day", "Gang", "Hand", "Hours"],
        ["Monday", date(2025, 3, 3), "Steel", "H1", 8],
        [None, None, None, "Name H2", "4"],
        ["Tuesday", "2025-03-04", "steel", "H2", 1],
    ]
    batch = stage.taken(SHEET, rows, fixed={"/project": str(stage.project)})
    assert stage.problems(batch) == []
    first, second = sorted(stage.stored(SHEET), key=lambda one: str(one.values["title"]))
    assert [(row["hours"], row["pay"]) for row in first.values["lines"]] == [(8, 80), (4, 80)]  # type: ignore[union-attr,index,call-overload]
    assert (first.values["total"], second.values["total"], first.values["gang"]) == (160, 20, Ref(GANG, gang.id))
    assert (first.state, first.number, first.project) == ("draft", None, Ref("project", stage.project))


def test_a_transition_for_imports_sets_the_state_and_gives_numbers_without_gaps(stage: Stage) -> None:
    rows = [["Title", "Day"], *([f"Day {n}", "2025-03-04"] for n in range(5))]
    stage.taken(SHEET, rows, fixed={"/project": str(stage.project)}, transition="take_over")
    found = stage.stored(SHEET)
    assert {one.state for one in found} == {"valid"}
    assert sorted(str(one.number) for one in found) == [f"SH-P1-000{n}" for n in range(1, 6)]
    assert [one.number for one in sorted(found, key=lambda one: str(one.values["title"]))] == [
        f"SH-P1-000{n}" for n in range(1, 6)
    ]


def test_what_has_no_states_is_numbered_at_once(stage: Stage) -> None:
    stage.taken(NOTE, [["Tag", "Text"], ["a", "x"], ["b", "y"]])
    stage.taken(NOTE, [["Tag", "Text"], ["c", "z"]])
    assert [(one.values["tag"], one.number) for one in stage.stored(NOTE)] == [
        ("a", "NO-0001"), ("b", "NO-0002"), ("c", "NO-0003"),
    ]  # fmt: skip


def test_a_reference_that_fits_several_waits_for_a_choice(stage: Stage) -> None:
    one = stage.add(HAND, code="A1", name="Wang")
    stage.add(HAND, code="A2", name="Wang")
    rows = [["Title", "Day", "Hand", "Hours"], ["Monday", "2025-03-03", "Wang", 8]]
    fixed = {"/project": str(stage.project)}
    batch = stage.checked(SHEET, rows, fixed=fixed)
    assert stage.problems(batch) == [(2, "/lines/0/who", "import.several")]
    (told,) = stage.report(batch).unmatched
    assert (told.pointer, told.text, told.lines) == ("/lines/*/who", "Wang", 1)
    assert sorted(label for _ref, label in told.candidates) == ["A1 Wang", "A2 Wang"]
    chosen = {"/lines/*/who": Matching(chosen={"Wang": str(one.id)})}
    stage.taken(SHEET, rows, fixed=fixed, matching=chosen)
    (found,) = stage.stored(SHEET)
    assert found.values["lines"][0]["who"] == Ref(HAND, one.id)  # type: ignore[index,call-overload]


def test_a_reference_that_fits_nothing_is_refused_or_made(stage: Stage) -> None:
    rows = [["Code", "Name", "Gang"], ["H1", "Wang", "Steel"], ["H2", "Li", "Steel"], ["H3", "Zhao", "Wood"]]
    batch = stage.checked(HAND, rows)
    assert [code for _line, _at, code in stage.problems(batch)] == ["import.nothing"] * 3
    assert [(one.text, one.lines, one.may_create) for one in stage.report(batch).unmatched] == [
        ("Steel", 2, True), ("Wood", 1, True),
    ]  # fmt: skip
    batch = stage.taken(HAND, rows, matching={"/gang": Matching("create")})
    assert (batch.counts["insert"], batch.counts["create"]) == (3, 2)
    made = {one.values["name"]: one.id for one in stage.stored(GANG)}
    assert sorted(made) == ["Steel", "Wood"]
    assert [one.values["gang"] for one in stage.stored(HAND)] == [
        Ref(GANG, made["Steel"]), Ref(GANG, made["Steel"]), Ref(GANG, made["Wood"]),
    ]  # fmt: skip
