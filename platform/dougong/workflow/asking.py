"""Which approval steps a record needs, and whom each of them asks."""

from collections.abc import Mapping
from math import ceil
from typing import Any
from uuid import UUID

from dougong.definition import USER, Step, Transition
from dougong.expression import parse
from dougong.problem import Ref, Value
from dougong.workflow.decision import Asked
from dougong.workflow.question import Question, project_of

#: The value of `empty` that leaves a step without anybody out; any other is the role asked instead.
SKIP = "skip"


def asked(question: Question, arrow: Transition) -> tuple[Asked, ...]:
    """The steps of a transition that this record needs, in order, with the approvals given so far.

    A step whose `when` does not hold is not among them, nor one that asks nobody and says `"empty": "skip"`. A role
    that nobody holds is nobody; one that had holders who have answered is not asked anew.
    Raises EvaluationError when a condition cannot be worked out.
    """
    found = (_asked(question, arrow, step) for step in arrow.approval)
    return tuple(one for one in found if one is not None)


def may_answer(one: Asked, question: Question) -> bool:
    """Whether the person is one of those whom the step asks."""
    return question.actor.id in one.users or bool(one.roles & question.roles)


def _asked(question: Question, arrow: Transition, step: Step) -> Asked | None:
    if step.when is not None and question.value(step.when) is not True:
        return None
    roles, users = _assignees(step.assign, question)
    given = tuple(dict.fromkeys(one.by for one in question.approvals if one.step == step.key))
    if not users and not given and not _somebody(roles, question):
        if step.empty == SKIP:
            return None
        roles = frozenset({step.empty})
    return Asked(
        step=step.key,
        title=step.title,
        roles=roles,
        users=users,
        need=_need(step, len(users)),
        given=given,
        deadline=step.deadline,
        because=question.address(arrow, "approval", "steps", step.key),
    )


def left_out(question: Question, arrow: Transition) -> tuple[Step, ...]:
    """The steps this record would need, left out because they ask nobody. Raises EvaluationError."""
    needed = (one for one in arrow.approval if one.when is None or question.value(one.when) is True)
    return tuple(one for one in needed if one.empty == SKIP and _asked(question, arrow, one) is None)


def _somebody(roles: frozenset[str], question: Question) -> bool:
    """Whether there is anybody in these roles, as far as is known who holds them."""
    held, project = question.context.held, project_of(question.context)
    return bool(roles) if held is None else any(held(role, project) for role in roles)


def _assignees(assign: Mapping[str, Any], question: Question) -> tuple[frozenset[str], tuple[Ref, ...]]:
    """Roles and persons an `assign` names; persons are read from the record, never guessed."""
    if "role" in assign:
        named = assign["role"]
        return frozenset([named] if isinstance(named, str) else named), ()
    if "user" in assign:
        return frozenset(), _user(assign["user"])
    if "manager_of" in assign:
        follow = question.context.follow
        people = _people(question.value(parse(assign["manager_of"])))
        return frozenset(), tuple(p for one in people if follow for p in _people(follow(one, "manager")))
    for word in ("field", "relation", "expr"):
        if word in assign:
            return frozenset(), _people(question.value(parse(assign[word])))
    return frozenset(), ()


def _user(text: str) -> tuple[Ref, ...]:
    """The person of an account id; nobody when it is none, so that the step's `empty` says who is asked."""
    try:
        return (Ref(USER, UUID(text)),)
    except ValueError:
        return ()


def _people(value: Value) -> tuple[Ref, ...]:
    if isinstance(value, Ref):
        return (value,)
    return tuple(one for one in value if isinstance(one, Ref)) if isinstance(value, tuple) else ()


def _need(step: Step, named: int) -> int:
    """How many must agree. Of a role's holders one, since who holds it is not known on this floor."""
    if step.mode == "count":
        return max(step.need or 1, 1)
    if step.mode == "any" or not named:
        return 1
    return max(ceil(named * (step.need or 100) / 100), 1) if step.mode == "percent" else named
