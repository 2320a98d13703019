"""Walks the fields in dependency order: hides what is not visible, computes what is computed."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from decimal import Context as DecimalContext

from dougong.definition.context import Context
from dougong.definition.model import Entity, Field
from dougong.definition.pointers import escape
from dougong.definition.reading.order import field_at
from dougong.definition.values.foreseeing import foresee
from dougong.definition.values.scope import Holder, Spot, places, value_of
from dougong.expression import EvaluationError, Expr, Type
from dougong.kinds import KINDS, Unreadable, type_of
from dougong.problem import GeoPoint, Problem, Ref, Value

#: Enough digits to quantise any value the formula language can hold (exponents up to 100 either way).
_DIGITS = DecimalContext(prec=220, rounding=ROUND_HALF_UP)

#: What a value of each expression type is in Python. A type that is not here fits anything.
_CLASSES: Mapping[str, tuple[type, ...]] = {
    "bool": (bool,),
    "number": (int, Decimal),
    "text": (str,),
    "date": (date,),
    "time": (time,),
    "datetime": (datetime,),
    "duration": (int, Decimal),
    "geo": (GeoPoint,),
    "ref": (Ref,),
    "list": (tuple,),
    "row": (Mapping,),
}


def step(
    entity: Entity, values: Holder, context: Context, *, reading: bool = False, hide: bool = True
) -> tuple[list[Problem], set[str]]:
    """Fill `values` in place. Returns what went wrong and the pointers of the fields that are hidden.

    reading: also compute what is evaluated on read (its rollups must be among the values or system names).
    hide: apply `visible_when`; False only computes.
    """
    problems: list[Problem] = []
    hidden: set[str] = set()
    for path in entity.steps:
        keys = tuple(path.split("/"))
        field = field_at(entity.fields, keys)
        spots = places(values, context, keys)
        foresee(_asked(field, reading=reading, hide=hide), spots, context)
        for spot in spots:
            pointer = f"{spot.pointer}/{escape(field.key)}"
            try:
                if hide and not shown(field, spot, context):
                    hidden.add(pointer)
                    spot.holder[field.key] = () if field.kind == "rows" else None
                elif field.computed is not None and (reading or not field.on_read):
                    spot.holder[field.key] = None
                    value = fitted(field, value_of(field.computed, spot.scope, context))
                    found = _wrong(field, value)
                    problems += (problem.below(pointer) for problem in found)
                    spot.holder[field.key] = None if found else value
            except EvaluationError as error:
                problems.append(error.problem.below(pointer))
    return problems, hidden


def _asked(field: Field, *, reading: bool, hide: bool) -> tuple[Expr, ...]:
    """The formulas of a field that a step works out."""
    own = field.computed if reading or not field.on_read else None
    return tuple(one for one in (field.visible_when if hide else None, own) if one is not None)


def shown(field: Field, spot: Spot, context: Context) -> bool:
    """Whether `visible_when` holds; raises `EvaluationError`."""
    return field.visible_when is None or value_of(field.visible_when, spot.scope, context) is True


def _wrong(field: Field, value: Value) -> tuple[Problem, ...]:
    """What the kind says against a computed value; a value of another type is no value of it."""
    if value is None:
        return ()
    kind = KINDS[field.kind]
    if not _fits(type_of(kind, field.options), value):
        return (Problem("", "type", {"expected": kind.name}),)
    try:
        return tuple(kind.check(kind.read(kind.write(value, field.options), field.options), field.options))
    except Unreadable as unreadable:
        return (unreadable.problem,)


def _fits(expected: Type, value: Value) -> bool:
    """Whether a value is of a type, entries of a list included; a date-time is no date, a truth no number."""
    if isinstance(value, bool | datetime):
        return expected.name in ("any", "bool" if isinstance(value, bool) else "datetime")
    if isinstance(value, tuple) and expected.name == "list" and expected.item is not None:
        return all(_fits(expected.item, one) for one in value)
    return isinstance(value, _CLASSES.get(expected.name, (object,)))


def fitted(field: Field, value: Value) -> Value:
    """A formula's result as a value of the field: decimals at the field's scale, whole numbers whole."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return value
    kind = KINDS[field.kind]
    if kind.name in ("integer", "duration"):
        return int(_DIGITS.to_integral_value(Decimal(value)))
    scale = field.options.get("scale", kind.scale)
    if not isinstance(scale, int):
        return Decimal(value)
    return Decimal(value).quantize(Decimal(1).scaleb(-scale), context=_DIGITS)
