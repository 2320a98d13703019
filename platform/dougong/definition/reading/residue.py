"""What a schema says that no field covers: kept as a schema of its own, asked after the fields."""

from collections.abc import Mapping
from typing import Any, Final

from dougong.definition.model import Field
from dougong.definition.plain.schema import PlainSchema, compile_schema
from dougong.definition.reading.notes import Notes
from dougong.kinds import KINDS
from dougong.problem import Refused

#: The words of JSON Schema that can refuse a value, beside those that every kind takes care of itself.
_ASSERTIONS: Final = frozenset(
    {
        "enum", "const", "multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
        "minLength", "maxLength", "pattern", "minItems", "maxItems", "uniqueItems", "contains", "minContains",
        "maxContains", "prefixItems", "minProperties", "maxProperties", "propertyNames", "patternProperties",
        "dependentRequired", "dependentSchemas", "dependencies", "allOf", "anyOf", "oneOf", "not", "if",
        "then", "else", "unevaluatedItems",
    }
)  # fmt: skip
#: Of an object, what its fields and the closed record say already.
_OBJECT: Final = frozenset({"patternProperties"})


def residue_of(
    schema: Mapping[str, Any], fields: Mapping[str, Field], notes: Notes
) -> tuple[Mapping[str, Any] | None, PlainSchema | None]:
    """The residue of an entity's schema and the same compiled; (None, None) when the fields cover all of it.

    A residue that is no schema is noted at its place.
    """
    found = _of_object(schema, fields)
    if not found:
        return None, None
    kept = {word: schema[word] for word in ("$defs", "definitions") if word in schema}
    residue = {**found, **kept}
    try:
        return residue, compile_schema(residue)
    except Refused as refused:
        for problem in refused.problems:
            notes.add("", problem)
        return residue, None


def _of_object(schema: Mapping[str, Any], fields: Mapping[str, Field]) -> dict[str, Any]:
    """The leftover words of an object, and of its properties."""
    found = {word: schema[word] for word in schema if word in _ASSERTIONS - _OBJECT}
    inner = {key: left for key, field in fields.items() if (left := _of_field(field))}
    return {**found, "properties": inner} if inner else found


def _of_field(field: Field) -> dict[str, Any]:
    """The words of one field its kind does not know."""
    if field.kind == "group":
        return _of_object(field.schema, field.fields)
    known = KINDS[field.kind].keywords
    found = {word: field.schema[word] for word in field.schema if word in _ASSERTIONS and word not in known}
    items = field.schema.get("items")
    if field.kind == "rows" and isinstance(items, Mapping):
        inner = _of_object(items, field.fields)
        return {**found, "items": inner} if inner else found
    return found
