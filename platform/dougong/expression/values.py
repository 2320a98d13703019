"""Values at run time: what kind they are, numbers kept exact, text forms, equality and order."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Context, Decimal, DivisionByZero, InvalidOperation, Overflow, Subnormal
from typing import Final, cast
from uuid import UUID

from dougong.expression.errors import fault
from dougong.expression.limits import EXPONENT, PRECISION, QUOTIENT_PLACES
from dougong.expression.types import TypeName
from dougong.problem import GeoPoint, Ref, Value

#: Contexts are only ever asked for results: their flags collect and nobody reads them.
EXACT: Final = Context(
    prec=PRECISION,
    rounding=ROUND_HALF_UP,
    Emax=EXPONENT,
    Emin=-EXPONENT,
    traps=[Overflow, Subnormal, InvalidOperation, DivisionByZero],
)
#: Wide enough that nothing is rounded here, except a quotient, and that far beyond its last place.
_WIDE: Final = Context(prec=400, rounding=ROUND_HALF_UP, traps=[InvalidOperation, DivisionByZero])
_QUOTIENT: Final = Decimal(f"1e-{QUOTIENT_PLACES}")
_ORDERED: Final = frozenset({"number", "text", "date", "time", "datetime"})

_KINDS: Final[dict[type, TypeName]] = {
    type(None): "null", bool: "bool", int: "number", Decimal: "number", str: "text", datetime: "datetime",
    date: "date", time: "time", Ref: "ref", GeoPoint: "geo", tuple: "list", list: "list", dict: "row",
}  # fmt: skip


def kind_of(value: object) -> TypeName:
    """The type's name. What no formula knows (a float, any other object) is "any": nothing works with it."""
    kind = _KINDS.get(type(value))
    if kind is not None:
        return kind
    if isinstance(value, Mapping):
        return "row"
    for base, name in _KINDS.items():  # subclasses: bool and datetime stand before int and date
        if isinstance(value, base):
            return name
    return "any"


def number(value: Value, op: str, at: int) -> Decimal:
    """The value as a Decimal. Raises `EvaluationError` when it is no (finite) number."""
    if type(value) is not Decimal:
        if kind_of(value) != "number":
            raise fault("operand", at, op=op, expected="number", type=kind_of(value))
        value = Decimal(cast("int", value))
    if value.is_finite() and -EXPONENT <= value.adjusted() <= EXPONENT:
        return value
    if value.is_zero():
        return Decimal(0)
    raise fault("number_too_large", at)


def whole(value: Value, op: str, at: int) -> int:
    """The value as an int of at most nine digits. Raises `EvaluationError`."""
    exact = number(value, op, at)
    if abs(exact) >= 10**9 or exact != int(exact):
        raise fault("whole", at, op=op)
    return int(exact)


def add(left: Decimal, right: Decimal, at: int) -> Decimal:
    """Sum to 28 digits. Raises `EvaluationError` when out of range, as the three below do."""
    try:
        return EXACT.add(left, right)
    except (Overflow, Subnormal):
        raise fault("number_too_large", at) from None


def subtract(left: Decimal, right: Decimal, at: int) -> Decimal:
    """Difference to 28 digits."""
    try:
        return EXACT.subtract(left, right)
    except (Overflow, Subnormal):
        raise fault("number_too_large", at) from None


def multiply(left: Decimal, right: Decimal, at: int) -> Decimal:
    """Product to 28 digits."""
    try:
        return EXACT.multiply(left, right) or Decimal(0)  # never a negative zero
    except (Overflow, Subnormal):
        raise fault("number_too_large", at) from None


def divide(left: Decimal, right: Decimal, at: int) -> Decimal | None:
    """Quotient to 12 places (and 28 digits); None when the divisor is 0."""
    if not right:
        return None
    quotient = _WIDE.divide(left, right)
    if quotient.adjusted() < PRECISION - QUOTIENT_PLACES:
        quotient = quotient.quantize(_QUOTIENT, rounding=ROUND_HALF_UP, context=_WIDE)
    return add(quotient, Decimal(0), at)


def remainder(left: Decimal, right: Decimal, at: int) -> Decimal | None:
    """Remainder with the sign of `left`; None when the divisor is 0."""
    if not right:
        return None
    return add(_WIDE.remainder(left, right), Decimal(0), at)


def round_to(value: Decimal, places: int, rounding: str, at: int) -> Decimal:
    """`value` with `places` decimal places; negative places round to tens, hundreds ..."""
    return add(value.quantize(Decimal(f"1e{-places}"), rounding=rounding, context=_WIDE), Decimal(0), at)


def plain(value: Decimal) -> str:
    """A number as text: no exponent, no needless zeros, no negative zero."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def as_text(value: Value, op: str, at: int) -> str | None:
    """A single value as plain text; null stays null. Raises `EvaluationError` for lists, rows and places."""
    match value:
        case None | str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return plain(number(value, op, at))
        case date() | time():
            return value.isoformat()
        case Ref(id=UUID() as identity):
            return str(identity)
    raise fault("operand", at, op=op, expected="text", type=kind_of(value))


def less(left: Value, right: Value, op: str, at: int) -> bool:
    """`left < right` of numbers, texts (by code point), dates, times or moments. Raises `EvaluationError`."""
    one, other = kind_of(left), kind_of(right)
    if one != other or one not in _ORDERED:
        raise fault("operands", at, op=op, left=one, right=other)
    try:
        return bool(left < right)  # type: ignore[operator]  # both are of the one ordered kind found above
    except (TypeError, InvalidOperation):  # moments with and without a zone; NaN
        raise fault("operands", at, op=op, left=one, right=other) from None
