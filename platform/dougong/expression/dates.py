"""Dates: read, taken apart, moved by months. Moments and times are compared, never computed."""

import re
from calendar import monthrange
from datetime import date
from typing import Final

from dougong.expression.errors import fault

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_date(text: str) -> date | None:
    """The date written as YYYY-MM-DD, None when the text is no such date."""
    if _DATE.fullmatch(text) is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def add_months(day: date, months: int, at: int) -> date:
    """The same day `months` later, or that month's last day. Raises `EvaluationError` beyond the calendar."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise fault("date_range", at)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_between(start: date, end: date, at: int) -> int:
    """Whole months from `start` to `end`; negative when `end` comes first."""
    if end < start:
        return -months_between(end, start, at)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if add_months(start, months, at) <= end else months - 1
