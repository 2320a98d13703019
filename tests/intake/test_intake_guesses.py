"""Columns are taken for fields by what they are called, how that sounds, and what stands in them."""

import json
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from dougong import intake
from dougong.intake.assigning import best_pairs
from dougong.intake.header_units import header_unit
from dougong.kinds import KINDS
from dougong.problem import MESSAGES
from hypothesis import given
from hypothesis import strategies as st

from tests.intake import raw

GIVEN = json.loads((raw.CASES / "guesses.json").read_text("utf-8"))


def targets(form: str) -> tuple[intake.Target, ...]:
    found = []
    for pointer, label, kind, schema, *names in GIVEN["forms"][form]:
        options = KINDS[kind].options({**schema, "kind": kind})
        unit, reference = str(options.get("unit", "")), str(options.get("reference", ""))
        synonyms = tuple(names[0]) if names else (pointer.rpartition("/")[2],)
        found.append(intake.Target(pointer, label, kind, options, synonyms, unit=unit, reference=reference))
    return tuple(found)


def table(case: dict[str, Any]) -> intake.Table:
    rows = raw.rows(case["rows"])
    columns = tuple(
        intake.Column(at, label, (label,), tuple(row[at] for row in rows if row[at] is not None))
        for at, label in enumerate(case["labels"])
    )
    return intake.Table((0,), 1, len(rows), columns, case.get("title", ""))


@pytest.mark.parametrize("case", GIVEN["cases"], ids=lambda case: case["name"])
def test_columns_are_taken_for_the_right_fields(case: dict[str, Any]) -> None:
    guesses = intake.guess(table(case), targets(case["form"]))
    assert [one.pointer for one in guesses] == case["expect"]
    by_pointer = {one.pointer: one for one in guesses}
    for pointer, factor in case.get("factors", {}).items():
        assert by_pointer[pointer].factor == Decimal(factor)
    for pointer, form in case.get("percent", {}).items():
        assert by_pointer[pointer].hints.percent == form
    for one in guesses:
        assert one.because.code in MESSAGES
        assert (one.confidence > 0) == (one.pointer is not None)


def test_a_sure_guess_is_told_from_a_doubtful_one() -> None:
    by_name = {case["name"]: case for case in GIVEN["cases"]}
    sure = intake.guess(table(by_name["labels as they are"]), targets("contract"))
    doubted = intake.guess(table(by_name["a label whose cells cannot be the field's is doubted"]), targets("material"))
    assert min(one.confidence for one in sure) >= Decimal("0.9")
    assert doubted[0].confidence < Decimal("0.6")


@pytest.mark.parametrize(
    ("label", "words", "large", "unit"),
    [
        ("金额（万元）", "金额", 10_000, "元"), ("金额(单位：万元)", "金额", 10_000, "元"),
        ("合同额/亿元", "合同额", 10**8, "元"),
        ("合同额万元", "合同额", 10_000, "元"), ("金额：元", "金额", 1, "元"), ("重量(kg)", "重量", 1, "kg"),
        ("面积（㎡）", "面积", 1, "m2"), ("土方量（万m³）", "土方量", 10_000, "m3"), ("单价(元/吨)", "单价", 1, "元/t"),
        ("金额(含税)", "金额(含税)", 1, None), ("合同编号", "合同编号", 1, None), ("出勤【天】", "出勤", 1, "d"),
    ],
)  # fmt: skip
def test_the_unit_of_a_header_is_found(label: str, words: str, large: int, unit: str | None) -> None:
    found = header_unit(label)
    assert (found.words, found.large, found.unit and found.unit.sign) == (words, large, unit)


def test_a_name_counts_for_a_person_who_is_looked_up_later() -> None:
    column = intake.Column(0, "班组长", samples=("张三", "李四"))
    found = intake.guess(intake.Table((0,), 1, 2, (column,)), [raw.target("user", label="班组长")])
    assert found[0].confidence == 1


def test_dates_of_a_column_prove_their_order_together() -> None:
    target = raw.target("date")
    proved = intake.Column(0, "日期", samples=("4/3/2025", "23/4/2025"))
    assert intake.hints_for(proved, target).date_order == "dmy"
    assert intake.hints_for(intake.Column(0, "日期", samples=("4/3/2025", "4/5/2025")), target).date_order == ""
    both = intake.Column(0, "日期", samples=("23/4/2025", "4/23/2025"))
    assert intake.hints_for(both, target).date_order == ""
    assert intake.hints_for(proved, target, "2025年劳务台账").year == 2025


@given(st.integers(1, 4), st.integers(1, 5), st.data())
def test_pairs_have_the_largest_sum(rows: int, columns: int, data: st.DataObject) -> None:
    scores = [[data.draw(st.integers(0, 1000)) for _ in range(columns)] for _ in range(rows)]
    pairs = best_pairs(scores)
    assert len(set(pairs.values())) == len(pairs)
    few, many = min(rows, columns), max(rows, columns)
    turned = scores if rows <= columns else list(map(list, zip(*scores, strict=True)))
    best = max(sum(turned[at][to] for at, to in enumerate(order)) for order in permutations(range(many), few))
    assert sum(scores[at][to] for at, to in pairs.items()) == best
