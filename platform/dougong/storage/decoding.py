"""Single columns back to values: what groups have in common."""

from collections.abc import Callable
from typing import Any

from dougong.problem import Ref, Value
from dougong.storage.codecs import moment_out, uuid_out
from dougong.storage.source import Source, unknown
from dougong.storage.system import SYSTEM

_OF_SYSTEM: dict[str, Callable[[Any], Value]] = {
    "project": lambda value: Ref("project", uuid_out(value)),
    "created_by": lambda value: Ref("user", uuid_out(value)),
    "updated_by": lambda value: Ref("user", uuid_out(value)),
    "created_at": moment_out,
    "updated_at": moment_out,
}


def decoder_of(source: Source, key: str) -> Callable[[Any], Value]:
    """The function that makes a value of what the column of `key` holds.

    Raises Refused for what one column does not hold as a whole: such fields cannot be grouped by.
    """
    slot = source.shape.slots.get(key)
    if slot is not None:
        if len(slot.columns) > 1 or slot.codec.beside:
            raise unknown(key)
        return slot.codec.decode
    if key not in SYSTEM:
        raise unknown(key)
    return _OF_SYSTEM.get(key, lambda value: value)
