"""Rollups over other records: figures that are kept nowhere and worked out when a record is read."""

from collections.abc import Mapping
from typing import Any, Final
from typing import Literal as OneOf

from dougong import catalog
from dougong.access import system_reach
from dougong.admission.looking_up import aggregated
from dougong.admission.seat import Seat
from dougong.admission.surroundings import Surroundings
from dougong.definition import Context, Entity, Field, compute, record_scope, record_types, value_of
from dougong.expression import TEXT, And, Column, Expr, In, Literal, Term, Type, parse, row_of
from dougong.kinds import KINDS
from dougong.problem import Value, Values
from dougong.storage import Measure, Query, Record, total

#: Aggregates that the database works out.
FIGURES: Final[Mapping[str, OneOf["sum", "count", "min", "max"]]] = {
    "sum": "sum", "count": "count", "min": "min", "max": "max",
}  # fmt: skip
WHY = "a rollup sums whole records; who may see the figure is the field's right"


def has_rollups(entity: Entity) -> bool:
    """Whether any field of `entity` is worked out on read."""
    return any(field.on_read for field in entity.fields.values())


def rollups_of(seat: Seat, entity: Entity, record: Record) -> Values:
    """The values of a record's rollups over records, by field key; one query for each.

    A rollup over a ledger has no value here: the ledger's own sums are shown where the ledger is.
    Raises Refused (code "limit") when more records would have to be gone through than a formula may.
    """
    surroundings = Surroundings(seat)
    return {
        key: _rolled_up(surroundings, entity, record, field)
        for key, field in entity.fields.items()
        if field.rollup is not None and "entity" in field.rollup
    }


def read_values(seat: Seat, entity: Entity, record: Record, context: Context) -> Values:
    """A record's values with everything that is worked out on read."""
    if not has_rollups(entity):
        return record.values
    known = {**record.values, **rollups_of(seat, entity, record)}
    return compute(entity, known, context, reading=True)


def _rolled_up(surroundings: Surroundings, entity: Entity, record: Record, field: Field) -> Value:
    rollup: Mapping[str, Any] = field.rollup or {}
    name = str(rollup["entity"])
    target = surroundings.seat.entity(name if "/" in name else f"{entity.module}/{name}")
    if target is None:
        return None  # its module is off
    given: Values = {"record": {**record.values, **record.system}}
    where = parse(rollup["where"]) if "where" in rollup else None
    types = {"record": row_of(record_types(entity))}
    in_sql = _in_sql(surroundings, entity, target, where, given, types, rollup)
    if in_sql is not None:
        return in_sql[0]
    found = surroundings.matches(target, where, given, types, why=WHY, functions=entity.module)
    states = rollup.get("states")
    counted = [one for one in found if states is None or one.state in states]
    aggregate = str(rollup.get("aggregate", "sum"))
    if aggregate == "count":
        return len(counted)
    expr = parse(rollup["value"])
    context = Context(
        today=surroundings.seat.today, me=surroundings.seat.actor.id, follow=surroundings.following.follow
    )
    values = [value_of(expr, {**record_scope(one.values, context), **one.system, **given}, context) for one in counted]
    return aggregated(aggregate, values)


def _in_sql(
    surroundings: Surroundings,
    entity: Entity,
    target: Entity,
    where: Expr | None,
    given: Values,
    types: Mapping[str, Type],
    rollup: Mapping[str, Any],
) -> tuple[Value] | None:
    """The figure as the database works it out, however many records there are; None where it cannot."""
    figure = FIGURES.get(str(rollup.get("aggregate", "sum")))
    key = "" if figure == "count" else str(rollup.get("value", ""))
    if figure is None or (figure != "count" and not is_summable(target, key)):
        return None
    term, rest = surroundings.condition(target, where, given, types, functions=entity.module)
    if rest is not None:
        return None
    parts: list[Term] = [] if term is None else [term]
    if "states" in rollup:
        parts.append(In(Column(("state",), TEXT), tuple(Literal(one, TEXT) for one in rollup["states"])))
    query = Query(where=And(tuple(parts)) if parts else None, params={**given, "today": surroundings.seat.today})
    reach = system_reach(target.name, WHY)
    (answer,) = total(reach, target, catalog.layout_for(target.name), query, [Measure(key, figure)])
    return (answer.figures[0],)


def is_summable(target: Entity, key: str) -> bool:
    """Whether the database adds up, and compares, the values of `key`."""
    field = target.fields.get(key)
    return field is not None and field.stored and not field.many and KINDS[field.kind].scale is not None
