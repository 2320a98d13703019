"""`check_module`: what can be said against a module, each at its place."""

from copy import deepcopy
from typing import Any

import pytest
from definition_material import example, packaged, packaged_keys, put
from dougong.definition import Module, check_module, read_module
from dougong.engines import SIGNATURES
from dougong.expression import NUMBER, TEXT, Signature
from dougong.problem import Refused

LOOKUPS = {
    "rate_card": {"entity": "core/worker", "params": {"who": "core/worker", "day": "date"},
                  "where": "id == who", "answer": "rate", "kind": "money"},
    "std_hours": {"entity": "core/worker", "params": {"who": "core/worker", "day": "date"},
                  "where": "id == who", "answer": "hours", "kind": "quantity", "otherwise": "8"},
    "hours_of_day": {"entity": "day_labour/slip", "params": {"who": "core/worker", "day": "date"},
                     "where": "work_date == day", "aggregate": "sum", "kind": "quantity",
                     "answer": "rows.filter(r, r.worker == who).sum(r, r.h_reg)"},
    "attendance": {"entity": "core/worker", "params": {"who": "core/worker", "day": "date"},
                   "where": "id == who", "aggregate": "count", "kind": "integer"},
}  # fmt: skip


def core() -> Module:
    """What the example refers to, in small."""
    named = {"name": {"title": "Name", "type": "string"}}
    entities = {
        "project": {"is_project": True, "properties": named},
        "team": {"properties": {**named, "leader": {"kind": "user"}}},
        "worker": {"properties": {**named, "team": {"reference": "core/team"}, "rate": {"kind": "money"},
                                  "hours": {"kind": "quantity"}}},
        "wbs_node": {"scope": "project", "properties": {**named, "node_kind": {"type": "string"}}},
    }  # fmt: skip
    roles = ("foreman", "site_engineer", "cost_engineer", "project_manager", "general_manager")
    documents: dict[str, Any] = {
        "module": {"key": "core", "version": "1.0.0", "title": "Core"},
        "roles": {"roles": {role: {"title": role} for role in roles}},
        **{f"entities/{key}": {"type": "object", **one} for key, one in entities.items()},
    }
    return read_module(documents, hash="core")


def cost() -> Module:
    ledger = {
        "key": "cost",
        "measures": {"amount": {"kind": "money"}, "qty": {"kind": "quantity"}},
        "dimensions": {
            "wbs_node": {"reference": "core/wbs_node", "required": True},
            "cost_account": {"reference": "cost/cost_account"},
            "team": {"reference": "core/team"},
            "cause": {},
            "contract": {"reference": "contract/contract"},
        },
    }
    documents: dict[str, Any] = {
        "module": {"key": "cost", "version": "1.0.0", "title": "Cost"},
        "ledgers/cost": ledger,
        "entities/cost_account": {"type": "object", "properties": {"name": {"type": "string"}}},
    }
    return read_module(documents, hash="cost")


def whole() -> dict[str, Any]:
    """The example with its look-ups, and a menu of what is there."""
    documents = example()
    documents["module"]["menu"]["order"] = ["slip"]
    rules = documents["entities/slip"]["rules"]
    rules["not_future"]["check"] = "work_date <= today() + days(settings.backdate_days)"
    return {**documents, **{f"lookups/{key}": {"key": key, **deepcopy(one)} for key, one in LOOKUPS.items()}}


def found(documents: dict[str, Any], *, everything: bool = False) -> set[tuple[str, str]]:
    module = read_module(documents, hash="x")
    problems = check_module(module, {"core": core(), "cost": cost()})
    return {
        (one.pointer, one.code)
        for one in problems
        if everything or one.code not in ("untranslated", "copied", "no_text")
    }


def test_the_example_makes_sense() -> None:
    assert found(whole()) == set()


@pytest.mark.parametrize("key", packaged_keys())
def test_the_packaged_modules_make_sense(key: str) -> None:
    modules = {one: read_module(packaged(one), hash=one) for one in packaged_keys()}
    problems = check_module(modules[key], {one: modules[one] for one in modules if one != key}, engines=SIGNATURES)
    assert [problem for problem in problems if problem.level == "error"] == []


