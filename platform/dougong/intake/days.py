"""Cells as days, months and moments: dates as text in every order people use, day numbers, dates with a time."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from dougong.intake.cells import Cell, narrow
from dougong.intake.clocks import time_in
from dougong.intake.doubt import Doubtful
from dougong.intake.guess import Hints
from dougong.intake.note import Note
from dougong.intake.target import Target
from dougong.problem import Json

_EPOCH: Final = date(1899, 12, 30)
_LATER: Final = 1462  # days between the two calendars of Excel
#: Day numbers that are taken for days: 1954 to 2119.
_SERIALS: Final = (20_000, 80_000)
_WEEKDAY: Final = re.compile(r"\s*\(?(?:星期|周|礼拜)[一二三四五六日天]\)?\s*")
_CLOCK: Final = re.compile(r"[t\s]\s*((?:[ap]m|上午|下午|早上|晚上|中午)?\s*[0-9]{1,2}[:时点].*)$")
_YMD: Final = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*[日号]?")
_YM: Final = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*月?份?")
_COMPACT: Final = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})")
_COMPACT_MONTH: Final = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})")
_THREE: Final = re.compile(r"([0-9]{1,2})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{4}|[0-9]{1,2})\s*[日号]?")
_MD: Final = re.compile(r"([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*[日号]?")
_NAMED_DMY: Final = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?[-\s,./]*([a-z]{3,9})\.?[-\s,./]*([0-9]{4}|[0-9]{2})")
_NAMED_MDY: Final = re.compile(r"([a-z]{3,9})\.?\s+([0-9]{1,2})(?:st|nd|rd|th)?[\s,]+([0-9]{4})")
_SERIAL: Final = re.compile(r"([0-9]{5})(?:\.([0-9]+))?")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONGEST: Final = 60
_AS_TEXT: Final = Note("intake.note.date_text")
_SERIAL_NOTE: Final = Note("intake.note.serial")
_NO_TIME: Final = Note("intake.note.time_dropped")


def day(cell: Cell, target: Target, hints: Hints, notes: list[Note]) -> Json:
    """A day in ISO's spelling. Raises `Doubtful`."""
    found, clock = moment_of(cell, hints, notes)
    if clock not in (None, time()):
        notes.append(_NO_TIME)
    return found.isoformat()


def moment(cell: Cell, target: Target, hints: Hints, notes: list[Note]) -> Json:
    """A moment with its zone. Raises `Doubtful`."""
    found, clock = moment_of(cell, hints, notes)
    return f"{datetime.combine(found, clock or time()).isoformat(timespec='seconds')}{hints.offset}"


def month(cell: Cell, target: Target, hints: Hints, notes: list[Note]) -> Json:
    """A month, "2025-04". Raises `Doubtful`."""
    if isinstance(cell, Decimal) and cell != cell.to_integral_value():
        raise Doubtful("month_number", text=str(cell))  # 2025.1 may be January or, with its 0 lost, October
    said = narrow(str(cell)).casefold() if isinstance(cell, str | Decimal) else ""
    parts = _YM.fullmatch(said) or _COMPACT_MONTH.fullmatch(said)
    if parts:
        first = _date(int(parts[1]), int(parts[2]), 1, said)
        if f"{first:%Y-%m}" != said:
            notes.append(_AS_TEXT)
        return f"{first:%Y-%m}"
    found, _clock = moment_of(cell, hints, notes)
    if not isinstance(cell, date):
        return f"{found:%Y-%m}"
    notes.append(Note("intake.note.month_of_day"))
    return f"{found:%Y-%m}"


def moment_of(cell: Cell, hints: Hints, notes: list[Note]) -> tuple[date, time | None]:
    """The day, and the time of day where one is told. Raises `Doubtful`."""
    if isinstance(cell, datetime):
        return cell.date(), cell.time()
    if isinstance(cell, date):
        return cell, None
    if isinstance(cell, Decimal):
        return _of_number(cell, hints, notes)
    if not isinstance(cell, str):
        raise Doubtful("no_date", text=str(cell))
    if len(cell) > _LONGEST:
        raise Doubtful("no_date", text=f"{cell[:40]}…")
    said = narrow(cell).casefold()
    clock = _CLOCK.search(said)
    plain = _WEEKDAY.sub("", said[: clock.start()] if clock else said).strip()
    serial = _SERIAL.fullmatch(plain)
    if serial and _SERIALS[0] <= int(serial[1]) <= _SERIALS[1]:
        return _of_number(Decimal(plain), hints, notes)
    found = _day_of(plain, hints, notes)
    if found.isoformat() != plain:
        notes.append(_AS_TEXT)
    return found, time_in(clock[1]) if clock else None


