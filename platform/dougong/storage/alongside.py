"""What stands before and after one record in an ordered reading: a look at its place, and one row to each side."""

from dataclasses import replace
from uuid import UUID

from dougong.access import Reach
from dougong.definition.layout import Layout
from dougong.definition.model import Entity
from dougong.storage.codecs import uuid_out
from dougong.storage.ordering import Segment, order_of
from dougong.storage.records import Query
from dougong.storage.selecting import conditions, statement
from dougong.storage.shapes import shape_of
from dougong.storage.source import Source, Sql, joined
from dougong.storage.sqlrun import fetch


def neighbours(
    reach: Reach, entity: Entity, layout: Layout, query: Query, record_id: UUID
) -> tuple[UUID | None, UUID | None]:
    """The records before and after `record_id` in the order of `query`; None at an end, both when it is not reached.

    The record itself need not meet the query's conditions: its place is where it would stand. Three bounded queries.
    Raises Refused for a name that is no field; NotInstalled; NoTenant.
    """
    source = Source(shape_of(entity, layout), reach)
    order = order_of(source, query.sort)
    own = conditions(source, Query(ids=(record_id,), deleted="also"))
    columns = joined(", ", [key.sql for key in order.keys])
    place = fetch(*_plain(Sql("SELECT ") + columns + Sql(f" {source.from_clause()} WHERE ") + own + Sql(" LIMIT 1")))
    if not place:
        return None, None
    others = replace(query, after=None, limit=1)
    return _first(source, others, order.before(place[0])), _first(source, others, order.beyond(place[0]))


def _first(source: Source, query: Query, segments: tuple[Segment, ...]) -> UUID | None:
    rows = fetch(*_plain(statement(source, Sql("t.id"), conditions(source, query, page=True), segments, 1)))
    return uuid_out(rows[0][0]) if rows else None


def _plain(sql: Sql) -> tuple[str, tuple[object, ...]]:
    return sql.text, sql.params
