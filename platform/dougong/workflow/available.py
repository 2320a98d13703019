"""Every way on from a record's state, with the reasons against those that are closed."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from dougong.definition import Actor, Context, Transition, Workflow
from dougong.definition.pointers import split
from dougong.expression import names_used
from dougong.problem import Ref, Values
from dougong.workflow.approving import judge_answer
from dougong.workflow.decide import guard_problem, judge
from dougong.workflow.decision import Approval, Decision
from dougong.workflow.question import Question


def available(
    workflow: Workflow,
    state: str,
    actor: Actor,
    values: Values,
    *,
    context: Context,
    submitted_by: Ref | None = None,
    approvals: Iterable[Approval] = (),
    running: str | None = None,
) -> tuple[Decision, ...]:
    """Every transition from `state` that a person might perform, and the answers a waiting record is open to.

    The likeliest first: what is allowed and leads on, then what needs a reason, then what is closed (with
    why), dangerous ones last. running: the transition whose approval is running (None: any that
    waits in this state). approvals: those given to it so far.
    A guard over fields that are written while performing closes nothing yet: its problem is a warning.
    """
    question = Question(workflow, state, actor, values, context, submitted_by, tuple(approvals))
    found = enumerate(_decisions(question, running))
    ranked = sorted(found, key=lambda one: (*_rank(one[1]), one[0]))
    return tuple(decision for _, decision in ranked)


def _decisions(question: Question, running: str | None) -> Iterator[Decision]:
    for arrow in question.workflow.transitions.values():
        if question.state in arrow.sources and arrow.on == "user":
            yield _before_writing(question, arrow)
        elif arrow.via == question.state and running in (None, arrow.key):
            yield judge_answer(question, arrow, "approve")
            yield judge_answer(question, arrow, "reject")


def _before_writing(question: Question, arrow: Transition) -> Decision:
    """The decision before the person has written what the transition lets him write."""
    question = replace(question, approvals=())
    decision = judge(question, arrow)
    if decision.allowed or arrow.guard is None or decision.because != question.address(arrow, "guard"):
        return decision
    written = {split(pointer)[0] for pointer in arrow.edit}
    if not written & {path[0] for path in names_used(arrow.guard)}:
        return decision
    open_guard = replace(arrow, guard=None)
    warning = replace(guard_problem(arrow), level="warning")
    return replace(judge(question, open_guard), problems=(warning,))


def _rank(decision: Decision) -> tuple[bool, bool, bool]:
    back = decision.verb == "reject" or "reason" in decision.asks
    return decision.danger, not decision.allowed, back
