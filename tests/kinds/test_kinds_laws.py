"""Laws every kind keeps, for every value and against every JSON."""

import json
import re
from decimal import Decimal
from typing import Any

import pytest
from dougong.expression.types import Type
from dougong.kinds import (
    BY_NAME,
    KINDS,
    Kind,
    Options,
    Unreadable,
    json_key,
    kind_for,
    mask,
    nullable,
    scale_of,
    type_of,
)
from dougong.problem import MESSAGES, Problem
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from kinds_samples import JSON_LEAVES, JSONS, SAMPLES, TEXTS

EVERY = [
    pytest.param(name, schema, values, id=f"{name}-{position}")
    for name, listed in SAMPLES.items()
    for position, (schema, values) in enumerate(listed)
]


def as_sent(value: Any) -> Any:
    """What arrives when `value` travels as JSON text."""
    return json.loads(json_key(value), parse_float=Decimal)


def attempt(kind: Kind, sent: Any, options: Options) -> tuple[Any, Problem | None]:
    """The value read, or the problem it was refused with."""
    try:
        return kind.read(sent, options), None
    except Unreadable as failure:
        return None, failure.problem


def test_the_table_of_samples_names_every_kind() -> None:
    assert list(SAMPLES) == list(KINDS)


@pytest.mark.parametrize(("name", "schema", "values"), EVERY)
def test_the_sample_schema_means_the_kind(name: str, schema: dict[str, Any], values: Any) -> None:
    assert kind_for(schema).name == name
    assert (KINDS[name].rank(schema) == BY_NAME) == (schema.get("kind") == name)


@pytest.mark.parametrize(("name", "schema", "values"), EVERY)
@given(data=st.data())
def test_a_value_survives_the_wire(name: str, schema: dict[str, Any], values: Any, data: st.DataObject) -> None:
    kind, value = KINDS[name], data.draw(values)
    options = kind.options(schema)
    written = kind.write(value, options)
    again = kind.read(as_sent(written), options)
    assert again == value
    assert type(again) is type(value) or {type(again), type(value)} <= {int, Decimal}
    assert json_key(kind.write(again, options)) == json_key(written)


@pytest.mark.parametrize(("name", "schema", "values"), EVERY)
@given(data=st.data())
def test_right_values_have_no_problem_and_fit_the_published_schema(
    name: str, schema: dict[str, Any], values: Any, data: st.DataObject
) -> None:
    kind, value = KINDS[name], data.draw(values)
    options = kind.options(schema)
    assert list(kind.check(value, options)) == []
    published = kind.json_schema(options)
    Draft202012Validator.check_schema(json.loads(json_key(published)))
    Draft202012Validator(published).validate(kind.write(value, options))
    assert isinstance(kind.as_text(value, options), str)


@pytest.mark.parametrize(("name", "schema", "values"), EVERY)
@given(sent=st.one_of(JSONS.filter(lambda value: value is not None), st.lists(JSON_LEAVES), TEXTS))
@settings(max_examples=60)
def test_any_json_is_read_or_refused_with_a_known_code(
    name: str, schema: dict[str, Any], values: Any, sent: Any
) -> None:
    kind = KINDS[name]
    options = kind.options(schema)
    value, refused = attempt(kind, sent, options)
    if refused:
        assert refused.code in MESSAGES
        assert re.fullmatch("(/[^/]*)*", refused.pointer)
        return
    assert {problem.code for problem in kind.check(value, options)} <= set(MESSAGES)
    assert isinstance(kind.as_text(value, options), str)
    assert kind.read(as_sent(kind.write(value, options)), options) == value


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_describes_its_keywords_as_valid_schemas(name: str) -> None:
    for keyword, schema in KINDS[name].keywords.items():
        assert keyword
        Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize(("name", "schema", "values"), EVERY)
def test_sample_schemas_fit_the_keywords_of_their_kind(name: str, schema: dict[str, Any], values: Any) -> None:
    for keyword in schema.keys() & KINDS[name].keywords.keys():
        Draft202012Validator(KINDS[name].keywords[keyword]).validate(schema[keyword])
    unknown = schema.keys() - KINDS[name].keywords.keys() - {"kind", "type", "format"}
    assert unknown == set()


KEYWORDS = sorted(
    {keyword for kind in KINDS.values() for keyword in kind.keywords} | {"type", "format", "anyOf", "scale"}
)
WORDS = st.sampled_from(["string", "array", "object", "number", "date", "time", "null", "boolean", *KINDS])
ODD_SCHEMAS = st.recursive(
    st.one_of(JSON_LEAVES, WORDS),
    lambda inner: st.one_of(
        st.dictionaries(st.sampled_from(["kind", "const", *KEYWORDS]), inner, max_size=5),
        st.lists(inner, max_size=3),
    ),
    max_leaves=10,
)


@given(schema=ODD_SCHEMAS, sent=JSONS)
@settings(max_examples=600)
def test_no_schema_however_odd_brings_a_kind_down(schema: Any, sent: Any) -> None:
    kind = kind_for(schema)
    options = kind.options(schema)
    nullable(schema)
    assert isinstance(type_of(kind, options), Type)
    assert (scale_of(kind, options) is None) == (kind.scale is None)
    kind.json_schema(options)
    value, refused = attempt(kind, sent, options) if sent is not None else (None, None)
    if value is not None and not refused:
        list(kind.check(value, options))
        kind.as_text(value, options)


@pytest.mark.parametrize("name", KINDS)
@given(schema=st.dictionaries(st.sampled_from(KEYWORDS), ODD_SCHEMAS, max_size=4), sent=JSON_LEAVES)
@settings(max_examples=40)
def test_a_named_kind_bears_any_keywords(name: str, schema: dict[str, Any], sent: Any) -> None:
    options = KINDS[name].options({**schema, "kind": name})
    assert "plain" not in options
    if sent is None:
        return
    value, refused = attempt(KINDS[name], sent, options)
    problems = [refused] if refused else list(KINDS[name].check(value, options))
    assert {problem.code for problem in problems} <= set(MESSAGES)


@given(text=TEXTS)
def test_masking_keeps_three_and_four_at_most(text: str) -> None:
    hidden = mask(text)
    assert len(hidden) == len(text)
    assert hidden.count("*") >= len(text) - 7
    assert len(text) > 7 or set(hidden) <= {"*"}