SLIP = "entities/slip#/properties"
FLOW = "workflows/slip#"
WRONG: list[tuple[str, Any, str, str]] = [
    (f"{SLIP}/total/computed", "rows.sum(r, r.amont)", f"{SLIP}/total/computed", "expression"),
    (f"{SLIP}/total/computed", "work_content", f"{SLIP}/total/computed", "formula_type"),
    (f"{SLIP}/team/visible_when", "total", f"{SLIP}/team/visible_when", "formula_type"),
    (f"{SLIP}/work_date/default", "me", f"{SLIP}/work_date/default", "formula_type"),
    (f"{SLIP}/rows/items/properties/amount/computed", "row.rte",
     f"{SLIP}/rows/items/properties/amount/computed", "expression"),
    (f"{SLIP}/rows/items/properties/gong/computed", "h_reg / std_hours(team, work_date)",
     f"{SLIP}/rows/items/properties/gong/computed", "expression"),
    (f"{SLIP}/team/reference", "core/crew", f"{SLIP}/team/reference", "no_such"),
    (f"{SLIP}/team/reference", "plant/machine", f"{SLIP}/team/reference", "undeclared"),
    (f"{SLIP}/wbs_node/pick", "node_knd == 'x'", f"{SLIP}/wbs_node/pick", "expression"),
    (f"{SLIP}/wbs_node/under", "nothing", f"{SLIP}/wbs_node/under", "no_such"),
    ("entities/slip#/label", "{number} {team.nme}", "entities/slip#/label", "expression"),
    ("entities/slip#/required/0", "work_dat", "entities/slip#/required/0", "no_such"),
    ("entities/slip#/unique", [["work_date", "tem"]], "entities/slip#/unique/0", "no_such"),
    ("entities/slip#/numbering/on", "send", "entities/slip#/numbering/on", "no_such"),
    ("entities/slip#/rules/not_future/check", "work_date", "entities/slip#/rules/not_future/check",
     "formula_type"),
    ("entities/slip#/rules/not_future/at", "/work_dat", "entities/slip#/rules/not_future/at", "no_such"),
    ("entities/slip#/rules/sixteen_hours/foreach", "lines", "entities/slip#/rules/sixteen_hours/foreach", "no_such"),
    ("entities/slip#/rules/sixteen_hours/at", "/work_date", "entities/slip#/rules/sixteen_hours/at", "no_such"),
    ("entities/slip#/rules/sixteen_hours/say/hours", "row.hurs", "entities/slip#/rules/sixteen_hours/say/hours",
     "expression"),
    ("entities/slip#/rules/sixteen_hours/message", "{who} has too many.",
     "entities/slip#/rules/sixteen_hours/message", "no_such"),
    (f"{FLOW}/entity", "slop", f"{FLOW}/entity", "no_such"),
    (f"{FLOW}/initial", "drft", f"{FLOW}/initial", "no_such"),
    (f"{FLOW}/transitions/submit/from/0", "drft", f"{FLOW}/transitions/submit/from/0", "no_such"),
    (f"{FLOW}/transitions/submit/to", "sent", f"{FLOW}/transitions/submit/to", "no_such"),
    (f"{FLOW}/transitions/submit/by/0", "formen", f"{FLOW}/transitions/submit/by/0", "no_such"),
    (f"{FLOW}/transitions/submit/by", ["general_manager"], f"{FLOW}/transitions/submit", "nobody"),
    (f"{FLOW}/transitions/submit/by", ..., f"{FLOW}/transitions/submit", "nobody"),
    (f"{FLOW}/transitions/submit/guard", "false", f"{FLOW}/transitions/submit", "nobody"),
    (f"{FLOW}/transitions/price/guard", "rows.sum(r, r.rate)", f"{FLOW}/transitions/price/guard",
     "formula_type"),
    (f"{FLOW}/transitions/price/edit/0", "/rows/*/rates", f"{FLOW}/transitions/price/edit/0", "no_such"),
    (f"{FLOW}/transitions/approve/via", ..., f"{FLOW}/transitions/approve/via", "required"),
    (f"{FLOW}/transitions/approve/via", "waiting", f"{FLOW}/transitions/approve/via", "no_such"),
    (f"{FLOW}/transitions/approve/approval/on_reject/to", "back",
     f"{FLOW}/transitions/approve/approval/on_reject/to", "no_such"),
    (f"{FLOW}/transitions/approve/approval/steps/gm/when", "totl > 1",
     f"{FLOW}/transitions/approve/approval/steps/gm/when", "expression"),
    (f"{FLOW}/transitions/approve/approval/steps/gm/assign", {"role": "boss"},
     f"{FLOW}/transitions/approve/approval/steps/gm/assign/role", "no_such"),
    (f"{FLOW}/transitions/approve/approval/steps/gm/assign", {"field": "team"},
     f"{FLOW}/transitions/approve/approval/steps/gm/assign/field", "formula_type"),
    (f"{FLOW}/transitions/approve/approval/steps/gm/mode", "count",
     f"{FLOW}/transitions/approve/approval/steps/gm/need", "required"),
    (f"{FLOW}/states/lost", {"title": "Lost"}, f"{FLOW}/states/lost", "unused"),
    (f"{FLOW}/rights", {"drft": {"foreman": {"edit": ["/total"]}}}, f"{FLOW}/rights/drft", "no_such"),
    (f"{FLOW}/rights", {"draft": {"foreman": {"hide": ["/totl"]}}},
     f"{FLOW}/rights/draft/foreman/hide/0", "no_such"),
    (f"{FLOW}/transitions/void/do", [{"transition": "undo", "target": "core/team"}],
     f"{FLOW}/transitions/void/do/0/transition", "no_such"),
    (f"{FLOW}/transitions/void/do", [{"create": "core/team", "values": {"nam": "'x'"}}],
     f"{FLOW}/transitions/void/do/0/values/nam", "no_such"),
    (f"{FLOW}/transitions/void/do", [{"create": "core/team", "values": {"name": "total"}}],
     f"{FLOW}/transitions/void/do/0/values/name", "formula_type"),
    (f"{FLOW}/transitions/void/do", [{"gather": "core/worker", "into": "row", "values": {"worker": "id"}}],
     f"{FLOW}/transitions/void/do/0/into", "no_such"),
    (f"{FLOW}/transitions/void/do", [{"gather": "core/worker", "into": "rows", "sort": ["-nam"], "values": {}}],
     f"{FLOW}/transitions/void/do/0/sort/0", "expression"),
    (f"{FLOW}/transitions/void/do", [{"create": "core/team", "foreach": "lines", "values": {"name": "'x'"}}],
     f"{FLOW}/transitions/void/do/0/foreach", "no_such"),
    (f"{FLOW}/transitions/void/do", [{"create": "core/team", "foreach": "rows", "values": {"name": "row.amount"}}],
     f"{FLOW}/transitions/void/do/0/values/name", "formula_type"),
    (f"{FLOW}/transitions/void/do", [{"create": "core/team", "where": "row.amount > 0", "values": {"name": "'x'"}}],
     f"{FLOW}/transitions/void/do/0/where", "expression"),
    ("entities/slip#/acyclic", {"from": "tem", "to": "team"}, "entities/slip#/acyclic/from", "no_such"),
    ("entities/slip#/acyclic", {"from": "wbs_node", "to": "team"}, "entities/slip#/acyclic/to", "formula_type"),
    (f"{FLOW}/transitions/void/do", [{"set": "core/team", "where": "nme == 'x'", "values": {"name": "'x'"}}],
     f"{FLOW}/transitions/void/do/0/where", "expression"),
    ("postings/slip#/rules/cost/on", "aprove", "postings/slip#/rules/cost/on", "no_such"),
    ("postings/slip#/rules/cost/foreach", "lines", "postings/slip#/rules/cost/foreach", "no_such"),
    ("postings/slip#/rules/cost/ledger", "cost/costs", "postings/slip#/rules/cost/ledger", "no_such"),
    ("postings/slip#/rules/cost/measures/hours", "row.h_reg", "postings/slip#/rules/cost/measures/hours",
     "no_such"),
    ("postings/slip#/rules/cost/measures/amount", "cause", "postings/slip#/rules/cost/measures/amount",
     "formula_type"),
    ("postings/slip#/rules/cost/dimensions/zone", "team", "postings/slip#/rules/cost/dimensions/zone",
     "no_such"),
    ("postings/slip#/rules/cost/dimensions/team", "wbs_node", "postings/slip#/rules/cost/dimensions/team",
     "formula_type"),
    ("postings/slip#/rules/cost/dimensions/wbs_node", ..., "postings/slip#/rules/cost/dimensions/wbs_node",
     "required"),
    ("postings/slip#/rules/cost/business_date", "total", "postings/slip#/rules/cost/business_date",
     "formula_type"),
    ("tables/slip#/views/all/columns/order/2", "tem", "tables/slip#/views/all/columns/order/2", "expression"),
    ("tables/slip#/views/all/columns/order/2", "team.nam", "tables/slip#/views/all/columns/order/2",
     "expression"),
    ("tables/slip#/views/all/sort/0", "-work_dat", "tables/slip#/views/all/sort/0", "expression"),
    ("tables/slip#/views/all/totals/0", "cause", "tables/slip#/views/all/totals/0", "formula_type"),
    ("tables/slip#/views/mine_to_price/where", "total", "tables/slip#/views/mine_to_price/where",
     "formula_type"),
    ("tables/slip#/views/mine_to_price/where", "rows.count() > 1", "tables/slip#/views/mine_to_price/where",
     "not_sql"),
    ("tables/slip#/views/month/across", ..., "tables/slip#/views/month/across", "required"),
    ("tables/slip#/views/month/of", "row", "tables/slip#/views/month/of", "no_such"),
    ("tables/slip#/views/month/cell/0", "gng", "tables/slip#/views/month/cell/0", "expression"),
    ("tables/slip#/views/all/kind", "calendar", "tables/slip#/views/all/date", "required"),
    ("forms/slip", {"entity": "slip", "sections": {"a": {"title": "A", "fields": {"order": ["tem"]}}}},
     "forms/slip#/sections/a/fields/order/0", "no_such"),
    ("forms/slip", {"entity": "slip", "sections": {"a": {"title": "A", "fields": {"order": ["team"]}}}},
     "forms/slip#/sections", "unused"),
    ("roles#/rights/slip/formen", {"see": True}, "roles#/rights/slip/formen", "no_such"),
    ("roles#/rights/slop", {"foreman": {"see": True}}, "roles#/rights/slop", "no_such"),
    ("roles#/rights/slip/foreman/see/hide/0", "/rates", "roles#/rights/slip/foreman/see/hide/0", "no_such"),
    ("roles#/rights/slip/foreman/see/where", "rows.exists(r, r.rate > 1)",
     "roles#/rights/slip/foreman/see/where", "not_sql"),
    ("roles#/rights/slip/foreman/edit/where", "state = 'draft'", "roles#/rights/slip/foreman/edit/where",
     "expression"),
    ("lookups/rate_card#/entity", "core/workers", "lookups/rate_card#/entity", "no_such"),
    ("lookups/rate_card#/where", "id == whom", "lookups/rate_card#/where", "expression"),
    ("lookups/rate_card#/answer", "name", "lookups/rate_card#/answer", "formula_type"),
    ("lookups/rate_card#/params/who", "core/wrker", "lookups/rate_card#/params/who", "no_such"),
    ("lookups/rate_card#/answer", "rate_card(id, day)", "lookups/rate_card#", "cycle"),
    ("lookups/spare", {"key": "spare", "entity": "core/worker", "answer": "rate", "kind": "money"},
     "lookups/spare#", "unused"),
    ("module#/settings/properties/spare", {"title": "Spare", "type": "string"},
     "module#/settings/properties/spare", "unused"),
    ("module#/menu/order/0", "slop", "module#/menu/order/0", "no_such"),
    ("module#/requires/plant", ">=1", "module#/requires/plant", "no_such"),
    (f"{SLIP}/x_sum", {"kind": "money", "rollup": {"ledger": "cost/cost", "measure": "sum"}},
     f"{SLIP}/x_sum/rollup/measure", "no_such"),
    (f"{SLIP}/x_sum", {"kind": "money", "rollup": {"entity": "slip", "value": "totl"}},
     f"{SLIP}/x_sum/rollup/value", "expression"),
    (f"{SLIP}/x_sum", {"kind": "money", "rollup": {"entity": "slip", "value": "x_sum"}},
     f"{SLIP}/x_sum", "cycle"),
    ("seeds/slips", {"entity": "slop", "records": {"a": {}}}, "seeds/slips#/entity", "no_such"),
    ("seeds/slips", {"entity": "slip", "records": {"a": {"caus": "own"}}}, "seeds/slips#/records/a/caus",
     "unknown_key"),
    ("seeds/slips", {"entity": "slip", "records": {"a": {"cause": "own"}}}, "seeds/slips#/records/a/team",
     "required"),
    ("seeds/slips", {"entity": "slip", "records": {"a": {"team": "timber"}}}, "seeds/slips#/records/a/team",
     "no_such"),
    ("seeds/slips", {"entity": "slip", "records": {"a": {"rows": [{"worker": "li"}]}}},
     "seeds/slips#/records/a/rows/0/worker", "no_such"),
    ("prints/slip", {"key": "slip", "entity": "slip", "title": "Slip", "blocks": {
        "a": {"kind": "fields", "fields": ["tem"]}}}, "prints/slip#/blocks/a/fields/0", "expression"),
    ("prints/slip", {"key": "slip", "entity": "slip", "title": "Slip", "blocks": {
        "a": {"kind": "rows", "of": "rows", "show": ["wrker"]}}}, "prints/slip#/blocks/a/show/0", "no_such"),
    ("alerts/late", {"key": "late", "title": "L", "entity": "slip", "levels": {"red": {"when": "state =="}}},
     "alerts/late#/levels/red/when", "expression"),
    ("dashboards/home", {"key": "home", "title": "Home", "roles": ["king"], "widgets": {}},
     "dashboards/home#/roles/0", "no_such"),
    ("invariants/i1", {"key": "i1", "title": "I1", "sums": {"a": {"ledger": "cost/none", "measure": "x"}},
                       "check": "a >= 0", "message": "x"}, "invariants/i1#/sums/a/ledger", "no_such"),
]  # fmt: skip


