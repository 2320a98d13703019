"""What records write into ledgers: `cases/slip.json`, and the laws of expanding and undoing."""

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from dougong.definition import Context, read_module
from dougong.posting import RecordKey, expand, undo, undone_by
from dougong.problem import Ref, Refused, Value, Values
from hypothesis import given
from hypothesis import strategies as st

SLIP = json.loads((Path(__file__).parent / "cases" / "slip.json").read_text("utf-8"), parse_float=Decimal)
MODULE = read_module(SLIP["documents"], hash="sha256:crew")
RULES = MODULE.postings["slip"]
ENTITY = MODULE.entities["slip"]
RECORD = RecordKey(UUID(int=7), "DG-1", UUID(int=9))
CONTEXT = Context(today=date(2025, 4, 10), settings={"account": "4301"}, system={"number": "DG-1"})
DECIMALS = {"total", "gong", "amount", "share"}


def value(key: str, given_value: Any) -> Value:
    if given_value is None:
        return None
    if isinstance(given_value, list):
        return tuple(row(one) for one in given_value)
    if key in DECIMALS:
        return Decimal(given_value)
    return date.fromisoformat(given_value) if key == "work_date" else given_value


def row(given_row: dict[str, Any]) -> Values:
    return {key: value(key, one) for key, one in given_row.items()}


def record(given_values: dict[str, Any]) -> Values:
    return {
        "work_date": None,
        "cause": None,
        "total": None,
        "contract": None,
        "rows": (),
        **row(given_values),
    }


def plain(one: Value) -> Any:
    return format(one.normalize(), "f") if isinstance(one, Decimal) else one


@pytest.mark.parametrize("name", SLIP["cases"])
def test_expand(name: str) -> None:
    case = SLIP["cases"][name]
    if "problems" in case:
        with pytest.raises(Refused) as refused:
            expand(RULES, case["event"], ENTITY, record(case["values"]), CONTEXT, record=RECORD, round=1)
        found = [(problem.pointer, problem.code) for problem in refused.value.problems]
        assert [pointer for pointer, _ in found] == [pointer for pointer, _ in case["problems"]]
        assert all(code in (None, got) for (_, code), (_, got) in zip(case["problems"], found, strict=True))
        return
    writes = expand(RULES, case["event"], ENTITY, record(case["values"]), CONTEXT, record=RECORD, round=1)
    if "sum" in case:
        assert sum(one.measures["amount"] for one in writes) == Decimal(case["sum"])
        return
    said = [
        {
            "rule": one.rule,
            "ledger": one.ledger,
            "line": one.line,
            "measures": {key: str(amount) for key, amount in one.measures.items()},
            "business_date": one.business_date.isoformat(),
            "dimensions": {key: plain(dimension) for key, dimension in one.dimensions.items()},
        }
        for one in writes
    ]
    assert said == case["writes"]


def test_a_write_names_its_document() -> None:
    values = record({"work_date": "2025-03-30", "cause": "own", "rows": [{"id": "a", "gong": "1", "amount": "1"}]})
    (write,) = expand(RULES, "approve", ENTITY, values, CONTEXT, record=RECORD, round=2)
    assert write.document == Ref("crew/slip", RECORD.id)
    assert (write.number, write.project) == ("DG-1", UUID(int=9))
    assert write.key == ("cost/cost", Ref("crew/slip", RECORD.id), "a", "approve", "cost", 2)
    assert write.reverses is None


def test_a_measure_may_have_its_own_places() -> None:
    values = record({"rows": [{"id": "a", "parts": [{"id": "p", "share": "100"}]}]})
    (write,) = expand(RULES, "split", ENTITY, values, CONTEXT, record=RECORD, round=1, places={"amount": 2})
    assert str(write.measures["amount"]) == "33.33"


def test_undone_by() -> None:
    assert undone_by(RULES, "void") == {"cost", "charge_back"}
    assert undone_by(RULES, "approve") == frozenset()


amounts = st.decimals("-999999999.9999", "999999999.9999", places=4)
rows = st.lists(st.fixed_dictionaries({"gong": amounts, "amount": amounts}), max_size=6).map(
    lambda found: tuple({"id": str(position), **one} for position, one in enumerate(found))
)
records = st.fixed_dictionaries(
    {
        "work_date": st.dates(date(2020, 1, 1), date(2030, 1, 1)),
        "cause": st.sampled_from(("own", "subcontractor")),
        "total": amounts,
        "contract": st.none(),
        "rows": rows,
    }
)


@given(records, st.integers(1, 3))
def test_posting_then_undoing_sums_to_nothing(values: Values, turn: int) -> None:
    writes = expand(RULES, "approve", ENTITY, values, CONTEXT, record=RECORD, round=turn)
    undone = undo(writes, event="void")
    sums: Counter[tuple[str, str]] = Counter()
    for one in (*writes, *undone):
        for name, amount in one.measures.items():
            sums[one.ledger, name] += amount  # type: ignore[assignment]  # exact amounts, never floats
    assert not any(sums.values())
    assert [one.reverses for one in undone] == [one.key for one in writes]
    assert [one.business_date for one in undone] == [one.business_date for one in writes]


@given(records)
def test_expanding_twice_is_the_same(values: Values) -> None:
    def once() -> Any:
        return expand(RULES, "approve", ENTITY, values, CONTEXT, record=RECORD, round=1)

    assert once() == once()


@given(records)
def test_no_two_writes_share_a_key(values: Values) -> None:
    writes = expand(RULES, "approve", ENTITY, values, CONTEXT, record=RECORD, round=1)
    again = expand(RULES, "approve", ENTITY, values, CONTEXT, record=RECORD, round=2)
    every = (*writes, *undo(writes, event="void"), *again)
    assert len({one.key for one in every}) == len(every)


def test_undoing_on_another_day() -> None:
    values = record({"work_date": "2025-03-30", "cause": "own", "rows": [{"id": "a", "gong": "1", "amount": "1"}]})
    writes = expand(RULES, "approve", ENTITY, values, CONTEXT, record=RECORD, round=1)
    (undone,) = undo(writes, on=date(2025, 5, 1))
    assert undone == replace(
        writes[0],
        event="undo",
        measures={"amount": Decimal("-1.0000"), "qty": Decimal("-1.0000")},
        business_date=date(2025, 5, 1),
        reverses=writes[0].key,
    )
