"""Order and keyset: empty values last in both directions, and a page that starts after a row.

Both databases serve an order from an index only where no empty values have to be moved to the end. So a
reading that is ordered by a field has two segments, the rows with a value and then the rows without;
the second is not looked at while the first fills the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from dougong.storage.cursors import read_cursor
from dougong.storage.source import NULL, Source, Sql, joined


@dataclass(frozen=True, slots=True)
class SortKey:
    """One key of an order. name: as asked, without its sign."""

    name: str
    sql: Sql
    family: str
    descending: bool

    @property
    def clause(self) -> Sql:
        """Its part of ORDER BY where it may be empty."""
        return self.sql + Sql(" DESC NULLS LAST" if self.descending else " ASC NULLS LAST")

    @property
    def filled(self) -> Sql:
        """Its part of ORDER BY where it is never empty."""
        return self.sql + Sql(" DESC" if self.descending else "")

    def beyond(self, value: Any, *, equal: bool = False) -> Sql:
        """The rows whose value comes after `value`, or is it."""
        return self.sql + Sql(f" {'<' if self.descending else '>'}{'=' if equal else ''} %s", (value,))


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a reading. where: which rows beside all other conditions. order: its ORDER BY."""

    where: Sql | None
    order: Sql


@dataclass(frozen=True, slots=True)
class Order:
    """A total order: the keys asked for, and the id."""

    keys: tuple[SortKey, ...]

    @property
    def asked(self) -> tuple[str, ...]:
        """The order as text, for the cursor."""
        return tuple(("-" if key.descending else "") + key.name for key in self.keys)

    def segments(self, after: str | None) -> tuple[Segment, ...]:
        """The parts to read one after the other, from the start or after a cursor.

        Raises Refused (code "cursor").
        """
        families = [key.family for key in self.keys]
        return self.beyond(None if after is None else read_cursor(after, self.asked, families))

    def beyond(self, values: Sequence[Any] | None) -> tuple[Segment, ...]:
        """The parts to read from the start, or after a row with these values of the keys."""
        first, rest = self.keys[0], self.keys[1:]
        if not rest:
            return (Segment(None if values is None else first.beyond(values[0]), _order(self.keys)),)
        empty = first.sql + Sql(" IS NULL")
        if values is not None and values[0] is None:
            return (Segment(empty + Sql(" AND ") + _after(rest, values[1:]), _order(rest)),)
        filled = first.sql + Sql(" IS NOT NULL")
        if values is not None:
            filled = first.beyond(values[0], equal=True) + Sql(" AND ") + _after(self.keys, values, last=True)
        return Segment(filled, _order(self.keys, filled=True)), Segment(empty, _order(rest))

    def before(self, values: Sequence[Any]) -> tuple[Segment, ...]:
        """The parts to read backwards, from the row with these values of the keys to the first of all."""
        keys = tuple(replace(key, descending=not key.descending) for key in self.keys)
        first, rest = keys[0], keys[1:]
        if not rest:
            return (Segment(first.beyond(values[0]), _backwards(keys)),)
        filled = first.sql + Sql(" IS NOT NULL")
        if values[0] is None:
            empty = first.sql + Sql(" IS NULL AND ") + _before(rest, values[1:])
            return Segment(empty, _backwards(rest)), Segment(filled, _backwards(keys, filled=True))
        reached = first.beyond(values[0], equal=True) + Sql(" AND ") + _before(keys, values)
        return (Segment(reached, _backwards(keys, filled=True)),)


def order_of(source: Source, sort: Sequence[str]) -> Order:
    """The order of these keys over what the reader may see. Raises Refused (unknown_key)."""
    keys = []
    for asked in dict.fromkeys(sort):
        name = asked.removeprefix("-")
        sql, place = source.beyond(name) if "." in name else source.expression(name)
        if name != "id" and sql is not NULL:  # what is hidden everywhere orders nothing
            keys.append(SortKey(name, sql, place.family, asked.startswith("-")))
    newest = keys[-1].descending if keys else "id" not in sort
    keys.append(SortKey("id", Sql("t.id"), "uuid", newest))
    return Order(tuple(keys))


def _order(keys: Sequence[SortKey], *, filled: bool = False) -> Sql:
    """ORDER BY these keys, the last of which is the id. filled: the first is never empty."""
    *others, last = keys
    clauses = [key.filled if filled and key is keys[0] else key.clause for key in others]
    return Sql(" ORDER BY ") + joined(", ", [*clauses, last.filled])


def _after(keys: Sequence[SortKey], values: Sequence[Any], *, last: bool = False) -> Sql:
    """Rows that come after the row with these values. last: rows where the first is empty are left to
    others.
    """
    key, value = keys[0], values[0]
    if len(keys) == 1:
        return key.beyond(value)
    rest = _after(keys[1:], values[1:])
    empty = key.sql + Sql(" IS NULL")
    if value is None:
        return Sql("(") + empty + Sql(" AND ") + rest + Sql(")")
    same = Sql("(") + key.sql + Sql(" = %s AND ", (value,)) + rest + Sql(")")
    return Sql("(") + joined(" OR ", [key.beyond(value), same, *([] if last else [empty])]) + Sql(")")


def _backwards(keys: Sequence[SortKey], *, filled: bool = False) -> Sql:
    """ORDER BY these keys, which were turned round; the empty ones, last otherwise, come first.

    filled: the first is never empty.
    """
    never = {0, len(keys) - 1} if filled else {len(keys) - 1}
    clauses = [key.filled + Sql("" if place in never else " NULLS FIRST") for place, key in enumerate(keys)]
    return Sql(" ORDER BY ") + joined(", ", clauses)


def _before(keys: Sequence[SortKey], values: Sequence[Any]) -> Sql:
    """Rows that come before the row with these values. keys: turned round."""
    key, value = keys[0], values[0]
    if len(keys) == 1:
        return key.beyond(value)
    rest = _before(keys[1:], values[1:])
    if value is None:
        return Sql("(") + key.sql + Sql(" IS NOT NULL OR ") + rest + Sql(")")
    same = Sql("(") + key.sql + Sql(" = %s AND ", (value,)) + rest + Sql(")")
    return Sql("(") + key.beyond(value) + Sql(" OR ") + same + Sql(")")
