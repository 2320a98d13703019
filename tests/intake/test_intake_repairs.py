"""A messy cell becomes the value that was meant, with a note of what was done, or a problem: never silently another."""

from decimal import Decimal
from typing import Any

import pytest
from dougong.intake import Hints, Repaired, repair, repair_column
from dougong.problem import MESSAGES

from tests.intake import raw

CASES = raw.cases("repairs.json")
assert len(CASES) > 200


def done(case: dict[str, Any]) -> Repaired:
    hints = {key: Decimal(value) if key == "factor" else value for key, value in case.get("hints", {}).items()}
    return repair(raw.cell(case["cell"]), raw.target(case["kind"], case.get("schema")), Hints(**hints))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['kind']} {case['cell']} {case.get('hints', '')}")
def test_a_cell_becomes_what_was_meant(case: dict[str, Any]) -> None:
    found = done(case)
    if "problem" in case:
        assert (found.value, found.problem and found.problem.code) == (None, f"intake.{case['problem']}")
        return
    assert (found.value, found.problem) == (raw.cell(case["value"]), None)
    assert [note.code.removeprefix("intake.note.") for note in found.notes] == case.get("notes", [])


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['kind']} {case['cell']}")
def test_what_is_told_is_a_whole_sentence(case: dict[str, Any]) -> None:
    found = done(case)
    for code, params in [(note.code, note.params) for note in found.notes] + (
        [(found.problem.code, found.problem.params)] if found.problem else []
    ):
        assert "{" not in MESSAGES[code].format_map(params)


def test_a_column_gives_what_its_cells_give() -> None:
    told = [raw.cell(case["cell"]) for case in CASES if case["kind"] == "money" and not case.get("hints")]
    target = raw.target("money")
    column = repair_column(told, target)
    assert column.values == [repair(cell, target).value for cell in told]
    singly = [repair(cell, target) for cell in told]
    singly = [repair(cell, target) for cell in told]
    assert column.notes == {at: one.notes for at, one in enumerate(singly) if one.notes}
    assert column.problems == {at: one.problem for at, one in enumerate(singly) if one.problem}


def test_one_and_true_are_told_apart_in_a_column() -> None:
    assert repair_column([Decimal(1), True, "1"], raw.target("text")).values == ["1", "TRUE", "1"]
