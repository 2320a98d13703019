"""An .xlsx file, written row by row in constant memory: heads that stay, filters, widths from the content."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Final
from unicodedata import east_asian_width

import xlsxwriter

from dougong.sheets.writing.plain import Head, Marked, Plain, Sheet, begins_a_formula

#: What the format allows: rows of one sheet, characters of one cell and of one sheet's name.
ROWS_MAX: Final = 1_048_576
TEXT_MAX: Final = 32_767
NAME_MAX: Final = 31
#: Significant figures a spreadsheet keeps of a number; what has more is written as text, exactly.
FIGURES_MAX: Final = 15
#: Rows the widths are taken from, and how narrow and wide a column may be, in characters.
MEASURED: Final = 500
NARROWEST, WIDEST = 8, 60
DATE_FORM, MOMENT_FORM, TIME_FORM = "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "hh:mm"
#: Days are counted from here; before March 1900 spreadsheets disagree about the calendar.
_FIRST: Final = date(1899, 12, 30)
_CALENDAR_FROM: Final = date(1900, 3, 1)
_OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_LOOKS: Final[Mapping[str, Mapping[str, Any]]] = {
    "head": {"bold": True, "bg_color": "#E8ECEF", "bottom": 1, "valign": "vcenter"},
    "wrong": {"bg_color": "#F9D4D0"},
    "warned": {"bg_color": "#FCEBC5"},
    "good": {"bg_color": "#D9F0DE"},
}
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LEAP: Final = " "


def write_workbook(sheets: Iterable[Sheet], out: Path | IO[bytes]) -> int:
    """Write tables as the sheets of one .xlsx file, one after the other; how many rows in all, heads not counted."""
    count = 0
    with Workbook(out) as book:
        for sheet in sheets:
            page = book.page(sheet.title, sheet.heads)
            for row in sheet.rows:
                page.add(row)
                count += 1
    return count


class Workbook:
    """An .xlsx file while it is written. A context manager: at its end the file is whole.

    Several pages may be filled side by side, each from its first row to its last.
    """

    def __init__(self, out: Path | IO[bytes]) -> None:
        target = str(out) if isinstance(out, Path) else out
        self._book = xlsxwriter.Workbook(target, dict(_OPTIONS))
        self._formats: dict[tuple[str, str, bool], Any] = {}
        self._names: set[str] = {"history"}  # a name that Excel keeps for itself
        self._pages: list[Page] = []

    def __enter__(self) -> "Workbook":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        for page in self._pages:
            page.settle()
        if kind is None or self._pages:
            self._book.close()

    def page(self, title: str, heads: Sequence[Head]) -> "Page":
        """A new sheet with its heads."""
        page = Page(self, title, heads)
        self._pages.append(page)
        return page

    def sheet(self, title: str) -> Any:
        """A sheet of the library under a name that is free."""
        return self._book.add_worksheet(self._free(title))

    def format(self, form: str = "", look: str = "", *, quoted: bool = False) -> Any:
        """How a cell is shown; one and the same for the same wishes."""
        key = (form, look, quoted)
        if key not in self._formats:
            told = {**_LOOKS.get(look, {}), **({"num_format": form} if form else {}), "quote_prefix": quoted}
            self._formats[key] = self._book.add_format(told)
        return self._formats[key]

    def _free(self, title: str) -> str:
        clean = _NOT_IN_NAMES.sub(" ", title).strip().strip("'") or "Sheet"
        for number in range(1, 1000):
            tail = f" ({number})" if number > 1 else ""
            name = clean[: NAME_MAX - len(tail)] + tail
            if name.casefold() not in self._names:
                self._names.add(name.casefold())
                return name
        raise ValueError("more sheets of one name than anybody can read")


class Page:
    """One table of a workbook; what is more than a sheet can hold goes on in another of the same heads."""

    def __init__(self, book: Workbook, title: str, heads: Sequence[Head]) -> None:
        self.title, self.heads, self.rows = title, tuple(heads), 0
        self._book = book
        self._plain = [book.format(head.form) if head.form else None for head in heads]
        self._begin()

    def add(self, row: Sequence[Plain | Marked]) -> None:
        """The next row."""
        if self._at >= ROWS_MAX:
            self.settle()
            self._begin()
        at, plain = self._at, self._plain
        for column, value in enumerate(row):
            if value is None:
                continue
            kind = type(value)
            if kind is str:
                self._text(at, column, value)  # type: ignore[arg-type] # its type was just looked at
            elif kind is Decimal or kind is int:
                self._number(at, column, value, plain[column])  # type: ignore[arg-type]
            elif kind is date:
                self._day(at, column, value, plain[column])  # type: ignore[arg-type]
            else:
                self._other(at, column, value)
        if at <= MEASURED:
            self._measure(row)
        self._at += 1
        self.rows += 1

    def settle(self) -> None:
        """Widths, filters and heads that stay; nothing is added to this sheet any more."""
        for column, width in enumerate(self._widths):
            self._sheet.set_column(column, column, min(max(width + 2, NARROWEST), WIDEST))
        if self.heads:
            self._sheet.autofilter(0, 0, max(self._at - 1, 0), len(self.heads) - 1)

    def _begin(self) -> None:
        self._sheet = self._book.sheet(self.title)
        self._sheet.freeze_panes(1, 1 if len(self.heads) > 3 else 0)
        self._at = 1
        self._widths = [_wide(head.title) + 2 for head in self.heads]  # room for the filter's arrow
        look = self._book.format(look="head")
        for column, head in enumerate(self.heads):
            self._sheet.write_string(0, column, head.title, look)

    def _text(self, at: int, column: int, text: str, look: str = "") -> None:
        if len(text) > TEXT_MAX:
            text = text[: TEXT_MAX - 1] + "…"
        form = None
        if begins_a_formula(text):
            form = self._book.format(look=look, quoted=True)
        elif look:
            form = self._book.format(look=look)
        if text or form is not None:
            self._sheet.write_string(at, column, text, form)

    def _number(self, at: int, column: int, number: int | Decimal, form: Any) -> None:
        if _too_exact(number):
            self._text(at, column, str(number) if isinstance(number, int) else f"{number:f}")
        else:
            self._sheet.write_number(at, column, number, form)

    def _day(self, at: int, column: int, day: date, form: Any) -> None:
        if day < _CALENDAR_FROM:
            self._text(at, column, day.isoformat())
        else:
            self._sheet.write_number(at, column, (day - _FIRST).days, form or self._book.format(DATE_FORM))

    def _other(self, at: int, column: int, value: Any) -> None:
        if isinstance(value, Marked):
            self._marked(at, column, value)
        elif isinstance(value, datetime):
            if value.date() < _CALENDAR_FROM:
                self._text(at, column, value.isoformat(_LEAP, "minutes"))
            else:
                form = self._plain[column] or self._book.format(MOMENT_FORM)
                self._sheet.write_number(at, column, _serial(value), form)
        elif isinstance(value, time):
            form = self._plain[column] or self._book.format(TIME_FORM)
            self._sheet.write_number(at, column, _part_of_day(value), form)
        elif isinstance(value, bool):
            self._sheet.write_boolean(at, column, value)
        else:
            raise TypeError(f"{type(value).__name__} is nothing a cell can hold")

    def _marked(self, at: int, column: int, cell: Marked) -> None:
        value, form = cell.value, self.heads[column].form
        if isinstance(value, str) or value is None:
            if value:
                self._text(at, column, value, cell.fill)
            elif cell.fill:
                self._sheet.write_blank(at, column, None, self._book.format(look=cell.fill))
        else:
            form = form or _form_of(value)
            number = _number_of(value)
            self._sheet.write_number(at, column, number, self._book.format(form, cell.fill))
        if cell.remark:
            lines = max(2, len(cell.remark) // 24 + cell.remark.count("\n") + 1)
            self._sheet.write_comment(at, column, cell.remark[:TEXT_MAX], {"x_scale": 2, "y_scale": lines / 4})

    def _measure(self, row: Sequence[Plain | Marked]) -> None:
        for column, value in enumerate(row):
            if value is not None:
                plain = value.value if isinstance(value, Marked) else value
                self._widths[column] = max(self._widths[column], _width_of(plain, self.heads[column].form))


def _number_of(value: Any) -> Any:
    if isinstance(value, datetime):
        return _serial(value)
    if isinstance(value, date):
        return (value - _FIRST).days
    return _part_of_day(value) if isinstance(value, time) else value


def _form_of(value: Any) -> str:
    if isinstance(value, datetime):
        return MOMENT_FORM
    if isinstance(value, date):
        return DATE_FORM
    return TIME_FORM if isinstance(value, time) else ""


def _too_exact(number: int | Decimal) -> bool:
    """Whether a spreadsheet would keep another number than this one."""
    if isinstance(number, int):
        return not -(10**FIGURES_MAX) < number < 10**FIGURES_MAX
    figures = number.as_tuple().digits
    return len(figures) > FIGURES_MAX and len(number.normalize().as_tuple().digits) > FIGURES_MAX


def _serial(moment: datetime) -> float:
    return (moment.date() - _FIRST).days + _part_of_day(moment.time())


def _part_of_day(clock: time) -> float:
    return (clock.hour * 3600 + clock.minute * 60 + clock.second) / 86_400


def _wide(text: str) -> int:
    """How many characters wide the longest line of a text is; Chinese signs count two."""
    line = max(text.split("\n"), key=len)[:WIDEST]
    return len(line) if line.isascii() else sum(2 if east_asian_width(sign) in "WF" else 1 for sign in line)


def _width_of(value: Plain, form: str) -> int:
    if isinstance(value, str):
        return _wide(value)
    if isinstance(value, Decimal | int):
        whole = len(str(abs(int(value))))
        places = form.count("0", form.find(".")) + form.count("#", form.find(".")) if "." in form else 0
        return whole + (whole // 3 if "," in form else 0) + places + 3
    return 16 if isinstance(value, datetime) else 10
