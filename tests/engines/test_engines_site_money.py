"""The engines of money on site against the trade's worked figures, to the cent: tests/engines/cases/site_money.json."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from dougong import engines
from dougong.engines import FUNCTIONS, SIGNATURES, Card, Hours, Period, Receipt, Worker
from hypothesis import given
from hypothesis import strategies as st

CASES = json.loads((Path(__file__).parent / "cases" / "site_money.json").read_text("utf-8"))
ISO_LENGTH = 10


def value(written: Any) -> Any:
    """A date, a decimal, or what it is."""
    if not isinstance(written, str):
        return written
    return date.fromisoformat(written) if len(written) == ISO_LENGTH and written[4] == "-" else Decimal(written)


def decimals(written: dict[str, Any]) -> dict[str, Decimal]:
    return {key: Decimal(one) for key, one in written.items()}


def forecast(opening: str, periods: list[Any], minimum: str) -> Any:
    read = [
        Period([Receipt(Decimal(amount), Decimal(odds)) for amount, odds in one["receipts"]], Decimal(one["paid"]))
        for one in periods
    ]
    return engines.forecast_cash(Decimal(opening), read, Decimal(minimum))


def pay(given: dict[str, Any]) -> Any:
    return engines.pay_of(Hours(**decimals(given["hours"])), Card(**decimals(given["card"])))


def bill(given: dict[str, Any]) -> Any:
    workers = [Worker(**decimals(one)) for one in given["workers"]]
    return engines.labour_bill(workers, Decimal(given["fee_rate"]), Decimal(given["tax_rate"]))


ASKED: dict[str, Callable[..., Any]] = {
    "forecast_cash": lambda given: forecast(*given), "pay_of": pay, "labour_bill": bill,
}  # fmt: skip


def said(result: Any, expected: dict[str, Any], given: Any) -> dict[str, Any]:
    """What the engine answered, for the keys expected."""
    nets = {"nets": [str(Worker(**decimals(one)).net) for one in given["workers"]]} if "nets" in expected else {}
    return {key: nets[key] if key in nets else getattr(result, key) for key in expected}


def compared(written: Any) -> Any:
    """Figures as figures: 60.0 is 60."""
    if isinstance(written, dict):
        return {key: compared(one) for key, one in written.items()}
    if isinstance(written, list):
        return [compared(one) for one in written]
    try:
        return value(written)
    except ArithmeticError:
        return written  # a light


def cases() -> Iterator[Any]:
    for engine, lines in CASES.items():
        for number, line in enumerate(lines):
            yield pytest.param(engine, line, id=f"{engine}: {line.get('title', number)}")


@pytest.mark.parametrize(("engine", "line"), list(cases()))
def test_an_engine_gives_the_worked_figures(engine: str, line: dict[str, Any]) -> None:
    ask = ASKED.get(engine)
    function: Callable[..., Any] = getattr(engines, engine)
    result = ask(line["given"]) if ask else function(*map(value, line["given"]))
    expected = line["result"]
    if isinstance(expected, list):
        answers = [said(one, want, line["given"]) for one, want in zip(result, expected, strict=True)]
        assert compared(answers) == compared(expected)
    elif isinstance(expected, dict):
        assert compared(said(result, expected, line["given"])) == compared(expected)
    else:
        assert result == value(expected)


CENTS = st.decimals(Decimal(0), Decimal(10) ** 9, places=2)
SHARES = st.decimals(Decimal(0), Decimal(1), places=4)


@given(CENTS, SHARES, SHARES, SHARES)
def test_the_two_accounts_always_make_what_is_due(
    output: Decimal, ratio: Decimal, recovery: Decimal, labour: Decimal
) -> None:
    claim = engines.claim_split(output, ratio, recovery, labour)
    assert claim.wage_account + claim.general == claim.due
    assert claim.wage_account >= 0


@given(st.lists(st.tuples(CENTS, CENTS, CENTS), max_size=5), SHARES, SHARES)
def test_the_wage_account_and_the_firm_always_make_the_bill(
    months: list[tuple[Decimal, Decimal, Decimal]], fee: Decimal, tax: Decimal
) -> None:
    made = engines.labour_bill([Worker(*one) for one in months], fee, tax)
    assert made.wage_account + made.company == made.payable
    assert made.before_tax + made.vat == made.total


@given(CENTS, SHARES, CENTS, CENTS, st.none() | CENTS)
def test_nobody_is_paid_more_than_either_figure(
    settled: Decimal, ratio: Decimal, withheld: Decimal, paid: Decimal, invoiced: Decimal | None
) -> None:
    limit = engines.payment_limit(settled, ratio, withheld, paid, invoiced)
    assert limit.least >= 0
    assert limit.least <= max(limit.by_settlement, Decimal(0))
    assert limit.by_invoice is None or limit.least <= max(limit.by_invoice, Decimal(0))


def test_the_last_period_takes_the_advance_back_in_full() -> None:
    contract, advance, materials = Decimal(10_000_000), Decimal(1_000_000), Decimal("0.6")
    start = engines.recovery_start(contract, advance, materials)
    assert start is not None
    left = advance
    for month in range(10):
        before, now = Decimal(month * 1_000_000), Decimal((month + 1) * 1_000_000)
        left -= engines.recovered_of_period(before, now, start, materials, left)
    assert left == 0


def test_a_tax_rate_below_nothing_is_no_rate() -> None:
    with pytest.raises(ValueError, match="not negative"):
        engines.prepaid_vat(Decimal(1), Decimal(0), Decimal("-0.09"), Decimal("0.02"))


def test_formulas_call_them_by_name_with_null_where_something_is_missing() -> None:
    assert SIGNATURES.keys() == FUNCTIONS.keys()
    assert FUNCTIONS["payable_limit"](2180000, Decimal("0.8"), 0, 1500000, None) == Decimal("244000.00")
    assert FUNCTIONS["payable_limit"](None, Decimal("0.8"), 0, 1500000, None) is None
    assert FUNCTIONS["cash_light"](Decimal(-1), Decimal(0)) == "red"
    assert FUNCTIONS["simple_interest"](Decimal(1000), Decimal("0.1"), Decimal(36)) == Decimal("10.00")
    assert FUNCTIONS["simple_interest"](Decimal(1000), Decimal("0.1"), Decimal(36), Decimal(0)) is None
