"""An .xlsx file, written row by row in constant memory: heads that stay, filters, widths from the content."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Final
from unicodedata import east_asian_width

import xlsxwriter

from dougong.sheets.writing.lines import Lines
from dougong.sheets.writing.plain import Head, Marked, Plain, Sheet

#: What the format allows: rows of one sheet, characters of a sheet's name; of a remark we keep less.
ROWS_MAX: Final = 1_048_576
NAME_MAX: Final = 31
REMARK_MAX: Final = 2_000
#: Rows the widths are taken from, and how narrow and wide a column may be, in characters.
MEASURED: Final = 500
NARROWEST, WIDEST = 8, 60
_LOOKS: Final[Mapping[str, Mapping[str, Any]]] = {
    "head": {"bold": True, "bg_color": "#E8ECEF", "bottom": 1, "valign": "vcenter"},
    "wrong": {"bg_color": "#F9D4D0"},
    "warned": {"bg_color": "#FCEBC5"},
    "good": {"bg_color": "#D9F0DE"},
}
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


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
        self._book = xlsxwriter.Workbook(str(out) if isinstance(out, Path) else out, {"constant_memory": True})
        self._styles: dict[tuple[str, str, bool], int] = {}
        self._names: set[str] = {"history"}  # a name that Excel keeps for itself
        self._pages: list[Page] = []

    def __enter__(self) -> "Workbook":
        return self

    def __exit__(self, *_error: object) -> None:
        for page in self._pages:
            page.settle()
        self._book.close()

    def page(self, title: str, heads: Sequence[Head]) -> "Page":
        """A new sheet with its heads."""
        page = Page(self, title, heads)
        self._pages.append(page)
        return page

    def sheet(self, title: str) -> Any:
        """A sheet of the library under a name that is free."""
        return self._book.add_worksheet(self._free(title))

    def style(self, form: str, look: str, quoted: bool) -> int:  # noqa: FBT001 - the key of a style
        """The number of a way to show cells; one and the same for the same wishes."""
        key = (form, look, quoted)
        if key not in self._styles:
            told = {**_LOOKS.get(look, {}), **({"num_format": form} if form else {}), "quote_prefix": quoted}
            self._styles[key] = self._book.add_format(told)._get_xf_index()
        return self._styles[key]

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
        self._forms = [head.form for head in heads]
        self._lines = Lines(self._forms, book.style)
        self._begin()

    def add(self, row: Sequence[Plain | Marked]) -> None:
        """The next row."""
        if self._at >= ROWS_MAX:
            self.settle()
            self._begin()
        self._at += 1
        self._out.write(self._lines.line(self._at, row))
        if self._at <= MEASURED:
            self._measure(row)
        for column, value in enumerate(row):
            if type(value) is Marked and value.remark:
                self._remark(column, value.remark)
        self.rows += 1

    def settle(self) -> None:
        """Widths, filters and heads that stay; nothing is added to this sheet any more."""
        for column, width in enumerate(self._widths):
            self._sheet.set_column(column, column, min(max(width + 2, NARROWEST), WIDEST))
        if self.heads:
            self._sheet.autofilter(0, 0, max(self._at - 1, 0), len(self.heads) - 1)
        # The library counts rows it writes itself; these it has never seen.
        self._sheet.dim_rowmin, self._sheet.dim_rowmax = 0, self._at - 1
        self._sheet.dim_colmin, self._sheet.dim_colmax = 0, max(len(self.heads) - 1, 0)
        self._sheet.previous_row = self._at

    def _begin(self) -> None:
        self._sheet = self._book.sheet(self.title)
        # Where the library keeps the rows of a sheet in constant memory, as XML.
        self._out = self._sheet.row_data_fh
        self._sheet.freeze_panes(1, 1 if len(self.heads) > 3 else 0)
        self._widths = [_wide(head.title) + 2 for head in self.heads]  # room for the filter's arrow
        self._at = 1
        self._out.write(self._lines.line(1, [head.title for head in self.heads], "head"))

    def _remark(self, column: int, remark: str) -> None:
        lines = max(2, len(remark) // 24 + remark.count("\n") + 1)
        look = {"x_scale": 2, "y_scale": min(lines / 4, 6)}
        self._sheet.write_comment(self._at - 1, column, remark[:REMARK_MAX], look)

    def _measure(self, row: Sequence[Plain | Marked]) -> None:
        for column, value in enumerate(row):
            if value is not None:
                plain = value.value if isinstance(value, Marked) else value
                self._widths[column] = max(self._widths[column], _width_of(plain, self._forms[column]))


def _wide(text: str) -> int:
    """How many characters wide the longest line of a text is; Chinese signs count two."""
    line = max(text.split("\n"), key=len)[:WIDEST]
    return len(line) if line.isascii() else sum(2 if east_asian_width(sign) in "WF" else 1 for sign in line)


def _width_of(value: Plain, form: str) -> int:
    if isinstance(value, str):
        return _wide(value)
    if isinstance(value, Decimal | int):
        whole = len(str(abs(int(value))))
        places = form.partition(".")[2].count("0") + form.partition(".")[2].count("#")
        return whole + (whole // 3 if "," in form else 0) + places + 2
    return 16 if isinstance(value, datetime) else 10
