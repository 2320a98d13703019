"""The keywords that compare with a figure: one table, one function for each shape."""

from collections.abc import Callable, Iterator
from operator import ge, gt, le, lt
from typing import Any

from jsonschema.exceptions import ValidationError

from dougong.definition.plain.budget import Keyword
from dougong.definition.plain.found import complaint

Errors = Iterator[ValidationError]


def _number(fails: Callable[[Any, Any], bool], code: str) -> Keyword:
    def keyword(validator: Any, limit: Any, instance: Any, schema: Any) -> Errors:
        if validator.is_type(instance, "number") and fails(instance, limit):
            yield complaint(code, limit=limit)

    return keyword


def _size(type_: str, fails: Callable[[Any, Any], bool], code: str) -> Keyword:
    def keyword(validator: Any, limit: Any, instance: Any, schema: Any) -> Errors:
        if validator.is_type(instance, type_) and fails(len(instance), limit):
            yield complaint(code, limit=limit)

    return keyword


NUMBER_BOUNDS: dict[str, Keyword] = {
    "minimum": _number(lt, "minimum"),
    "maximum": _number(gt, "maximum"),
    "exclusiveMinimum": _number(le, "above"),
    "exclusiveMaximum": _number(ge, "below"),
}
SIZE_BOUNDS: dict[str, Keyword] = {
    "minLength": _size("string", lt, "min_length"),
    "maxLength": _size("string", gt, "max_length"),
    "minItems": _size("array", lt, "min_items"),
    "maxItems": _size("array", gt, "max_items"),
    "minProperties": _size("object", lt, "min_properties"),
    "maxProperties": _size("object", gt, "max_properties"),
}
