"""Working days over weekends, the statutory days of the holiday list, 调休 swaps, stops; lags that work or pass."""

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from dougong.engines import Stretch, WorkCalendar, spread
from hypothesis import given
from hypothesis import strategies as st

SEEDS = Path(__file__).parents[2] / "modules" / "core" / "seeds" / "holidays.json"
EIGHT, NONE = Decimal(8), Decimal(0)
SEVEN = (EIGHT,) * 7
FIVE = (EIGHT,) * 5 + (NONE, NONE)


def holidays() -> Any:
    """The list a new company starts with."""
    return {
        date.fromisoformat(one["holiday_date"]): one["day_kind"]
        for one in json.loads(SEEDS.read_text("utf-8"))["records"].values()
    }


OFFICE = WorkCalendar(FIVE, holidays=holidays())
SITE = WorkCalendar(SEVEN, exceptions=(Stretch(date(2025, 1, 20), date(2025, 2, 10), NONE),))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2025-04-30", True),  # Wednesday
        ("2025-05-01", False),  # Labour Day
        ("2025-05-02", False),  # Friday, statutory since 2025
        ("2025-05-05", False),  # Monday, rest in exchange
        ("2025-04-27", True),  # Sunday, worked in exchange
        ("2025-04-26", False),  # Saturday
        ("2025-01-26", True),  # Sunday before the Spring Festival, worked in exchange
    ],
)
def test_an_office_rests_as_the_list_says(day: str, works: bool) -> None:
    assert OFFICE.works(date.fromisoformat(day)) is works


def test_a_day_worked_in_exchange_is_a_whole_day() -> None:
    assert OFFICE.hours(date(2025, 4, 27)) == EIGHT


def test_a_site_works_through_but_for_its_winter_stop() -> None:
    assert SITE.works(date(2025, 5, 1))
    assert not SITE.works(date(2025, 1, 28))
    assert SITE.finish(date(2025, 1, 18), 3) == date(2025, 2, 11)


def test_the_last_exception_named_counts() -> None:
    rush = Stretch(date(2025, 2, 8), date(2025, 2, 10), Decimal(12))
    calendar = WorkCalendar(SEVEN, exceptions=(*SITE.exceptions, rush))
    assert calendar.hours(date(2025, 2, 9)) == Decimal(12)
    assert calendar.hours(date(2025, 2, 7)) == NONE


def test_five_days_from_the_wednesday_before_labour_day() -> None:
    assert OFFICE.finish(date(2025, 4, 30), 5) == date(2025, 5, 9)
    assert OFFICE.start(date(2025, 5, 9), 5) == date(2025, 4, 30)
    assert OFFICE.working_days(date(2025, 4, 30), date(2025, 5, 9)) == 5
    assert OFFICE.working_hours(date(2025, 4, 30), date(2025, 5, 9)) == 40


def test_no_time_is_reached_on_the_next_working_day() -> None:
    assert OFFICE.finish(date(2025, 5, 1), 0) == date(2025, 5, 6)


@pytest.mark.parametrize(
    ("lag", "how", "begins"),
    [
        (0, "working", "2025-05-06"),
        (2, "working", "2025-05-08"),
        (-1, "working", "2025-04-30"),
        (-2, "working", "2025-04-29"),
        (2, "elapsed", "2025-05-06"),
        (7, "elapsed", "2025-05-08"),
    ],
)
def test_a_lag_works_or_passes(lag: int, how: Any, begins: str) -> None:
    assert OFFICE.after(date(2025, 4, 30), lag, how) == date.fromisoformat(begins)


def test_a_calendar_without_work_is_said_to_have_none() -> None:
    with pytest.raises(ValueError, match="no working day"):
        WorkCalendar((NONE,) * 7).finish(date(2025, 1, 1), 1)
    with pytest.raises(ValueError, match="no working day"):
        WorkCalendar((NONE,) * 7).start(date(2025, 1, 1), 1)


def test_value_is_spread_over_working_days() -> None:
    ends = [date(2025, 4, 29), date(2025, 4, 30), date(2025, 5, 5), date(2025, 5, 8), date(2025, 6, 1)]
    found = spread(Decimal(1000), OFFICE, date(2025, 4, 30), date(2025, 5, 9), ends)
    assert found == (Decimal(0), Decimal(200), Decimal(200), Decimal(800), Decimal(1000))


def test_what_falls_on_no_working_day_counts_at_its_end() -> None:
    first, last = date(2025, 5, 1), date(2025, 5, 3)
    assert spread(Decimal(9), OFFICE, first, last, [first, last]) == (Decimal(0), Decimal(9))


@given(st.integers(0, 700), st.integers(1, 60))
def test_start_and_finish_are_each_other_backwards(offset: int, days: int) -> None:
    begin = OFFICE.next_working(date(2025, 1, 1) + timedelta(days=offset))
    finish = OFFICE.finish(begin, days)
    assert OFFICE.start(finish, days) == begin
    assert OFFICE.working_days(begin, finish) == days
