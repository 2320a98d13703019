"""Finding the table in a sheet: under titles and merged headers, above totals and remarks."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from dougong.intake.cells import Cell, Merged, Row, is_blank, tidy
from dougong.intake.table import Column, RowKind, Table
from dougong.problem import Problem, Refused


def find_tables(rows: Iterable[Row], merged: Sequence[Merged] = ()) -> tuple[Table, ...]:
    """The tables a sheet may hold, the likeliest first; empty where nothing looks like one."""
    kept = list(rows)
    for at, row in enumerate(kept):
        if sum(not is_blank(cell) for cell in row) >= 2:
            entries = [number for number in range(at + 1, len(kept)) if kind_of_row(kept[number]) == "entry"]
            if not entries:
                return ()
            columns = tuple(_column(place, cell, kept, entries) for place, cell in enumerate(row) if not is_blank(cell))
            return (Table((at,), entries[0], entries[-1], columns, entries=len(entries), confidence=Decimal(1)),)
    return ()


def find_table(rows: Iterable[Row], merged: Sequence[Merged] = ()) -> Table:
    """The likeliest table. Raises `Refused`: the sheet is empty, or no row looks like a header."""
    kept = list(rows)
    if all(is_blank(cell) for row in kept for cell in row):
        raise Refused([Problem("", "intake.empty")])
    found = find_tables(kept, merged)
    if not found:
        raise Refused([Problem("", "intake.no_header")])
    return found[0]


def body(table: Table, rows: Iterable[Row]) -> Iterator[tuple[int, Row]]:
    """The entries of a table, each with its row in the sheet, out of all rows of that sheet from the first on."""
    for number, row in enumerate(rows):
        if number > table.last_row:
            return
        if number >= table.first_row and kind_of_row(row) == "entry":
            yield number, row


def kind_of_row(row: Row) -> RowKind:
    """What a row below a header is."""
    return "blank" if all(is_blank(cell) for cell in row) else "entry"


def _column(at: int, label: Cell, rows: Sequence[Row], entries: Sequence[int]) -> Column:
    below = [rows[number][at] for number in entries if at < len(rows[number]) and not is_blank(rows[number][at])]
    text = tidy(str(label))
    return Column(at, text, (text,), tuple(below[:50]), len(below))
