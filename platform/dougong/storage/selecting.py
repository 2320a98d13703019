"""Finding records: one bounded query for the page, one more per kind of children asked for."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from dougong.access import Reach
from dougong.definition.layout import Layout
from dougong.definition.model import Entity
from dougong.problem import Problem, Refused
from dougong.storage.children import read_children, within
from dougong.storage.codecs import is_postgres
from dougong.storage.cursors import write_cursor
from dougong.storage.hiding import Hiding, case_flags, unhidden
from dougong.storage.marks import Marking
from dougong.storage.ordering import Order, Segment, order_of
from dougong.storage.reader import column_list, field_reader, in_columns, record_of, system_columns
from dougong.storage.records import Page, Query, Record
from dougong.storage.shapes import Shape, shape_of
from dougong.storage.source import Source, Sql, joined
from dougong.storage.sqlrun import fetch

#: Rows of a page at most; an export reads page after page.
LIMIT_MAX = 1000

_DELETED = {"no": "t.deleted_at IS NULL", "only": "t.deleted_at IS NOT NULL", "also": "1=1"}


def select(reach: Reach, entity: Entity, layout: Layout, query: Query, *, for_update: bool = False) -> Page:
    """A page of the records that `reach` opens, in the tenant in scope.

    for_update: hold their rows until the writing transaction ends.

    One query, and one more for each table of detail rows and one for many-valued fields, when asked for.
    Raises Refused for a name that is no field, or a cursor of another order; NotInstalled; NoTenant.
    """
    shape = shape_of(entity, layout)
    source = Source(shape, reach)
    order = order_of(source, query.sort)
    limit = max(1, min(query.limit, LIMIT_MAX))
    if query.ids == ():
        return Page(())
    found, rows = _read(shape, source, query, order, limit + 1, for_update=for_update)
    page = found[:limit]
    ending = None
    if len(found) > limit:
        ending = write_cursor(order.asked, rows[limit - 1][-len(order.keys) :])
    return Page(page, ending)


def one(
    reach: Reach,
    entity: Entity,
    record_id: UUID,
    layout: Layout,
    *,
    fields: Sequence[str] | None = None,
    deleted: str = "no",
    for_update: bool = False,
) -> Record:
    """One record. for_update: hold its row until the writing transaction ends (PostgreSQL; SQLite holds all).

    Raises Refused (code "not_found") also when the reach does not open it: a stranger learns nothing.
    """
    shape = shape_of(entity, layout)
    source = Source(shape, reach)
    query = Query(ids=(record_id,), fields=None if fields is None else tuple(fields), deleted=deleted)
    found, _rows = _read(shape, source, query, order_of(source, ()), 1, for_update=for_update)
    if not found:
        raise Refused([Problem("", "not_found")])
    return found[0]


def count(reach: Reach, entity: Entity, layout: Layout, query: Query) -> int:
    """How many records the query would find on all its pages together."""
    source = Source(shape_of(entity, layout), reach)
    where = conditions(source, query)
    sql = Sql(f"SELECT COUNT(*) {source.from_clause()} WHERE ") + where
    return int(fetch(sql.text, sql.params)[0][0])


def conditions(source: Source, query: Query, *, page: bool = False) -> Sql:
    """Everything a row must meet but the place in the order. page: it is read in an order until a page is full."""
    parts = [source.reached(), Sql(_DELETED[query.deleted])]
    if query.ids is not None:
        text, params = within("t.id", query.ids) if query.ids else ("1=0", [])
        parts.append(Sql(text, tuple(params)))
    if query.where is not None:
        parts.append(Sql("(") + source.condition(query.where, query.params) + Sql(")"))
    if query.marked:
        marking = Marking(source, query.marked, query.deleted)
        parts.append(marking.page() if page else marking.whole())
    return joined(" AND ", parts)


def _read(
    shape: Shape, source: Source, query: Query, order: Order, limit: int, *, for_update: bool = False
) -> tuple[tuple[Record, ...], list[Any]]:
    """The records, and the database rows they came from, which end with the values of the order."""
    reading = Reading(shape, query.fields)
    sql = reading.statement(source, query, order, limit)
    if for_update and is_postgres():
        sql = sql + Sql(" FOR UPDATE OF t")
    rows = fetch(sql.text, sql.params)
    return complete(shape, reading.records(source, rows), query), rows


class Reading:
    """What is selected of a record's own row, and how it is read from there."""

    def __init__(self, shape: Shape, fields: Sequence[str] | None) -> None:
        self.shape = shape
        self.fields = field_reader(shape, in_columns(shape, fields))
        self.system = system_columns(shape)

    def statement(self, source: Source, query: Query, order: Order, limit: int) -> Sql:
        """The SELECT; a row ends with the values of the order."""
        columns = Sql(column_list("t", (*self.system, *self.fields.columns)) + ", ")
        columns = columns + joined(", ", [*case_flags(source), *(key.sql for key in order.keys)])
        where, segments = conditions(source, query, page=True), order.segments(query.after)
        return statement(source, columns, where, segments, limit, offset=query.offset)

    def records(self, source: Source, rows: Sequence[Sequence[Any]]) -> tuple[Record, ...]:
        """The records of rows that such a statement gave."""
        start, stop = len(self.system), len(self.system) + len(self.fields.columns)
        hiding, end = Hiding(source.reach), stop + len(case_flags(source))
        values = self.fields.values
        return tuple(
            record_of(self.shape, row, values(row[start:stop]), hiding.of(row[stop:end])) for row in rows
        )  # fmt: skip


def statement(
    source: Source, columns: Sql, where: Sql, segments: Sequence[Segment], limit: int, *, offset: int = 0
) -> Sql:
    """One SELECT, or two put one behind the other."""
    skipped = f" OFFSET {offset}" if offset else ""
    tail = f" LIMIT {limit + offset}" if len(segments) > 1 else f" LIMIT {limit}{skipped}"
    parts = [
        Sql("SELECT ")
        + columns
        + Sql(f" {source.from_clause()} WHERE ")
        + (where if part.where is None else where + Sql(" AND ") + part.where)
        + part.order
        + Sql(tail)
        for part in segments
    ]
    if len(parts) == 1:
        return parts[0]
    several = joined(" UNION ALL ", [Sql("SELECT * FROM (") + part + Sql(f") s{n}") for n, part in enumerate(parts)])
    return several + Sql(f" LIMIT {limit}{skipped}")


def complete(shape: Shape, records: tuple[Record, ...], query: Query) -> tuple[Record, ...]:
    """The records with their children, and without what is hidden."""
    wants = [key for key in (*shape.children, *shape.many) if query.fields is None or key in query.fields]
    if wants:
        below = read_children(shape, [record.id for record in records], wants)
        records = tuple(replace(one, values={**one.values, **below[one.id]}) for one in records)
    return tuple(map(unhidden, records))
