"""The names a formula sees: the record's fields and system names, and inside rows the row's own."""

from collections import ChainMap
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

from dougong.definition.context import Context
from dougong.definition.pointers import escape
from dougong.expression import Expr, evaluate
from dougong.problem import Value, Values

Holder = MutableMapping[str, Value]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where formulas stand: what holds the fields (a record, row or group), the names seen, the pointer."""

    holder: Holder
    scope: Mapping[str, Value]
    pointer: str


def record_scope(values: Values, context: Context) -> Mapping[str, Value]:
    """The names of a record: its fields first, then the system's; `record` is all of them as a row."""
    record = _chain(values, {"me": context.me, **context.system})
    return _chain({"record": record, "settings": context.settings}, record)


def row_scope(scope: Mapping[str, Value], row: Values) -> Mapping[str, Value]:
    """The names inside a row: its own columns first, then everything around it; `row` is the row itself."""
    return _chain({"row": row}, row, scope)


def record_spot(values: Holder, context: Context) -> Spot:
    """The record itself as a place."""
    return Spot(values, record_scope(values, context), "")


def inside(spot: Spot, key: str) -> Iterator[Spot]:
    """The rows under `key`, each with its position; or the one group that stands there."""
    value: Any = spot.holder.get(key)
    pointer = f"{spot.pointer}/{escape(key)}"
    if isinstance(value, tuple):
        for position, row in enumerate(value):
            yield Spot(row, row_scope(spot.scope, row), f"{pointer}/{position}")
    elif isinstance(value, dict):
        yield Spot(value, _chain(value, spot.scope), pointer)


def places(values: Holder, context: Context, path: tuple[str, ...]) -> list[Spot]:
    """Every place that holds the field at `path`: the record itself, or each row."""
    spots = [record_spot(values, context)]
    for key in path[:-1]:
        spots = [inner for spot in spots for inner in inside(spot, key)]
    return spots


def value_of(expr: Expr, scope: Mapping[str, Value], context: Context) -> Value:
    """Evaluate a formula in a scope; raises `EvaluationError`."""
    return evaluate(expr, scope, functions=context.functions, today=context.today, follow=context.follow)


def _chain(*maps: Values) -> ChainMap[str, Value]:
    return ChainMap(*(one if isinstance(one, MutableMapping) else dict(one) for one in maps))
