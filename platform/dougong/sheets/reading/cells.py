"""What the parser gives for a cell, as a raw cell: numbers become decimals of fifteen significant digits."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from dougong.intake import Cell

_MIDNIGHT = time()


def number(value: float) -> Decimal:
    """A spreadsheet's number as it shows it: 0.1 + 0.2 is 0.3; beyond 15 digits the rest is unknown."""
    if value.is_integer() and abs(value) < 1e15:
        return Decimal(int(value))
    return Decimal(format(value, ".15g"))


def row_of(cells: Iterable[object], *, before: int = 0) -> tuple[Cell, ...]:
    """A row of the parser's cells; `before` empty ones stand at its left."""
    return (None,) * before + tuple(map(cell_of, cells))


def cell_of(value: object) -> Cell:
    """One cell of the parser's."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        return number(value)
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, datetime):
        return value.date() if value.time() == _MIDNIGHT else value
    if isinstance(value, date | time):
        return value
    if isinstance(value, timedelta):
        return clock(value)
    return str(value)


def clock(value: timedelta) -> str:
    """A length of time as text, "26:30:00"."""
    seconds = round(value.total_seconds())
    minutes, rest = divmod(abs(seconds), 60)
    return f"{'-' if seconds < 0 else ''}{minutes // 60}:{minutes % 60:02}:{rest:02}"
