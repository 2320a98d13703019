"""Anything at all may be given as a schema or as data: there is always an answer, never a traceback."""

import copy
import json
from typing import Any

import pytest
from dougong.commands.trial import try_schema
from dougong.forms import build_form, read, render
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.forms.forms_strategies import HOSTILE, anything, documents
from tests.forms.test_forms_samples import SAMPLES

CALM = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
WORDS = st.sampled_from(
    ("type", "properties", "required", "items", "enum", "const", "$ref", "allOf", "oneOf", "if", "then", "pattern",
     "format", "dependencies", "additionalProperties", "title", "minimum", "kind", "reference", "unit", "many",
     "oneOf", "$id", "$anchor", "examples", "readOnly", "patternProperties", "propertyNames", "default")
)  # fmt: skip


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) inside."""
    found: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        one = waiting.pop()
        entries = one.items() if isinstance(one, dict) else enumerate(one) if isinstance(one, list) else ()
        for key, inner in entries:
            found.append((one, key))
            waiting.append(inner)
    return found


@CALM
@given(anything)
def test_any_json_as_a_schema(schema: Any) -> None:
    json.dumps(try_schema(schema).report(), default=str)


@CALM
@given(st.data())
def test_a_schema_with_one_word_spoilt(data: st.DataObject) -> None:
    sample = SAMPLES[data.draw(st.sampled_from(sorted(SAMPLES)))]
    schema = copy.deepcopy(sample["schema"])
    container, key = data.draw(st.sampled_from(places(schema)))
    container[key] = data.draw(anything)
    instance = data.draw(st.sampled_from(sample["data"]))
    trial = try_schema(schema, instance)
    assert not trial.form or trial.roundtrip


@CALM
@given(st.data())
def test_a_form_of_a_spoilt_schema_is_drawn_all_the_same(data: st.DataObject) -> None:
    schema = data.draw(documents())
    for _ in range(3):
        spots = places(schema)
        if not spots:
            break
        container, key = data.draw(st.sampled_from(spots))
        if isinstance(container, dict):
            container[data.draw(WORDS)] = data.draw(anything)
        else:
            container[key] = data.draw(anything)
    form = build_form(schema)
    render(form)
    read(form, {})


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}},
        {"allOf": [{"$ref": "#"}]},
        {"properties": {"a": {"$ref": "#/$defs/x/const/y"}}, "$defs": {"x": {"const": None}}},
        {"$defs": {f"d{n}": {"allOf": [{"$ref": f"#/$defs/d{n + 1}"}] * 2} for n in range(30)}, "$ref": "#/$defs/d0"},
        {"type": "string", "pattern": "(a+)+$" * 200},
        {"type": "array", "items": {"type": "array"}, "minItems": 10**30},
        {"type": "object", "properties": {str(n): {"type": "string"} for n in range(60_000)}},
        {"enum": list(range(20_000))},
    ],
    ids=[
        "self",
        "pair",
        "all of itself",
        "through null",
        "doubling",
        "pattern",
        "huge minimum",
        "60,000 fields",
        "20,000 choices",
    ],
)
def test_poison_is_refused_or_survived(schema: Any) -> None:
    trial = try_schema(schema, {})
    assert trial.form or trial.problems


def test_patterns_that_cannot_be_run_are_reported() -> None:
    trial = try_schema({"type": "object", "properties": {"a": {"type": "string", "pattern": "(?=x)y"}}}, {"a": "q"})
    assert trial.form
    assert "/properties/a/pattern" in trial.unsupported


def test_a_reference_out_of_the_document_becomes_a_json_field() -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"$ref": "https://example.org/other.json"}, "b": {"type": "string"}},
    }
    trial = try_schema(schema, {"a": {"x": [1]}, "b": ""})
    assert (trial.form, trial.fields, trial.json_fields, trial.roundtrip) == (True, 1, 1, True)
    assert trial.unsupported == ("/properties/a",)
    assert not trial.valid


def test_five_hundred_fields() -> None:
    schema = {
        "type": "object",
        "properties": {f"f{n}": {"type": ("string", "number", "boolean")[n % 3]} for n in range(500)},
    }
    trial = try_schema(schema, {f"f{n}": ("x", n, True)[n % 3] for n in range(0, 500, 7)})
    assert (trial.fields, trial.json_fields, trial.roundtrip, trial.valid) == (500, 0, True, True)


def test_a_deep_record_of_a_recursive_schema() -> None:
    schema = {"type": "object", "properties": {"name": {"type": "string"}, "next": {"$ref": "#"}}}
    instance: Any = {"name": "last"}
    for number in range(29):
        instance = {"name": str(number), "next": instance}
    assert try_schema(schema, instance).roundtrip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_keys_titles_and_values(text: str) -> None:
    schema = {
        "title": text,
        "description": text,
        "type": "object",
        "properties": {text: {"type": "string", "title": text, "description": text, "examples": [text]}},
        "additionalProperties": {"enum": [text, "other"], "title": text},
    }
    trial = try_schema(schema, {text: text, "more": text})
    assert trial.roundtrip
    assert "<b>" not in trial.html.replace("&lt;b&gt;", "")
