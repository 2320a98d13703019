"""Sums over what a reader may see: exact, in SQL, grouped or not, over records or their detail rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal

from django.db import DataError, OperationalError

from dougong.access import Reach
from dougong.definition import Entity
from dougong.definition.layout import Layout
from dougong.problem import Problem, Refused, Value
from dougong.storage.codecs import unscaled
from dougong.storage.grouping import grouping_of
from dougong.storage.physical import quote
from dougong.storage.records import Query
from dougong.storage.selecting import conditions
from dougong.storage.shapes import Shape, Slot, shape_of
from dougong.storage.source import FALSE, NULL, Source, Sql, joined, unknown
from dougong.storage.sqlrun import fetch

Figure = Literal["sum", "count", "min", "max"]

#: Groups of one answer at most.
GROUPS_MAX: Final = 1000


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure. field: a key, or "rows/amount" for a column of detail rows; "" with "count" counts
    records.
    """

    field: str = ""
    figure: Figure = "sum"


@dataclass(frozen=True, slots=True)
class Total:
    """The figures of one group, in the order asked. group: the values it has in common."""

    group: tuple[Value, ...]
    figures: tuple[Value, ...]


def total(
    reach: Reach,
    entity: Entity,
    layout: Layout,
    query: Query,
    measures: Sequence[Measure],
    *,
    group: Sequence[str] = (),
) -> tuple[Total, ...]:
    """The figures over all records the query finds on all its pages; one `Total` without groups.

    A field counts as empty in rows where the reach hides it; sums skip what is empty, a sum of nothing is 0.
    Measures of one call are of the record, or of one rows field: rows would multiply the record's own
    figures. One query. Raises Refused for names that are no columns, and code "limit" when a sum cannot be
    kept.
    """
    shape = shape_of(entity, layout)
    source = Source(shape, reach)
    child = _child(shape, measures)
    groups = [grouping_of(source, key) for key in group]
    figures = [_figure(source, child, measure) for measure in measures]
    where = conditions(source, query)
    head = joined(", ", [*(one.sql for one in groups), *(sql for sql, _scale in figures)])
    sql = Sql("SELECT ") + head + Sql(f" {source.from_clause()}{_rows_join(child)} WHERE ") + where
    if groups:
        places = ", ".join(str(number + 1) for number in range(len(groups)))
        sql = sql + Sql(f" GROUP BY {places} ORDER BY {places} LIMIT {GROUPS_MAX}")
    try:
        found = fetch(sql.text, sql.params)
    except (OperationalError, DataError) as error:
        if "overflow" in str(error) or "out of range" in str(error):
            raise Refused([Problem("", "limit", {"what": "a sum", "limit": 2**63 - 1})]) from None
        raise
    width = len(groups)
    return tuple(
        Total(
            tuple(None if value is None else one.decode(value) for one, value in zip(groups, row, strict=False)),
            tuple(_decoded(*pair) for pair in zip(row[width:], figures, measures, strict=True)),
        )
        for row in found
    )


def count_and_sums(
    reach: Reach, entity: Entity, layout: Layout, query: Query, keys: Sequence[str]
) -> tuple[int, dict[str, Decimal | None]]:
    """How many records the query finds on all its pages, and the sum of each field. One query."""
    measures = [Measure("", "count"), *(Measure(key) for key in keys)]
    (found,) = total(reach, entity, layout, query, measures)
    counted, *sums = found.figures
    assert isinstance(counted, int), "a count is a whole number"
    return counted, {key: value if isinstance(value, Decimal) else None for key, value in zip(keys, sums, strict=True)}


def _decoded(value: Any, figure: tuple[Sql, int | None], measure: Measure) -> Value:
    scale = figure[1]
    if measure.figure == "count":
        return int(value)
    if value is None:
        return Decimal(0) if measure.figure == "sum" else None
    return Decimal(value) if scale is None else unscaled(int(value), scale)


def _child(shape: Shape, measures: Sequence[Measure]) -> Shape | None:
    """The rows that the measures add up; None for the records themselves."""
    paths = {measure.field.rpartition("/")[0] for measure in measures if measure.field}
    if len(paths) > 1:
        raise Refused([Problem("", "measures_mixed")])
    for key in "".join(paths).split("/") if paths != {""} else []:
        if key and key not in shape.children:
            raise unknown(key)
        shape = shape.children[key] if key else shape
    return shape if shape.path else None


def _rows_join(child: Shape | None) -> str:
    if child is None:
        return ""
    join = f" LEFT JOIN {quote(child.table)} r ON r.tenant_id = t.tenant_id AND r.record_id = t.id"
    if child.discriminator is not None:
        # The names of entities and paths are made of [a-z0-9_/#], see the meta-schema; so this is no text of
        # a user's.
        join += f" AND r.entity = '{_plain(child.discriminator)}'"
    return join


def _plain(name: str) -> str:
    if not all(char.isalnum() or char in "_/#" for char in name):
        raise ValueError(name)
    return name


def _figure(source: Source, child: Shape | None, measure: Measure) -> tuple[Sql, int | None]:
    if measure.figure == "count" and not measure.field:
        return Sql("COUNT(*)" if child is None else "COUNT(DISTINCT t.id)"), None
    column, slot = _measured(source, child, measure.field)
    if measure.figure in {"sum", "min", "max"} and slot.family != "integer":
        raise unknown(measure.field)
    if column is NULL:
        return Sql("0" if measure.figure == "count" else "NULL"), slot.scale
    return Sql(f"{measure.figure.upper()}(") + column + Sql(")"), slot.scale


def _measured(source: Source, child: Shape | None, path: str) -> tuple[Sql, Slot]:
    """The column measured, empty where hidden."""
    key = path.rpartition("/")[2]
    if child is None:
        expression, _place = source.expression(key)
        if key not in source.shape.slots:
            raise unknown(key)
        return expression, source.shape.slots[key]
    slot = child.slots.get(key)
    if slot is None:
        raise unknown(path)
    column = Sql(f"r.{quote(slot.columns[0])}")
    shown = source.shown_in("/*/".join(path.split("/")))
    if shown is None:
        return column, slot
    if shown is FALSE:
        return NULL, slot
    return Sql("CASE WHEN ") + shown + Sql(" THEN ") + column + Sql(" END"), slot
