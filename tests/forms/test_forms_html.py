"""The printed form: usable with a keyboard and a screen reader, nothing inline, hostile words harmless."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from dougong.commands.browser import Browser
from dougong.forms import ABSENT, CONTROLS, act, build_form, read, render
from dougong.problem import Problem

from tests.forms.test_forms_controls import VALUES, entity_of
from tests.forms.test_forms_samples import SAMPLES


class Page(HTMLParser):
    """Every element with its attributes, templates left out."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.depth = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.depth += tag == "template"
        if not self.depth:
            self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "template"


def pages() -> list[tuple[str, str]]:
    found = [
        (name, str(render(build_form(sample["schema"], sample["data"][0]), language="en")))
        for name, sample in SAMPLES.items()
    ]
    for kind, (schema, values) in VALUES.items():
        problems = [Problem("/field", "required")]
        entity = entity_of({**schema, "title": "Field", "description": "Help"})
        found.append((f"kind {kind}", str(render(build_form(entity, {"field": values[0]}, problems=problems)))))
        found.append((f"empty {kind}", str(render(build_form(entity)))))
    return found


PAGES = dict(pages())


@pytest.mark.parametrize("name", PAGES)
def test_every_control_is_named(name: str) -> None:
    page = Page(PAGES[name])
    labelled = {attrs["for"] for tag, attrs in page.elements if tag == "label" and "for" in attrs}
    wrapped = re.findall(r"<label[^>]*><input[^>]*>", PAGES[name])
    for tag, attrs in page.elements:
        if tag not in {"input", "select", "textarea"} or attrs.get("type") == "hidden":
            continue
        named = attrs.get("id") in labelled or attrs.get("aria-label") or attrs.get("aria-labelledby")
        inside = any(f'name="{attrs["name"]}"' in one for one in wrapped) and attrs.get("type") in {"checkbox", "radio"}
        assert named or inside, (tag, attrs)


@pytest.mark.parametrize("name", PAGES)
def test_ids_are_unique_and_references_lead_to_them(name: str) -> None:
    page = Page(PAGES[name])
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids)), [one for one in ids if ids.count(one) > 1]
    for tag, attrs in page.elements:
        named = (attrs.get("aria-describedby", "") + " " + attrs.get("aria-labelledby", "")).split()
        for one in (*named, *([attrs["for"]] if tag == "label" and "for" in attrs else ())):
            assert one in ids, (tag, one)


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_inline(name: str) -> None:
    for tag, attrs in Page(PAGES[name]).elements:
        assert tag not in {"script", "style"}
        assert "style" not in attrs
        assert not [one for one in attrs if one.startswith("on")]


@pytest.mark.parametrize("name", PAGES)
def test_the_first_button_is_the_one_enter_presses(name: str) -> None:
    first = re.search(r"<button[^>]*>", PAGES[name])
    assert first is not None
    assert "dg-default" in first[0]
    assert "name=" not in first[0]


@pytest.mark.parametrize("kind", [kind for kind in CONTROLS if kind != "json"])
def test_help_and_problems_belong_to_the_control(kind: str) -> None:
    html = PAGES[f"kind {kind}"]
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="h/field e/field"' in html
    assert 'id="e/field"' in html


def test_hostile_words_are_harmless() -> None:
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    schema: dict[str, Any] = {
        "title": evil,
        "type": "object",
        "properties": {
            evil: {"title": evil, "description": evil, "type": "string", "examples": [evil]},
            "pick": {"title": evil, "oneOf": [{"const": evil, "title": evil}, {"const": "b", "title": evil}]},
            "unit": {"type": "number", "kind": "quantity", "unit": evil},
            "rows": {
                "title": evil,
                "type": "array",
                "items": {"properties": {evil: {"type": "string"}}},
            },
        },
    }
    problems = [Problem("/pick", "rule", {}, evil), Problem("/x", evil)]
    instance = {evil: evil, "pick": evil, "rows": [{evil: evil}], "more": evil}
    html = str(render(build_form(schema, instance, problems=problems)))
    page = Page(html)
    assert not [tag for tag, _ in page.elements if tag in {"script", "img"}]
    assert not [attrs for _, attrs in page.elements if any(one.startswith("on") for one in attrs)]
    form = build_form(schema, instance)
    assert read(form, Browser.visit(str(render(form))).sent()) == instance


def test_words_around_the_fields_follow_the_language() -> None:
    form = build_form({"type": "object", "properties": {"rows": {"type": "array", "items": {"type": "string"}}}})
    assert "Add a row" in render(form, language="en")


