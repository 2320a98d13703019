"""Exact numbers: reading without rounding, and limits written as numbers or as decimal text."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from dougong.kinds._common import BIGINT, MAX_DIGITS, MAX_EXPONENT, N_, not_a, refuse, too_large
from dougong.kinds.kind import Options, Schema
from dougong.problem import Json, Problem

_DECIMAL: Final = re.compile(r"[+-]?[0-9]{1,200}(?:\.[0-9]{1,200})?(?:[eE][+-]?[0-9]{1,4})?")
#: A step of `multipleOf` beyond this exponent is not computed with.
MAX_STEP_EXPONENT: Final = 400
DECIMAL_TEXT: Final[Mapping[str, Any]] = {
    "anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}]
}
LIMIT_KEYWORDS: Final[Mapping[str, Any]] = {
    "minimum": DECIMAL_TEXT,
    "maximum": DECIMAL_TEXT,
    "exclusiveMinimum": DECIMAL_TEXT,
    "exclusiveMaximum": DECIMAL_TEXT,
    "multipleOf": DECIMAL_TEXT,
    "unit": {"type": "string", "maxLength": 20},
}
_LIMITS: Final = {
    "minimum": "minimum",
    "maximum": "maximum",
    "above": "exclusiveMinimum",
    "below": "exclusiveMaximum",
    "multiple_of": "multipleOf",
}


def to_decimal(json: Json, *, texts: bool) -> Decimal:
    """An exact decimal of a JSON number, or of decimal text when `texts`.

    Raises `Unreadable`: no number (also NaN and Infinity), more than 38 digits, exponent beyond 100.
    """
    if isinstance(json, bool):
        raise not_a(N_("a number"))
    if isinstance(json, str) and texts and _DECIMAL.fullmatch(json):
        json = Decimal(json)
    if isinstance(json, int):
        if abs(json) >= 10**MAX_DIGITS:
            raise too_large(N_("the digits of a number"), MAX_DIGITS)
        json = Decimal(json)
    if not isinstance(json, Decimal) or not json.is_finite():
        raise not_a(N_("a number"))
    return _within_limits(json)


def read_integer(json: Json) -> int:
    """A whole number that fits 64 bits; JSON knows no integers, so 3.0 is one. Raises `Unreadable`."""
    if isinstance(json, Decimal) and json.is_finite() and places_of(json) == 0:
        json = int(json) if json.adjusted() <= MAX_EXPONENT else BIGINT
    if isinstance(json, bool) or not isinstance(json, int):
        raise not_a(N_("a whole number"))
    if not -BIGINT <= json < BIGINT:
        raise too_large(N_("a whole number"), BIGINT - 1)
    return json


def _within_limits(value: Decimal) -> Decimal:
    """Refuses numbers whose digits or exponent pass the house limits; zero always fits."""
    if not value:
        return Decimal(0)
    digits, exponent = significant(value)
    if abs(value.adjusted()) > MAX_EXPONENT or abs(exponent) > MAX_EXPONENT:
        raise too_large(N_("the exponent of a number"), MAX_EXPONENT)
    if digits > MAX_DIGITS:
        raise too_large(N_("the digits of a number"), MAX_DIGITS)
    return value


def significant(value: Decimal) -> tuple[int, int]:
    """How many digits count, and the exponent of the last of them (-2: two decimal places)."""
    _, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int) or not any(digits):
        return 1, 0
    count = len(digits)
    while digits[count - 1] == 0:
        count -= 1
    return count, exponent + len(digits) - count


def places_of(value: Decimal) -> int:
    """Decimal places that count: 1.50 has one."""
    return max(0, -significant(value)[1])


def check_scale(value: Decimal, *, places: int, stored: int) -> Decimal:
    """The value, when it fits `places` and a 64-bit integer scaled by `stored`; never rounds.

    Raises `Unreadable` with code "scale" or "limit".
    """
    if places_of(value) > places:
        raise refuse("scale", limit=places)
    numerator, denominator = value.as_integer_ratio()
    if abs(numerator) * 10**stored >= BIGINT * denominator:
        raise too_large(N_("the amount"), Decimal((BIGINT - 1) // 10**stored))
    return value


def limit_options(schema: Schema) -> dict[str, Any]:
    """minimum, maximum, above, below (exclusive), multiple_of as Decimal; unit; unsupported keywords."""
    options: dict[str, Any] = {}
    for option, keyword in _LIMITS.items():
        value = schema.get(keyword)
        if value is None or isinstance(value, bool):
            continue
        limit = _as_limit(value)
        if limit is None:
            continue
        if option == "multiple_of" and abs(limit.adjusted()) > MAX_STEP_EXPONENT:
            options["unsupported"] = ("multipleOf",)
        else:
            options[option] = limit
    if isinstance(schema.get("unit"), str):
        options["unit"] = schema["unit"]
    return options


def _as_limit(value: object) -> Decimal | None:
    """A limit of a schema; None when it is no number (the meta-schema says so elsewhere)."""
    if isinstance(value, str) and not _DECIMAL.fullmatch(value):
        return None
    if not isinstance(value, str | int | float | Decimal):
        return None
    limit = Decimal(str(value))
    return limit if limit.is_finite() else None


def check_limits(value: Decimal | int, options: Options) -> Iterable[Problem]:
    """minimum, maximum, exclusive limits and multipleOf."""
    if "minimum" in options and value < options["minimum"]:
        yield Problem("", "minimum", {"limit": options["minimum"]})
    if "maximum" in options and value > options["maximum"]:
        yield Problem("", "maximum", {"limit": options["maximum"]})
    if "above" in options and value <= options["above"]:
        yield Problem("", "above", {"limit": options["above"]})
    if "below" in options and value >= options["below"]:
        yield Problem("", "below", {"limit": options["below"]})
    step = options.get("multiple_of")
    if step and not is_multiple(Decimal(value), step):
        yield Problem("", "multiple_of", {"limit": step})


def is_multiple(value: Decimal, step: Decimal) -> bool:
    """Whether `value` is a whole multiple of `step`, computed with integers, so exactly."""
    if step <= 0:
        return True
    left, right = value.as_integer_ratio(), step.as_integer_ratio()
    return (left[0] * right[1]) % (left[1] * right[0]) == 0


def limit_schema(options: Options) -> dict[str, Any]:
    """The limits as plain JSON Schema keywords."""
    return {keyword: options[option] for option, keyword in _LIMITS.items() if option in options}
