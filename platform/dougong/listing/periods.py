"""Relative days of filters: "this_week", "last_days:7" ... as a first and a last day."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final

Days = tuple[date, date]

_NUMBERED: Final = re.compile(r"(last_days|next_days):([1-9][0-9]{0,3})")
_DAY: Final = timedelta(days=1)


def _week(today: date) -> Days:
    monday = today - timedelta(days=today.weekday())
    return monday, monday + 6 * _DAY


def _last_week(today: date) -> Days:
    monday = _week(today)[0] - 7 * _DAY
    return monday, monday + 6 * _DAY


def _month(today: date) -> Days:
    following = (today.replace(day=28) + 4 * _DAY).replace(day=1)
    return today.replace(day=1), following - _DAY


def _last_month(today: date) -> Days:
    return _month(today.replace(day=1) - _DAY)


def _year(today: date) -> Days:
    return date(today.year, 1, 1), date(today.year, 12, 31)


def _last_year(today: date) -> Days:
    return _year(date(today.year, 1, 1) - _DAY)


#: Periods by their word, in the order they are offered. A week begins on Monday.
PERIODS: Final[Mapping[str, Callable[[date], Days]]] = {
    "today": lambda today: (today, today),
    "yesterday": lambda today: (today - _DAY, today - _DAY),
    "this_week": _week,
    "last_week": _last_week,
    "this_month": _month,
    "last_month": _last_month,
    "this_year": _year,
    "last_year": _last_year,
}


def numbered(word: str) -> tuple[str, int] | None:
    """The parts of "last_days:7" and "next_days:7"; None for anything else."""
    found = _NUMBERED.fullmatch(word)
    return (found[1], int(found[2])) if found else None


def days_of(word: str, today: date) -> Days | None:
    """The first and last day of a period; None for a word that is none, or leads out of the calendar.

    The last N days end today, the next N begin today.
    """
    try:
        if word in PERIODS:
            return PERIODS[word](today)
        parts = numbered(word)
        if parts is None:
            return None
        away = (parts[1] - 1) * _DAY
        return (today - away, today) if parts[0] == "last_days" else (today, today + away)
    except (OverflowError, ValueError):
        return None  # before the year 1 or after 9999
