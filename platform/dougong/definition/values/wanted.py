"""What must be filled in: `required`, and `required_when` where its condition holds."""

from collections.abc import Iterator, Mapping

from dougong.definition.context import Context
from dougong.definition.model import Entity, Field
from dougong.definition.pointers import escape
from dougong.definition.values.scope import Spot, inside, record_spot, value_of
from dougong.expression import EvaluationError
from dougong.problem import Problem, Value, Values


def wanted_problems(
    entity: Entity, values: Values, context: Context, hidden: set[str], known: list[Problem]
) -> list[Problem]:
    """A problem at each visible field that must be filled in and is not. A draft lacks nothing.

    A field that already has a problem, or stands in a row that could not be read, is not asked for again.
    """
    if not context.complete:
        return []
    spoken = {problem.pointer for problem in known}
    missing = _missing(entity.fields, record_spot(dict(values), context), context, hidden)
    return [problem for problem in missing if spoken.isdisjoint(_upwards(problem.pointer))]


def _upwards(pointer: str) -> Iterator[str]:
    """The pointer itself and, of a field in rows, its rows: `/rows/2/h_reg`, `/rows/2`."""
    yield pointer
    above = pointer.rpartition("/")[0]
    if above.rpartition("/")[2].isdigit():
        yield above


def _missing(fields: Mapping[str, Field], spot: Spot, context: Context, hidden: set[str]) -> Iterator[Problem]:
    for key, field in fields.items():
        pointer = f"{spot.pointer}/{escape(key)}"
        if pointer in hidden or field.computed is not None or field.rollup is not None:
            continue
        if empty(spot.holder.get(key)):
            yield from _asked(field, spot.scope, context, pointer)
        for inner in inside(spot, key) if field.fields else ():
            yield from _missing(field.fields, inner, context, hidden)


def empty(value: Value) -> bool:
    """Whether a value counts as not filled in: none, no text, no entries. False and 0 are values."""
    return value is None or value in ("", ())


def _asked(field: Field, scope: Mapping[str, Value], context: Context, pointer: str) -> Iterator[Problem]:
    try:
        if field.required or wants(field, scope, context):
            yield Problem(pointer, "required")
    except EvaluationError as error:
        yield error.problem.below(pointer)


def wants(field: Field, scope: Mapping[str, Value], context: Context) -> bool:
    """Whether `required_when` holds in this scope; raises `EvaluationError`."""
    return field.required_when is not None and value_of(field.required_when, scope, context) is True
