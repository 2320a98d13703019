"""Earned value and earned schedule: the acceptance figures to the cent, signs, and ratios without a denominator."""

import json
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from dougong.engines import (
    FUNCTIONS,
    EarnedValue,
    earned_by_quantity,
    earned_schedule,
    earned_value,
    share_done,
)

CASES = Path(__file__).parent / "cases"


def cases(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((CASES / f"{name}.json").read_text("utf-8"))
    return found


def number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@pytest.mark.parametrize("name", cases("earned_value"))
def test_earned_value(name: str) -> None:
    case = cases("earned_value")[name]
    found = earned_value(*(Decimal(case[key]) for key in ("bac", "pv", "ev", "ac")))
    names = [one.name for one in fields(EarnedValue)]
    assert {key: getattr(found, key) for key in names} == {key: number(case[key]) for key in names}


def test_behind_the_plan_is_below_zero() -> None:
    found = earned_value(Decimal(100), Decimal(50), Decimal(40), Decimal(60))
    assert found.sv < 0
    assert found.cv < 0


@pytest.mark.parametrize("name", cases("earned_schedule"))
def test_earned_schedule(name: str) -> None:
    case = cases("earned_schedule")[name]
    planned = [Decimal(one) for one in case["planned"]]
    found = earned_schedule(planned, Decimal(case["ev"]), Decimal(case["at"]), Decimal(case["whole"]))
    assert (found.earned, found.spi, found.duration) == tuple(
        number(case[key]) for key in ("earned", "spi", "duration")
    )


@pytest.mark.parametrize(("planned", "at"), [((100, 300), 0), ((300, 100), 1)])
def test_no_schedule_before_the_start_or_against_a_falling_plan(planned: tuple[int, ...], at: int) -> None:
    with pytest.raises(ValueError, match="after the start"):
        earned_schedule([Decimal(one) for one in planned], Decimal(50), Decimal(at), Decimal(2))


@pytest.mark.parametrize("name", cases("quantities"))
def test_what_a_quantity_has_earned(name: str) -> None:
    case = cases("quantities")[name]
    bac, done, planned = (Decimal(case[key]) for key in ("bac", "done", "planned"))
    assert earned_by_quantity(bac, done, planned) == number(case["earned"])
    share = share_done(done, planned)
    assert (None if share is None else round(share, 12)) == number(case["share"])
    assert FUNCTIONS["earned_by_quantity"](bac, done, planned) == number(case["earned"])
    assert FUNCTIONS["share_done"](None, planned) is None
