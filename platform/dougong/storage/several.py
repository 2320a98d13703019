"""Many questions of one kind in few statements: what each row of a record asks."""

from collections.abc import Sequence
from itertools import islice
from typing import Any, Final

from dougong.access import Reach
from dougong.definition.layout import Layout
from dougong.definition.model import Entity
from dougong.storage.ordering import order_of
from dougong.storage.records import Page, Query
from dougong.storage.selecting import Reading, complete
from dougong.storage.shapes import shape_of
from dougong.storage.source import Source, Sql, joined
from dougong.storage.sqlrun import fetch

#: Queries put into one statement.
_EACH: Final = 50


def select_each(reach: Reach, entity: Entity, layout: Layout, queries: Sequence[Query]) -> tuple[Page, ...]:
    """A page for each of some queries, found in as few statements as the database takes. Of `next` it is only known
    whether there is one: another page is asked for alone.

    They may differ in their condition and its parameters; what they want and its order, of all, is that of the first.
    """
    shape = shape_of(entity, layout)
    reading = Reading(shape, queries[0].fields if queries else ())
    pages: list[Page] = []
    for start in range(0, len(queries), _EACH):
        found: list[list[Any]] = [[] for _ in queries[start : start + _EACH]]
        parts = []
        for number, query in enumerate(queries[start : start + _EACH]):
            source = Source(shape, reach)
            one = reading.statement(source, query, order_of(source, query.sort), query.limit + 1)
            parts.append(Sql(f"SELECT {number}, q{number}.* FROM (") + one + Sql(f") q{number}"))
        several = joined(" UNION ALL ", parts)
        for row in fetch(several.text, several.params):
            found[row[0]].append(row[1:])
        pages += _pages(reading, Source(shape, reach), queries[start:], found)
    return tuple(pages)


def _pages(reading: Reading, source: Source, queries: Sequence[Query], found: Sequence[list[Any]]) -> list[Page]:
    """The pages of rows found together; what hangs below their records is read for all of them at once."""
    limits = [query.limit for query in queries[: len(found)]]
    every = [row for rows, limit in zip(found, limits, strict=True) for row in rows[:limit]]
    records = iter(complete(reading.shape, reading.records(source, every), queries[0]))
    return [
        Page(tuple(islice(records, min(len(rows), limit))), "more" if len(rows) > limit else None)
        for rows, limit in zip(found, limits, strict=True)
    ]
