"""A record as its JSON, as far as its reader may see it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from dougong.admission import Entry
from dougong.admission.entry import PROJECT_FIELD
from dougong.definition import Field
from dougong.definition.pointers import any_covers
from dougong.kinds import KINDS
from dougong.problem import Json, JsonObject, Ref, Value, Values
from dougong.storage import Record

#: The platform's own names, each with how it is told.
SYSTEM: Final = ("number", "state", "created_at", "created_by", "updated_at", "updated_by")


def record_json(entry: Entry, record: Record, keys: Sequence[str] | None = None) -> JsonObject:
    """A record: id, version, the platform's own names, and `values` by field key. What has no value is absent.

    keys: of the fields told; None for all. Personal data are told as pages show them, never whole.
    """
    fields = entry.entity.fields
    wanted = fields if keys is None else {key: fields[key] for key in keys if key in fields}
    values = _values(wanted, record.values, "", tuple(record.hidden))
    shaped = PROJECT_FIELD in entry.shaped.fields and PROJECT_FIELD not in fields
    if shaped and record.project is not None and _told(record, PROJECT_FIELD):
        values = {PROJECT_FIELD: str(record.project.id), **values}
    out: JsonObject = {"id": str(record.id), "version": record.version}
    for name in SYSTEM:
        value = getattr(record, name)
        if value is not None and _told(record, name):
            out[name] = _system(value)
    if record.deleted_at is not None:
        out["deleted_at"] = record.deleted_at.isoformat()
    out["values"] = values
    return out


def value_json(field: Field, value: Value) -> Json:
    """One value as records tell it."""
    if value is None:
        return None
    if KINDS[field.kind].personal or field.masked:
        return KINDS[field.kind].as_text(value, field.options)
    return KINDS[field.kind].write(value, field.options)


def _values(fields: Mapping[str, Field], values: Values, above: str, hidden: tuple[str, ...]) -> JsonObject:
    out: JsonObject = {}
    for key, field in fields.items():
        value: Any = values.get(key)
        if value is None or (hidden and any_covers(hidden, f"{above}/{key}")):
            continue
        if field.kind == "rows":
            out[key] = [_row(field, row, f"{above}/{key}/*", hidden) for row in value]
        elif field.kind == "group" and field.fields:
            out[key] = _values(field.fields, value, f"{above}/{key}", hidden)
        else:
            out[key] = value_json(field, value)
    return out


def _row(field: Field, row: Mapping[str, Any], above: str, hidden: tuple[str, ...]) -> JsonObject:
    told = _values(field.fields, row, above, hidden)
    return {"id": str(row["id"]), **told} if row.get("id") else told


def _told(record: Record, name: str) -> bool:
    return not record.hidden or not any_covers(tuple(record.hidden), f"/{name}")


def _system(value: Any) -> Json:
    if isinstance(value, Ref):
        return str(value.id)
    return value if isinstance(value, str) else str(value.isoformat())
