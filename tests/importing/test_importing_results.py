"""What a person gets back: a mapping that is remembered, a workbook with the errors in their cells."""

import pytest
from django.utils import translation
from dougong.actions import propose_mapping, result_workbook
from dougong.batches import ColumnMapping, fingerprint_of, read_mapping, write_mapping
from dougong.problem import Refused
from dougong.sheets import Marked
from hypothesis import given
from hypothesis import strategies as st

from tests.importing.stage import HAND, SHEET, Stage


@pytest.mark.storage
def test_a_mapping_is_remembered_for_files_with_the_same_headers(stage: Stage) -> None:
    rows = [["Code", "Who it is"], ["H1", "Wang"]]
    batch = stage.begin(HAND, rows)
    proposed = propose_mapping(stage.caller, batch.id)
    assert not proposed.remembered
    stage.mapped(HAND, rows, columns={0: "/code", 1: "/name"}, mode="both", keys=("/code",))
    again = propose_mapping(stage.caller, stage.begin(HAND, [rows[0], ["H2", "Li"], ["H3", "Qian"]]).id)
    assert again.remembered
    assert (again.mapping.columns, again.mapping.keys, again.mapping.last) == ({0: "/code", 1: "/name"}, ("/code",), 2)
    assert not propose_mapping(stage.caller, stage.begin(HAND, [["Who it is", "Code"], ["Wang", "H1"]]).id).remembered


@pytest.mark.storage
def test_the_result_marks_the_bad_cells_where_they_stand(stage: Stage) -> None:
    rows = [["Code", "Name", "Rate"], ["H1", "Wang", 300], ["H2", None, "-5"]]
    batch = stage.checked(HAND, rows)
    with translation.override("en"):
        head, good, bad = list(result_workbook(stage.caller, batch.id))
    assert (head[:3], good[3], bad[3]) == (("Code", "Name", "Rate"), "New", "Refused At least 0. Fill this in.")
    marked = {at: (cell.value, cell.remark) for at, cell in enumerate(bad) if isinstance(cell, Marked)}
    assert marked == {1: (None, "Fill this in."), 2: ("-5", "At least 0.")}


@pytest.mark.storage
def test_detail_lines_are_marked_in_their_own_line(stage: Stage) -> None:
    rows = [["Title", "Day", "Hand", "Hours"], ["Monday", "2025-03-03", "H1", 8], [None, None, "H9", 30]]
    stage.add(HAND, code="H1", name="Wang")
    batch = stage.checked(SHEET, rows, fixed={"/project": str(stage.project)})
    _head, first, second = list(result_workbook(stage.caller, batch.id))
    assert not any(isinstance(cell, Marked) for cell in first)
    assert [at for at, cell in enumerate(second) if isinstance(cell, Marked)] == [2, 3]


@given(st.dictionaries(st.integers(0, 99), st.sampled_from(["/a", "/rows/*/b", "/project"]), max_size=5))
def test_a_mapping_survives_its_json(columns: dict[int, str]) -> None:
    mapping = ColumnMapping(columns, headers=(0, 1), first=2, keys=("/a",), mode="both", fixed={"/x": "1"})
    assert read_mapping(write_mapping(mapping)) == mapping


@pytest.mark.parametrize(
    "wrong",
    [
        {"mode": "delete"}, {"columns": {"x": "/a"}}, {"columns": {"1": 2}}, {"keys": "/a"}, {"first": -1},
        {"headers": [True]}, {"hints": {"1": {"factor": "much"}}}, {"hints": {"1": {"other": 1}}},
        {"matching": {"/a": {"missing": "guess"}}}, {"unknown": 1}, {"transition": 7}, {"fixed": []},
        {"hints": {"x": {}}},
    ],
)  # fmt: skip
def test_a_mapping_that_is_none_is_refused_at_its_place(wrong: dict[str, object]) -> None:
    with pytest.raises(Refused):
        read_mapping(wrong)  # type: ignore[arg-type] # wrong on purpose


def test_the_same_headers_have_the_same_fingerprint_whatever_the_spaces() -> None:
    assert fingerprint_of(("合同 编号", "Name ")) == fingerprint_of(("合同编号", "name"))
    assert fingerprint_of(("a", "b")) != fingerprint_of(("b", "a"))
