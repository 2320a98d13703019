"""Fills what was left out: literal defaults, formula defaults, and values brought from elsewhere."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter

from dougong.definition.context import Context
from dougong.definition.model import Entity, Field
from dougong.definition.reading.order import Path, field_at, uses, walk
from dougong.definition.values.foreseeing import foresee
from dougong.definition.values.reading import MAX_ROWS, read_values
from dougong.definition.values.scope import Holder, places, value_of
from dougong.definition.values.stepping import fitted, step
from dougong.expression import EvaluationError, Expr
from dougong.kinds import KINDS
from dougong.problem import JsonObject


def apply_defaults(entity: Entity, instance: JsonObject, context: Context) -> JsonObject:
    """The instance with every absent key that has a default filled in, in the wire form.

    Null is a value given: it stays. Rows get the defaults of their columns; no row is added. A default
    whose formula has no answer leaves its key absent.
    """
    filled = {key: deepcopy(value) if isinstance(value, dict | list) else value for key, value in instance.items()}
    _literals(entity.fields, filled)
    order = _order(entity.fields)
    if any(path[-1] not in holder for path in order for holder in _holders(filled, path)):
        values = read_values(entity.fields, filled).values
        if context.ahead is not None:
            context.ahead.refer(values)
        for path in order:
            _formula_default(entity, filled, values, context, path)
    return filled


def _literals(fields: Mapping[str, Field], instance: JsonObject) -> None:
    for key, field in fields.items():
        if field.has_default and field.default is not None and key not in instance:
            instance[key] = deepcopy(field.default)
        if field.kind == "rows":
            for row in _rows(instance.get(key)):
                _literals(field.fields, row)
        group = instance.get(key)
        if field.kind == "group" and isinstance(group, dict):
            _literals(field.fields, group)


def _rows(value: object) -> Iterator[JsonObject]:
    for row in value[:MAX_ROWS] if isinstance(value, list) else ():
        if isinstance(row, dict):
            yield row


def _order(fields: Mapping[str, Field]) -> list[Path]:
    """The fields with a formula default, those they use first; in a circle the order written stands."""
    known = {path: field for path, field in walk(fields) if field.default_expr or field.default_from}
    graph: dict[Path, list[Path]] = {}
    for path, field in known.items():
        exprs = [e for e in (field.default_expr, field.default_from) if e is not None]
        graph[path] = sorted({use for e in exprs for use in uses(e, path, fields) if use in known})
    try:
        return list(TopologicalSorter(graph).static_order())
    except CycleError:
        return list(known)


def _formula_default(entity: Entity, filled: JsonObject, values: Holder, context: Context, path: Path) -> None:
    """Evaluate one default wherever its key is absent, over the values as they stand now, and add it to both."""
    field = field_at(entity.fields, path)
    expr = field.default_from or field.default_expr
    holders = list(_holders(filled, path))
    if expr is None or not any(path[-1] not in holder for holder in holders):
        return
    step(replace(entity, steps=_needed(entity, expr, path)), values, context, hide=False)
    pairs = zip(holders, places(values, context, path), strict=False)
    absent = [(holder, spot) for holder, spot in pairs if path[-1] not in holder]
    foresee((expr,), [spot for _holder, spot in absent], context)
    for holder, spot in absent:
        try:
            value = fitted(field, value_of(expr, spot.scope, context))
        except EvaluationError:
            continue
        if value is not None:
            holder[path[-1]] = KINDS[field.kind].write(value, field.options)
            spot.holder[path[-1]] = value


def _needed(entity: Entity, expr: Expr, path: Path) -> tuple[str, ...]:
    """Of the entity's steps, those a formula's value depends on, however far away."""
    known = {keys: field.computed for keys, field in walk(entity.fields) if field.computed is not None}
    waiting, wanted = list(uses(expr, path, entity.fields)), set[Path]()
    while waiting:
        use = waiting.pop()
        touched = {one for one in known.keys() - wanted if use[: len(one)] == one or one[: len(use)] == use}
        wanted |= touched
        for one in touched:
            waiting += uses(known[one], one, entity.fields)
    return tuple(one for one in entity.steps if tuple(one.split("/")) in wanted)


def _holders(instance: JsonObject, path: Path) -> Iterator[JsonObject]:
    """The objects that hold the field at `path`, in the order of `places`."""
    spots = [instance]
    for key in path[:-1]:
        spots = [row for spot in spots for row in _all_rows(spot.get(key))]
    yield from spots


def _all_rows(value: object) -> Iterator[JsonObject]:
    """Every entry in its position; one that is no row is a blank, so that positions agree with the values.
    A group is the one entry of its own."""
    if isinstance(value, dict):
        yield value
    for row in value if isinstance(value, list) and len(value) <= MAX_ROWS else ():
        yield row if isinstance(row, dict) else {}
