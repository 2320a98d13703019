"""Decisions, approvals, ways on and masks: `cases/order.json`, on a module made for it."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

import pytest
from dougong.definition import PROJECT, USER, Actor, Context, read_module
from dougong.problem import MESSAGES, Ref, Value, Values
from dougong.workflow import Approval, Decision, available, decide, decide_approval, editable, simulate

ORDER = json.loads((Path(__file__).parent / "cases" / "order.json").read_text("utf-8"), parse_float=Decimal)
MODULE = read_module(ORDER["documents"], hash="sha256:shop")
FLOW = MODULE.workflows["order"]


def user(name: str) -> Ref:
    return Ref(USER, uuid5(NAMESPACE_DNS, name))


def person(name: str) -> Actor:
    given = ORDER["people"][name]
    projects = {uuid5(NAMESPACE_DNS, key): frozenset(roles) for key, roles in given.get("projects", {}).items()}
    return Actor(user(given.get("id", name)), frozenset(given.get("roles", ())), projects)


def follow(ref: Ref, key: str) -> Value:
    return user("gus") if (ref, key) == (user("kim"), "manager") else None


def context(case: dict[str, Any]) -> Context:
    project = Ref(PROJECT, uuid5(NAMESPACE_DNS, case.get("project", "p1")))
    return Context(today=date(2025, 4, 10), follow=follow, system={"project": project, "created_by": user("kim")})


def values(given: dict[str, Any]) -> Values:
    found: dict[str, Value] = {"subject": None, "total": None, "buyer": None, "checkers": (), "rows": ()}
    readers: dict[str, Any] = {
        "subject": lambda text: text,
        "total": Decimal,
        "buyer": user,
        "checkers": lambda names: tuple(user(name) for name in names),
        "rows": lambda rates: tuple({"what": None, "rate": Decimal(rate)} for rate in rates),
    }
    return found | {key: None if text is None else readers[key](text) for key, text in given.items()}


def check(decision: Decision, case: dict[str, Any]) -> None:
    assert decision.allowed is case["allowed"], decision
    assert decision.target == case.get("target", decision.target)
    assert decision.because == case.get("because", decision.because)
    assert decision.event == case.get("event", decision.event)
    assert len(decision.effects) == case.get("effects", len(decision.effects))
    assert [one.step for one in decision.steps] == case.get("open", [])
    if "approves" in case:
        assert decision.approval == Approval(case["approves"], person(case["as"]).id)
    if decision.allowed:
        assert not decision.problems
    else:
        assert decision.target == decision.source
        assert decision.problems[0].code == case.get("code", decision.problems[0].code)
        assert decision.problems[0].pointer == case.get("at", "")
        assert decision.problems[0].code in MESSAGES


@pytest.mark.parametrize("name", ORDER["decide"])
def test_decide(name: str) -> None:
    case = ORDER["decide"][name]
    decision = decide(
        FLOW,
        case["state"],
        case["do"],
        person(case["as"]),
        values(case.get("values", {})),
        context=context(case),
        reason=case.get("reason", ""),
        submitted_by=user(case["submitted_by"]) if "submitted_by" in case else None,
        on=case.get("on", "user"),
    )
    check(decision, case)


@pytest.mark.parametrize("name", ORDER["answers"])
def test_decide_approval(name: str) -> None:
    case = ORDER["answers"][name]
    decision = decide_approval(
        FLOW,
        "waiting",
        case["do"],
        person(case["as"]),
        values(case.get("values", {})),
        context=context(case),
        answer=case["answer"],
        approvals=[Approval(step, user(who)) for step, who in case["given"]],
        reason=case.get("reason", ""),
        submitted_by=user(case["submitted_by"]) if "submitted_by" in case else None,
    )
    check(decision, case)


@pytest.mark.parametrize("name", ORDER["available"])
def test_available(name: str) -> None:
    case = ORDER["available"][name]
    found = available(
        FLOW,
        case["state"],
        person(case["as"]),
        values(case.get("values", {})),
        context=context(case),
        running=case.get("running"),
    )
    said = []
    for one in found:
        label = one.transition if one.verb == "perform" else f"{one.transition}/{one.verb}"
        said.append(f"{label}:{'open' if one.allowed else one.problems[0].code}")
    assert said == case["ways"]


@pytest.mark.parametrize("name", ORDER["editable"])
def test_editable(name: str) -> None:
    case = ORDER["editable"][name]
    mask = editable(FLOW, MODULE.entities["order"], case["state"], frozenset(case["roles"]))
    assert mask.editable == set(case["editable"])
    assert mask.because == f"workflows/order#/states/{case['state']}"


def test_simulate_names_the_steps_of_a_tier() -> None:
    small = simulate(FLOW, "approve", values({"total": "19999.99"}), context({}))
    large = simulate(FLOW, "approve", values({"total": "20000"}), context({}))
    assert [one.step for one in small] == ["pm"]
    assert [(one.step, sorted(one.roles), one.deadline) for one in large] == [
        ("pm", ["pm"], "P1D"),
        ("gm", ["boss"], "P2D"),
    ]


def test_a_guard_still_to_be_met_is_a_warning() -> None:
    found = available(FLOW, "sent", person("cleo"), values({"rows": ["0"]}), context=context({}))
    price = found[0]
    assert (price.transition, price.allowed, price.edit) == ("price", True, ("/rows/*/rate",))
    assert [(problem.code, problem.level) for problem in price.problems] == [("guard", "warning")]


def test_the_author_s_words_explain_a_guard() -> None:
    decision = decide(FLOW, "draft", "send", person("kim"), values({}), context=context({}))
    assert decision.problems[0].message == "Say what it is."


def test_what_a_transition_asks_of_the_person() -> None:
    found = {
        one.transition: one.asks for one in available(FLOW, "priced", person("cleo"), values({}), context=context({}))
    }
    assert found["return"] == {"reason"}
    assert found["approve"] == frozenset()
