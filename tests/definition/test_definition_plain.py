"""Plain JSON Schema: codes and places of problems, exact numbers, safe patterns, poisons."""

import time
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from dougong.definition import Context, check_values, compile_schema, read_schema
from dougong.problem import Refused


def problems(schema: Any, instance: Any) -> set[tuple[str, str]]:
    return {(problem.pointer, problem.code) for problem in compile_schema(schema).problems(instance)}


def refused(schema: Any) -> set[tuple[str, str]]:
    with pytest.raises(Refused) as error:
        compile_schema(schema)
    return {(problem.pointer, problem.code) for problem in error.value.problems}


PLACES: list[tuple[Any, Any, set[tuple[str, str]]]] = [
    ({"required": ["a", "b/c"]}, {"a": 1}, {("/b~1c", "required")}),
    ({"properties": {"a": {}}, "additionalProperties": False}, {"b": 1}, {("/b", "unknown_key")}),
    ({"additionalProperties": {"type": "string"}}, {"b": 1}, {("/b", "type")}),
    ({"unevaluatedProperties": False, "properties": {"a": {}}}, {"a": 1, "b": 1}, {("/b", "unknown_key")}),
    ({"items": {"type": "integer"}}, [1, "x", 2.5], {("/1", "type"), ("/2", "type")}),
    ({"prefixItems": [{}], "items": False}, [1, 2], {("", "max_items")}),
    ({"uniqueItems": True}, [1, Decimal("1.0")], {("/1", "unique_items")}),
    ({"uniqueItems": True}, [1, True, "1", [1], {"a": 1}], set()),
    ({"enum": [1, {"a": [2]}]}, {"a": [Decimal("2.0")]}, set()),
    ({"enum": ["a"]}, "b", {("", "enum")}),
    ({"const": False}, 0, {("", "const")}),
    ({"minimum": 3}, 2, {("", "minimum")}),
    ({"maximum": 3}, Decimal("3.01"), {("", "maximum")}),
    ({"exclusiveMinimum": 3}, 3, {("", "above")}),
    ({"exclusiveMaximum": 3}, 3, {("", "below")}),
    ({"minLength": 2}, "字", {("", "min_length")}),
    ({"maxLength": 2}, "𝒳𝒳𝒳", {("", "max_length")}),
    ({"minItems": 1}, [], {("", "min_items")}),
    ({"maxItems": 1}, [1, 2], {("", "max_items")}),
    ({"minProperties": 1}, {}, {("", "min_properties")}),
    ({"maxProperties": 1}, {"a": 1, "b": 1}, {("", "max_properties")}),
    ({"pattern": "^a"}, "b", {("", "pattern")}),
    ({"format": "date"}, "2025-02-30", {("", "format")}),
    ({"multipleOf": Decimal("0.01")}, Decimal("19.99"), set()),
    ({"multipleOf": Decimal("0.01")}, Decimal("19.999"), {("", "multiple_of")}),
    ({"type": "integer"}, Decimal("1.0"), set()),
    ({"type": "integer"}, True, {("", "type")}),
    ({"contains": {"const": 1}}, [2], {("", "schema")}),
    ({"not": {"type": "string"}}, "x", {("", "schema")}),
    ({"properties": {"a": False}}, {"a": 1}, {("/a", "not_allowed")}),
    (False, 1, {("", "not_allowed")}),
    (True, 1, set()),
    ({"dependentRequired": {"a": ["b"]}}, {"a": 1}, {("/b", "required")}),
    ({"if": {"required": ["a"]}, "then": {"required": ["b"]}}, {"a": 1}, {("/b", "required")}),
    ({"$schema": "http://json-schema.org/draft-07/schema#", "items": [{}], "additionalItems": False}, [1, 2],
     {("", "max_items")}),
    ({"$schema": "http://json-schema.org/draft-07/schema#", "dependencies": {"a": ["b"]}}, {"a": 1},
     {("/b", "required")}),
    ({"$schema": "http://json-schema.org/draft-04/schema#", "minimum": 3, "exclusiveMinimum": True}, 3,
     {("", "schema")}),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "instance", "expected"), PLACES)
def test_every_problem_has_its_place_and_code(schema: Any, instance: Any, expected: set[Any]) -> None:
    assert problems(schema, instance) == expected


