"""A field's value as JSON and back, for what is kept as JSON text: `custom`, groups, many-valued fields,
events.

Personal data are sealed in it.
"""

from collections.abc import Mapping
from typing import Any, cast

from dougong.definition.model import Field
from dougong.expression import TEXT
from dougong.kinds import KINDS, Unreadable
from dougong.problem import Json, Value
from dougong.storage import secret
from dougong.storage.columns import keeping
from dougong.storage.jsontext import dumps, loads


def is_personal(field: Field) -> bool:
    """Whether the field's values are sealed at rest."""
    return keeping(field).codec in {"personal", "sealed_json"}


def write_value(field: Field, value: Any) -> Json:
    """The wire form of one value that is not None, personal data sealed."""
    if field.kind == "rows":
        return [write_all(field.fields, row) | ({"id": row["id"]} if row.get("id") else {}) for row in value]
    if field.kind == "group" and field.fields:
        return cast(Json, write_all(field.fields, value))
    if is_personal(field):
        return secret.seal(dumps(KINDS[field.kind].write(value, field.options)))
    return KINDS[field.kind].write(value, field.options)


def read_value(field: Field, json: Json) -> Value:
    """The value of a wire form that `write_value` made."""
    if field.kind == "rows":
        return tuple(_read_row(field.fields, row) for row in cast(list[dict[str, Json]], json))
    if field.kind == "group" and field.fields:
        return read_all(field.fields, cast(dict[str, Json], json))
    if is_personal(field):
        json = loads(secret.unseal(str(json)))
    kind = KINDS[field.kind]
    try:
        return kind.read(json, field.options)
    except Unreadable:
        if isinstance(json, str) and kind.type == TEXT:
            return json  # written when the field was another kind of text: kept as it is, told when next saved
        raise


def write_all(fields: Mapping[str, Field], values: Mapping[str, Any]) -> dict[str, Json]:
    """The wire form of several fields; what has no value is left out."""
    return {key: write_value(field, values[key]) for key, field in fields.items() if values.get(key) is not None}


def read_all(fields: Mapping[str, Field], json: Mapping[str, Json]) -> dict[str, Value]:
    """The opposite of `write_all`."""
    return {key: read_value(field, json[key]) for key, field in fields.items() if json.get(key) is not None}


def write_plain(fields: Mapping[str, Field], values: Mapping[str, Any]) -> dict[str, Json]:
    """The wire form of several fields with personal data readable: never stored, only compared."""
    out: dict[str, Json] = {}
    for key, field in sorted(fields.items()):
        value = values.get(key)
        if value is None:
            continue
        if field.kind == "rows":
            out[key] = [write_plain(field.fields, row) | ({"id": row["id"]} if row.get("id") else {}) for row in value]
        elif field.kind == "group" and field.fields:
            out[key] = write_plain(field.fields, value)
        else:
            out[key] = KINDS[field.kind].write(value, field.options)
    return out


def _read_row(fields: Mapping[str, Field], json: Mapping[str, Json]) -> dict[str, Value]:
    row = read_all(fields, json)
    return row | {"id": cast(Value, json["id"])} if json.get("id") else row
