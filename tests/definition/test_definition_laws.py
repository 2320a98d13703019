"""Laws that hold for every record and every schema, tried on random ones."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import jsonschema
from definition_material import example
from dougong.definition import (
    Context,
    Entity,
    apply_defaults,
    check_values,
    compile_schema,
    compute,
    read_entity,
    read_module,
    readonly_pointers,
    write_values,
)
from dougong.definition.pointers import split
from dougong.problem import Ref, Refused
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from jsonschema.validators import extend
from referencing import Registry

ME = Ref("user", UUID(int=9))
ID = "00000000-0000-7000-8000-00000000000{}"
FUNCTIONS: Any = {
    "std_hours": lambda worker, day: Decimal(8),
    "rate_card": lambda worker, day: Decimal("380.00"),
    "hours_of_day": lambda workers, day: Decimal(10),
    "attendance": lambda worker, day: Decimal(12),
}
CONTEXT = Context(today=date(2025, 4, 10), me=ME, functions=FUNCTIONS)
SLIP = read_module(example(), hash="x").entities["slip"]

SCALARS = st.none() | st.booleans() | st.integers(-99, 99) | st.text(max_size=5)
NUMBERS = st.decimals(-1000, 1000, places=2)
WORDS = st.sampled_from(["own", "subcontractor", "2025-04-10", "today", "8", "0.125", "-3", ID.format(1), "x"])
JSON = st.recursive(
    SCALARS | NUMBERS | WORDS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*SLIP.fields, *SLIP.fields["rows"].fields, "id", "z"]), inner, max_size=6)
    ),
    max_leaves=25,
)


def near(entity: Entity) -> st.SearchStrategy[Any]:
    """Records that look right enough to get far."""
    rows = st.lists(
        st.dictionaries(st.sampled_from([*entity.fields["rows"].fields, "id"]), JSON, max_size=5), max_size=3
    )
    return st.dictionaries(st.sampled_from([*entity.fields, "z"]), JSON, max_size=8).flatmap(
        lambda record: rows.map(lambda lines: {**record, "rows": lines})
    )


@given(JSON | near(SLIP), st.booleans())
@settings(max_examples=250, suppress_health_check=[HealthCheck.too_slow])
def test_no_input_makes_a_check_fail_and_every_problem_has_a_place(instance: Any, complete: bool) -> None:
    context = Context(today=CONTEXT.today, me=ME, functions=FUNCTIONS, complete=complete)
    checked = check_values(SLIP, instance, context)
    for problem in checked.problems:
        value = instance
        for key in split(problem.pointer)[:-1]:
            value = value[int(key)] if isinstance(value, list) else value[key]


@given(near(SLIP))
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_written_reads_back_the_same(instance: Any) -> None:
    checked = check_values(SLIP, instance, CONTEXT)
    again = check_values(SLIP, write_values(SLIP, checked.values), CONTEXT)
    kept = {key: value for key, value in again.values.items() if value is not None}
    assert kept == {key: value for key, value in checked.values.items() if value is not None}


@given(near(SLIP))
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
def test_defaults_add_and_never_change_and_once_is_enough(instance: Any) -> None:
    filled = apply_defaults(SLIP, instance, CONTEXT)
    assert all(filled[key] == value for key, value in instance.items() if key != "rows")
    assert len(filled.get("rows", [])) == len(instance.get("rows", []))  # type: ignore[arg-type]
    assert apply_defaults(SLIP, filled, CONTEXT) == filled


@given(near(SLIP))
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
def test_computing_again_changes_nothing(instance: Any) -> None:
    values = check_values(SLIP, instance, CONTEXT).values
    once = compute(SLIP, values, CONTEXT)
    assert compute(SLIP, once, CONTEXT) == once
    assert {"/total"} <= readonly_pointers(SLIP, once, CONTEXT)


KEYS = st.sampled_from(["a", "b", "c"])


def schemas(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    listed = st.lists(inner, min_size=1, max_size=3)
    words = {
        "type": st.sampled_from(["object", "array", "string", "integer", "number", "null", "boolean"]),
        "properties": st.dictionaries(KEYS, inner, max_size=3),
        "required": st.lists(KEYS, unique=True, max_size=2),
        "additionalProperties": inner,
        "patternProperties": st.dictionaries(st.sampled_from(["^a", "b|c", "."]), inner, max_size=2),
        "propertyNames": inner,
        "items": inner,
        "prefixItems": listed,
        "contains": inner,
        "minContains": st.integers(0, 2),
        "maxContains": st.integers(0, 2),
        "unevaluatedItems": inner,
        "unevaluatedProperties": inner,
        "dependentRequired": st.dictionaries(KEYS, st.lists(KEYS, unique=True, max_size=2), max_size=2),
        "dependentSchemas": st.dictionaries(KEYS, inner, max_size=2),
        "allOf": listed,
        "anyOf": listed,
        "oneOf": listed,
        "not": inner,
        "if": inner,
        "then": inner,
        "else": inner,
        "enum": st.lists(SCALARS | NUMBERS, min_size=1, max_size=3),
        "const": SCALARS | NUMBERS,
        "minimum": st.integers(-5, 5) | NUMBERS,
        "exclusiveMaximum": st.integers(-5, 50),
        "multipleOf": st.sampled_from([1, 2, Decimal("0.5"), Decimal("0.01")]),
        "minLength": st.integers(0, 3),
        "maxItems": st.integers(0, 3),
        "minProperties": st.integers(0, 2),
        "uniqueItems": st.booleans(),
        "pattern": st.sampled_from(["^[a-z]*$", "a", "^.$"]),
        "format": st.sampled_from(["date", "email", "uuid", "none"]),
        "$ref": st.sampled_from(["#/$defs/x", "#/$defs/y"]),
    }
    chosen = st.lists(st.sampled_from(sorted(words)), max_size=4, unique=True)
    return chosen.flatmap(lambda keys: st.fixed_dictionaries({key: words[key] for key in keys}))


SCHEMAS = st.recursive(st.booleans() | st.just({}), schemas, max_leaves=8)
INSTANCES = st.recursive(
    SCALARS | NUMBERS | st.sampled_from(["2025-01-31", "a@b.co", "abc"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


def is_integer(checker: Any, value: Any) -> bool:
    if isinstance(value, Decimal):
        return value == value.to_integral_value()
    return isinstance(value, int) and not isinstance(value, bool)


LIBRARY = extend(
    jsonschema.Draft202012Validator,
    type_checker=jsonschema.Draft202012Validator.TYPE_CHECKER.redefine("integer", is_integer),
)


@given(SCHEMAS, SCHEMAS, SCHEMAS, INSTANCES)
@settings(max_examples=600, suppress_health_check=[HealthCheck.too_slow])
def test_on_random_schemas_we_say_what_the_library_says(schema: Any, x: Any, y: Any, instance: Any) -> None:
    whole = {"$defs": {"x": x, "y": y}, "allOf": [schema]}
    try:
        ours = compile_schema(whole)
    except Refused as refused:
        circle = {problem.code for problem in refused.problems} == {"ref_cycle"}
        assume(not circle)
        raise
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    theirs = LIBRARY(whole, registry=Registry(), format_checker=checker).is_valid(instance)
    assert (ours.problems(instance) == ()) is theirs


def test_readonly_follows_its_condition_in_rows_too() -> None:
    entity = read_entity("m", "e", {"type": "object", "properties": {
        "open": {"type": "boolean"},
        "rows": {"type": "array", "items": {"type": "object", "properties": {
            "n": {"type": "integer"}, "m": {"type": "integer", "readonly_when": "n > 1 || !record.open"}}}},
        "fixed": {"type": "string", "readOnly": True},
        "running": {"type": "integer", "sequence": {"per": ["project"], "start": 1}},
    }})  # fmt: skip
    values = check_values(entity, {"open": True, "rows": [{"n": 1}, {"n": 2}]}, CONTEXT).values
    assert readonly_pointers(entity, values, CONTEXT) == {"/rows/1/m", "/fixed", "/running"}
    closed = check_values(entity, {"open": False, "rows": [{"n": 1}]}, CONTEXT).values
    assert readonly_pointers(entity, closed, CONTEXT) == {"/rows/0/m", "/fixed", "/running"}
