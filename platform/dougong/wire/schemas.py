"""Entities as plain JSON Schemas: what programs send and are answered, as far as somebody may see it."""

from collections.abc import Mapping
from typing import Any, Final

from dougong.admission import Entry
from dougong.definition import Field
from dougong.definition.values.reading import MAX_ROWS
from dougong.kinds import KINDS

#: Words of the definition that say something to a program; formulas and conditions may name what is hidden.
_OWN_WORDS: Final = ("kind", "reference", "unit", "tree", "masked")
#: A decimal as text, in any form that is taken.
DECIMAL: Final = {"type": "string", "pattern": r"^[+-]?[0-9]{1,200}(\.[0-9]{1,200})?([eE][+-]?[0-9]{1,4})?$"}
UUID: Final = {"type": "string", "format": "uuid"}


def entity_schema(entry: Entry, *, sent: bool) -> dict[str, Any]:
    """The values of a record. sent: as they are written, where null empties a field; else as they are answered."""
    fields = entry.shaped.fields
    shown = {
        key: one for key, one in fields.items() if key not in entry.entity.fields or entry.reach.showing(f"/{key}")
    }
    return {
        "type": "object",
        "title": entry.entity.title,
        "properties": {
            key: _property(entry, one, f"/{key}", sent=sent) for key, one in shown.items() if _is_sent(one, sent=sent)
        },
        "additionalProperties": False,
    }


def field_schema(field: Field, *, sent: bool) -> dict[str, Any]:
    """One field, without what is below it."""
    if not sent and (KINDS[field.kind].personal or field.masked):
        plain: dict[str, Any] = {"type": "string"}
    else:
        plain = _as_sent(field) if sent else KINDS[field.kind].json_schema(field.options)
    own = {word: field.schema[word] for word in _OWN_WORDS if word in field.schema}
    told = {"title": field.title, **({"description": field.help} if field.help else {})}
    found = {**told, **own, **_plain(plain)}
    if field.computed is not None or field.rollup is not None or field.sequence is not None:
        found["readOnly"] = True
    return found


def _as_sent(field: Field) -> dict[str, Any]:
    """The form in which a value is taken: decimals as texts or as numbers."""
    plain = KINDS[field.kind].json_schema(field.options)
    if field.kind == "geo_point":
        return _point(plain)
    if field.kind == "geo_polygon":
        return {**plain, "items": _point(plain["items"])}
    if KINDS[field.kind].scale is not None and plain.get("type") == "string":
        return {"anyOf": [DECIMAL, {"type": "number"}]}
    return plain


def _point(plain: Mapping[str, Any]) -> dict[str, Any]:
    either = {"anyOf": [DECIMAL, {"type": "number"}]}
    return {**plain, "properties": dict.fromkeys(plain["properties"], either)}


def _property(entry: Entry, field: Field, pointer: str, *, sent: bool) -> dict[str, Any]:
    found = field_schema(field, sent=sent)
    if field.kind == "rows":
        found["items"] = _object(entry, field.fields, f"{pointer}/*", sent=sent, row=True)
        found.setdefault("maxItems", MAX_ROWS)
    elif field.kind == "group" and field.fields:
        found |= _object(entry, field.fields, pointer, sent=sent, row=False)
    return {"anyOf": [found, {"type": "null"}]} if sent else found


def _object(entry: Entry, fields: Mapping[str, Field], above: str, *, sent: bool, row: bool) -> dict[str, Any]:
    shown = {
        key: _property(entry, one, f"{above}/{key}", sent=sent)
        for key, one in fields.items()
        if entry.reach.showing(f"{above}/{key}") and _is_sent(one, sent=sent)
    }
    return {"type": "object", "properties": {**({"id": UUID} if row else {}), **shown}, "additionalProperties": False}


def _is_sent(field: Field, *, sent: bool) -> bool:
    """What is worked out is answered, never sent."""
    return not sent or (field.computed is None and field.rollup is None and field.sequence is None)


def _plain(value: Any) -> Any:
    """JSON Schema as JSON: exact numbers become plain ones."""
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, str | int | bool) or value is None:
        return value
    whole = int(value)
    return whole if whole == value else float(value)