def test_units_stand_inside_the_field() -> None:
    entity = entity_of({"kind": "money", "title": "Sum"})
    html = str(render(build_form(entity)))
    assert 'dg-unit-before"><span class="dg-unit" aria-hidden="true">¥</span><input' in html


def test_inputs_have_the_right_keyboards() -> None:
    expected = {
        "email": 'type="email" inputmode="email" autocomplete="email"', "phone": 'type="tel" inputmode="tel"',
        "money": 'type="text" inputmode="decimal"', "integer": 'type="text" inputmode="numeric"',
        "date": 'type="date"', "month": 'type="month"', "time": 'type="time"', "datetime": 'type="datetime-local"',
        "photo": 'accept="image/*" capture="environment"', "url": 'type="url"',
    }  # fmt: skip
    for kind, words in expected.items():
        assert words in PAGES[f"empty {kind}"], kind
    assert "multiple" in PAGES["empty photo"]


def test_choices_by_their_number() -> None:
    def variant(count: int) -> str:
        listed = [{"const": str(number), "title": f"Choice {number}"} for number in range(count)]
        return build_form({"type": "object", "properties": {"a": {"oneOf": listed}}}).leaves[0].variant

    assert (variant(2), variant(4), variant(5), variant(50)) == ("radio", "radio", "select", "select")
    texts = {"type": "object", "properties": {"a": {"type": "string", "examples": ["x", "y"]}}}
    assert '<datalist id="s/a"><option value="x">' in render(build_form(texts))


def test_a_repeating_group_opens_on_demand_and_closes_again() -> None:
    schema = {"type": "object", "title": "Part", "properties": {"name": {"type": "string"}, "inner": {"$ref": "#"}}}
    form = build_form(schema, ABSENT)
    html = str(render(form, language="en"))
    assert 'value="open:/inner"' in html
    opened = act(form, {"_do": ["open:/inner"]})
    posted = {**Browser.visit(str(render(opened))).sent(), "/inner/name": ["x"]}
    assert read(opened, posted) == {"inner": {"name": "x"}}
    assert read(opened, {"in:/inner": ["1"], "/inner/name": ["x"], "/name": ["y"]}) == {
        "name": "y",
        "inner": {"name": "x"},
    }
    closed = act(opened, {**posted, "_do": ["close:/inner"]})
    assert closed.instance == {}


def test_an_alternative_is_chosen_by_its_chooser() -> None:
    schema = SAMPLES["payment_methods"]["schema"]
    form = build_form(schema)
    posted = {"/amount": ["1.00"], "in:/method": ["1"], "branch:/method": ["1"], "_do": ["refresh:/method"]}
    after = act(form, posted)
    assert [leaf.pointer for leaf in after.leaves] == ["/amount", "/method/type", "/method/number", "/method/expires"]
    posted = {**Browser.visit(str(render(after))).sent(), "/method/number": ["4111111111111111"]}
    assert read(after, posted) == {"amount": "1.00", "method": {"type": "card", "number": "4111111111111111"}}


def test_an_entry_with_a_key_of_its_own_is_added() -> None:
    schema = {"type": "object", "additionalProperties": {"type": "integer"}}
    form = build_form(schema, {"a": 1})
    after = act(form, {**Browser.visit(str(render(form))).sent(), "_do": ["more:#"]})
    posted = {**Browser.visit(str(render(after))).sent(), "key:/~:1": ["b"], "/~:1": ["2"]}
    assert read(after, posted) == {"a": 1, "b": 2}
    assert read(after, {**posted, "key:/~:1": ["a"]}) == {"a": 1, "a (2)": 2}
    assert read(after, {**posted, "_do": ["x"], "/~:1": [""]}) == {"a": 1, "b": None}
    gone = act(after, {**posted, "_do": ["remove:/~:0"]})
    assert gone.instance == {"b": 2}


def test_null_absent_and_empty_are_offered_and_told_apart() -> None:
    schema = {"type": "object", "properties": {"a": {"type": ["string", "null"]}}}
    form = build_form(schema)
    assert 'name="blank:/a"' in render(form)
    found = {word: read(form, {"/a": [""], "blank:/a": [word]}) for word in ("absent", "null", "empty")}
    assert found == {"absent": {}, "null": {"a": None}, "empty": {"a": ""}}
    assert read(form, {"/a": ["x"], "blank:/a": ["null"]}) == {"a": "x"}
