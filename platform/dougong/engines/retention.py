"""Retention: what is held, when it is due, what is released after repairs, and by when it is checked and paid."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

CENT: Final = Decimal("0.01")
CHECK_DAYS: Final = 14
PAY_DAYS: Final = 14


@dataclass(frozen=True, slots=True)
class Release:
    """A retention and its release. check_by, pay_by: from the day it is asked for."""

    held: Decimal
    due_on: date
    released: Decimal
    check_by: date
    pay_by: date


def retention_release(
    settled: Decimal, ratio: Decimal, completed: date, months: int, repairs: Decimal, asked_on: date | None = None
) -> Release:
    """What of a retention comes back, and when.

    settled: the settlement with tax. ratio: retained, a fraction. months: defects liability after completion.
    repairs: what was mended at the holder's cost. asked_on: the day the release is asked for; the due day when None.
    """
    held = (settled * ratio).quantize(CENT, rounding=ROUND_HALF_UP)
    year, month = divmod(completed.year * 12 + completed.month - 1 + months, 12)
    due = date(year, month + 1, min(completed.day, monthrange(year, month + 1)[1]))
    check_by = (asked_on or due) + timedelta(days=CHECK_DAYS)
    return Release(held, due, max(held - repairs, Decimal(0)), check_by, check_by + timedelta(days=PAY_DAYS))
