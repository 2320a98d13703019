"""From values back to their wire form."""

from collections.abc import Mapping
from typing import Any

from dougong.definition.model import Entity, Field
from dougong.definition.values.reading import ROW_ID
from dougong.kinds import KINDS
from dougong.problem import JsonObject, Values


def write_values(entity: Entity, values: Values) -> JsonObject:
    """The JSON of a record. What has no value is absent; keys that are no field are left out."""
    return _write(entity.fields, values)


def _write(fields: Mapping[str, Field], values: Mapping[str, Any]) -> JsonObject:
    out: JsonObject = {}
    for key, field in fields.items():
        value = values.get(key)
        if value is None:
            continue
        if field.kind == "rows":
            out[key] = [_write_row(field, row) for row in value]
        elif field.kind == "group" and field.fields:
            out[key] = _write(field.fields, value)
        else:
            out[key] = KINDS[field.kind].write(value, field.options)
    return out


def _write_row(field: Field, row: Mapping[str, Any]) -> JsonObject:
    written = _write(field.fields, row)
    return {ROW_ID: row[ROW_ID], **written} if row.get(ROW_ID) else written
