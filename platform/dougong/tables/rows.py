"""The rows of a list, cell by cell."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dougong.listing import Column
from dougong.problem import Ref
from dougong.storage import Record
from dougong.tables.cells import NONE, Cell, Reader, cell


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list."""

    id: UUID
    state: str | None
    cells: tuple[Cell, ...]
    version: int = 0


def rows_of(records: Iterable[Record], columns: Sequence[Column], reader: Reader) -> tuple[Row, ...]:
    """The lines of a page of records."""
    return tuple(
        Row(record.id, record.state, tuple(_cell(record, column, reader) for column in columns), record.version)
        for record in records
    )


def _cell(record: Record, column: Column, reader: Reader) -> Cell:
    if column.field is not None:
        return cell(record.values.get(column.key), column.field, reader)
    value = record.system.get(column.key)
    if value is None:
        return Cell(NONE, empty=True)
    if isinstance(value, Ref):
        return Cell(reader.labels.get(value, reader.hidden), refs=(value,))
    if isinstance(value, datetime):
        return Cell(f"{value.astimezone(reader.timezone):%Y-%m-%d %H:%M}")
    return Cell(str(value))
