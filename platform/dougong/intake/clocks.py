"""Cells as times of day and lengths of time."""

import re
from datetime import datetime, time
from decimal import Decimal
from typing import Final

from dougong.intake.cells import Cell, narrow
from dougong.intake.doubt import Doubtful
from dougong.intake.figures import figure_of
from dougong.intake.guess import Hints
from dougong.intake.note import Note
from dougong.intake.target import Target
from dougong.intake.units import unit_of
from dougong.problem import Json

_CLOCK: Final = re.compile(
    r"(am|pm|上午|早上|中午|下午|晚上)?\s*([0-9]{1,2})\s*[:时点]\s*(?:([0-9]{1,2})\s*(?:[:分]\s*(?:([0-9]{1,2})\s*秒?)?)?|(半))?\s*(am|pm)?(?:\.0+)?"
)
_LATE: Final = frozenset({"pm", "下午", "晚上"})
_LENGTH: Final = re.compile(r"([0-9]{1,5}):([0-5][0-9])(?::([0-5][0-9]))?")
_WORDED: Final = re.compile(r"(?:([0-9]{1,4})\s*(?:小时|时|h))\s*([0-9]{1,2})\s*(?:分钟|分|min|m)?")
#: Minutes of each unit of time; a day is a working day of eight hours, as the platform counts.
_MINUTES: Final = {"days": Decimal(480), "hours": Decimal(60), "minutes": Decimal(1)}
_CALLED: Final = {"days": "d", "hours": "h", "minutes": "min"}


def clock(cell: Cell, target: Target, hints: Hints, notes: list[Note]) -> Json:
    """A time of day, "08:30". Raises `Doubtful`."""
    if isinstance(cell, datetime):
        notes.append(Note("intake.note.date_dropped"))
        found = cell.time()
    elif isinstance(cell, time):
        found = cell
    elif isinstance(cell, Decimal) and 0 <= cell < 1:
        notes.append(Note("intake.note.time_number"))
        found = _of_minutes(round(cell * 1440))
    elif isinstance(cell, str):
        found = time_in(narrow(cell).casefold())
        if cell.strip() not in (f"{found:%H:%M}", f"{found:%H:%M:%S}"):
            notes.append(Note("intake.note.time_text"))
    else:
        raise Doubtful("no_time", text=str(cell))
    said = f"{found:%H:%M:%S}" if found.second else f"{found:%H:%M}"
    return f"{found:%H:%M:%S}{hints.offset}" if target.options.get("zoned") else said


def time_in(plain: str) -> time:
    """The time a narrow text names: "8:30", "下午3点半", "5:15 pm". Raises `Doubtful`."""
    found = _CLOCK.fullmatch(plain.strip()) if len(plain) < 60 else None
    if not found:
        raise Doubtful("no_time", text=plain[:40])
    half = found[1] or found[6] or ""
    hour = int(found[2])
    if half in _LATE and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    try:
        return time(hour, 30 if found[5] else int(found[3] or 0), int(found[4] or 0))
    except ValueError:
        raise Doubtful("no_time", text=plain[:40]) from None


def length(cell: Cell, target: Target, hints: Hints, notes: list[Note]) -> Json:
    """Working time in minutes: "7:30", "7.5小时", "3天"; a bare number is in the header's unit, else in days."""
    if isinstance(cell, time):
        return cell.hour * 60 + cell.minute
    if isinstance(cell, str):
        plain = narrow(cell).casefold()[:200]
        parts = _LENGTH.fullmatch(plain) or _WORDED.fullmatch(plain)
        if parts:
            return int(parts[1]) * 60 + int(parts[2])
        figure = figure_of(cell)
        value, behind = figure.value, figure.behind
    elif isinstance(cell, Decimal):
        value, behind = cell, ""
    else:
        raise Doubtful("no_number")
    unit = unit_of(behind or hints.unit or "d")
    if unit is None or unit.sort not in _MINUTES:
        raise Doubtful("unit", unit=behind or hints.unit, expected="d, h, min")
    minutes = value * _MINUTES[unit.sort]
    whole = round(minutes)
    notes.append(Note("intake.note.length", {"unit": _CALLED[unit.sort]}))
    if whole != minutes:
        notes.append(Note("intake.note.rounded", {"given": format(minutes.normalize(), "f"), "value": str(whole)}))
    return whole


def _of_minutes(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)
