"""Choices as a schema writes them: `oneOf` of const + title, `enum`, `const`; keyed by text."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from dougong.expression.types import ANY, BOOL, NUMBER, TEXT, Type
from dougong.kinds._common import N_, json_key, refuse, types_of
from dougong.kinds._numbers import places_of
from dougong.kinds.kind import Options, Schema
from dougong.problem import Json

Listed = tuple[Json, str, bool]
#: Keywords beside `const` that leave an alternative a mere choice.
_ANNOTATIONS: Final = frozenset(
    {
        "const",
        "enum",
        "title",
        "description",
        "type",
        "deprecated",
        "order",
        "tone",
        "icon",
        "was",
        "$comment",
    }
)
CHOICE_KEYWORDS: Final[Mapping[str, Any]] = {
    "oneOf": {
        "type": "array",
        "minItems": 1,
        "items": {
            "type": "object",
            "properties": {"const": {}, "title": {"type": "string"}, "deprecated": {"type": "boolean"}},
            "required": ["const"],
        },
    },
    "enum": {"type": "array", "minItems": 1},
    "const": {},
}


def listed_choices(schema: Schema) -> list[Listed] | None:
    """(value, title, still offered) of every choice but null; None when the schema lists no choices.

    Values of another JSON type than the schema's own "type" can never be chosen and are left out.
    """
    listed, types = _all_listed(schema), types_of(schema)
    if listed is None or not types:
        return listed
    return [one for one in listed if types & _types_of_value(one[0])]


def _types_of_value(value: Json) -> frozenset[str]:
    """The JSON Schema types a value has; 3 and 3.0 are integers and numbers."""
    if isinstance(value, bool):
        return frozenset({"boolean"})
    if isinstance(value, int | float | Decimal):
        whole_number = places_of(Decimal(str(value))) == 0
        return frozenset({"number", "integer"} if whole_number else {"number"})
    if isinstance(value, str):
        return frozenset({"string"})
    return frozenset({"array"} if isinstance(value, list) else {"object"})


def _all_listed(schema: Schema) -> list[Listed] | None:
    for keyword in ("oneOf", "anyOf"):
        listed = schema.get(keyword)
        if isinstance(listed, list) and listed:
            found = [_alternative(one) for one in listed]
            if all(one is not None for one in found):
                return [one for one in found if one is not None and one[0] is not None]
    if isinstance(schema.get("enum"), list):
        return _with_titles(schema)
    if "const" in schema:
        value = schema["const"]
        return [] if value is None else [(value, _title(value), True)]
    return None


def _alternative(one: object) -> Listed | None:
    """One alternative of a `oneOf`, when it is nothing but a constant; null for `{"type": "null"}`."""
    if not isinstance(one, Mapping) or not set(one) <= _ANNOTATIONS:
        return None
    if one.get("type") == "null":
        return None, "", False
    single = one.get("enum")
    if "const" in one:
        value = one["const"]
    elif isinstance(single, list) and len(single) == 1:
        value = single[0]
    else:
        return None
    return value, str(one.get("title", _title(value))), one.get("deprecated") is not True


def _with_titles(schema: Schema) -> list[Listed]:
    """An `enum`, with the titles of `enumNames` where a schema uses that old habit."""
    values = schema["enum"]
    names = schema.get("enumNames")
    if not isinstance(names, list) or len(names) != len(values):
        names = [_title(value) for value in values]
    pairs = zip(values, names, strict=True)
    return [(value, str(title), True) for value, title in pairs if value is not None]


def _title(value: Json) -> str:
    return value if isinstance(value, str) else json_key(value)


def choice_options(schema: Schema) -> dict[str, Any]:
    """choices: key -> title, in order; retired: keys still read and no longer offered;
    values: key -> JSON value, only when some value is no text (the key is then its JSON text).
    """
    listed = listed_choices(schema) or []
    texts = all(isinstance(value, str) for value, _, _ in listed)
    keys = [str(value) if texts else json_key(value) for value, _, _ in listed]
    options: dict[str, Any] = {"choices": {key: one[1] for key, one in zip(keys, listed, strict=True)}}
    retired = tuple(key for key, (_, _, offered) in zip(keys, listed, strict=True) if not offered)
    if retired:
        options["retired"] = retired
    if not texts:
        options["values"] = {key: value for key, (value, _, _) in zip(keys, listed, strict=True)}
    return options


def choice_key(value: Any, options: Options) -> str:
    """The key of a choice value: what a form posts and `choices` is looked up by."""
    return json_key(value) if "values" in options else str(value)


def choice_value(key: str, options: Options) -> Any:
    """The value of a key; the key itself when it is unknown, so that reading can refuse it."""
    values: Mapping[str, Any] = options.get("values", {})
    return values.get(key, key)


def read_choice(json: Json, options: Options) -> Any:
    """The choice equal to this JSON. Raises `Unreadable` with code "enum" (or "type": no text)."""
    if "values" not in options and not isinstance(json, str):
        raise refuse("type", expected=N_("one of the values offered"))
    key = choice_key(json, options)
    if key not in options["choices"]:
        raise refuse("enum")
    return choice_value(key, options)


def choice_type(options: Options) -> Type:
    """The expression type of one choice: text, number or boolean when all values are, else anything."""
    values = list(options.get("values", {}).values())
    if not values:
        return TEXT
    if all(isinstance(value, bool) for value in values):
        return BOOL
    if any(isinstance(value, bool | str | list | dict) for value in values):
        return ANY
    return NUMBER


def choice_schema(options: Options) -> dict[str, Any]:
    """The plain JSON Schema of one choice."""
    titles = options["choices"].items()
    listed = [{"const": choice_value(key, options), "title": title} for key, title in titles]
    return {"oneOf": listed} if listed else {"enum": []}
