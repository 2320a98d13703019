"""One row of a sheet as the XML it is kept as: several times faster than a call of the library for each cell.

What a text holds is always text here: no formula, and nothing in it is read as a part of the file.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from dougong.sheets.writing.plain import Marked, Plain, begins_a_formula

#: What the format allows: characters of one cell, counted as UTF-16 does.
TEXT_MAX: Final = 32_767
#: Significant figures a spreadsheet keeps of a number; what has more is written as text, exactly.
FIGURES_MAX: Final = 15
DATE_FORM, MOMENT_FORM, TIME_FORM = "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "hh:mm"
#: Days are counted from here; before March 1900 spreadsheets disagree about the calendar.
_FIRST: Final = date(1899, 12, 30)
_CALENDAR_FROM: Final = date(1900, 3, 1)
#: What must be written in another way, or makes the blanks at both ends count.
_ODD: Final = re.compile(r"[&<>\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_x[0-9a-fA-F]{4}_|\A\s|\s\Z")
_ESCAPES: Final = re.compile(r"_x[0-9a-fA-F]{4}_")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")

#: The number under which the file keeps a way to show cells: (form, look, quoted) -> number.
Styles = Callable[[str, str, bool], int]


class Lines:
    """The rows of one sheet. styles: finds or makes a way to show cells."""

    def __init__(self, forms: Sequence[str], styles: Styles) -> None:
        self._forms = tuple(forms)
        self._styles = styles
        self._letters = tuple(letters_of(column) for column in range(len(forms)))
        self._shown = tuple(self._style(form) for form in forms)

    def line(self, number: int, row: Sequence[Plain | Marked], look: str = "") -> str:
        """The row as XML. number: its place, from 1. look: of all its cells."""
        parts = [f'<row r="{number}">']
        for letters, shown, form, value in zip(self._letters, self._shown, self._forms, row, strict=False):
            if value is None:
                continue
            at, kind = f"{letters}{number}", type(value)
            if kind is str:
                parts.append(self._text(at, value, look))  # type: ignore[arg-type] # its type was looked at
            elif kind is Decimal or kind is int:
                parts.append(self._number(at, value, shown))  # type: ignore[arg-type]
            elif kind is Marked:
                parts.append(self._marked(at, value, form))  # type: ignore[arg-type]
            else:
                parts.append(self._clock(at, value, form))
        parts.append("</row>")
        return "".join(parts)

    def _style(self, form: str = "", look: str = "", *, quoted: bool = False) -> str:
        return f' s="{self._styles(form, look, quoted)}"' if form or look or quoted else ""

    def _text(self, at: str, text: str, look: str = "") -> str:
        if not text and not look:
            return ""
        quoted = begins_a_formula(text)
        style = self._style("", look, quoted=quoted) if quoted or look else ""
        if len(text) * 2 > TEXT_MAX:
            text = _cut(text)
        if _ODD.search(text) is None:
            return f'<c r="{at}"{style} t="inlineStr"><is><t>{text}</t></is></c>'
        return f'<c r="{at}"{style} t="inlineStr"><is><t xml:space="preserve">{_escaped(text)}</t></is></c>'

    def _number(self, at: str, number: int | Decimal, style: str) -> str:
        text = str(number)
        if len(text) > FIGURES_MAX and _too_exact(number):
            return self._text(at, text if isinstance(number, int) else f"{number:f}")
        if "E" in text:
            text = f"{number:f}"
        return f'<c r="{at}"{style}><v>{text}</v></c>'

    def _clock(self, at: str, value: Any, form: str, look: str = "") -> str:
        serial, usual = _serial(value)
        if serial is None:
            return self._text(at, value.isoformat(" ", "minutes") if usual == MOMENT_FORM else value.isoformat(), look)
        return f'<c r="{at}"{self._style(form or usual, look)}><v>{serial}</v></c>'

    def _marked(self, at: str, cell: Marked, form: str) -> str:
        value = cell.value
        if value is None:
            return f'<c r="{at}"{self._style("", cell.fill)}/>' if cell.fill else ""
        if isinstance(value, str):
            return self._text(at, value, cell.fill)
        if isinstance(value, Decimal | int):
            return self._number(at, value, self._style(form, cell.fill))
        return self._clock(at, value, form, cell.fill)


def letters_of(column: int) -> str:
    """The letters of a column, from 0: "A" ... "Z", "AA" ..."""
    found, rest = "", column + 1
    while rest:
        rest, place = divmod(rest - 1, 26)
        found = chr(65 + place) + found
    return found


def _cut(text: str) -> str:
    """As much of a text as a cell takes, with a sign that there was more."""
    units = text.encode("utf-16-le", "replace")
    if len(units) // 2 <= TEXT_MAX:
        return text
    return units[: (TEXT_MAX - 1) * 2].decode("utf-16-le", "ignore") + "…"


def _escaped(text: str) -> str:
    text = _ESCAPES.sub(lambda found: "_x005F" + found.group(), text)
    text = _CONTROLS.sub(lambda found: f"_x{ord(found.group()):04X}_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _too_exact(number: int | Decimal) -> bool:
    """Whether a spreadsheet would keep another number than this one."""
    if isinstance(number, int):
        return not -(10**FIGURES_MAX) < number < 10**FIGURES_MAX
    return len(number.normalize().as_tuple().digits) > FIGURES_MAX


def _serial(value: Any) -> tuple[int | float | None, str]:
    """How a day or a time is counted, and how it is usually shown; None for a day before the calendar agrees."""
    if isinstance(value, datetime):
        days = (value.date() - _FIRST).days + _part_of_day(value.time())
        return (days if value.date() >= _CALENDAR_FROM else None), MOMENT_FORM
    if isinstance(value, date):
        return ((value - _FIRST).days if value >= _CALENDAR_FROM else None), DATE_FORM
    if isinstance(value, time):
        return _part_of_day(value), TIME_FORM
    raise TypeError(f"{type(value).__name__} is nothing a cell can hold")


def _part_of_day(clock: time) -> float:
    return (clock.hour * 3600 + clock.minute * 60 + clock.second) / 86_400
