"""Controls: every kind is drawn, every wire value comes back, what people type is understood or kept as it is."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from dougong.commands.browser import Browser
from dougong.definition import Context, Entity, read_entity
from dougong.forms import ABSENT, CONTROLS, Leaf, build_form, render, take
from dougong.forms.controls.numbers import decimal_text, figures
from dougong.forms.exact import read as read_json
from dougong.forms.exact import same, write
from dougong.kinds import KINDS
from hypothesis import given
from hypothesis import strategies as st

ID = "8f14e45f-ceea-467f-a1d6-91f3f1c4b5d2"
OTHER = "9b2c1d52-0f38-4c7e-8a5e-111111111111"
#: kind -> (schema, wire values)
VALUES: dict[str, tuple[dict[str, Any], list[Any]]] = {
    "text": ({"type": "string"}, ["x", " two  spaces "]),
    "long_text": ({"kind": "long_text"}, ["a\nb", "\n"]),
    "rich_text": ({"kind": "rich_text"}, ["<p>x</p>"]),
    "email": ({"kind": "email"}, ["a@b.cn"]),
    "phone": ({"kind": "phone"}, ["+86 138 0000 0000"]),
    "url": ({"kind": "url"}, ["https://example.cn/a?b=c"]),
    "qr_code": ({"kind": "qr_code"}, ["QR|1"]),
    "id_card": ({"kind": "id_card"}, ["11010519491231002X"]),
    "bank_card": ({"kind": "bank_card"}, ["6222020000000000000"]),
    "credit_code": ({"kind": "credit_code"}, ["91350100M000100Y43"]),
    "boolean": ({"type": "boolean"}, [True, False]),
    "integer": ({"type": "integer"}, [0, -5, 10**30]),
    "number": ({"type": "number"}, [Decimal("1.50"), Decimal("-0.0"), 7]),
    "quantity": ({"kind": "quantity", "unit": "m³"}, ["1.5", "-3", "0.1000"]),
    "money": ({"kind": "money"}, ["1234.50", "-0.01"]),
    "price": ({"kind": "price"}, ["0.1234"]),
    "percent": ({"kind": "percent"}, ["0.03", "1", "0.030", "-0.5", "1.25"]),
    "date": ({"type": "string", "format": "date"}, ["2024-02-29"]),
    "time": ({"kind": "time"}, ["08:30", "23:59:59"]),
    "datetime": ({"kind": "datetime"}, ["2024-02-29T08:00:00+08:00", "2024-02-29T00:00:00Z"]),
    "month": ({"kind": "month"}, ["2025-04"]),
    "duration": ({"kind": "duration"}, [0, 59, 60, 510]),
    "choice": ({"oneOf": [{"const": "a", "title": "A"}, {"const": "b", "title": "B"}]}, ["a", "b"]),
    "choices": (
        {"kind": "choices", "type": "array", "items": {"enum": ["a", "b", "c"]}},
        [["a"], ["c", "a"], ["a", "b", "c"]],
    ),
    "reference": ({"reference": "core/team"}, [ID]),
    "user": ({"kind": "user"}, [ID]),
    "file": ({"kind": "file"}, [ID]),
    "photo": ({"kind": "photo", "many": True}, [[ID, OTHER], [OTHER]]),
    "signature": ({"kind": "signature"}, [ID]),
    "geo_point": ({"kind": "geo_point"}, [{"lat": "31.2983400", "lon": "120.6"}]),
    "geo_polygon": (
        {"kind": "geo_polygon"},
        [[{"lat": "1", "lon": "2.5"}, {"lat": "3", "lon": "4"}, {"lat": "5", "lon": "-6"}]],
    ),
    "json": ({"kind": "json"}, [{"a": [1, None, "x"]}, None, "text", "", False, []]),
}  # fmt: skip
CONTEXT = Context(today=date(2026, 1, 5))
EVERY = [(kind, value) for kind, (_, values) in VALUES.items() for value in values]


def entity_of(schema: dict[str, Any]) -> Entity:
    return read_entity("site", "note", {"key": "note", "type": "object", "properties": {"field": schema}})


def leaf_of(schema: dict[str, Any], instance: Any = ABSENT, **given: Any) -> Leaf:
    form = build_form(entity_of(schema), instance, **given)
    leaf = form.leaves[0]
    assert isinstance(leaf, Leaf)
    return leaf


def typed(schema: dict[str, Any], *texts: str, part: str = "") -> Any:
    """What typing these texts into the field gives; ABSENT for nothing."""
    names = [f"/field{part}"] if part or len(texts) == 1 else ["/field"]
    found = take(build_form(entity_of(schema)), {names[0]: list(texts)}).instance
    return found.get("field", ABSENT) if isinstance(found, dict) else found


def test_every_kind_has_values_here() -> None:
    assert set(VALUES) == set(CONTROLS)


@pytest.mark.parametrize("kind", VALUES)
def test_the_schema_means_the_kind(kind: str) -> None:
    assert entity_of(VALUES[kind][0]).fields["field"].kind == kind


@pytest.mark.parametrize(("kind", "value"), EVERY)
def test_every_wire_value_passes_through_its_control(kind: str, value: Any) -> None:
    form = build_form(entity_of(VALUES[kind][0]), {"field": value})
    back = take(form, Browser.visit(str(render(form))).sent())
    assert same(back.instance, {"field": value}), back.instance
    assert back.problems == ()


@pytest.mark.parametrize("kind", VALUES)
def test_an_empty_field_is_absent(kind: str) -> None:
    form = build_form(entity_of(VALUES[kind][0]), ABSENT)
    assert take(form, Browser.visit(str(render(form))).sent()).instance == {}


@pytest.mark.parametrize("kind", VALUES)
def test_a_field_not_open_is_shown_and_not_sent(kind: str) -> None:
    schema, values = VALUES[kind]
    form = build_form(entity_of({**schema, "readonly_when": "true"}), {"field": values[0]}, context=CONTEXT)
    html = str(render(form))
    assert ' name="/field"' not in html
    assert form.leaves[0].readonly
    assert take(form, Browser.visit(html).sent()).instance == {}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("type_", ["string", "number", "integer", "boolean", "array", "object"])
def test_a_kind_on_the_wrong_type_is_survived(kind: str, type_: str) -> None:
    schema = {"type": "object", "properties": {"field": {"type": type_, "kind": kind}}}
    for value in ("x", 1, True, [1], {"a": 1}, None):
        form = build_form(schema, {"field": value})
        assert take(form, Browser.visit(str(render(form))).sent()).instance == {"field": value}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234.5", "1234.5"), ("1,234.50", "1234.50"), ("１２３．５", "123.5"), (" 5 ", "5"), ("−3", "-3"),
        ("¥1,000", "1000"), ("+7", "7"), ("1e3", "1000"), (".5", "0.5"), ("5.", "5"), ("1 000", "1000"),
        ("12a", "12a"), ("1,23", "1,23"), ("--1", "--1"), ("1e99999", "1e99999"),
    ],
)  # fmt: skip
def test_amounts_as_people_type_them(text: str, value: str) -> None:
    assert typed({"kind": "money"}, text) == value


@pytest.mark.parametrize(
    ("text", "value"), [("3", "0.03"), ("3%", "0.03"), ("３．５％", "0.035"), ("x", "x"), ("100", "1.00")]
)
def test_per_cent_as_people_type_them(text: str, value: str) -> None:
    assert typed({"kind": "percent"}, text) == value


@pytest.mark.parametrize(
    ("schema", "text", "value"),
    [
        ({"type": "integer"}, "007", 7),
        ({"type": "integer"}, "1.0", Decimal("1.0")),
        ({"type": "number"}, "1.50", Decimal("1.50")),
        ({"type": "number"}, "many", "many"),
        ({"type": "string", "format": "date"}, " 2024-02-29 ", "2024-02-29"),
        ({"type": "string", "format": "date"}, "tomorrow", "tomorrow"),
        ({"kind": "datetime"}, "2024-02-29T08:00", "2024-02-29T08:00:00+08:00"),
        ({"kind": "json"}, "[1.10]", [Decimal("1.10")]),
        ({"kind": "json"}, "{", "{"),
        ({"kind": "geo_polygon"}, "1, 2\n3 4", [{"lat": "1", "lon": "2"}, {"lat": "3", "lon": "4"}]),
        ({"kind": "geo_polygon"}, "here", "here"),
        ({"type": "boolean"}, "true", True),
    ],
)
def test_what_is_typed_is_read_or_kept(schema: dict[str, Any], text: str, value: Any) -> None:
    assert same(typed(schema, text), value)


@pytest.mark.parametrize(
    ("schema", "text"), [({"type": "number"}, "many"), ({"kind": "json"}, "{"), ({"kind": "geo_polygon"}, "here")]
)
def test_what_cannot_be_read_is_a_problem_and_is_shown_again(schema: dict[str, Any], text: str) -> None:
    form = build_form(entity_of(schema))
    reading = take(form, {"/field": [text]})
    assert [problem.pointer for problem in reading.problems] == ["/field"]
    again = build_form(entity_of(schema), reading.instance, typed={"/field": [text]}, problems=reading.problems)
    assert again.leaves[0].texts == (text,)
    assert text in str(render(again))


def test_durations_are_hours_and_minutes() -> None:
    form = build_form(entity_of({"kind": "duration"}))
    assert take(form, {"/field/h": ["8"], "/field/m": ["30"]}).instance == {"field": 510}
    assert take(form, {"/field/h": [""], "/field/m": ["90"]}).instance == {"field": 90}
    assert take(form, {"/field/h": ["x"], "/field/m": [""]}).problems[0].code == "type"


def test_a_point_may_be_half_typed() -> None:
    form = build_form(entity_of({"kind": "geo_point"}))
    assert take(form, {"/field/lat": ["31.5"], "/field/lon": [""]}).instance == {"field": {"lat": "31.5"}}


def test_a_plain_time_carries_seconds_and_an_offset() -> None:
    schema = {"type": "object", "properties": {"at": {"type": "string", "format": "time"}}}
    found = take(build_form(schema), {"/at": ["08:30"]}).instance
    assert isinstance(found, dict)
    assert str(found["at"]).startswith("08:30:00+")


def test_a_text_the_browsers_picker_would_drop_is_shown_in_a_plain_input() -> None:
    date = {"type": "string", "format": "date"}
    assert leaf_of(date, {"field": "2024-02-29"}).attributes["type"] == "date"
    assert leaf_of(date, {"field": "2023-02-29"}).attributes["type"] == "text"
    assert leaf_of(date, typed={"/field": ["soon"]}).attributes["type"] == "text"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12))
def test_decimal_text_is_a_fixed_point(value: Decimal) -> None:
    text = format(value, "f")
    assert decimal_text(text) == text
    plain = figures(f"{value:,}")
    assert plain is not None
    assert Decimal(plain) == value


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(), st.decimals(allow_nan=False, allow_infinity=False)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(), inner, max_size=4)),
)


@given(json_values, st.booleans(), st.sampled_from([None, 2]))
def test_json_text_keeps_every_digit(value: Any, ascii_only: bool, indent: int | None) -> None:
    text = write(value, ascii_only=ascii_only, indent=indent)
    back = read_json(text)
    assert same(back, read_json(write(back)))
    assert same(back, value) or not same(value, read_json(write(value)))  # Decimal("5") is written as the integer 5


@pytest.mark.parametrize("text", ["NaN", "[Infinity]", "{", "1" * 5000, "[" * 100_000])
def test_text_that_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_json(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Decimal("1.0"), Decimal("1.00")), (1, Decimal("1.0")), (1, True), (0, False), ("1", 1), (None, ABSENT),
        ("", None), ([], None), ({}, []), ({"a": 1}, {"a": True}), ([1], [1, 2]),
    ],
)  # fmt: skip
def test_what_a_person_would_see_differ_is_not_the_same(one: Any, other: Any) -> None:
    assert same(one, one)
    assert not same(one, other)
    assert not same(other, one)


def test_an_empty_choice_is_not_taken_for_none() -> None:
    schema = {"type": "object", "properties": {"a": {"enum": ["", "json:1", "x"]}}}
    assert [one.value for one in build_form(schema).leaves[0].options] == ['json:""', 'json:"json:1"', "x"]
    assert take(build_form(schema), {"/a": ['json:""']}).instance == {"a": ""}