@pytest.mark.parametrize(("address", "value", "at", "code"), WRONG)
def test_nonsense_is_told_at_its_place(address: str, value: Any, at: str, code: str) -> None:
    documents = put(whole(), address, value)
    try:
        told = found(documents)
    except Refused as refused:  # a formula that cannot even be read
        told = {(problem.pointer, problem.code) for problem in refused.problems}
    assert (at, code) in told


def test_one_mistake_is_one_problem() -> None:
    assert len(found(put(whole(), f"{SLIP}/team/reference", "core/crew"))) == 1
    assert found(put(whole(), f"{FLOW}/transitions/submit/to", "sent")) >= {
        (f"{FLOW}/transitions/submit/to", "no_such"),
        (f"{FLOW}/states/submitted", "unused"),
    }


def test_a_module_that_is_off_is_no_mistake_when_it_is_only_worked_with() -> None:
    module = read_module(whole(), hash="x")
    problems = check_module(module, {"core": core()})
    assert [one for one in problems if one.level == "error" and one.code != "untranslated"] == []
    looking = put(whole(), "tables/slip#/views/all/where", "liable_contract.manager == me")
    away = check_module(read_module(looking, hash="x"), {"core": core(), "cost": cost()})
    assert {one.code for one in away} == {"untranslated"}
    without = {one.pointer for one in check_module(module, {}) if one.code == "no_such"}
    assert "module#/requires/core" in without


