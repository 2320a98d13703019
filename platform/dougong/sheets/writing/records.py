"""The records of a list as a file: one line each, and what their rows hold on sheets of its own.

A workbook keeps the amounts of a record once, on its line, so that a column adds up; detail rows stand on a further
sheet, each with the name of its record before it. A CSV file has the one table.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, Final, Protocol

from django.utils.translation import gettext as _

from dougong.admission import Entry
from dougong.definition import Field
from dougong.listing import Column, Listing, labels_of, system_title, title_said
from dougong.problem import Ref, Values
from dougong.sheets.writing.cells import Words, form_of, plain_of, words_of
from dougong.sheets.writing.commas import Commas
from dougong.sheets.writing.plain import Head, Plain
from dougong.sheets.writing.workbook import Workbook
from dougong.storage import Record

#: What the platform's own columns are shown as, where they are no text.
_SYSTEM_FORMS: Final = {"version": "0", "created_at": "yyyy-mm-dd hh:mm", "updated_at": "yyyy-mm-dd hh:mm"}


class RecordsFile(Protocol):
    """A file that takes the chunks of a list, in their order, and is whole at the end of its `with`."""

    def __enter__(self) -> "RecordsFile":
        """Begin."""

    def __exit__(self, *_error: object) -> None:
        """Finish it."""

    def add(self, listing: Listing) -> None:
        """The records of the next chunk. Inside `tenancy.reading`: it may ask for names."""


class RecordsBook:
    """The workbook of a list: its records, and one further sheet for each of its columns of rows."""

    def __init__(self, out: Path | IO[bytes], entry: Entry, columns: Sequence[Column]) -> None:
        self._columns = tuple(columns)
        self._book = Workbook(out)
        self._page = self._book.page(entry.entity.title, heads_of(entry, columns))
        self._details = [Detail.of(entry, one.field) for one in columns if one.field and one.field.kind == "rows"]
        self._pages = [self._book.page(detail.field.title, detail.heads) for detail in self._details]

    def __enter__(self) -> "RecordsBook":
        self._book.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._book.__exit__(*error)

    def add(self, listing: Listing) -> None:
        """The records of the next chunk."""
        words = words_of(listing.entry.seat, listing.labels)
        for row in rows_of(listing.entry, self._columns, listing.records, words):
            self._page.add(row)
        if not self._details:
            return
        names = labels_of(listing.entry.seat, [record.ref for record in listing.records])
        for record in listing.records:
            for detail, page in zip(self._details, self._pages, strict=True):
                for row in detail.rows_of(record, names, words):
                    page.add(row)


class RecordsCommas:
    """The CSV file of a list: its records; of rows, how many there are."""

    def __init__(self, out: Path | IO[bytes], entry: Entry, columns: Sequence[Column]) -> None:
        self._columns = tuple(columns)
        self._table = Commas(out, heads_of(entry, columns))

    def __enter__(self) -> "RecordsCommas":
        self._table.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._table.__exit__(*error)

    def add(self, listing: Listing) -> None:
        """The records of the next chunk."""
        words = words_of(listing.entry.seat, listing.labels)
        for row in rows_of(listing.entry, self._columns, listing.records, words):
            self._table.add(row)


Opening = Callable[[Path | IO[bytes], Entry, Sequence[Column]], RecordsFile]

#: The forms a list may be taken out in, by the ending of the file.
RECORDS_FILES: Final[Mapping[str, Opening]] = MappingProxyType({"xlsx": RecordsBook, "csv": RecordsCommas})


def heads_of(entry: Entry, columns: Sequence[Column]) -> tuple[Head, ...]:
    """The heads of some columns of a list."""
    return tuple(Head(title_said(entry, one), _form(one)) for one in columns)


def _form(column: Column) -> str:
    return form_of(column.field) if column.field is not None else _SYSTEM_FORMS.get(column.key, "")


def rows_of(
    entry: Entry, columns: Sequence[Column], records: Iterable[Record], words: Words
) -> Iterator[tuple[Plain, ...]]:
    """The records as rows, value by value."""
    wanted = [(one.key, one.field) for one in columns]
    for record in records:
        values, system = record.values, record.system
        yield tuple(
            _system(entry, key, system.get(key), words) if field is None else plain_of(values.get(key), field, words)
            for key, field in wanted
        )


def _system(entry: Entry, key: str, value: Any, words: Words) -> Plain:
    if key == "state" and value is not None and entry.workflow is not None:
        state = entry.workflow.states.get(value)
        return state.title if state else value
    if isinstance(value, Ref):
        return words.name_of(value)
    if isinstance(value, datetime):
        return value.astimezone(words.timezone).replace(tzinfo=None)
    return value


@dataclass(frozen=True, slots=True)
class Detail:
    """A column of rows as a table: each row with its record's number (its name, where it has none) and its own."""

    field: Field
    fields: tuple[Field, ...]
    heads: tuple[Head, ...]

    @classmethod
    def of(cls, entry: Entry, field: Field) -> "Detail":
        """The table of one column of rows, with the columns that this person may see in some record."""
        own = tuple(one for key, one in field.fields.items() if entry.reach.showing(f"/{field.key}/*/{key}"))
        named = system_title(entry, "number") if entry.entity.numbering is not None else entry.entity.title
        before = (Head(named), Head(_("Row"), "0"))
        return cls(field, own, (*before, *(Head(one.title, form_of(one)) for one in own)))

    def rows_of(self, record: Record, names: Mapping[Ref, str], words: Words) -> Iterator[tuple[Plain, ...]]:
        """The rows of one record."""
        rows: Any = record.values.get(self.field.key) or ()
        name = record.number or names.get(record.ref, "")
        for number, row in enumerate(rows, 1):
            yield (name, number, *self._cells(row, words))

    def _cells(self, row: Values, words: Words) -> Iterator[Plain]:
        return (plain_of(row.get(one.key), one, words) for one in self.fields)
