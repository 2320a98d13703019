"""Stock by moving average: the worked figures, and that nothing is left over when all is gone."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from dougong.engines import FUNCTIONS, Stock, issue_value, moved
from hypothesis import given
from hypothesis import strategies as st

CASES: dict[str, Any] = json.loads((Path(__file__).parent / "cases" / "stock.json").read_text("utf-8"))


@pytest.mark.parametrize("name", CASES)
def test_a_stock_is_worth_what_the_case_says(name: str) -> None:
    case = CASES[name]
    movements = [(Decimal(qty), None if price is None else Decimal(price)) for qty, price in case["moved"]]
    stock = moved(Stock(), movements)
    average = None if case["average"] is None else Decimal(case["average"])
    assert (stock.qty, stock.value, stock.average) == (Decimal(case["qty"]), Decimal(case["value"]), average)


def test_an_issue_of_eight_tonnes_costs_thirty_thousand() -> None:
    assert issue_value(Decimal(8), Decimal(40), Decimal(150000)) == Decimal("30000.00")
    assert FUNCTIONS["issue_value"](Decimal(8), Decimal(40), Decimal(150000)) == Decimal("30000.00")
    assert FUNCTIONS["issue_value"](Decimal(8), Decimal(0), Decimal(0)) is None
    assert FUNCTIONS["average_price"](Decimal(150000), Decimal(40)) == Decimal("3750.0000")


def test_more_than_is_there_cannot_be_taken() -> None:
    with pytest.raises(ValueError, match="cannot be taken"):
        moved(Stock(Decimal(1), Decimal(5)), [(Decimal(2), None)])
    with pytest.raises(ValueError, match="cannot be taken"):
        moved(Stock(), [(Decimal(1), None)])


@given(
    st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 10**8)), min_size=1, max_size=6),
    st.lists(st.integers(1, 10**6), max_size=6),
)
def test_when_everything_is_gone_nothing_is_left(bought: list[tuple[int, int]], issued: list[int]) -> None:
    stock = moved(Stock(), [(Decimal(qty) / 1000, Decimal(price) / 10000) for qty, price in bought])
    worth = stock.value
    for qty in issued:
        some = min(Decimal(qty) / 1000, stock.qty)
        if some > 0:
            stock = moved(stock, [(some, None)])
            assert Decimal(0) <= stock.value <= worth
    if stock.qty:
        stock = moved(stock, [(stock.qty, None)])
    assert stock == Stock(Decimal(0), Decimal(0))
