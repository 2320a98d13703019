"""The values that records have in common, page by page: for groups whose figures come later.

Where an index serves the field, its values are found by leaping from one to the next; so a million records with
forty teams take forty steps. Elsewhere every record is looked at once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from dougong.access import Reach
from dougong.definition.layout import Layout
from dougong.definition.model import Entity
from dougong.problem import Value
from dougong.storage.codecs import is_postgres
from dougong.storage.cursors import read_cursor, write_cursor
from dougong.storage.decoding import decoder_of
from dougong.storage.records import Query
from dougong.storage.selecting import conditions
from dougong.storage.shapes import shape_of
from dougong.storage.source import NULL, Source, Sql, unknown
from dougong.storage.sqlrun import fetch

#: Behind a key: the months of its dates instead of the dates.
MONTHS: Final = ":month"


@dataclass(frozen=True, slots=True)
class Common:
    """Values in order, None last. next: what to give as `after` for those that follow; None at the end."""

    values: tuple[Value, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Grouping:
    """One key of a grouping. sql: what is grouped by, NULL where hidden. column: the same before it was cut to
    months. family: of the column. decode: from what the driver gives to a value; a month is "2025-04".
    """

    sql: Sql
    column: Sql
    family: str
    months: bool
    decode: Callable[[Any], Value]


def grouping_of(source: Source, key: str) -> Grouping:
    """A field or system name, or one with ":month" behind it. Raises Refused (unknown_key)."""
    name = key.removesuffix(MONTHS)
    column, place = source.expression(name)
    decode = decoder_of(source, name)
    if name == key:
        return Grouping(column, column, place.family, months=False, decode=decode)
    kind = place.kind or name
    if kind != "date" or (place.family not in {"date", "text"}):
        raise unknown(key)
    if place.family == "date" and is_postgres():
        cut = Sql("date_trunc('month', ") + column + Sql(")::date")
    else:
        cut = Sql("substr(") + column + Sql(", 1, 7)")
    return Grouping(cut, column, place.family, months=True, decode=_month)


def _month(found: Any) -> Value:
    return str(found)[:7]


def common_values(
    reach: Reach,
    entity: Entity,
    layout: Layout,
    query: Query,
    key: str,
    *,
    indexed: bool = False,
    after: str | None = None,
    limit: int = 50,
) -> Common:
    """The values of `key` among the records the query finds. indexed: an index begins with it.

    At most two queries. Raises Refused for a name that is no column, and for a cursor of another grouping.
    """
    source = Source(shape_of(entity, layout), reach)
    by = grouping_of(source, key)
    mark = (f"group {key}",)
    family = "text" if by.months else by.family
    start = None if after is None else read_cursor(after, mark, [family])[0]
    if by.column is NULL:
        return Common((None,) if fetch(*_any_of(source, query, None)) else ())
    leaping = indexed and by.column.params == () and not (by.months and by.family == "text")
    found = (_leaps if leaping else _distinct)(source, query, by, start, limit + 1)
    values = [row[0] for row in found]
    if len(values) > limit:
        last = str(values[limit - 1])[:7] if by.months else values[limit - 1]
        return Common(tuple(map(by.decode, values[:limit])), write_cursor(mark, [last]))
    empty = fetch(*_any_of(source, query, by.column))
    return Common((*map(by.decode, values), *([None] if empty else [])))


def _any_of(source: Source, query: Query, column: Sql | None) -> tuple[str, tuple[Any, ...]]:
    """Whether any record has no value there."""
    where = conditions(source, query)
    if column is not None:
        where = where + Sql(" AND ") + column + Sql(" IS NULL")
    sql = Sql(f"SELECT 1 {source.from_clause()} WHERE ") + where + Sql(" LIMIT 1")
    return sql.text, sql.params


def _distinct(source: Source, query: Query, by: Grouping, start: Any, limit: int) -> list[Any]:
    where = conditions(source, query) + Sql(" AND ") + by.column + Sql(" IS NOT NULL")
    if start is not None:
        where = where + Sql(" AND ") + by.sql + Sql(" > %s", (_of_month(start, by) if by.months else start,))
    # Materialised, so that the small page does not make PostgreSQL walk an index from record to record.
    sql = Sql("WITH g AS MATERIALIZED (SELECT ") + by.sql + Sql(f" AS v {source.from_clause()} WHERE ") + where
    sql = sql + Sql(f" GROUP BY 1) SELECT v FROM g ORDER BY v LIMIT {limit}")
    return fetch(sql.text, sql.params)


def _of_month(month: str, by: Grouping) -> str:
    return f"{month}-01" if by.family == "date" and is_postgres() else month


def _leaps(source: Source, query: Query, by: Grouping, start: Any, limit: int) -> list[Any]:
    """One step for each value: the least that is beyond the one before."""
    where, column = conditions(source, query), by.column
    tables = source.from_clause()

    def least(beyond: Sql) -> Sql:
        head = Sql("SELECT ") + column + Sql(f" AS v {tables} WHERE ") + where + Sql(" AND ") + beyond
        return head + Sql(" ORDER BY ") + column + Sql(" LIMIT 1")

    first = column + Sql(" IS NOT NULL")
    if start is not None:
        first = column + (Sql(f" >= {_following('%s')}", (f"{start}-01",)) if by.months else Sql(" > %s", (start,)))
    then = column + Sql(f" >= {_following('g.v')}" if by.months else " > g.v")
    sql = Sql("WITH RECURSIVE g(v) AS (SELECT v FROM (") + least(first) + Sql(") s UNION ALL SELECT (") + least(then)
    sql = sql + Sql(f") FROM g WHERE g.v IS NOT NULL) SELECT v FROM g WHERE v IS NOT NULL LIMIT {limit}")
    return fetch(sql.text, sql.params)


def _following(day: str) -> str:
    """The first day of the month after."""
    if is_postgres():
        return f"(date_trunc('month', {day}::date) + interval '1 month')::date"
    return f"date({day}, 'start of month', '+1 month')"
