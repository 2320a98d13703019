"""JSON as text with every number exact: never a float on the way in or out."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def dumps(value: Any) -> str:
    """Compact JSON text; a Decimal is written as a number with every digit it has."""
    try:
        return _ENCODER.encode(value)
    except TypeError:
        return _exact(value)  # there is a Decimal in it, which the quick way does not know


def _exact(value: Any) -> str:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{_ENCODER.encode(str(key))}:{_exact(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_exact, value)) + "]"
    return _ENCODER.encode(value)


def loads(text: str) -> Any:
    """The opposite of `dumps`: numbers with a fraction or exponent come back as Decimal."""
    return json.loads(text, parse_float=Decimal)
