"""How the sheets of the demo are written: titles above, heads over two rows, text for dates, sums below, two encodings."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

#: A file's own date, so that the same seed makes the same bytes.
MADE = datetime(2025, 4, 30, 9, 0)  # noqa: DTZ001 - what a workbook says of itself has no zone
Cell = str | int | float | Decimal | date | None


@dataclass
class Table:
    """One sheet. above: lines over the heads. over: heads over several columns, {first column: (last column, text)}.

    below: lines after the data (sums, remarks, signatures). forms: number formats by column.
    """

    name: str
    heads: Sequence[str]
    rows: list[Sequence[Cell]] = field(default_factory=list)
    above: Sequence[str] = ()
    over: dict[int, tuple[int, str]] = field(default_factory=dict)
    below: list[Sequence[Cell]] = field(default_factory=list)
    forms: dict[int, str] = field(default_factory=dict)
    widths: dict[int, int] = field(default_factory=dict)


def write_xlsx(path: Path, *tables: Table) -> None:
    """A workbook with one sheet for each table."""
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"author": "示范建工", "created": MADE})
        look = {
            "title": book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"}),
            "head": book.add_format(
                {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
            ),
            "quiet": book.add_format({"align": "right", "font_color": "#666666"}),
            "sum": book.add_format({"bold": True, "top": 1}),
        }
        for table in tables:
            _sheet(book, book.add_worksheet(table.name), table, look)


def _sheet(book: Any, sheet: Any, table: Table, look: dict[str, Any]) -> None:
    last, at = len(table.heads) - 1, 0
    for number, line in enumerate(table.above):
        sheet.merge_range(at, 0, at, last, line, look["quiet" if number else "title"])
        at += 1
    at = _heads(sheet, table, at, look["head"])
    forms = {column: book.add_format({"num_format": form}) for column, form in table.forms.items()}
    days = book.add_format({"num_format": "yyyy-mm-dd"})
    for row in table.rows:
        for column, value in enumerate(row):
            _cell(sheet, at, column, value, days if isinstance(value, date) else forms.get(column))
        at += 1
    for row in table.below:
        for column, value in enumerate(row):
            _cell(sheet, at, column, value, look["sum"])
        at += 1
    for column in range(len(table.heads)):
        sheet.set_column(column, column, table.widths.get(column, 14))


def _heads(sheet: Any, table: Table, at: int, look: Any) -> int:
    """The heads, over two rows where several columns have one head in common; the row after them."""
    if not table.over:
        for column, head in enumerate(table.heads):
            sheet.write_string(at, column, head, look)
        return at + 1
    inside = {column for first, (last, _text) in table.over.items() for column in range(first, last + 1)}
    for first, (last, text) in table.over.items():
        sheet.merge_range(at, first, at, last, text, look)
    for column, head in enumerate(table.heads):
        if column in inside:
            sheet.write_string(at + 1, column, head, look)
        else:
            sheet.merge_range(at, column, at + 1, column, head, look)
    return at + 2


def _cell(sheet: Any, at: int, column: int, value: Cell, form: Any) -> None:
    if value is None:
        return
    if isinstance(value, date):
        sheet.write_datetime(at, column, datetime(value.year, value.month, value.day), form)  # noqa: DTZ001
    elif isinstance(value, str):
        sheet.write_string(at, column, value, form)
    else:
        sheet.write_number(at, column, float(value), form)


def write_csv(path: Path, table: Table, encoding: str) -> None:
    """A CSV file in an encoding that offices use: "utf-8-sig" or "gb18030"."""
    text = io.StringIO(newline="")
    lines = csv.writer(text)
    for line in table.above:
        lines.writerow([line])
    lines.writerow(table.heads)
    for row in [*table.rows, *table.below]:
        lines.writerow(["" if value is None else value for value in row])
    path.write_bytes(text.getvalue().encode(encoding))
