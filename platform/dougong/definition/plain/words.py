"""Where schemas stand inside a schema."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

#: Keywords whose value is a schema judged on the same value: going there goes no deeper into the data.
SAME_VALUE: Final = ("not", "if", "then", "else")
SAME_VALUE_LISTS: Final = ("allOf", "anyOf", "oneOf")
SAME_VALUE_MAPS: Final = ("dependentSchemas", "dependencies")
#: Keywords whose value is a schema judged on a part of the value.
PART: Final = (
    "additionalProperties", "propertyNames", "contains", "items", "additionalItems",
    "unevaluatedItems", "unevaluatedProperties", "contentSchema",
)  # fmt: skip
PART_LISTS: Final = ("prefixItems", "items")
PART_MAPS: Final = ("properties", "patternProperties")
#: Keywords that only keep schemas for reference.
KEPT_MAPS: Final = ("$defs", "definitions")
REFERENCES: Final = ("$ref", "$dynamicRef", "$recursiveRef")

Path = tuple[str | int, ...]


def same_value(schema: Mapping[str, Any]) -> Iterator[tuple[Path, Any]]:
    """The subschemas judged on the same value, each with its path."""
    yield from _subschemas(schema, SAME_VALUE, SAME_VALUE_LISTS, SAME_VALUE_MAPS)


def subschemas(schema: Mapping[str, Any]) -> Iterator[tuple[Path, Any]]:
    """Every subschema directly inside, each with its path."""
    yield from same_value(schema)
    yield from _subschemas(schema, PART, PART_LISTS, (*PART_MAPS, *KEPT_MAPS))


def _subschemas(
    schema: Mapping[str, Any], single: tuple[str, ...], lists: tuple[str, ...], maps: tuple[str, ...]
) -> Iterator[tuple[Path, Any]]:
    for word in single:
        if isinstance(schema.get(word), Mapping | bool):
            yield (word,), schema[word]
    for word in lists:
        if isinstance(schema.get(word), list):
            yield from (((word, position), one) for position, one in enumerate(schema[word]))
    for word in maps:
        if isinstance(schema.get(word), Mapping):
            for key, one in schema[word].items():
                if isinstance(one, Mapping | bool):
                    yield (word, key), one