ALTERNATIVES: list[tuple[Any, Any, set[tuple[str, str]]]] = [
    ([{"const": "a", "title": "A"}, {"const": "b"}], "c", {("", "enum")}),
    ([{"type": "string"}, {"type": "null"}], 1, {("", "type")}),
    ([{"type": "null"}, {"type": "string", "minLength": 3}], "x", {("", "min_length")}),
    ([{"properties": {"k": {"const": "p"}, "n": {"type": "integer"}}, "required": ["k"]},
      {"properties": {"k": {"const": "q"}}, "required": ["k"]}], {"k": "p", "n": "x"}, {("/n", "type")}),
    ([{"required": ["a"]}, {"required": ["b"]}], {}, {("", "schema")}),
]  # fmt: skip


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
@pytest.mark.parametrize(("branches", "instance", "expected"), ALTERNATIVES)
def test_the_alternative_that_was_meant_speaks(keyword: str, branches: Any, instance: Any, expected: set[Any]) -> None:
    assert problems({keyword: branches}, instance) == expected


def test_two_fitting_alternatives_of_one_of() -> None:
    assert problems({"oneOf": [{"type": "integer"}, {"minimum": 1}]}, 2) == {("", "schema")}


def test_patterns_beyond_re2_are_told_and_not_run() -> None:
    schema = compile_schema({
        "properties": {"a": {"pattern": r"(?=x)y"}, "b": {"patternProperties": {r"(a)\1": False}}},
        "pattern": "^" + "a" * 600,
    })  # fmt: skip
    assert set(schema.unsupported) == {
        "/pattern",
        "/properties/a/pattern",
        "/properties/b/patternProperties/(a)\\1",
    }
    assert schema.problems({"a": "anything", "b": {"aa": 1}}) == ()


def test_an_unknown_dialect_is_read_as_2020_12_and_told() -> None:
    schema = compile_schema({"$schema": "https://example.com/mine", "prefixItems": [{"type": "string"}]})
    assert schema.unsupported == ("/$schema",)
    assert {problem.pointer for problem in schema.problems([1])} == {"/0"}


def test_what_is_no_schema_is_refused_at_its_place() -> None:
    assert refused({"properties": {"a": {"type": "strin"}}}) == {("/properties/a/type", "schema")}
    assert refused({"minLength": -1}) == {("/minLength", "minimum")}
    assert refused([]) == {("", "type")}


def test_references_stay_inside_the_document() -> None:
    assert refused({"$ref": "#/$defs/none"}) == {("/$ref", "ref")}
    assert refused({"properties": {"a": {"$ref": "https://example.com/x.json"}}}) == {("/properties/a/$ref", "ref")}
    assert problems({"$ref": "https://json-schema.org/draft/2020-12/schema"}, {"type": 1}) == {("/type", "schema")}


def test_a_reference_in_a_circle_is_refused_unless_the_data_goes_deeper() -> None:
    assert refused({"$ref": "#"}) == {("", "ref_cycle")}
    around = {"a": {"anyOf": [{"$ref": "#/$defs/b"}]}, "b": {"not": {"$ref": "#/$defs/a"}}}
    assert {code for _, code in refused({"$ref": "#/$defs/a", "$defs": around})} == {"ref_cycle"}
    tree = {"$defs": {"node": {"properties": {"child": {"$ref": "#/$defs/node"}}, "required": ["name"]}},
            "$ref": "#/$defs/node"}  # fmt: skip
    assert problems(tree, {"name": "x", "child": {"child": {"name": "y"}}}) == {("/child/name", "required")}


def nested(depth: int) -> Any:
    root: dict[str, Any] = {}
    inner = root
    for _ in range(depth):
        inner["a"] = {}
        inner = inner["a"]
    return root


def doubling(levels: int) -> Any:
    definitions: dict[str, Any] = {f"d{i}": {"allOf": [{"$ref": f"#/$defs/d{i + 1}"}] * 2} for i in range(levels)}
    return {"$ref": "#/$defs/d0", "$defs": {**definitions, f"d{levels}": {"type": "string"}}}


