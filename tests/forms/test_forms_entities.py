"""Forms of a module's own entities: sections, conditions, rights, formulas, rows, buttons, problems."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from dougong.access import FieldAccess
from dougong.commands.browser import Browser
from dougong.definition import Context, Entity, Field, Section, field_pointers, read_entity
from dougong.definition import Form as Layout
from dougong.expression import parse
from dougong.forms import (
    ABSENT,
    Form,
    Group,
    Leaf,
    ListNode,
    Node,
    Offer,
    act,
    asked,
    build_form,
    read,
    render,
    take,
    walk,
)
from dougong.problem import Problem

ROW = "8f14e45f-ceea-467f-a1d6-91f3f1c4b5d2"
TEAM = "9b2c1d52-0f38-4c7e-8a5e-111111111111"
SLIP: dict[str, Any] = {
    "key": "slip",
    "type": "object",
    "properties": {
        "day": {"title": "Day", "type": "string", "format": "date"},
        "team": {"title": "Team", "reference": "core/team"},
        "cause": {"title": "Cause", "oneOf": [{"const": "own", "title": "Own"}, {"const": "other", "title": "Other"}]},
        "contract": {
            "title": "Contract",
            "type": "string",
            "visible_when": "cause == 'other'",
            "required_when": "cause == 'other'",
        },
        "rows": {
            "title": "Workers",
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "properties": {
                    "worker": {"title": "Worker", "type": "string"},
                    "hours": {"title": "Hours", "kind": "quantity", "unit": "h", "default": "8"},
                    "rate": {"title": "Rate", "kind": "money", "visible_when": "hours > 0"},
                    "amount": {"title": "Amount", "kind": "money", "computed": "round(rate * hours, 2)"},
                },
                "required": ["worker"],
            },
        },
        "total": {"title": "Total", "kind": "money", "computed": "rows.sum(r, r.amount)"},
        "note": {"title": "Note", "kind": "long_text", "description": "Only what matters."},
    },
    "required": ["day", "rows"],
}
CONTEXT = Context(today=date(2026, 1, 5))
STORED = {
    "day": "2026-01-04",
    "cause": "own",
    "rows": [{"id": ROW, "worker": "Li", "hours": "8", "rate": "1380.00"}],
}


@pytest.fixture(scope="module")
def slip() -> Entity:
    return read_entity("site", "slip", SLIP)


def nodes(form: Form) -> dict[str, Node]:
    return {node.pointer: node for node in walk(form.root)}


def leaf(form: Form, pointer: str) -> Leaf:
    found = nodes(form)[pointer]
    assert isinstance(found, Leaf)
    return found


def sent(form: Form) -> dict[str, list[str]]:
    return Browser.visit(str(render(form))).sent()


def test_conditions_are_computed_for_the_first_paint_and_told_to_the_browser(slip: Entity) -> None:
    own = build_form(slip, {"cause": "own"}, context=CONTEXT)
    other = build_form(slip, {"cause": "other"}, context=CONTEXT)
    assert (leaf(own, "/contract").visible, leaf(other, "/contract").visible) == (False, True)
    assert (leaf(own, "/contract").required, leaf(other, "/contract").required) == (False, True)
    assert leaf(own, "/contract").conditions["visible"] == '["==", ["name", "cause"], ["text", "other"]]'
    html = str(render(own))
    assert 'data-visible-when="[&#34;==&#34;' in html
    assert 'data-scope="#"' in html


def test_typed_texts_decide_conditions_too(slip: Entity) -> None:
    form = build_form(slip, STORED, typed={"/cause": ["other"], "/contract": ["C-1"]}, context=CONTEXT)
    assert leaf(form, "/contract").visible
    assert leaf(form, "/contract").texts == ("C-1",)


def test_without_a_context_everything_is_visible(slip: Entity) -> None:
    assert leaf(build_form(slip, {"cause": "own"}), "/contract").visible


def test_formulas_are_worked_out_shown_quietly_and_never_sent(slip: Entity) -> None:
    form = build_form(slip, STORED, context=CONTEXT)
    assert leaf(form, "/rows/0/amount").output == "11,040.00"
    assert leaf(form, "/total").output == "11,040.00"
    assert leaf(form, "/total").formula == "rows.sum(r, r.amount)"
    html = str(render(form))
    assert "rows.sum(" not in html, "a reader is not shown a formula's code"
    assert 'class="dg-output dg-num dg-formula" id="f/total" title="' in html
    assert "/total" not in sent(form)
    assert leaf(form, "/rows/0/amount").conditions["computed"].startswith('["call", "round"')
    assert leaf(form, "/rows/0/amount").scope == "/rows/0"


def test_formulas_follow_what_is_typed(slip: Entity) -> None:
    posted = {**sent(build_form(slip, STORED, context=CONTEXT)), "/rows/0/hours": ["2"]}
    again = build_form(slip, STORED, typed=posted, context=CONTEXT)
    assert leaf(again, "/total").output == "2,760.00"


def test_a_stored_record_passes_unharmed_and_rows_keep_their_identity(slip: Entity) -> None:
    form = build_form(slip, STORED, context=CONTEXT)
    assert read(form, sent(form)) == STORED


def test_rows_are_a_table(slip: Entity) -> None:
    grid = nodes(build_form(slip, STORED, context=CONTEXT))["/rows"]
    assert isinstance(grid, ListNode)
    assert grid.grid
    assert [column.key for column in grid.columns] == ["worker", "hours", "rate", "amount"]


def test_rights_hide_and_close_fields(slip: Entity) -> None:
    seen = frozenset(field_pointers(slip)) - {"/rows/*/rate", "/rows/*/amount", "/total"}
    form = build_form(slip, STORED, rights=FieldAccess(seen, frozenset({"/rows", "/rows/*/hours"})), context=CONTEXT)
    assert "/total" not in nodes(form)
    assert "/rows/0/rate" not in nodes(form)
    assert "1380" not in str(render(form))
    assert leaf(form, "/day").readonly
    assert read(form, sent(form)) == {"rows": [{"id": ROW, "hours": "8"}]}
    assert form.answers == {"rows"}


def test_what_is_not_open_is_not_read_even_when_it_is_sent(slip: Entity) -> None:
    seen = frozenset(field_pointers(slip))
    form = build_form(slip, STORED, rights=FieldAccess(seen, frozenset({"/note"})))
    forged = {"/day": ["2020-01-01"], "/note": ["x"], "row:/rows": ["0"], "/rows/0/rate": ["1"], "/total": ["9"]}
    assert read(form, forged) == {"note": "x"}


def test_rows_whose_columns_alone_are_open_can_be_filled_in_and_not_added(slip: Entity) -> None:
    seen = frozenset(field_pointers(slip))
    form = build_form(slip, STORED, rights=FieldAccess(seen, frozenset({"/rows/*/rate"})), context=CONTEXT)
    grid = nodes(form)["/rows"]
    assert isinstance(grid, ListNode)
    assert not grid.addable
    html = str(render(form))
    assert "remove:/rows/0" not in html
    assert read(form, {**sent(form), "/rows/0/rate": ["5"]}) == {"rows": [{"id": ROW, "rate": "5"}]}


def test_sections_lay_the_fields_out(slip: Entity) -> None:
    layout = Layout(
        "slip",
        (
            Section("what", "What", ("day", "cause"), columns=1),
            Section("more", "More", ("note",), folded=True, visible_when=parse("cause == 'other'")),
        ),
    )
    root = build_form(slip, STORED, layout=layout, context=CONTEXT).root
    assert isinstance(root, Group)
    assert [(one.title, one.columns, one.folded, one.visible) for one in root.sections] == [
        ("What", 1, False, True),
        ("More", 2, True, False),
        ("", 2, False, True),
    ]
    assert [node.key for node in root.sections[2].nodes] == ["team", "contract", "rows", "total"]
    html = str(render(build_form(slip, STORED, layout=layout, context=CONTEXT)))
    assert "<details" in html
    assert "dg-columns-1" in html


def test_a_folded_section_opens_for_a_problem(slip: Entity) -> None:
    layout = Layout("slip", (Section("more", "More", ("note",), folded=True),))
    form = build_form(slip, STORED, layout=layout, problems=[Problem("/note", "required")])
    assert isinstance(form.root, Group)
    assert not form.root.sections[0].folded


def test_offers_make_lists_and_titles(slip: Entity) -> None:
    def offers(field: Field | None, settings: Mapping[str, Any], pointer: str, value: Any) -> Offer | None:
        assert field is not None
        return Offer([(TEAM, "Team A")], search="/search/") if field.key == "team" else None

    form = build_form(slip, {"team": TEAM}, offers=offers)
    found = leaf(form, "/team")
    assert (found.variant, [(one.value, one.title, one.chosen) for one in found.options]) == (
        "select",
        [(TEAM, "Team A", True)],
    )
    assert 'data-search="/search/"' in str(render(form))
    closed = build_form(slip, {"team": TEAM}, offers=offers, rights=FieldAccess(frozenset({"/team"})))
    assert leaf(closed, "/team").output == "Team A"


def test_a_value_not_offered_is_kept(slip: Entity) -> None:
    form = build_form(slip, {"team": TEAM, "cause": "weather"}, offers=lambda *asked: Offer())
    assert read(form, sent(form)) == {"team": TEAM, "cause": "weather"}


def test_problems_stand_at_their_fields_and_on_top(slip: Entity) -> None:
    problems = [
        Problem("/day", "required"),
        Problem("/rows/0/worker", "max_length", {"limit": 3}),
        Problem("/rows", "min_items", {"limit": 2}),
        Problem("/gone/deep", "rule", {}, "Words of the module."),
        Problem("", "conflict", {"who": "Wu"}),
    ]
    form = build_form(slip, STORED, problems=problems, context=CONTEXT)
    assert [(line.label, line.link) for line in form.summary] == [
        ("Day", "#f/day"),
        ("Worker", "#f/rows/0/worker"),
        ("Workers", "#f/rows"),
        ("", ""),
        ("", ""),
    ]
    html = str(render(form, language="en"))
    assert html.count("At most 3 characters.") == 2
    assert 'aria-invalid="true" aria-describedby="e/day"' in html
    assert html.count("Words of the module.") == 1
    assert 'id="e/rows/0/worker"' in html


def test_a_problem_of_a_later_row_is_not_shown_at_a_blank_one(slip: Entity) -> None:
    posted = {"row:/rows": ["0", "1"], "/rows/0/worker": [""], "/rows/1/worker": ["Li"]}
    assert read(build_form(slip), posted) == {"rows": [{"worker": "Li"}]}
    form = build_form(slip, ABSENT, typed=posted, problems=[Problem("/rows/0/worker", "max_length", {"limit": 1})])
    shown = [node.name for node in walk(form.root) if node.problems]
    assert shown == ["/rows/1/worker"]


def test_typed_texts_are_shown_exactly(slip: Entity) -> None:
    typed = {
        "/day": ["yesterday"], "/cause": ["own"], "row:/rows": ["x", "0"], "/rows/x/hours": ["1,5"],
        "/rows/0/worker": ["<b>"], "/note": [" a\r\n b "],
    }  # fmt: skip
    form = build_form(slip, read(build_form(slip), typed), typed=typed, context=CONTEXT)
    texts = {node.name: node.texts for node in walk(form.root) if isinstance(node, Leaf) and any(node.texts)}
    assert texts == {
        "/day": ("yesterday",), "/cause": ("own",), "/rows/0/hours": ("1,5",), "/rows/1/worker": ("<b>",),
        "/note": (" a\n b ",),
    }  # fmt: skip
    again = sent(form)
    assert again["/rows/0/hours"] == ["1,5"]
    assert again["/note"] == [" a\r\n b "]


@pytest.mark.parametrize(
    ("button", "workers"),
    [
        ("add:/rows", ["A", "B", ""]),
        ("remove:/rows/0", ["B"]),
        ("up:/rows/1", ["B", "A"]),
        ("down:/rows/0", ["B", "A"]),
        ("up:/rows/0", ["A", "B"]),
        ("remove:/rows/7", ["A", "B"]),
        ("refresh:#", ["A", "B"]),
    ],
)
def test_buttons_change_rows_and_keep_what_is_typed(slip: Entity, button: str, workers: list[str]) -> None:
    form = build_form(slip, {"rows": [{"worker": "A"}, {"worker": "B"}]})
    posted = {**sent(form), "/day": ["soon"], "_do": [button]}
    assert asked(posted)
    after = act(form, posted)
    grid = nodes(after)["/rows"]
    assert isinstance(grid, ListNode)
    found = [row.node.children[0] for row in grid.rows]
    assert [one.texts[0] for one in found if isinstance(one, Leaf)] == workers
    assert leaf(after, "/day").texts == ("soon",)


def test_an_added_row_begins_with_its_defaults_and_can_be_sent(slip: Entity) -> None:
    form = build_form(slip, {"rows": []})
    after = act(form, {**sent(form), "_do": ["add:/rows"]})
    assert read(after, {**sent(after), "/rows/0/worker": ["Li"]}) == {"rows": [{"worker": "Li", "hours": "8"}]}


def test_a_page_button_is_none_of_the_forms(slip: Entity) -> None:
    assert not asked({"_do": ["save"]})
    assert not asked({})


def test_blank_rows_are_left_out(slip: Entity) -> None:
    posted = {"row:/rows": ["a", "b"], "/rows/a/worker": [""], "/rows/b/worker": ["Li"], "/rows/b/hours": [""]}
    assert read(build_form(slip), posted) == {"rows": [{"worker": "Li"}]}


def test_a_prefix_begins_every_name(slip: Entity) -> None:
    form = build_form(slip, STORED, prefix="one")
    names = {name for name in sent(form) if not name.startswith("_")}
    assert all(name.split(":")[-1].startswith("one/") for name in names), names
    assert read(form, sent(form)) == STORED


def test_nested_rows_to_two_levels() -> None:
    entity = read_entity(
        "site",
        "boq",
        {
            "key": "boq",
            "type": "object",
            "properties": {
                "parts": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {
                            "name": {"type": "string"},
                            "items": {
                                "type": "array",
                                "items": {"type": "object", "properties": {"qty": {"kind": "quantity"}}},
                            },
                        },
                    },
                }
            },
        },
    )
    stored = {"parts": [{"id": ROW, "name": "a", "items": [{"id": TEAM, "qty": "1.5"}, {"qty": "2"}]}, {"name": "b"}]}
    form = build_form(entity, stored)
    assert read(form, sent(form)) == stored
    html = str(render(form))
    assert "/parts/~row1~/items/~row2~/qty" in html
    after = act(form, {**sent(form), "_do": ["add:/parts/1/items"]})
    posted = {**sent(after), "/parts/1/items/0/qty": ["3"]}
    found = read(after, posted)
    assert isinstance(found, dict)
    assert found["parts"][1] == {"name": "b", "items": [{"qty": "3"}]}  # type: ignore[index, call-overload] # a list of rows


def test_taking_a_form_says_what_could_not_be_read(slip: Entity) -> None:
    reading = take(build_form(slip), {"row:/rows": ["0"], "/rows/0/hours": ["eight"], "/rows/0/worker": ["Li"]})
    assert reading.instance == {"rows": [{"worker": "Li", "hours": "eight"}]}
    assert [(one.pointer, one.code) for one in reading.problems] == [("/rows/0/hours", "type")]


def test_rows_nobody_may_change_are_shown_as_stored_whatever_was_sent(slip: Entity) -> None:
    rights = FieldAccess(frozenset(field_pointers(slip)), frozenset({"/note"}))
    typed = {"/note": ["x"], "row:/rows": ["0", "1"], "/rows/1/worker": ["forged"]}
    form = build_form(slip, STORED, typed=typed, rights=rights, context=CONTEXT)
    assert leaf(form, "/rows/0/worker").output == "Li"
    assert "forged" not in str(render(form))
