"""The keywords whose library version is slow, inexact or silent about the place: one function each.

Every function has the library's shape: (validator, value of the keyword, instance, schema) -> errors.
They say the same yes and no as the library's, which a test compares on the official suite.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from jsonschema.exceptions import FormatError, ValidationError

from dougong.definition.plain.budget import pay
from dougong.definition.plain.found import Complaint, complaint
from dougong.definition.plain.patterns import found_in, matched
from dougong.definition.pointers import join
from dougong.kinds import json_key

Errors = Iterator[ValidationError]
V = Any  # the library's validator: its class is made at run time


def type_(validator: V, types: str | list[str], instance: Any, schema: V) -> Errors:
    """`type`: one name or several."""
    names = [types] if isinstance(types, str) else types
    if not any(validator.is_type(instance, name) for name in names):
        yield complaint("type", expected=" / ".join(str(name) for name in names))


def enum(validator: V, values: list[Any], instance: Any, schema: V) -> Errors:
    """`enum`: equal to one of the values."""
    key = _key(validator, instance)
    if not any(_alike(value, instance) and _key(validator, value) == key for value in values):
        yield complaint("enum")


def _alike(one: Any, other: Any) -> bool:
    """Whether two values can be equal at all: a container is only compared with its like."""
    return isinstance(one, dict | list) == isinstance(other, dict | list)


def _key(validator: V, value: Any) -> str:
    """The text that is equal for equal values, paid for by its length."""
    key = json_key(value)
    pay(validator, len(key) // 64)
    return key


def const(validator: V, value: Any, instance: Any, schema: V) -> Errors:
    """`const`: equal to the value."""
    if not _alike(value, instance) or _key(validator, instance) != _key(validator, value):
        yield complaint("const", expected=value if isinstance(value, str) else json_key(value))


def required(validator: V, keys: list[str], instance: Any, schema: V) -> Errors:
    """`required`: the problem points at the key that is missing."""
    if isinstance(instance, dict):
        for key in keys:
            if key not in instance:
                yield complaint("required", join((key,)))


def additional_properties(validator: V, value: Any, instance: Any, schema: Mapping[str, Any]) -> Errors:
    """`additionalProperties`: the problem points at the key that should not be there."""
    if not isinstance(instance, dict):
        return
    known = schema.get("properties", {})
    patterns = schema.get("patternProperties", {})
    pay(validator, len(instance) * len(patterns))
    for key in instance:
        if key in known or any(found_in(pattern, key) for pattern in patterns):
            continue
        if value is False:
            yield complaint("unknown_key", join((key,)), key=key)
        elif value is not True:
            yield from validator.descend(instance[key], value, path=key)


def property_names(validator: V, value: Any, instance: Any, schema: V) -> Errors:
    """`propertyNames`: the problem points at the key, "unknown_key" where the keys possible are listed."""
    if not isinstance(instance, dict):
        return
    for key in instance:
        error = next(validator.descend(instance=key, schema=value), None)
        if error is not None:
            code = error.cause.problem.code if isinstance(error.cause, Complaint) else ""
            unknown = code in ("enum", "const", "not_allowed")
            yield complaint("unknown_key" if unknown else "name", join((key,)), key=key)


def pattern_properties(validator: V, patterns: Mapping[str, Any], instance: Any, schema: V) -> Errors:
    """`patternProperties`, under RE2."""
    if not isinstance(instance, dict):
        return
    pay(validator, len(instance) * len(patterns))
    for pattern, subschema in patterns.items():
        for key in instance:
            if found_in(pattern, key):
                yield from validator.descend(instance[key], subschema, path=key, schema_path=pattern)


def pattern(validator: V, value: str, instance: Any, schema: V) -> Errors:
    """`pattern`, under RE2; one that RE2 cannot read is reported beforehand and not run."""
    if isinstance(instance, str) and not matched(value, instance):
        yield complaint("pattern", pattern=value)


def format_(validator: V, value: str, instance: Any, schema: V) -> Errors:
    """`format`, asserted for texts."""
    try:
        validator.format_checker.check(instance, value)
    except FormatError:
        yield complaint("format", expected=value)


def multiple_of(validator: V, step: Any, instance: Any, schema: V) -> Errors:
    """`multipleOf`, computed with integers, so exactly."""
    if not validator.is_type(instance, "number"):
        return
    up, down = Decimal(instance).as_integer_ratio(), Decimal(step).as_integer_ratio()
    if (up[0] * down[1]) % (up[1] * down[0]):
        yield complaint("multiple_of", limit=step)


def unique_items(validator: V, value: Any, instance: Any, schema: V) -> Errors:
    """`uniqueItems`, by a canonical text of each entry: linear, and 1 is 1.0 but not true."""
    if not value or not isinstance(instance, list):
        return
    pay(validator, len(instance))
    seen: set[str] = set()
    for position, item in enumerate(instance):
        key = _key(validator, item)
        if key in seen:
            yield complaint("unique_items", join((position,)))
            return
        seen.add(key)


def dependent_required(validator: V, value: Mapping[str, list[str]], instance: Any, schema: V) -> Errors:
    """`dependentRequired`: the problem points at the key that is missing."""
    if isinstance(instance, dict):
        for key, needed in value.items():
            for other in needed if key in instance else ():
                if other not in instance:
                    yield complaint("required", join((other,)))


def dependencies(validator: V, value: Mapping[str, Any], instance: Any, schema: V) -> Errors:
    """`dependencies` of draft-07: keys that must be there too, or a schema."""
    if not isinstance(instance, dict):
        return
    for key, dependency in value.items():
        if key not in instance:
            continue
        if isinstance(dependency, list):
            yield from dependent_required(validator, {key: dependency}, instance, schema)
        else:
            yield from validator.descend(instance, dependency, schema_path=key)


def not_(validator: V, subschema: Any, instance: Any, schema: V) -> Errors:
    """`not`; `{"not": {}}` is how a schema that is plainly `false` is carried (see `prepare`)."""
    if subschema == {}:
        yield complaint("not_allowed")
    elif validator.evolve(schema=subschema).is_valid(instance):
        yield complaint("schema", keyword="not")