LEVEL = {"properties": {"a": {"oneOf": [{"$ref": "#/$defs/n"}, {"$ref": "#/$defs/n"}]}}}
POISONS: dict[str, tuple[Any, Any, str]] = {
    "deep schema": (nested(5000), {}, "limit"),
    "deep record": ({}, nested(5000), "limit"),
    "many fields": ({"properties": {f"f{i}": {"type": "string"} for i in range(10_000)}}, {}, "limit"),
    "doubling": (doubling(17), "x", "limit"),
    "doubling with the data": ({"$defs": {"n": LEVEL}, "$ref": "#/$defs/n"}, nested(30), "limit"),
    "chain": ({"$ref": "#/$defs/d0", "$defs": {f"d{i}": {"$ref": f"#/$defs/d{i + 1}"} for i in range(2000)}
               | {"d2000": {}}}, 1, "limit"),
    "pattern": ({"pattern": "^(a+)+$"}, "a" * 5000 + "b", "pattern"),
    "pattern of an inner dialect": (
        {"properties": {"a": {"$schema": "http://json-schema.org/draft-07/schema#", "pattern": "^(a+)+$"}}},
        {"a": "a" * 40 + "b"}, "pattern"),
    "unique objects": ({"uniqueItems": True}, [{"a": i} for i in range(999)] + [{"a": 0}], "unique_items"),
    "long list": ({}, [0] * 1001, "limit"),
    "large enum": ({"enum": [{"a": i} for i in range(5000)]}, {"a": -1}, "enum"),
    "alternatives times rows": (
        {"items": {"anyOf": [{"required": [f"x{i}"]} for i in range(2000)]}}, [{}] * 1000, "limit"),
    "key patterns": (
        {"patternProperties": {f"^f{i}$": {} for i in range(2000)}},
        {f"f{i}": 1 for i in range(1000)}, "limit"),
    "huge number": ({"type": "integer"}, Decimal("1e999999999"), "limit"),
    "fine step": ({"multipleOf": Decimal("1e-999999999")}, 1, "limit"),
    "long format": ({"format": "regex"}, "(" * 60_000, "format"),
    "false many times": (
        {"allOf": [{"properties": {"a": False}}] * 4000}, {"a": ["x" * 1000] * 900}, "limit"),
}  # fmt: skip


@pytest.mark.parametrize("name", POISONS)
def test_poisons_are_refused_or_answered_quickly(name: str) -> None:
    schema, instance, code = POISONS[name]
    start = time.process_time()
    try:
        found = {problem.code for problem in compile_schema(schema).problems(instance)}
    except Refused as error:
        found = {problem.code for problem in error.problems}
    assert code in found
    assert time.process_time() - start < 5, "of this process; one second is the aim, a slow machine has room"


def test_a_plain_schema_is_judged_by_its_own_text() -> None:
    entity = read_schema({
        "type": "object",
        "properties": {"a": {"type": "string", "title": "Name"}, "b": {"type": "array", "items": {
            "type": "object", "properties": {"c": {"type": "integer"}}}}},
        "required": ["a"],
    })  # fmt: skip
    context = Context(today=date(2025, 1, 1))
    assert [field.title for field in entity.fields.values()] == ["Name", "B"]
    checked = check_values(entity, {"a": "", "extra": 1, "b": [{"c": "x"}]}, context)
    assert {(problem.pointer, problem.code) for problem in checked.problems} == {("/b/0/c", "type")}
    assert checked.values["a"] == ""
    listed = read_schema({"type": "array", "items": {"type": "integer"}})
    assert listed.fields == {}
    assert listed.root is not None
    assert check_values(listed, [1, "x"], context).problems[0].pointer == "/1"


def test_published_schemas_with_mistakes_are_read_without_them() -> None:
    entity = read_schema({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "object",
        "properties": {
            "a": {"type": "string", "required": True},
            "b": {"type": "strng"},
            "c": {"enum": "x"},
            "d": {"type": "integer"},
        },
    })  # fmt: skip
    assert entity.compiled is not None
    assert set(entity.compiled.unsupported) == {
        "/properties/a/required",
        "/properties/b/type",
        "/properties/c/enum",
    }
    assert [problem.pointer for problem in entity.compiled.problems({"a": 1, "b": 1, "d": "x"})] == [
        "/a",
        "/d",
    ]


def test_more_than_500_fields_are_refused() -> None:
    inner = {"type": "object", "properties": {f"f{i}": {} for i in range(300)}}
    assert len(read_schema({"properties": {"a": inner}}).fields) == 1
    with pytest.raises(Refused):
        read_schema({"properties": {"a": inner, "b": inner}})