def test_engine_functions_may_be_called() -> None:
    words = {"type": "string", "title": "W", "computed": "rmb_upper(total)"}
    documents = put(whole(), f"{SLIP}/x_words", words)
    module = read_module(documents, hash="x")
    others = {"core": core(), "cost": cost()}
    engines = {"rmb_upper": Signature((NUMBER,), TEXT)}
    assert (f"{SLIP}/x_words/computed", "expression") in found(documents)
    told = check_module(module, others, engines=engines)
    assert {one.code for one in told} <= {"untranslated"}


def test_translations_missing_copied_or_of_nothing() -> None:
    documents = whole()
    every = {address: "译" for code, address in _untranslated(documents)}
    complete = put(documents, "locale/zh_Hans", {"$schema": "urn:dougong:locale:1", **every})
    assert found(complete, everything=True) == set()
    locale = complete["locale/zh_Hans"]
    address = "entities/slip#/properties/team/title"
    at = "locale/zh_Hans#/" + address.replace("/", "~1")
    locale[address] = "Team"
    assert found(complete, everything=True) == {(at, "copied")}
    del locale[address]
    assert found(complete, everything=True) == {(address, "untranslated")}
    locale[address] = "班组"
    locale["entities/slip#/none/title"] = "无"
    assert found(complete, everything=True) == {("locale/zh_Hans#/entities~1slip#~1none~1title", "no_text")}
    del complete["locale/zh_Hans"]
    assert ("locale/zh_Hans", "required") in found(complete, everything=True)


def _untranslated(documents: dict[str, Any]) -> list[tuple[str, str]]:
    empty = put(documents, "locale/zh_Hans", {})
    return [(code, at) for at, code in found(empty, everything=True) if code == "untranslated"]


def test_the_same_capitals_in_both_languages_are_no_copy() -> None:
    documents = whole()
    every = {address: "译" for code, address in _untranslated(documents)}
    every["entities/slip#/properties/wbs_node/title"] = "WBS"
    assert found(put(documents, "locale/zh_Hans", every), everything=True) == set()
