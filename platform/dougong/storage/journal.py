"""Wire values as they may stand in the event log: personal data sealed."""

from collections.abc import Mapping
from typing import Any

from dougong.definition.model import Field
from dougong.storage.secret import seal
from dougong.storage.wire import is_personal


def seal_personal(fields: Mapping[str, Field], wire: Mapping[str, Any]) -> dict[str, Any]:
    """A wire form with every personal value as ciphertext of the tenant in scope, rows included.

    Keys that are no field (state, number, reason) pass as they are.
    """
    return {key: _sealed(fields.get(key), value) for key, value in wire.items()}


def _sealed(field: Field | None, value: Any) -> Any:
    if field is None or value is None:
        return value
    if field.kind == "rows" and isinstance(value, list):
        return [seal_personal(field.fields, row) for row in value]
    if field.kind == "group" and isinstance(value, Mapping):
        return seal_personal(field.fields, value)
    if is_personal(field):
        return [seal(str(one)) for one in value] if isinstance(value, list) else seal(str(value))
    return value
