"""The dialects of JSON Schema: the library's validators with our keywords in place of theirs."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from jsonschema import (
    Draft3Validator,
    Draft4Validator,
    Draft6Validator,
    Draft7Validator,
    Draft201909Validator,
    Draft202012Validator,
    TypeChecker,
)
from jsonschema.validators import extend

from dougong.definition.plain import keywords as word
from dougong.definition.plain.bounds import NUMBER_BOUNDS, SIZE_BOUNDS
from dougong.definition.plain.budget import Keyword, counted
from dougong.definition.plain.choosing import any_of, one_of
from dougong.definition.plain.lists import additional_items, contains, contains_any, items, unevaluated_items
from dougong.definition.plain.unevaluated import unevaluated_properties

#: The dialect of a schema that names none.
DEFAULT: Final = "https://json-schema.org/draft/2020-12/schema"

_SHARED: Final[Mapping[str, Keyword]] = {
    **SIZE_BOUNDS,
    "enum": word.enum,
    "additionalProperties": word.additional_properties,
    "patternProperties": word.pattern_properties,
    "pattern": word.pattern,
    "format": word.format_,
    "uniqueItems": word.unique_items,
    "additionalItems": additional_items,
    "multipleOf": word.multiple_of,
}
_SINCE_4: Final[Mapping[str, Keyword]] = {
    "type": word.type_,
    "required": word.required,
    "not": word.not_,
    "anyOf": any_of,
    "oneOf": one_of,
}
_SINCE_6: Final[Mapping[str, Keyword]] = {
    **NUMBER_BOUNDS,
    "const": word.const,
    "dependencies": word.dependencies,
    "propertyNames": word.property_names,
    "contains": contains_any,
}
_SINCE_2019: Final[Mapping[str, Keyword]] = {
    "dependentRequired": word.dependent_required,
    "unevaluatedProperties": unevaluated_properties,
    "contains": contains,
}
_SINCE_2020: Final[Mapping[str, Keyword]] = {"items": items, "unevaluatedItems": unevaluated_items}


def _is_integer(checker: TypeChecker, instance: object) -> bool:
    """1.0 is an integer; so is 1e3."""
    if isinstance(instance, Decimal):
        return instance.is_finite() and instance.as_integer_ratio()[1] == 1
    return isinstance(instance, int) and not isinstance(instance, bool)


def _made(library: Any, *layers: Mapping[str, Keyword], whole: bool = True) -> Any:
    """A validator class of ours: the library's words, replaced where we have our own, each paid for."""
    ours = {name: keyword for layer in (_SHARED, *layers) for name, keyword in layer.items()}
    words = {name: counted(ours.get(name, keyword)) for name, keyword in library.VALIDATORS.items()}
    types = library.TYPE_CHECKER
    return extend(library, words, type_checker=types.redefine("integer", _is_integer) if whole else types)


#: Our validator class by the id of the dialect's meta-schema (without a last "#").
DIALECTS: Final[Mapping[str, Any]] = {
    "http://json-schema.org/draft-03/schema": _made(Draft3Validator, whole=False),
    "http://json-schema.org/draft-04/schema": _made(Draft4Validator, _SINCE_4, whole=False),
    "http://json-schema.org/draft-06/schema": _made(Draft6Validator, _SINCE_4, _SINCE_6),
    "http://json-schema.org/draft-07/schema": _made(Draft7Validator, _SINCE_4, _SINCE_6),
    "https://json-schema.org/draft/2019-09/schema": _made(Draft201909Validator, _SINCE_4, _SINCE_6, _SINCE_2019),
    DEFAULT: _made(Draft202012Validator, _SINCE_4, _SINCE_6, _SINCE_2019, _SINCE_2020),
}


def dialect_of(schema: object) -> str:
    """The dialect a schema names in `$schema`; 2020-12 when it names none, or none that is known."""
    named = schema.get("$schema") if isinstance(schema, Mapping) else None
    known = named.removesuffix("#") if isinstance(named, str) else DEFAULT
    return known if known in DIALECTS else DEFAULT
