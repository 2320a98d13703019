"""A table found in a sheet, as a value."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from dougong.intake.cells import Cell

#: What a row within a table is: an entry, or something beside the entries.
RowKind = Literal["entry", "blank", "total", "header", "note"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    at: the column's position in the sheet, from 0.
    label: the whole label: "合同金额 不含税" where a group stands above; "" where the header leaves it empty.
    parts: the label row by row, from the group down to the column's own words.
    samples: up to 50 cells below that are not blank, in their order.
    filled: how many of the rows that were looked at have something here.
    """

    at: int
    label: str
    parts: tuple[str, ...] = ()
    samples: tuple[Cell, ...] = ()
    filled: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """Where a table stands in a sheet; rows are counted from 0.

    header_rows: the rows of the header, one or several. first_row, last_row: the first and last entry;
        between them may stand blank rows, subtotals and repeated headers: `body` leaves them out.
    columns: the columns that have a label or values, from the left. title: the words above the table.
    entries: how many entries there are. aside: how many rows were left out, by what they are.
    confidence: 0 to 1, for a ranking among candidates.
    """

    header_rows: tuple[int, ...]
    first_row: int
    last_row: int
    columns: tuple[Column, ...]
    title: str = ""
    entries: int = 0
    aside: tuple[tuple[RowKind, int], ...] = ()
    confidence: Decimal = Decimal(0)
