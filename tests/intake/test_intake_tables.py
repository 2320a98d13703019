"""The table is found under titles and merged headers, and its entries among totals, remarks and repeated headers."""

from typing import Any

import pytest
from dougong.intake import body, find_table, find_tables
from dougong.problem import Refused

from tests.intake import raw

CASES = raw.cases("tables.json")


@pytest.mark.parametrize("case", [one for one in CASES if "refused" not in one], ids=lambda case: case["name"])
def test_the_table_is_found(case: dict[str, Any]) -> None:
    rows = raw.rows(case["rows"])
    table = find_table(iter(rows), raw.merged(case["merged"]))
    assert list(table.header_rows) == case["header"]
    assert (table.first_row, table.last_row, table.entries) == (case["first"], case["last"], case["entries"])
    assert [column.label for column in table.columns] == case["labels"]
    if "title" in case:
        assert table.title == case["title"]
    if "body" in case:
        assert [number for number, _ in body(table, iter(rows))] == case["body"]


@pytest.mark.parametrize("case", [one for one in CASES if "refused" in one], ids=lambda case: case["name"])
def test_a_sheet_without_a_table_is_refused_with_its_own_sentence(case: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        find_table(raw.rows(case["rows"]))
    assert [problem.code for problem in refused.value.problems] == [f"intake.{case['refused']}"]


def test_other_candidates_come_after_the_likeliest() -> None:
    rows = raw.rows(next(one for one in CASES if one["name"] == "form lines above are no header")["rows"])
    ranked = find_tables(rows)
    assert ranked[0].header_rows == (3,)
    assert [one.confidence for one in ranked] == sorted((one.confidence for one in ranked), reverse=True)


def test_a_long_sheet_is_read_once_and_sampled() -> None:
    rows = [("编号", "金额"), *((f"HT-{at}", None if at % 2 else "1") for at in range(20_000))]
    coming = iter(rows)
    table = find_table(coming)
    assert next(coming, None) is None
    assert table.entries == 20_000
    assert len(table.columns[0].samples) <= 120
