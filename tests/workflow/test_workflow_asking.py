"""Whom a step asks, and how many of them must agree."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from dougong.definition import USER, Actor, Context, State, Step, Transition, Workflow
from dougong.problem import Ref, Value
from dougong.workflow import Approval, Asked, decide, decide_approval, simulate, skipped

ADA, BOB, CAT, BOSS = (Ref(USER, UUID(int=n)) for n in range(1, 5))
VALUES: dict[str, Value] = {"owner": ADA, "readers": (ADA, BOB, CAT), "nobody": None, "size": 3}


def follow(ref: Ref, key: str) -> Value:
    return BOSS if key == "manager" and ref != BOSS else None


CONTEXT = Context(today=date(2025, 4, 10), follow=follow, system={"created_by": BOB})


def flow(**step: Any) -> Workflow:
    one = Step("only", "Only", step.pop("assign"), **step)
    arrow = Transition("ask", "Ask", ("new",), "done", by=("clerk",), via="waiting", approval=(one,))
    states = {key: State(key, key.title()) for key in ("new", "waiting", "done")}
    return Workflow("f", "e", "new", states, {"ask": arrow})


def asked(**step: Any) -> tuple[Asked, ...]:
    return simulate(flow(**step), "ask", VALUES, CONTEXT)


@pytest.mark.parametrize(
    ("assign", "roles", "users"),
    [
        ({"role": "pm"}, {"pm"}, ()),
        ({"role": ["pm", "gm"]}, {"pm", "gm"}, ()),
        ({"user": str(CAT.id)}, set(), (CAT,)),
        ({"user": "not an id"}, {"admin"}, ()),
        ({"field": "owner"}, set(), (ADA,)),
        ({"field": "readers"}, set(), (ADA, BOB, CAT)),
        ({"field": "nobody"}, {"admin"}, ()),
        ({"field": "size"}, {"admin"}, ()),
        ({"relation": "owner"}, set(), (ADA,)),
        ({"expr": "size > 2 ? owner : null"}, set(), (ADA,)),
        ({"manager_of": "created_by"}, set(), (BOSS,)),
        ({"manager_of": "readers"}, set(), (BOSS, BOSS, BOSS)),
        ({"manager_of": "nobody"}, {"admin"}, ()),
        ({}, {"admin"}, ()),
    ],
)
def test_whom(assign: dict[str, Any], roles: set[str], users: tuple[Ref, ...]) -> None:
    (one,) = asked(assign=assign)
    assert one.roles == roles
    assert one.users == users


def test_nobody_can_be_followed_where_nothing_is_followed() -> None:
    (one,) = simulate(flow(assign={"manager_of": "owner"}, empty="gm"), "ask", VALUES, replace(CONTEXT, follow=None))
    assert one.roles == {"gm"}


def test_a_step_that_asks_nobody_is_skipped_when_it_says_so() -> None:
    assert asked(assign={"field": "nobody"}, empty="skip") == ()


@pytest.mark.parametrize(
    ("step", "need"),
    [
        ({"assign": {"field": "readers"}}, 1),
        ({"assign": {"field": "readers"}, "mode": "all"}, 3),
        ({"assign": {"field": "readers"}, "mode": "sequence"}, 3),
        ({"assign": {"field": "readers"}, "mode": "count"}, 1),
        ({"assign": {"field": "readers"}, "mode": "count", "need": 2}, 2),
        ({"assign": {"field": "readers"}, "mode": "percent", "need": 50}, 2),
        ({"assign": {"field": "readers"}, "mode": "percent", "need": 67}, 3),
        ({"assign": {"field": "readers"}, "mode": "percent", "need": 1}, 1),
        ({"assign": {"field": "readers"}, "mode": "percent"}, 3),
        ({"assign": {"role": "pm"}, "mode": "all"}, 1),
        ({"assign": {"role": "pm"}, "mode": "percent", "need": 100}, 1),
        ({"assign": {"role": "pm"}, "mode": "count", "need": 2}, 2),
    ],
)
def test_how_many(step: dict[str, Any], need: int) -> None:
    (one,) = asked(**step)
    assert one.need == need


def test_a_step_is_answered_when_enough_have_agreed() -> None:
    one = Asked("only", "Only")
    assert not one.answered
    assert replace(one, given=(ADA,)).answered
    assert not replace(one, given=(ADA,), need=2).answered


def test_the_same_person_counts_once() -> None:
    workflow = flow(assign={"role": "pm"}, mode="count", need=2)
    decision = decide_approval(
        workflow,
        "waiting",
        "ask",
        Actor(BOB, frozenset({"pm"})),
        VALUES,
        context=CONTEXT,
        answer="approve",
        approvals=[Approval("only", ADA), Approval("only", ADA)],
    )
    assert decision.target == "done"
    assert decision.asks == frozenset()


def test_rejecting_asks_for_a_reason() -> None:
    workflow = flow(assign={"role": "pm"})
    reject = decide_approval(
        workflow, "waiting", "ask", Actor(BOB, frozenset({"pm"})), VALUES, context=CONTEXT, answer="reject"
    )
    assert not reject.allowed
    assert reject.asks == {"reason"}


def test_a_formula_that_is_none_is_a_refusal() -> None:
    workflow = flow(assign={"expr": "1 +"})
    decision = decide(workflow, "new", "ask", Actor(ADA, frozenset({"clerk"})), VALUES, context=CONTEXT)
    assert not decision.allowed
    assert decision.because == "workflows/f#/transitions/ask"
    answer = decide_approval(workflow, "waiting", "ask", Actor(ADA), VALUES, context=CONTEXT, answer="approve")
    assert answer.because == "workflows/f#/transitions/ask/approval"
    assert not answer.allowed


def test_an_answer_elsewhere_than_where_it_waits() -> None:
    workflow = flow(assign={"role": "pm"})
    decision = decide_approval(
        workflow, "new", "ask", Actor(BOB, frozenset({"pm"})), VALUES, context=CONTEXT, answer="approve"
    )
    assert [problem.code for problem in decision.problems] == ["state"]


def test_a_transition_nobody_is_named_for() -> None:
    arrow = Transition("go", "Go", ("new",), "done")
    workflow = Workflow("f", "e", "new", {}, {"go": arrow})
    decision = decide(workflow, "new", "go", Actor(ADA, frozenset({"clerk"})), VALUES, context=CONTEXT)
    assert [problem.code for problem in decision.problems] == ["forbidden"]
    assert decision.because == "workflows/f#/transitions/go"


def test_an_import_needs_the_role_a_timer_does_not() -> None:
    for on, allowed in (("import", False), ("after", True)):
        arrow = Transition("go", "Go", ("new",), "done", by=("clerk",), on=on)  # type: ignore[arg-type]  # both are triggers
        workflow = Workflow("f", "e", "new", {}, {"go": arrow})
        decision = decide(workflow, "new", "go", Actor(ADA), VALUES, context=CONTEXT, on=on)  # type: ignore[arg-type]  # the same
        assert decision.allowed is allowed


def held_by_nobody(*roles: str) -> Context:
    return replace(CONTEXT, held=lambda role, _project: role not in roles)


def test_a_role_that_nobody_holds_is_nobody() -> None:
    around = held_by_nobody("pm")
    assert [one.roles for one in simulate(flow(assign={"role": "pm"}), "ask", VALUES, around)] == [{"admin"}]
    assert [one.roles for one in simulate(flow(assign={"role": ["pm", "gm"]}), "ask", VALUES, around)] == [{"pm", "gm"}]
    left_out = flow(assign={"role": "pm"}, empty="skip")
    assert simulate(left_out, "ask", VALUES, around) == ()
    assert [one.key for one in skipped(left_out, "ask", VALUES, around)] == ["only"]
    assert skipped(left_out, "ask", VALUES, CONTEXT) == (), "where nobody knows who holds what, it is asked"
    clerk = Actor(ADA, roles=frozenset({"clerk"}))
    assert decide(left_out, "new", "ask", clerk, VALUES, context=around).target == "done", "and so nobody is waited for"


def test_who_answered_before_he_left_his_role_has_answered() -> None:
    around, one = held_by_nobody("pm", "gm"), Step("first", "First", {"role": "pm"}, empty="skip")
    other = Step("second", "Second", {"role": "gm"}, empty="boss")
    arrow = Transition("ask", "Ask", ("new",), "done", by=("clerk",), via="waiting", approval=(one, other))
    states = {key: State(key, key.title()) for key in ("new", "waiting", "done")}
    both = Workflow("f", "e", "new", states, {"ask": arrow})
    boss = Actor(CAT, roles=frozenset({"boss"}))
    given = (Approval("first", BOB),)
    decision = decide_approval(both, "waiting", "ask", boss, VALUES, context=around, answer="approve", approvals=given)
    assert decision.allowed
    assert decision.target == "done"
