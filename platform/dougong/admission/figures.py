"""Rollups of many records at once: what a list shows of figures that are worked out when a record is read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from dougong import catalog, storage
from dougong.access import system_reach
from dougong.admission.rollups import FIGURES, WHY, is_summable
from dougong.admission.seat import Seat
from dougong.admission.surroundings import context_for
from dougong.definition import Entity, Field, compute, record_env, record_types
from dougong.definition.environment import SYSTEM_TYPES
from dougong.expression import (
    TEXT,
    And,
    Column,
    Compare,
    Expr,
    Given,
    In,
    Literal,
    Term,
    functions_used,
    names_used,
    parse,
    row_of,
    split,
)
from dougong.problem import Ref, Value, Values
from dougong.storage import Measure, Query, Record


@dataclass(frozen=True, slots=True)
class _Gathered:
    """A rollup that one query works out for many records: the records of `target` by the reference `by`."""

    target: Entity
    by: Column
    measure: Measure
    rest: tuple[Term, ...]


def listed_figures(seat: Seat, entity: Entity) -> Mapping[str, frozenset[str]]:
    """The fields known only on read that a list can show, each with the fields its value is made of.

    A rollup whose records name theirs by a reference ("contract == record.id"), and what is computed from such and
    from the record alone. What would need a query for each record is not among them.
    """
    found: dict[str, frozenset[str]] = {}
    computed = [key for key in entity.steps if key in entity.fields]
    for key in (*(key for key, field in entity.fields.items() if field.rollup is not None), *computed):
        field = entity.fields[key]
        if not field.on_read:
            continue
        if field.rollup is not None:
            if _gathered(seat, entity, field) is not None:
                found[key] = frozenset({key})
        elif field.computed is not None:
            made = _made_of(seat, entity, field.computed, found)
            if made is not None:
                found[key] = made | {key}
    return found


def with_figures(seat: Seat, entity: Entity, keys: Sequence[str], records: tuple[Record, ...]) -> tuple[Record, ...]:
    """The records with these of `listed_figures`, what a reader may not see left out; one query for each rollup.

    The records must hold what the figures are made of.
    """
    known = listed_figures(seat, entity)
    wanted = {part for key in keys for part in known[key]}
    if not records or not wanted:
        return records
    rollups = {key: _rolled_up(seat, entity, key, records) for key in sorted(wanted) if entity.fields[key].rollup}
    steps = tuple(key for key in entity.steps if key in wanted and entity.fields[key].on_read)
    narrow, context = replace(entity, steps=steps), context_for(seat, entity)
    found = []
    for one in records:
        values: Values = {**one.values, **{key: figures[one.id] for key, figures in rollups.items()}}
        about = replace(context, system={**context.system, **one.system})
        found.append(storage.unhidden(replace(one, values=compute(narrow, values, about, reading=True))))
    return tuple(found)


def _made_of(seat: Seat, entity: Entity, expr: Expr, known: Mapping[str, frozenset[str]]) -> frozenset[str] | None:
    """The fields a formula reads; None when it follows a reference, looks something up, or uses what a list cannot."""
    if functions_used(expr) & seat.modules[entity.module].lookups.keys():
        return None
    found: set[str] = set()
    for path in names_used(expr):
        key, *beyond = path[1:] if path[0] == "record" and len(path) > 1 else path
        field = entity.fields.get(key)
        if field is None:
            if beyond or (key not in SYSTEM_TYPES and key != "me"):
                return None
            continue
        if (beyond and field.kind != "rows") or len(beyond) > 1 or (field.on_read and key not in known):
            return None
        if beyond and (field.fields[beyond[0]].on_read if beyond[0] in field.fields else True):
            return None
        found |= known.get(key, frozenset({key}))
    return frozenset(found)


def _gathered(seat: Seat, entity: Entity, field: Field) -> _Gathered | None:
    rollup: Mapping[str, Any] = field.rollup or {}
    name = str(rollup.get("entity", ""))
    target = seat.entity(name if "/" in name else f"{entity.module}/{name}") if name else None
    figure = FIGURES.get(str(rollup.get("aggregate", "sum")))
    key = "" if figure == "count" else str(rollup.get("value", ""))
    if target is None or figure is None or "where" not in rollup or (key and not is_summable(target, key)):
        return None
    where = parse(str(rollup["where"]))
    term, left = split(where, record_env(target, given={"record": row_of(record_types(entity))}))
    parts = term.args if isinstance(term, And) else (term,) if term is not None else ()
    links = [column for part in parts if (column := _link(target, part)) is not None]
    rest = tuple(part for part in parts if _link(target, part) is None)
    if left is not None or len(links) != 1 or any("record" in names for part in rest for names in _given(part)):
        return None
    if "states" in rollup:
        rest = (*rest, In(Column(("state",), TEXT), tuple(Literal(one, TEXT) for one in rollup["states"])))
    return _Gathered(target, links[0], Measure(key, figure), rest)


def _link(target: Entity, part: Term) -> Column | None:
    """The reference of the target's that a condition says names the record; None when it says another thing."""
    if not isinstance(part, Compare) or part.op != "==" or not isinstance(part.left, Column):
        return None
    field = target.fields.get(part.left.path[0])
    if len(part.left.path) != 1 or field is None or field.reference is None or field.many:
        return None
    given = isinstance(part.right, Given) and names_used(part.right.expr) == {("record", "id")}
    return part.left if given else None


def _given(part: Any) -> Iterator[frozenset[str]]:
    """The names of every formula within a condition that is worked out before the query runs."""
    if isinstance(part, Given):
        yield frozenset(path[0] for path in names_used(part.expr))
    elif isinstance(part, tuple):
        for one in part:
            yield from _given(one)
    elif hasattr(part, "__dataclass_fields__") and not isinstance(part, Literal | Column):
        for one in fields(part):
            yield from _given(getattr(part, one.name))


def _rolled_up(seat: Seat, entity: Entity, key: str, records: tuple[Record, ...]) -> dict[UUID, Value]:
    """A rollup of all these records: one query, whatever their number."""
    made = _gathered(seat, entity, entity.fields[key])
    assert made is not None, "one of listed_figures"
    ids = tuple(Literal(Ref(entity.name, one.id), made.by.type) for one in records)
    query = Query(where=And((In(made.by, ids), *made.rest)), params={"today": seat.today, "me": seat.actor.id})
    reach, layout = system_reach(made.target.name, WHY), catalog.layout_for(made.target.name)
    totals = storage.total(reach, made.target, layout, query, [made.measure], group=(made.by.path[0],))
    zeros: Mapping[str, Value] = {"sum": Decimal(0), "count": 0}
    nothing = zeros.get(made.measure.figure)
    found: dict[UUID, Value] = {one.id: nothing for one in records}
    for one in totals:
        if isinstance(one.group[0], Ref):
            found[one.group[0].id] = one.figures[0]
    return found