def _of_number(number: Decimal, hints: Hints, notes: list[Note]) -> tuple[date, time | None]:
    """A day number, or the digits of a date that were taken for a number."""
    if number == number.to_integral_value() and (digits := _COMPACT.fullmatch(format(number, "f").split(".")[0])):
        notes.append(_AS_TEXT)
        return _date(int(digits[1]), int(digits[2]), int(digits[3]), digits[0]), None
    if not _SERIALS[0] <= number <= _SERIALS[1]:
        raise Doubtful("no_date", text=str(number))
    notes.append(_SERIAL_NOTE)
    seconds = round((number % 1) * 86_400)
    days = int(number) + (_LATER if hints.from_1904 else 0)
    found = datetime.combine(_EPOCH, time()) + timedelta(days=days, seconds=seconds)
    return found.date(), found.time() if seconds else None


def _day_of(plain: str, hints: Hints, notes: list[Note]) -> date:
    """The day a narrow text in small letters names."""
    for form in (_YMD, _COMPACT):
        if parts := form.fullmatch(plain):
            return _date(int(parts[1]), int(parts[2]), int(parts[3]), plain)
    if parts := _NAMED_DMY.fullmatch(plain):
        return _date(_year(parts[3]), _month(parts[2], plain), int(parts[1]), plain)
    if parts := _NAMED_MDY.fullmatch(plain):
        return _date(int(parts[3]), _month(parts[1], plain), int(parts[2]), plain)
    if parts := _THREE.fullmatch(plain):
        return _ordered(plain, parts[1], parts[2], parts[3], hints)
    if parts := _MD.fullmatch(plain):
        if not hints.year:
            raise Doubtful("no_year", text=plain)
        notes.append(Note("intake.note.year", {"year": hints.year}))
        return _date(hints.year, int(parts[1]), int(parts[2]), plain)
    if _YM.fullmatch(plain):
        raise Doubtful("no_day", text=plain)
    raise Doubtful("no_date", text=plain)


def _ordered(plain: str, one: str, two: str, three: str, hints: Hints) -> date:
    """Three numbers, of which the first is no year of four figures."""
    if "年" in plain or (len(three) < 4 and hints.date_order == "ymd"):
        return _date(_year(one), int(two), int(three), plain)
    if len(three) < 4 and not hints.date_order:
        raise Doubtful("date_order", text=plain)
    year, first, second = _year(three), int(one), int(two)
    if hints.date_order == "dmy" or first > 12:
        return _date(year, second, first, plain)
    if hints.date_order == "mdy" or second > 12 or first == second:
        return _date(year, first, second, plain)
    raise Doubtful("date_order", text=plain)


def order_in(text: str) -> str:
    """The order one text proves: "dmy" of 23/4/2025, "mdy" of 4/23/2025, "ymd" of 25-4-31; else ""."""
    parts = _THREE.fullmatch(narrow(text).casefold().split(" ")[0])
    if not parts or "年" in text:
        return ""
    first, second, third = int(parts[1]), int(parts[2]), int(parts[3])
    if len(parts[3]) == 4:
        return "dmy" if first > 12 >= second else "mdy" if second > 12 >= first else ""
    if first > 31 or (first > 12 and second <= 12 and third <= 12):
        return ""
    return "ymd" if third > 12 >= second and first > 12 and third <= 31 and first < third else ""


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 70 else 1900)


def _month(name: str, plain: str) -> int:
    if name[:3] not in _MONTHS:
        raise Doubtful("no_date", text=plain)
    return _MONTHS.index(name[:3]) + 1


def _date(year: int, month_number: int, day_number: int, plain: str) -> date:
    try:
        return date(year, month_number, day_number)
    except ValueError:
        raise Doubtful("no_date", text=plain) from None
