"""The file of a batch as lines: opened outside any transaction, read once, some records at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal
from itertools import islice
from typing import Final

from dougong import files
from dougong.batches import Batch, ColumnMapping
from dougong.intake import Cell, Column, Row, Table, body
from dougong.problem import Problem, Refused
from dougong.sheets import OpenedSheet, OpenedWorkbook, open_workbook
from dougong.tenancy import Tenant, TenantScope, reading

#: Lines worked on together: one transaction's worth, and what memory holds.
LINES: Final = 2_000
#: Lines of one record at most: as many rows as a record may have.
MOST_LINES: Final = 1_000
#: Characters of a cell that are shown.
LONG: Final = 120
_EXACT: Final = Decimal(10) ** 15


@dataclass(slots=True)
class Draft:
    """One record to be, as its lines stand in the sheet. lines: (position, cells), the first one's head counts."""

    lines: list[tuple[int, Row]] = field(default_factory=list)

    @property
    def first(self) -> int:
        """The position of its first line."""
        return self.lines[0][0]


def workbook_of(tenant: Tenant | TenantScope, batch: Batch) -> OpenedWorkbook:
    """The workbook of a batch. Call outside any scope. Raises Refused."""
    with reading(tenant):
        found = files.opened(batch.file, "original")
    if found is None or not found.path.exists():
        raise Refused([Problem("", "not_found")])
    return open_workbook(found.path.read_bytes(), batch.file_name)


def sheet_of(book: OpenedWorkbook, mapping: ColumnMapping) -> OpenedSheet:
    """The sheet a mapping speaks of. Raises Refused."""
    if mapping.sheet >= len(book.sheets):
        raise Refused([Problem("/sheet", "not_found")])
    return book.sheets[mapping.sheet]


def table_of(sheet: OpenedSheet, mapping: ColumnMapping) -> Table:
    """The table a mapping speaks of, with the labels its header has."""
    last = sheet.height - 1 if mapping.last is None else mapping.last
    columns = tuple(Column(at, label) for at, label in enumerate(labels_at(sheet, mapping.headers)))
    return Table(mapping.headers, mapping.first, last, columns)


def drafts_of(sheet: OpenedSheet, mapping: ColumnMapping) -> Iterator[list[Draft]]:
    """The records of a sheet, about LINES lines at a time; a record's lines always together."""
    lines = body(table_of(sheet, mapping), sheet.rows())
    single = all("/*/" not in at for at in mapping.columns.values())
    drafts = _one_by_one(lines) if single else _gathered(lines, mapping)
    while True:
        chunk, count = list[Draft](), 0
        for draft in drafts:
            chunk.append(draft)
            count += len(draft.lines)
            if count >= LINES:
                break
        if not chunk:
            return
        yield chunk


def _one_by_one(lines: Iterator[tuple[int, Row]]) -> Iterator[Draft]:
    for line in lines:
        yield Draft([line])


def _gathered(lines: Iterator[tuple[int, Row]], mapping: ColumnMapping) -> Iterator[Draft]:
    """Lines that continue the record above: their keys (without keys, the whole head) are blank or the same."""
    heads = [column for column, at in mapping.columns.items() if "/*/" not in at]
    told = [column for column in heads if mapping.columns[column] in mapping.keys] or heads
    draft, said = Draft(), tuple[Cell, ...]()
    for line in lines:
        here = tuple(_cell(line[1], column) for column in told)
        if draft.lines and len(draft.lines) < MOST_LINES and (not any(here) or here == said):
            draft.lines.append(line)
            continue
        if draft.lines:
            yield draft
        draft, said = Draft([line]), here
    if draft.lines:
        yield draft


def cells_of(drafts: Sequence[Draft], columns: Mapping[int, str]) -> dict[int, list[Cell]]:
    """The cells by column: of a head column one for each record, of a detail column one for each line."""
    found: dict[int, list[Cell]] = {}
    for column, at in columns.items():
        if "/*/" in at:
            found[column] = [_cell(row, column) for draft in drafts for _line, row in draft.lines]
        else:
            found[column] = [_cell(draft.lines[0][1], column) for draft in drafts]
    return found


def first_lines(sheet: OpenedSheet, table: Table, many: int) -> list[Row]:
    """The first lines of data."""
    return [row for _at, row in islice(body(table, sheet.rows()), many)]


def labels_at(sheet: OpenedSheet, headers: Sequence[int]) -> tuple[str, ...]:
    """What stands above each column in the lines of the header."""
    heads = [row for at, row in enumerate(sheet.rows(0, max(headers, default=-1) + 1)) if at in headers]
    return tuple(_label(heads, at) for at in range(sheet.width))


def _cell(row: Row, column: int) -> Cell:
    return row[column] if column < len(row) else None


def _label(heads: Sequence[Row], at: int) -> str:
    return " ".join(str(row[at]) for row in heads if at < len(row) and row[at] is not None)


def said_of_cell(value: Cell) -> str:
    """A raw cell as its sheet shows it, more or less; a long text is cut."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:,f}" if abs(value) < _EXACT else str(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    text = str(value)
    return text if len(text) <= LONG else f"{text[:LONG]}…"
