"""Our meta-schemas as the JSON editor of the workshop knows them: a part of JSON Schema, checked by itself.

It wants a type everywhere and properties in every object; what it cannot draw is left to the document as text.
"""

from collections.abc import Mapping
from typing import Any, Final

_KEPT: Final = ("title", "description", "enum", "const", "default", "minimum", "maximum", "minItems", "maxItems",
                "minLength", "maxLength", "format", "required")  # fmt: skip
#: What the editor draws where a schema leaves everything open.
_ANYTHING: Final = {"type": "string"}


def simple(schema: Any, value: Any) -> dict[str, Any] | None:
    """The schema of a document for the editor; None when the editor would lose something of `value`."""
    found = _simple(schema, value)
    return found if found is not None and found.get("type") == "object" else None


def _simple(schema: Any, value: Any) -> dict[str, Any] | None:
    if not isinstance(schema, Mapping):
        return dict(_ANYTHING) if value is None or isinstance(value, str) else None
    schema = _chosen(schema, value)
    type_ = _type_of(schema, value)
    kept = {key: schema[key] for key in _KEPT if key in schema}
    if isinstance(value, Mapping) or (value is None and type_ == "object"):
        return _object(schema, value or {}, kept)
    if isinstance(value, list) or (value is None and type_ == "array"):
        return _array(schema, value or [], kept)
    if value is not None and not _fits(type_, value):
        return None
    return {**kept, "type": type_}


def _object(schema: Mapping[str, Any], value: Mapping[str, Any], kept: dict[str, Any]) -> dict[str, Any] | None:
    """An object: what it may have, and what this one has beside it, each by its own key."""
    known = schema.get("properties", {})
    patterns = list(schema.get("patternProperties", {}).values())
    others = schema.get("additionalProperties", patterns[0] if patterns else {})
    properties = {}
    for key in dict.fromkeys([*value, *known]):
        one = _simple(known.get(key, others), value.get(key))
        if one is None:
            return None
        properties[key] = {"title": key, **one}
    required = [key for key in kept.pop("required", ()) if key in properties]
    return {**kept, "type": "object", "properties": properties, "required": required}


def _array(schema: Mapping[str, Any], value: list[Any], kept: dict[str, Any]) -> dict[str, Any] | None:
    """A list: all of its entries must be alike."""
    items = schema.get("items", {})
    shapes = [_simple(items, one) for one in value] or [_simple(items, None)]
    if any(one is None or one.get("type") == "object" for one in shapes) or any(one != shapes[0] for one in shapes):
        return None
    return {**kept, "type": "array", "items": shapes[0]}


def _chosen(schema: Mapping[str, Any], value: Any) -> Mapping[str, Any]:
    """Of several possibilities the first that the value fits."""
    ways = [one for word in ("oneOf", "anyOf") for one in schema.get(word, ()) if isinstance(one, Mapping)]
    for one in ways:
        if value is None or _fits(_type_of(one, value), value):
            return {**schema, **one}
    return schema


def _type_of(schema: Mapping[str, Any], value: Any) -> str:
    given = schema.get("type")
    if isinstance(given, list):
        return next((one for one in given if _fits(one, value)), str(given[0]))
    if given is not None:
        return str(given)
    if schema.get("enum"):
        return _name(schema["enum"][0])
    if "const" in schema:
        return _name(schema["const"])
    return _name(value) if value is not None else "object" if "properties" in schema else "string"


def _name(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    names = {str: "string", float: "number", list: "array"}
    return next((name for type_, name in names.items() if isinstance(value, type_)), "object")


def _fits(type_: str, value: Any) -> bool:
    return _name(value) == type_ or (type_ == "number" and _name(value) == "integer")
