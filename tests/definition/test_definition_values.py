"""`check_values`, `compute`, `apply_defaults`, `write_values` on records of a module."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from dougong.definition import (
    Context,
    Entity,
    apply_defaults,
    check_values,
    compute,
    read_entity,
    read_module,
    write_values,
)
from dougong.problem import Problem, Ref, Value

CASES = Path(__file__).parent / "cases"
ID = "00000000-0000-7000-8000-00000000000{}"
ME = Ref("user", UUID(ID.format(9)))


def context(**changes: Any) -> Context:
    functions = {
        "std_hours": lambda worker, day: Decimal(8),
        "rate_card": lambda worker, day: Decimal(380),
        "hours_of_day": lambda workers, day: Decimal(10),
        "attendance": lambda worker, day: Decimal(12),
    }
    return Context(**{"today": date(2025, 4, 10), "me": ME, "functions": functions, **changes})


@pytest.fixture(scope="module")
def slip() -> Entity:
    documents = json.loads((CASES / "example.json").read_text("utf-8"), parse_float=Decimal)
    return read_module(documents, hash="x").entities["slip"]


def filled(**changes: Any) -> dict[str, Any]:
    record = {
        "work_date": "2025-04-10",
        "team": ID.format(1),
        "wbs_node": ID.format(2),
        "work_content": "Cleared the site road",
        "cause": "own",
        "photos": [ID.format(3), ID.format(4)],
        "rows": [{"worker": ID.format(5), "h_reg": "8", "h_ot": "2", "rate": "380.00"}],
    }
    return {key: value for key, value in {**record, **changes}.items() if value is not ...}


def said(problems: tuple[Problem, ...]) -> set[tuple[str, str]]:
    return {(problem.pointer, problem.code) for problem in problems}


def simple(**properties: Any) -> Entity:
    return read_entity("m", "e", {"type": "object", "properties": properties})


def test_a_good_slip(slip: Entity) -> None:
    checked = check_values(slip, filled(), context())
    assert checked.problems == ()
    assert checked.values["total"] == Decimal("522.50")
    rows: Any = checked.values["rows"]
    assert rows[0]["gong"] == Decimal(1)
    assert rows[0]["amount"] == Decimal("522.50")
    assert checked.values["team"] == Ref("core/team", UUID(ID.format(1)))


def test_written_back_it_is_the_same_with_what_was_computed(slip: Entity) -> None:
    checked = check_values(slip, filled(), context())
    written = write_values(slip, checked.values)
    assert written["total"] == "522.50"
    assert "liable_contract" not in written
    again = check_values(slip, written, context())
    assert again.values == checked.values


def test_nothing_at_all_asks_for_what_is_required(slip: Entity) -> None:
    found = said(check_values(slip, {}, context()).problems)
    assert found == {
        (f"/{key}", "required") for key in ("work_date", "team", "wbs_node", "work_content", "cause", "photos", "rows")
    }


def test_a_draft_may_lack_anything(slip: Entity) -> None:
    given = {"work_content": "short", "photos": [ID.format(3)], "rows": [{}]}
    assert check_values(slip, given, context(complete=False)).problems == ()


def test_a_draft_is_still_checked_where_it_is_filled_in(slip: Entity) -> None:
    given = {"work_date": "2025-04-11", "cause": "mine", "extra": 1}
    assert said(check_values(slip, given, context(complete=False)).problems) == {
        ("/work_date", "rule"),
        ("/cause", "enum"),
        ("/extra", "unknown_key"),
    }


def test_problems_inside_rows_name_their_row(slip: Entity) -> None:
    rows = [{"worker": ID.format(5), "h_reg": "9"}, {"h_reg": "x", "oops": 1}, "no row"]
    found = said(check_values(slip, filled(rows=rows), context()).problems)
    assert found == {
        ("/rows/0/h_reg", "maximum"),
        ("/rows/1/worker", "required"),
        ("/rows/1/h_reg", "type"),
        ("/rows/1/oops", "unknown_key"),
        ("/rows/2", "type"),
    }


def test_required_when_and_visible_when(slip: Entity) -> None:
    asked = check_values(slip, filled(cause="subcontractor"), context())
    assert said(asked.problems) == {("/liable_contract", "required")}
    dropped = check_values(slip, filled(liable_contract=ID.format(6)), context())
    assert dropped.problems == ()
    assert dropped.values["liable_contract"] is None


def test_what_is_hidden_is_not_complained_about(slip: Entity) -> None:
    assert check_values(slip, filled(liable_contract="nonsense"), context()).problems == ()


def test_a_rule_speaks_in_its_own_words_with_values_filled_in() -> None:
    entity = read_entity("m", "e", {
        "type": "object",
        "properties": {"a": {"kind": "money", "title": "A"}, "b": {"kind": "money"}},
        "rules": {"order": {
            "check": "a <= b", "at": "/b", "message": "{a} is more than {b}.", "level": "warning"}},
    })  # fmt: skip
    checked = check_values(entity, {"a": "3", "b": "2"}, context())
    (problem,) = checked.problems
    assert (problem.pointer, problem.code, problem.level) == ("/b", "rule", "warning")
    assert str(problem.message).format_map(problem.params) == "3.00 is more than 2.00."
    assert checked.ok


HOURS = {
    "type": "object",
    "properties": {
        "limit": {"kind": "quantity", "scale": 2},
        "rows": {"type": "array", "items": {"type": "object", "properties": {
            "name": {"type": "string"},
            "hours": {"kind": "quantity", "scale": 2},
            "parts": {"type": "array", "items": {"type": "object", "properties": {
                "hours": {"kind": "quantity", "scale": 2}}}}}}}},
    "rules": {
        "limit": {"foreach": "rows", "check": "hours <= record.limit", "at": "/rows/*/hours",
                  "say": {"over": "hours - record.limit"}, "message": "{name}: {hours} is {over} more than {limit}."},
        "part": {"foreach": "rows/parts", "check": "row.hours > 0", "message": "A part without hours."}},
}  # fmt: skip


def test_a_rule_for_each_row_is_told_at_the_rows_that_break_it() -> None:
    entity = read_entity("m", "e", HOURS)
    rows = [{"name": "Li", "hours": "8"}, {"name": "Wang", "hours": "10.5"}, {"name": "Zhao", "hours": "12"}]
    problems = check_values(entity, {"limit": "9", "rows": rows}, context()).problems
    assert [(one.pointer, str(one.message).format_map(one.params)) for one in problems] == [
        ("/rows/1/hours", "Wang: 10.5 is 1.5 more than 9."),
        ("/rows/2/hours", "Zhao: 12 is 3 more than 9."),
    ]


def test_a_rule_for_rows_in_rows_is_told_at_the_inner_row() -> None:
    entity = read_entity("m", "e", HOURS)
    rows = [{"hours": "1"}, {"hours": "1", "parts": [{"hours": "1"}, {"hours": "0"}]}]
    assert said(check_values(entity, {"limit": "9", "rows": rows}, context()).problems) == {("/rows/1/parts/1", "rule")}


def test_in_a_draft_a_rule_for_each_row_waits_in_rows_that_lack_a_value() -> None:
    entity = read_entity("m", "e", HOURS)
    rows = [{"name": "Li"}, {"name": "Wang", "hours": "10"}]
    draft = replace(context(), complete=False)
    assert said(check_values(entity, {"limit": "9", "rows": rows}, draft).problems) == {("/rows/1/hours", "rule")}
    assert check_values(entity, {"rows": rows}, draft).problems == ()


def test_a_rule_over_a_field_with_a_problem_is_not_asked(slip: Entity) -> None:
    assert said(check_values(slip, filled(work_date="soon"), context()).problems) == {("/work_date", "format")}


def test_input_for_computed_fields_is_ignored(slip: Entity) -> None:
    checked = check_values(slip, filled(total="1.00"), context())
    assert checked.problems == ()
    assert checked.values["total"] == Decimal("522.50")


def test_system_names_and_the_record_are_seen_in_formulas() -> None:
    entity = simple(
        note={"type": "string", "visible_when": "state == 'draft' && me == created_by"},
        rows={"type": "array", "items": {"type": "object", "properties": {
            "a": {"kind": "money"},
            "share": {"kind": "percent", "computed": "row.a / record.total"},
            "from_settings": {"kind": "money", "computed": "a * settings.factor"}}}},
        total={"kind": "money", "computed": "rows.sum(r, r.a)"},
    )  # fmt: skip
    seen = context(system={"state": "draft", "created_by": ME}, settings={"factor": Decimal(2)})
    checked = check_values(entity, {"note": "x", "rows": [{"a": "1"}, {"a": "3"}]}, seen)
    assert checked.problems == ()
    assert checked.values["note"] == "x"
    rows: Any = checked.values["rows"]
    assert [row["share"] for row in rows] == [Decimal("0.25"), Decimal("0.75")]
    assert rows[1]["from_settings"] == Decimal(6)


def test_conditions_inside_rows() -> None:
    entity = simple(
        kind_of={"type": "string"},
        rows={"type": "array", "items": {"type": "object", "properties": {
            "late": {"type": "boolean"},
            "why": {"type": "string", "visible_when": "late", "required_when": "late && kind_of == 'x'"}}}},
    )  # fmt: skip
    given = {
        "kind_of": "x",
        "rows": [{"late": True}, {"late": False, "why": "dropped"}, {"late": True, "why": "y"}],
    }
    checked = check_values(entity, given, context())
    assert said(checked.problems) == {("/rows/0/why", "required")}
    rows: Any = checked.values["rows"]
    assert [row["why"] for row in rows] == [None, None, "y"]


def test_rows_in_rows() -> None:
    entity = simple(
        sheets={"type": "array", "items": {"type": "object", "properties": {
            "factor": {"kind": "quantity"},
            "lines": {"type": "array", "items": {"type": "object", "properties": {
                "n": {"kind": "quantity"},
                "twice": {"kind": "quantity", "computed": "n * factor"}}, "required": ["n"]}},
            "sum": {"kind": "quantity", "computed": "lines.sum(l, l.twice)"}}}},
        all={"kind": "quantity", "computed": "sheets.sum(s, s.sum)"},
    )  # fmt: skip
    assert entity.computed_order == ("sheets/lines/twice", "sheets/sum", "all")
    given = {"sheets": [{"factor": "2", "lines": [{"n": "1"}, {"n": "2"}]}, {"factor": "3", "lines": [{}]}]}
    checked = check_values(entity, given, context())
    assert said(checked.problems) == {("/sheets/1/lines/0/n", "required")}
    assert checked.values["all"] == Decimal(6)


def test_groups_are_read_inside() -> None:
    entity = simple(
        address={"type": "object", "required": ["city"], "properties": {
            "city": {"type": "string"},
            "label": {"type": "string", "computed": "city + '!'"}}},
        first={"type": "string", "computed": "address.label"},
    )  # fmt: skip
    checked = check_values(entity, {"address": {"city": "Jinan"}}, context())
    assert checked.problems == ()
    assert checked.values["first"] == "Jinan!"
    assert write_values(entity, checked.values)["address"] == {"city": "Jinan", "label": "Jinan!"}
    assert said(check_values(entity, {"address": {"x": 1}}, context()).problems) == {
        ("/address/x", "unknown_key"),
        ("/address/city", "required"),
    }


def test_row_ids_are_kept_and_must_differ(slip: Entity) -> None:
    row = {"id": ID.format(7), "worker": ID.format(5), "h_reg": "1"}
    kept = check_values(slip, filled(rows=[row]), context())
    rows: Any = kept.values["rows"]
    assert rows[0]["id"] == ID.format(7)
    assert write_values(slip, kept.values)["rows"][0]["id"] == ID.format(7)  # type: ignore[index,call-overload]
    twice = check_values(slip, filled(rows=[row, row]), context())
    assert ("/rows/1/id", "unique_items") in said(twice.problems)
    bad = check_values(slip, filled(rows=[{**row, "id": "x"}]), context())
    assert ("/rows/0/id", "format") in said(bad.problems)


def test_too_many_rows_are_refused_before_anything_is_computed(slip: Entity) -> None:
    found = check_values(slip, filled(rows=[{}] * 1001), context()).problems
    assert ("/rows", "limit") in said(found)
    assert len(found) == 1


def test_a_formula_that_fails_says_so_at_its_field() -> None:
    entity = simple(a={"type": "string"}, b={"kind": "money", "computed": "number(a) + 1"})
    found = check_values(entity, {"a": "x"}, context())
    assert [problem.pointer for problem in found.problems] in ([], ["/b"])
    assert found.values["b"] is None


def test_a_formula_of_another_type_never_becomes_a_value() -> None:
    entity = simple(a={"kind": "json"}, b={"kind": "date", "computed": "a"}, c={"kind": "money", "computed": "a"})
    found = check_values(entity, {"a": "text"}, context())
    assert said(found.problems) == {("/b", "type"), ("/c", "type")}
    assert (found.values["b"], found.values["c"]) == (None, None)


def test_computed_decimals_are_rounded_half_up_at_the_scale_of_the_field() -> None:
    entity = simple(
        a={"kind": "quantity"},
        m={"kind": "money", "computed": "a"},
        n={"kind": "integer", "computed": "a"},
        z={"kind": "money", "computed": "a / 0"},
    )
    values = check_values(entity, {"a": "2.345"}, context()).values
    assert (values["m"], values["n"], values["z"]) == (Decimal("2.35"), 2, None)
    negative = check_values(entity, {"a": "-2.345"}, context()).values
    assert negative["m"] == Decimal("-2.35")


def test_no_record_is_no_record(slip: Entity) -> None:
    for given in (None, [], "x", 1):
        assert said(check_values(slip, given, context()).problems) == {("", "type")}  # type: ignore[arg-type]


def test_defaults_fill_only_what_is_absent(slip: Entity) -> None:
    given: Any = {"rows": [{"worker": ID.format(5), "h_ot": None}, {"rate": "1"}]}
    filled_in = apply_defaults(slip, given, context())
    assert filled_in["work_date"] == "2025-04-10"
    assert filled_in["rows"] == [
        {"worker": ID.format(5), "h_ot": None, "rate": "380.00"},
        {"rate": "1", "h_ot": "0"},
    ]
    assert given == {"rows": [{"worker": ID.format(5), "h_ot": None}, {"rate": "1"}]}
    assert apply_defaults(slip, {"work_date": None}, context())["work_date"] is None


def test_defaults_from_other_fields_and_through_references() -> None:
    entity = simple(
        b={"kind": "money", "default_from": "a * 2"},
        c={"kind": "money", "default_from": "b + 1"},
        a={"kind": "money", "default": "3"},
        who={"kind": "user", "default": "me"},
        phone={"type": "string", "default_from": "who.phone"},
    )
    follow = {"phone": "123"}
    filled_in = apply_defaults(entity, {}, context(follow=lambda ref, key: follow[key]))
    assert filled_in == {"a": "3", "b": "6.00", "c": "7.00", "who": str(ME.id), "phone": "123"}


def test_defaults_in_a_circle_and_failing_ones_leave_the_key_absent() -> None:
    entity = simple(
        a={"kind": "money", "default_from": "b"},
        b={"kind": "money", "default_from": "a"},
        c={"kind": "money", "default_from": "missing(a)"},
    )
    assert apply_defaults(entity, {"b": "1"}, context()) == {"b": "1", "a": "1.00"}


def test_defaults_survive_nonsense(slip: Entity) -> None:
    for rows in ("x", [1, None], [[]], {"a": 1}):
        assert apply_defaults(slip, {"rows": rows}, context())["rows"] == rows  # type: ignore[dict-item]


def test_compute_leaves_the_callers_values_alone() -> None:
    entity = simple(
        rows={"type": "array", "items": {"type": "object", "properties": {
            "a": {"kind": "money"}, "b": {"kind": "money", "computed": "a * 2"}}}},
        left={"kind": "money", "computed": "posted - rows.sum(r, r.b)"},
        posted={"kind": "money", "rollup": {"ledger": "cost/cost"}},
    )  # fmt: skip
    before: dict[str, Value] = {"rows": ({"a": Decimal(1), "b": None},)}
    after = compute(entity, before, context())
    assert before == {"rows": ({"a": Decimal(1), "b": None},)}
    assert after["rows"] == ({"a": Decimal(1), "b": Decimal(2)},)
    assert after.get("left") is None
    read = compute(entity, {**before, "posted": Decimal(10)}, context(), reading=True)
    assert read["left"] == Decimal(8)


def test_schema_words_no_field_covers_are_asked_too() -> None:
    entity = read_entity("m", "e", {
        "type": "object",
        "properties": {
            "kind_of": {"type": "string"},
            "a": {"type": "string", "not": {"const": "bad"}},
            "rows": {"type": "array", "items": {"type": "object", "properties": {
                "x": {"type": "integer"}, "y": {"type": "integer"}}, "dependentRequired": {"x": ["y"]}}},
        },
        "if": {"properties": {"kind_of": {"const": "full"}}, "required": ["kind_of"]},
        "then": {"required": ["a"]},
        "anyOf": [{"required": ["kind_of"]}, {"required": ["a"]}],
    })  # fmt: skip
    assert entity.residue is not None
    assert said(check_values(entity, {"kind_of": "full"}, context()).problems) == {("/a", "required")}
    assert said(check_values(entity, {"a": "bad"}, context()).problems) == {("/a", "schema")}
    rows = [{"x": 1, "y": 2}, {"x": 1}]
    assert said(check_values(entity, {"a": "b", "rows": rows}, context()).problems) == {("/rows/1/y", "required")}
    assert said(check_values(entity, {}, context()).problems) == {("", "schema")}
    draft = check_values(entity, {"kind_of": "full", "rows": rows}, context(complete=False))
    assert draft.problems == ()


def test_an_entity_its_fields_cover_has_no_residue(slip: Entity) -> None:
    assert slip.residue is None
    assert slip.compiled is None
