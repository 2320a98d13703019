"""A schema whose keywords have values of their own kind: what makes no sense is left out."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

TYPES: Final = frozenset({"string", "number", "integer", "boolean", "object", "array", "null"})
#: Nesting beyond which a part is left out; the definition's own limit is the same.
MAX_DEPTH: Final = 64

Keep = Callable[[Any], bool]


def _schema(value: Any) -> bool:
    return isinstance(value, Mapping | bool)


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _number(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _type(value: Any) -> bool:
    listed = value if isinstance(value, list) else [value]
    return bool(listed) and all(isinstance(one, str) and one in TYPES for one in listed)


#: Keywords that hold one schema, a list of them, a map of them.
_ONE: Final = frozenset(
    {"additionalProperties", "unevaluatedProperties", "propertyNames", "contains", "additionalItems",
     "unevaluatedItems", "not", "if", "then", "else"}
)  # fmt: skip
_LISTS: Final = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
_MAPS: Final = frozenset({"properties", "patternProperties", "$defs", "definitions", "dependentSchemas"})
_PLAIN: Final[Mapping[str, Keep]] = {
    "type": _type,
    "required": _texts,
    "enum": lambda value: isinstance(value, list),
    "examples": lambda value: isinstance(value, list),
    **dict.fromkeys(("title", "description", "format", "pattern", "$ref", "$id", "$anchor", "$schema"), _text),
    **dict.fromkeys(("$dynamicRef", "$dynamicAnchor", "$recursiveRef"), _text),
    **dict.fromkeys(
        ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength",
         "minItems", "maxItems", "minProperties", "maxProperties"), _number),
    **dict.fromkeys(("readOnly", "uniqueItems", "deprecated"), _flag),
    "dependentRequired": lambda value: isinstance(value, Mapping) and all(map(_texts, value.values())),
}  # fmt: skip


def tidy(schema: Any, depth: int = 0) -> Any:
    """A copy of any JSON that was meant as a schema, safe to build a form from."""
    if not isinstance(schema, Mapping):
        return schema if isinstance(schema, bool) else True
    found: dict[str, Any] = {}
    for word, value in schema.items():
        kept = _word(word, value, depth + 1) if depth < MAX_DEPTH else None
        if kept is not None:
            found[word] = kept[0]
    return found


def _word(word: str, value: Any, depth: int) -> tuple[Any] | None:
    """The value of a keyword, tidied, in a tuple of its own; None to leave the keyword out."""
    if word in _ONE:
        return (tidy(value, depth),) if _schema(value) else None
    if word in _LISTS or (word == "items" and isinstance(value, list)):
        return ([tidy(one, depth) for one in value],) if isinstance(value, list) else None
    if word in _MAPS:
        return ({key: tidy(one, depth) for key, one in value.items()},) if isinstance(value, Mapping) else None
    if word == "items":
        return (tidy(value, depth),) if _schema(value) else None
    if word == "dependencies":
        return (_dependencies(value, depth),) if isinstance(value, Mapping) else None
    keep = _PLAIN.get(word)
    return (value,) if keep is None or keep(value) else None


def _dependencies(value: Mapping[str, Any], depth: int) -> dict[str, Any]:
    return {
        key: one if isinstance(one, list) else tidy(one, depth)
        for key, one in value.items()
        if _schema(one) or _texts(one)
    }
