"""Finding the table in a sheet: under titles and merged headers, above totals and remarks."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain, islice
from typing import Final

from dougong.intake.cells import Cell, Merged, Row, folded, is_blank, tidy
from dougong.intake.heads import Head, heads_in
from dougong.intake.labels import kind_of_row
from dougong.intake.table import Column, RowKind, Table
from dougong.problem import Problem, Refused

#: Rows from the top among which the header is looked for.
_LOOKED_AT: Final = 120
_SAMPLES_FIRST: Final = 40
_SAMPLES: Final = 120
_EVERY: Final = 37


def find_tables(rows: Iterable[Row], merged: Sequence[Merged] = ()) -> tuple[Table, ...]:
    """The tables a sheet may hold, the likeliest first; empty where nothing looks like one.

    The rows are read once; only the first 120 are kept.
    """
    coming = iter(rows)
    top = list(islice(coming, _LOOKED_AT))
    heads = heads_in(top, merged)
    walks = [_Walk(head) for head in heads]
    for number, row in enumerate(chain(top, coming)):
        for walk in walks:
            walk.pass_by(number, row)
    found = [walk.table(top) for walk in walks if walk.last >= 0]
    return tuple(sorted(found, key=lambda one: (-one.confidence, one.first_row)))


def find_table(rows: Iterable[Row], merged: Sequence[Merged] = ()) -> Table:
    """The likeliest table. Raises `Refused`: the sheet is empty, or no row looks like a header above entries."""
    seen = _Seen(rows)
    found = find_tables(seen, merged)
    if found:
        return found[0]
    raise Refused([Problem("", "intake.no_header" if seen.anything else "intake.empty")])


def body(table: Table, rows: Iterable[Row]) -> Iterator[tuple[int, Row]]:
    """The entries of a table, each with its row in the sheet, out of all rows of that sheet from the first on."""
    labels = labels_of(table)
    for number, row in enumerate(rows):
        if number > table.last_row:
            return
        if number >= table.first_row and kind_of_row(row, labels) == "entry":
            yield number, row


def labels_of(table: Table) -> tuple[str, ...]:
    """The own words of each column by position, to know the header by where it is repeated."""
    last = {column.at: folded(column.parts[-1] if column.parts else column.label) for column in table.columns}
    return tuple(last.get(at, "") for at in range(max(last, default=-1) + 1))


class _Seen:
    """Rows that remember whether anything stood in them."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows = rows
        self.anything = False

    def __iter__(self) -> Iterator[Row]:
        for row in self.rows:
            self.anything = self.anything or not all(map(is_blank, row))
            yield row


@dataclass(slots=True)
class _Walk:
    """One header on its way down the sheet: what follows it is counted and sampled."""

    head: Head
    labels: tuple[str, ...] = ()
    first: int = -1
    last: int = -1
    counts: Counter[RowKind] = field(default_factory=Counter)
    beside: Counter[RowKind] = field(default_factory=Counter)
    samples: dict[int, list[Cell]] = field(default_factory=dict)
    filled: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.labels = tuple(folded(parts[-1]) if parts else "" for parts in self.head.parts)

    def pass_by(self, number: int, row: Row) -> None:
        """Looks at the next row."""
        if number <= self.head.rows[-1]:
            return
        kind = kind_of_row(row, self.labels)
        if kind != "entry":
            self.beside[kind] += 1
            return
        self.counts += self.beside
        self.beside.clear()
        self.counts["entry"] += 1
        self.first, self.last = number if self.first < 0 else self.first, number
        entries = self.counts["entry"]
        if entries <= _SAMPLES_FIRST or entries % _EVERY == 0:
            self._sample(row)

    def _sample(self, row: Row) -> None:
        for at, cell in enumerate(row):
            if not is_blank(cell):
                self.filled[at] += 1
                kept = self.samples.setdefault(at, [])
                if len(kept) < _SAMPLES:
                    kept.append(cell)

    def table(self, top: Sequence[Row]) -> Table:
        """The table as it was seen."""
        width = max([len(self.head.parts), *(at + 1 for at in self.samples)])
        columns = [self._column(at) for at in range(width)]
        above = top[: self.head.rows[0]]
        titles = [tidy(str(cell)) for row in above for cell in row if not is_blank(cell)]
        weight = Decimal(f"{self.head.score:.3f}") * (Decimal("0.7") if self.counts["entry"] < 2 else 1)
        return Table(
            header_rows=self.head.rows,
            first_row=self.first,
            last_row=self.last,
            columns=tuple(one for one in columns if one.label or one.filled),
            title=" ".join(titles)[:500],
            entries=self.counts["entry"],
            aside=tuple((kind, count) for kind, count in sorted(self.counts.items()) if kind != "entry" and count),
            confidence=min(weight, Decimal(1)),
        )

    def _column(self, at: int) -> Column:
        parts = self.head.parts[at] if at < len(self.head.parts) else ()
        return Column(at, " ".join(parts), parts, tuple(self.samples.get(at, ())), self.filled[at])
