"""Answers to a running approval: the interim with named steps, one after the other."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from dougong.definition import USER, Actor, Context, Step, Transition, Workflow
from dougong.expression import ExpressionError
from dougong.problem import Problem, Ref, Values
from dougong.workflow.asking import asked, left_out, may_answer
from dougong.workflow.decide import asks, carried, own_submission, refused
from dougong.workflow.decision import Answer, Approval, Asked, Decision
from dougong.workflow.question import Question, address

#: Stands in where nobody acts yet.
NOBODY = Ref(USER, UUID(int=0))


def simulate(workflow: Workflow, transition: str, values: Values, context: Context) -> tuple[Asked, ...]:
    """Whom a record with these values would be put before, step by step, if `transition` were performed.

    Raises KeyError for an unknown transition, EvaluationError when a condition cannot be worked out.
    """
    nobody = Actor(context.me or NOBODY)
    question = Question(workflow, workflow.initial, nobody, values, context)
    return asked(question, workflow.transitions[transition])


def skipped(workflow: Workflow, transition: str, values: Values, context: Context) -> tuple[Step, ...]:
    """The steps such a record would need that are left out because they ask nobody. Raises as `simulate` does."""
    question = Question(workflow, workflow.initial, Actor(context.me or NOBODY), values, context)
    return left_out(question, workflow.transitions[transition])


def decide_approval(
    workflow: Workflow,
    state: str,
    transition: str,
    actor: Actor,
    values: Values,
    *,
    context: Context,
    answer: Answer,
    approvals: Iterable[Approval] = (),
    reason: str = "",
    submitted_by: Ref | None = None,
) -> Decision:
    """Whether `actor` may give `answer` to the step of `transition` that is asked now, and what follows.

    state: the record's, that is the transition's `via`. approvals: those given so far.
    Rejecting needs a reason. Whoever submitted the record, or has answered a step, does not answer it again.
    """
    question = Question(workflow, state, actor, values, context, submitted_by, tuple(approvals))
    arrow = workflow.transitions.get(transition)
    if arrow is None:
        missing = Problem("", "transition", {"transition": transition})
        where = address(workflow, "transitions")
        return Decision(transition, transition, False, state, state, where, (missing,), verb=answer)
    decision = judge_answer(question, arrow, answer)
    if decision.allowed and answer == "reject" and not reason.strip():
        return refused(decision, question.address(arrow, "approval", "on_reject"), Problem("", "reason"))
    return decision


def judge_answer(question: Question, arrow: Transition, answer: Answer) -> Decision:
    """The same before a reason is given."""
    base = Decision(
        transition=arrow.key,
        title=arrow.title,
        allowed=False,
        source=question.state,
        target=question.state,
        because=question.address(arrow, "approval"),
        verb=answer,
        asks=frozenset({"reason"}) if answer == "reject" else asks(arrow) - {"reason"},
        danger=False,
    )
    try:
        steps = asked(question, arrow)
    except ExpressionError as error:
        return refused(base, question.address(arrow, "approval"), error.problem)
    turn = next((one for one in steps if not one.answered), None)
    if turn is None or arrow.via != question.state:
        state = question.workflow.states.get(question.state)
        title = state.title if state else question.state
        return refused(base, base.because, Problem("", "state", {"state": title}))
    problem = _not_he(question, turn)
    if problem is not None:
        return refused(base, turn.because, problem)
    allowed = replace(base, allowed=True, because=turn.because)
    if answer == "reject":
        return replace(allowed, target=_back(question, arrow, turn))
    return carried(replace(allowed, approval=Approval(turn.step, question.actor.id)), arrow, steps)


def _not_he(question: Question, turn: Asked) -> Problem | None:
    """Why this person may not answer the step whose turn it is."""
    if not may_answer(turn, question):
        return Problem("", "role", {"roles": ", ".join(sorted(turn.roles))})
    if own_submission(question):
        return Problem("", "own_submission")
    return Problem("", "answered") if question.actor.id in turn.given else None


def _back(question: Question, arrow: Transition, turn: Asked) -> str:
    """The state a rejection leads to: the step's own word, the transition's, else where it came from."""
    step: Step = next(one for one in arrow.approval if one.key == turn.step)
    own = (step.on_reject or {}).get("to")
    return own or arrow.on_reject or (arrow.sources[0] if arrow.sources else question.workflow.initial)
