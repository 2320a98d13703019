"""`unevaluatedProperties`, with patterns under RE2."""

from collections.abc import Iterator
from typing import Any

from jsonschema.exceptions import ValidationError
from referencing.jsonschema import lookup_recursive_ref

from dougong.definition.plain.budget import pay
from dougong.definition.plain.found import complaint
from dougong.definition.plain.lists import branches
from dougong.definition.plain.patterns import found_in
from dougong.definition.pointers import join

Errors = Iterator[ValidationError]


def unevaluated_properties(validator: Any, value: Any, instance: Any, schema: Any) -> Errors:
    """Every key no other keyword has judged must fit; the problem points at the key."""
    if not isinstance(instance, dict):
        return
    looked_at = _looked_at(validator, instance, schema)
    for key in instance:
        if key in looked_at:
            continue
        if value is False:
            yield complaint("unknown_key", join((key,)), key=key)
        else:
            yield from validator.descend(instance[key], value, path=key, schema_path=key)


def _looked_at(validator: Any, instance: dict[str, Any], schema: Any) -> set[str]:
    """The keys some keyword of the schema has judged, in place."""
    if isinstance(schema, bool):
        return set()
    pay(validator, len(instance))
    found = set(schema.get("properties", {})) & set(instance)
    for inner, contents in _referred(validator, schema):
        found |= _looked_at(inner, instance, contents)
    for keyword in ("additionalProperties", "unevaluatedProperties"):
        if keyword in schema:
            found |= {key for key in instance if _fits(validator, instance[key], schema[keyword])}
    for pattern in schema.get("patternProperties", ()):
        found |= {key for key in instance if found_in(pattern, key)}
    for key, subschema in schema.get("dependentSchemas", {}).items():
        if key in instance:
            found |= _looked_at(validator, instance, subschema)
    for subschema in branches(validator, instance, schema):
        found |= _looked_at(validator, instance, subschema)
    return found


def _referred(validator: Any, schema: Any) -> Iterator[tuple[Any, Any]]:
    """What the references of the schema lead to, each with a validator standing there."""
    resolver = validator._resolver
    found = [resolver.lookup(schema[word]) for word in ("$ref", "$dynamicRef") if word in schema]
    if "$recursiveRef" in schema:
        found.append(lookup_recursive_ref(resolver))
    for resolved in found:
        inner = validator.evolve(schema=resolved.contents, _resolver=resolved.resolver)
        yield inner, resolved.contents


def _fits(validator: Any, value: Any, subschema: Any) -> bool:
    return next(validator.descend(value, subschema), None) is None
