"""From values to the columns of one row."""

from collections.abc import Mapping
from typing import Any

from dougong.problem import Problem, Refused
from dougong.storage.codecs import BIGINT_MAX
from dougong.storage.jsontext import dumps
from dougong.storage.shapes import Shape, Slot
from dougong.storage.wire import write_value


def encode(shape: Shape, values: Mapping[str, Any], pointer: str = "") -> dict[str, Any]:
    """Column -> database value of every field in `values` that is kept in columns; `custom` is
    `encode_custom`'s.

    pointer: of the record or row, for problems. Raises Refused (code "limit") for a number too large to keep.
    """
    found: dict[str, Any] = {}
    for key, slot in shape.slots.items():
        if key in values:
            found.update(zip(slot.columns, _encoded(slot, values[key], f"{pointer}/{key}"), strict=True))
    return found


def _encoded(slot: Slot, value: Any, pointer: str) -> tuple[Any, ...]:
    if value is None:
        return (None,) * len(slot.columns)
    try:
        kept = slot.codec.encode(value)
    except ValueError as error:
        raise Refused([Problem(pointer, "scale", {"limit": slot.scale, "reason": str(error)})]) from None
    if any(isinstance(one, int) and abs(one) > BIGINT_MAX for one in kept):
        raise Refused([Problem(pointer, "limit", {"what": "a number", "limit": BIGINT_MAX})])
    return kept


def encode_custom(shape: Shape, values: Mapping[str, Any], beside: Mapping[str, Any] | None = None) -> str | None:
    """The JSON of the fields kept in `custom`; None when none of them has a value.

    beside: what else stands there, of fields that are out of sight now and may come back; it stays.
    """
    kept = dict(beside or {})
    kept |= {key: write_value(field, values[key]) for key, field in shape.custom.items() if values.get(key) is not None}
    return dumps(kept) if kept else None
