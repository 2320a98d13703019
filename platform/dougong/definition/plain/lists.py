"""Keywords of lists: `items` after a prefix, `contains`, and `unevaluatedItems`."""

from collections.abc import Iterator
from typing import Any

from jsonschema.exceptions import ValidationError

from dougong.definition.plain.found import complaint
from dougong.definition.pointers import join

Errors = Iterator[ValidationError]


def items(validator: Any, value: Any, instance: Any, schema: Any) -> Errors:
    """`items` of 2020-12: every entry after `prefixItems`."""
    if not isinstance(instance, list):
        return
    for position in range(len(schema.get("prefixItems", [])), len(instance)):
        if value is False:
            yield complaint("max_items", limit=position)
            return
        yield from validator.descend(instance[position], value, path=position)


def additional_items(validator: Any, value: Any, instance: Any, schema: Any) -> Errors:
    """`additionalItems` of draft-07: every entry after a list of `items`."""
    listed = schema.get("items", {})
    if not isinstance(instance, list) or not isinstance(listed, list):
        return
    for position in range(len(listed), len(instance)):
        if value is False:
            yield complaint("max_items", limit=len(listed))
            return
        yield from validator.descend(instance[position], value, path=position)


def contains(validator: Any, value: Any, instance: Any, schema: Any) -> Errors:
    """`contains` with `minContains` and `maxContains`."""
    if not isinstance(instance, list):
        return
    judge = validator.evolve(schema=value)
    count = sum(1 for item in instance if judge.is_valid(item))
    if count < schema.get("minContains", 1):
        yield complaint("schema", keyword="contains" if not count else "minContains")
    elif "maxContains" in schema and count > schema["maxContains"]:
        yield complaint("schema", keyword="maxContains")


def contains_any(validator: Any, value: Any, instance: Any, schema: Any) -> Errors:
    """`contains` of draft-07."""
    if isinstance(instance, list):
        judge = validator.evolve(schema=value)
        if not any(judge.is_valid(item) for item in instance):
            yield complaint("schema", keyword="contains")


def unevaluated_items(validator: Any, value: Any, instance: Any, schema: Any) -> Errors:
    """`unevaluatedItems` of 2020-12. As in the library, any entry nobody looked at is refused, or, where
    the value is a schema, must fit it."""
    if not isinstance(instance, list):
        return
    looked_at = _looked_at(validator, instance, schema)
    for position in range(len(instance)):
        if position not in looked_at:
            yield complaint("schema", join((position,)), keyword="unevaluatedItems")
            return


def _looked_at(validator: Any, instance: list[Any], schema: Any) -> set[int]:
    """The positions some keyword of the schema has judged, in place."""
    if isinstance(schema, bool):
        return set()
    if "items" in schema:
        return set(range(len(instance)))
    found = set(range(len(schema.get("prefixItems", []))))
    for keyword in ("$ref", "$dynamicRef"):
        if keyword in schema:
            resolved = validator._resolver.lookup(schema[keyword])
            inner = validator.evolve(schema=resolved.contents, _resolver=resolved.resolver)
            found |= _looked_at(inner, instance, resolved.contents)
    for keyword in ("contains", "unevaluatedItems"):
        if keyword in schema:
            judge = validator.evolve(schema=schema[keyword])
            found |= {position for position, item in enumerate(instance) if judge.is_valid(item)}
    for subschema in branches(validator, instance, schema):
        found |= _looked_at(validator, instance, subschema)
    return found


def branches(validator: Any, instance: Any, schema: Any) -> Iterator[Any]:
    """The subschemas that apply to the same value: fitting alternatives, and the branch an `if` takes."""
    for keyword in ("allOf", "oneOf", "anyOf"):
        for subschema in schema.get(keyword, ()):
            if next(validator.descend(instance, subschema), None) is None:
                yield subschema
    if "if" in schema:
        if validator.evolve(schema=schema["if"]).is_valid(instance):
            yield schema["if"]
            yield schema.get("then", {})
        else:
            yield schema.get("else", {})
