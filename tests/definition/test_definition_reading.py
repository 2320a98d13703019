"""Reading a module: the example of the language, and what is refused with its place named."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from dougong.definition import Module, read_entity, read_module, read_schema
from dougong.problem import Refused

CASES = Path(__file__).parent / "cases"


def load(name: str) -> Any:
    return json.loads((CASES / name).read_text("utf-8"), parse_float=Decimal)


@pytest.fixture(scope="module")
def example() -> Module:
    return read_module(load("example.json"), hash="sha256:example")


def problems_of(schema: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(Refused) as refused:
        read_entity("m", "e", {"type": "object", **schema})
    return {problem.pointer: problem.code for problem in refused.value.problems}


def test_the_head_is_read(example: Module) -> None:
    assert (example.key, example.version, example.icon) == ("day_labour", "1.0.0", "hard-hat")
    assert example.requires == {"core": ">=1 <2"}
    assert example.menu == ("slip", "month_settlement", "worker_month")
    assert example.settings_entity is not None
    assert example.settings_entity.fields["cost_account"].reference == "cost/cost_account"


def test_fields_keep_their_order_and_kinds(example: Module) -> None:
    slip = example.entities["slip"]
    kinds = {key: field.kind for key, field in slip.fields.items()}
    assert kinds == {
        "work_date": "date",
        "team": "reference",
        "wbs_node": "reference",
        "work_content": "long_text",
        "cause": "choice",
        "liable_contract": "reference",
        "photos": "photo",
        "rows": "rows",
        "total": "money",
    }
    assert slip.name == "day_labour/slip"
    assert slip.scope == "project"
    assert slip.numbering is not None
    assert slip.numbering.per == ("project", "month")
    assert slip.fields["photos"].many
    assert slip.fields["rows"].fields["worker"].required
    assert not slip.fields["rows"].fields["rate"].required


def test_a_default_that_is_no_value_of_the_kind_is_a_formula(example: Module) -> None:
    slip = example.entities["slip"]
    assert slip.fields["work_date"].default_expr is not None
    assert not slip.fields["work_date"].has_default
    overtime = slip.fields["rows"].fields["h_ot"]
    assert (overtime.default, overtime.has_default, overtime.default_expr) == ("0", True, None)


def test_computed_fields_come_after_what_they_use(example: Module) -> None:
    assert example.entities["slip"].computed_order == ("rows/gong", "rows/amount", "total")


def test_workflow_posting_views_and_rights(example: Module) -> None:
    flow = example.workflows["slip"]
    approve = flow.transitions["approve"]
    assert [step.key for step in approve.approval] == ["pm", "gm"]
    assert (approve.via, approve.target, approve.on_reject) == ("in_approval", "effective", "returned")
    assert flow.states["effective"].locked
    assert flow.transitions["void"].reason == "required"
    cost, charge = example.postings["slip"].rules
    assert (cost.foreach, cost.undo_on, cost.ledger) == ("rows", ("void",), "cost/cost")
    assert charge.when is not None
    assert set(charge.measures) == {"amount"}
    assert example.tables["slip"].views["all"].sort == ("-work_date",)
    assert example.tables["slip"].views["month"].settings["down"] == "worker"
    foreman = next(right for right in example.rights if right.role == "foreman")
    assert foreman.entity == "day_labour/slip"
    assert foreman.create is not None
    assert foreman.export is None
    assert "/total" in foreman.hide


def test_a_circle_is_refused_and_named() -> None:
    with pytest.raises(Refused) as refused:
        read_entity("m", "e", {"type": "object", "properties": {
            "a": {"kind": "money", "computed": "b + 1"},
            "b": {"kind": "money", "computed": "c * 2"},
            "c": {"kind": "money", "computed": "a"},
        }})  # fmt: skip
    (problem,) = refused.value.problems
    assert problem.code == "cycle"
    assert set(str(problem.params["cycle"]).split(" → ")) == {"a", "b", "c"}


def test_a_circle_through_rows_is_refused() -> None:
    found = problems_of({"properties": {
        "rows": {"type": "array", "items": {"type": "object", "properties": {
            "amount": {"kind": "money", "computed": "total / 2"}}}},
        "total": {"kind": "money", "computed": "rows.sum(r, r.amount)"},
    }})  # fmt: skip
    assert list(found.values()) == ["cycle"]


def test_counting_the_rows_from_inside_is_no_circle() -> None:
    entity = read_entity("m", "e", {"type": "object", "properties": {
        "rows": {"type": "array", "items": {"type": "object", "properties": {
            "share": {"kind": "percent", "computed": "1 / record.rows.count()"}}}},
    }})  # fmt: skip
    assert entity.computed_order == ("rows/share",)


def test_every_wrong_formula_is_told_at_its_place() -> None:
    found = problems_of({
        "properties": {
            "a": {"type": "string", "visible_when": "b =="},
            "rows": {"type": "array", "items": {"properties": {"c/d": {"computed": "1 +"}}}},
        },
        "rules": {"r": {"check": ")"}},
    })  # fmt: skip
    assert found == {
        "/properties/a/visible_when": "expression",
        "/properties/rows/items/properties/c~1d/computed": "expression",
        "/rules/r/check": "expression",
    }


def test_what_uses_a_rollup_is_evaluated_on_read() -> None:
    entity = read_entity("m", "e", {"type": "object", "properties": {
        "posted": {"kind": "money", "rollup": {"ledger": "cost/cost", "measure": "amount"}},
        "budget": {"kind": "money"},
        "left": {"kind": "money", "computed": "budget - posted"},
        "half": {"kind": "money", "computed": "left / 2"},
        "twice": {"kind": "money", "computed": "budget * 2"},
    }})  # fmt: skip
    assert [key for key, field in entity.fields.items() if not field.stored] == ["posted", "left", "half"]


def test_references_are_named_in_full() -> None:
    entity = read_entity("m", "node", {"type": "object", "properties": {
        "parent": {"reference": "self"}, "team": {"reference": "team"}, "owner": {"reference": "core/party"},
        "about": {"reference": "*"}, "who": {"kind": "user"},
    }})  # fmt: skip
    assert {key: field.reference for key, field in entity.fields.items()} == {
        "parent": "m/node", "team": "m/team", "owner": "core/party", "about": "*", "who": None,
    }  # fmt: skip


def test_local_definitions_are_followed() -> None:
    entity = read_entity("m", "e", {
        "type": "object",
        "$defs": {"money": {"kind": "money", "title": "Amount"}},
        "properties": {"a": {"$ref": "#/$defs/money"}, "b": {"$ref": "#/$defs/money", "title": "Other"}},
    })  # fmt: skip
    assert [(f.kind, f.title) for f in entity.fields.values()] == [("money", "Amount"), ("money", "Other")]


def test_a_module_without_a_key_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        read_module({"entities/slip": {}}, hash="")
    assert refused.value.problems[0].pointer == "module#/key"


def test_problems_of_a_module_name_their_document() -> None:
    documents = {
        "module": {"key": "m"},
        "workflows/w": {"initial": "a", "transitions": {"go": {"guard": "1 +"}}},
        "postings/w": {"rules": {"p": {"measures": {"amount": "("}}}},
        "roles": {"rights": {"w": {"boss": {"see": {"where": "=="}}}}},
    }
    with pytest.raises(Refused) as refused:
        read_module(documents, hash="")
    assert {problem.pointer for problem in refused.value.problems} == {
        "workflows/w#/transitions/go/guard",
        "postings/w#/rules/p/measures/amount",
        "roles#/rights/w/boss/see/where",
    }


def test_a_bomb_of_references_is_refused_and_quickly() -> None:
    inner = {f"f{i}": {"$ref": "#/$defs/a"} for i in range(60)}
    schema = {"type": "object", "$defs": {"a": {"type": "object", "properties": inner}}, "properties": inner}
    with pytest.raises(Refused) as refused:
        read_entity("m", "e", schema)
    assert {problem.code for problem in refused.value.problems} == {"limit"}
    assert read_schema(schema).fields["f0"].kind == "group"
