"""On plain schemas a kind says "right" exactly when the `jsonschema` library does."""

import json
from decimal import Decimal
from typing import Any

from dougong.kinds import KINDS, Unreadable, kind_for, nullable
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, TypeChecker
from jsonschema.validators import extend
from kinds_samples import TEXTS, decimals

SMALL = st.one_of(st.integers(-12, 12), decimals(6, 1).filter(lambda value: abs(value) < 10**6))
LENGTHS = st.integers(0, 4)
INSTANCES = st.one_of(
    st.booleans(),
    SMALL,
    st.text("ab1", max_size=5),
    TEXTS,
    st.sampled_from(
        [
            "2025-04-10",
            "2025-02-30",
            "08:30:00Z",
            "08:30",
            "2025-04-10T08:30:00+08:00",
            "2025-04-10T24:00:00Z",
        ]
    ),
    st.sampled_from(["a@b.c", "@", "https://a.b/c", "a b", "::1", "127.0.0.1", "a.b", "P1D", "/a~0", "[a", "12"]),
    st.dates().map(str),
    st.uuids().map(str),
    st.lists(st.one_of(st.integers(0, 3), st.text("ab", max_size=2)), max_size=4),
    st.just({}),
)
FORMATS = [
    "date", "time", "date-time", "email", "uri", "uuid", "ipv4", "ipv6", "hostname", "duration", "regex",
    "json-pointer", "uri-reference", "unheard-of",
]  # fmt: skip


OWN = {"type", "format", "items"}


def some(**keywords: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=keywords)


TEXT_SCHEMAS = some(
    minLength=LENGTHS,
    maxLength=LENGTHS,
    pattern=st.sampled_from(["^a", "b$", "[0-9]{2}", "a.b"]),
    format=st.sampled_from(FORMATS),
).map(lambda extra: {"type": "string", **extra})
NUMBER_SCHEMAS = st.builds(
    lambda name, extra: {"type": name, **extra},
    st.sampled_from(["number", "integer"]),
    some(
        minimum=SMALL,
        maximum=SMALL,
        exclusiveMinimum=SMALL,
        exclusiveMaximum=SMALL,
        multipleOf=st.sampled_from([1, 2, Decimal("0.1"), Decimal("0.5"), 3]),
    ),
)
LISTED = st.lists(st.one_of(SMALL, st.booleans(), st.text("ab1", max_size=2)), min_size=1, max_size=4)
TYPES = st.sampled_from(["string", "number", "integer", "boolean", ["string", "integer"]])
ENUM_SCHEMAS = st.one_of(
    LISTED.map(lambda values: {"enum": values}),
    st.builds(lambda values, name: {"enum": values, "type": name}, LISTED, TYPES),
)
CONST_SCHEMAS = st.one_of(SMALL, st.text("ab1", max_size=2)).map(lambda value: {"const": value})
BOOLEAN_SCHEMAS = some(const=st.booleans()).map(lambda extra: {"type": "boolean", **extra})
SCALARS = st.one_of(TEXT_SCHEMAS, NUMBER_SCHEMAS, ENUM_SCHEMAS, CONST_SCHEMAS, BOOLEAN_SCHEMAS)
LIST_SCHEMAS = st.builds(
    lambda items, extra: {"type": "array", "items": items, **extra},
    st.one_of(TEXT_SCHEMAS, NUMBER_SCHEMAS, LISTED.map(lambda values: {"enum": values})),
    some(minItems=LENGTHS, maxItems=LENGTHS, uniqueItems=st.booleans()),
)


def says_right(schema: dict[str, Any], sent: Any) -> bool:
    """What the kind says; of keywords it does not declare as its own, the library is asked."""
    kind = kind_for(schema)
    own = set(kind.keywords) | (OWN if kind.name != "json" else set())
    rest = {word: value for word, value in schema.items() if word not in own}
    if not library_says_right(rest, sent):
        return False
    options = kind.options(schema)
    try:
        return not list(kind.check(kind.read(sent, options), options))
    except Unreadable:
        return False


def is_whole(checker: TypeChecker, sent: Any) -> bool:
    """The library knows 3.0 for an integer when it is a float; numbers here are read as Decimal."""
    return Draft202012Validator.TYPE_CHECKER.is_type(sent, "integer") or (
        isinstance(sent, Decimal) and sent == sent.to_integral_value()
    )


LIBRARY = extend(Draft202012Validator, type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", is_whole))


def library_says_right(schema: dict[str, Any], sent: Any) -> bool:
    return LIBRARY(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).is_valid(sent)


@given(schema=st.one_of(SCALARS, LIST_SCHEMAS), sent=INSTANCES)
@settings(max_examples=3000)
def test_kinds_agree_with_the_library_on_plain_schemas(schema: dict[str, Any], sent: Any) -> None:
    assert says_right(schema, sent) == library_says_right(schema, sent)


@given(schema=SCALARS, words=st.sampled_from([None, "null", ["string", "null"], "string", ["integer"]]))
@settings(max_examples=300)
def test_null_is_a_value_exactly_when_the_schema_says_so(schema: dict[str, Any], words: Any) -> None:
    typed = {**schema, "type": words} if words else schema
    assert nullable(typed) == library_says_right(typed, None)
    either = {"anyOf": [schema, {"type": "null"}]}
    assert nullable(either)
    assert kind_for(either).name == kind_for(schema).name


def test_numbers_arrive_exactly() -> None:
    sent = json.loads("0.1000000000000000055511151231257827", parse_float=Decimal)
    assert KINDS["number"].read(sent, {}) == sent
