"""May this transition happen, who is asked next, and what follows."""

from collections.abc import Iterator
from dataclasses import replace

from dougong.definition import Actor, Context, Transition, Workflow
from dougong.definition.pointers import join
from dougong.expression import ExpressionError, names_used
from dougong.problem import Problem, Ref, Values
from dougong.workflow.asking import asked, may_answer
from dougong.workflow.decision import Approval, Asked, Decision, Trigger
from dougong.workflow.question import Question, address

#: Why not: the address of the rule, and the problem.
Refusal = tuple[str, Problem]


def decide(
    workflow: Workflow,
    state: str,
    transition: str,
    actor: Actor,
    values: Values,
    *,
    context: Context,
    reason: str = "",
    submitted_by: Ref | None = None,
    on: Trigger = "user",
) -> Decision:
    """Whether `actor` may perform `transition` on a record in `state`, and what follows.

    values: as they will be stored, that is with what was written while performing.
    reason: the person's words. submitted_by: who submitted the record; he never approves it.
    on: what sets it off: a person, an import, a timer. An unknown transition is refused, not an error.
    """
    question = Question(workflow, state, actor, values, context, submitted_by, on=on)
    arrow = workflow.transitions.get(transition)
    if arrow is None:
        missing = Problem("", "transition", {"transition": transition})
        where = address(workflow, "transitions")
        return Decision(transition, transition, False, state, state, where, (missing,))
    decision = judge(question, arrow)
    if decision.allowed and arrow.reason == "required" and not reason.strip():
        return refused(decision, question.address(arrow, "reason"), Problem("", "reason"))
    return decision


def judge(question: Question, arrow: Transition) -> Decision:
    """The same before the person has given his reason."""
    base = Decision(
        transition=arrow.key,
        title=arrow.title,
        allowed=False,
        source=question.state,
        target=arrow.target,
        because=question.address(arrow, "by" if arrow.by else "approval"),
        edit=arrow.edit,
        asks=asks(arrow),
        danger=arrow.danger,
    )
    try:
        steps = asked(question, arrow)
        refusal = next(_refusals(question, arrow, steps), None)
    except ExpressionError as error:
        return refused(base, question.address(arrow), error.problem)
    if refusal is not None:
        return refused(base, *refusal)
    own = Approval(steps[0].step, question.actor.id) if not arrow.by and steps else None
    return carried(replace(base, allowed=True, approval=own), arrow, steps)


def carried(decision: Decision, arrow: Transition, steps: tuple[Asked, ...]) -> Decision:
    """The decision with what follows once its own approval counts: waiting, or the target and its effects."""
    waiting = tuple(one for one in _counted(decision.approval, steps) if not one.answered)
    if waiting:
        return replace(decision, target=arrow.via or decision.source, steps=waiting)
    return replace(decision, target=arrow.target, event=arrow.key, effects=arrow.do)


def _counted(own: Approval | None, steps: tuple[Asked, ...]) -> Iterator[Asked]:
    """The steps with the approval given now among those given."""
    for one in steps:
        if own is not None and own.step == one.step:
            yield replace(one, given=tuple(dict.fromkeys((*one.given, own.by))))
        else:
            yield one


def refused(decision: Decision, because: str, problem: Problem) -> Decision:
    """The same decision, refused by the rule at `because`; the record stays as it is."""
    return replace(decision, allowed=False, target=decision.source, because=because, problems=(problem,), approval=None)


def asks(arrow: Transition) -> frozenset[str]:
    """What the person has to add when performing it."""
    wanted = {"reason": arrow.reason == "required", "signature": arrow.signature}
    return frozenset(word for word, needed in wanted.items() if needed)


def own_submission(question: Question) -> bool:
    """Whether the person would approve what he has submitted himself."""
    return question.submitted_by is not None and question.submitted_by == question.actor.id


def _refusals(question: Question, arrow: Transition, steps: tuple[Asked, ...]) -> Iterator[Refusal]:
    """Every reason against it, the plainest first."""
    if question.state not in arrow.sources:
        state = question.workflow.states.get(question.state)
        title = state.title if state else question.state
        yield question.address(arrow, "from"), Problem("", "state", {"state": title})
    if question.on != arrow.on:
        yield question.address(arrow, "on"), Problem("", "trigger", {"trigger": arrow.on})
    if question.on == "user" or arrow.by:
        yield from _by_whom(question, arrow, steps)
    if arrow.guard is not None and question.value(arrow.guard) is not True:
        yield question.address(arrow, "guard"), guard_problem(arrow)


def _by_whom(question: Question, arrow: Transition, steps: tuple[Asked, ...]) -> Iterator[Refusal]:
    """A transition is open to the roles of `by`; without `by`, to those whom its first step asks."""
    if arrow.by:
        if question.on != "after" and not question.roles & set(arrow.by):
            yield question.address(arrow, "by"), Problem("", "role", {"roles": ", ".join(arrow.by)})
    elif not steps:
        yield question.address(arrow), Problem("", "forbidden", {"because": "nobody may perform it"})
    elif not may_answer(steps[0], question):
        yield steps[0].because, Problem("", "role", {"roles": ", ".join(sorted(steps[0].roles))})
    elif own_submission(question):
        yield steps[0].because, Problem("", "own_submission")


def guard_problem(arrow: Transition) -> Problem:
    """What is wrong when the guard does not hold: at the one field it looks at, else at the whole record."""
    heads = {path[0] for path in names_used(arrow.guard)} if arrow.guard else set()
    pointer = join(heads) if len(heads) == 1 else ""
    return Problem(pointer, "guard", message=arrow.guard_message or None)
