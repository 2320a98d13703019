"""Performing a transition inside a transaction that is open: decide, number, store, remember, note."""

from dataclasses import dataclass, field, replace

from dougong import approvals, storage
from dougong.actions.checking import check_draft, surroundings
from dougong.actions.deed import Outcome, attach_files, log_change
from dougong.actions.effects import Consequences
from dougong.actions.numbers import number_for
from dougong.admission import Entry, Seat
from dougong.definition import Context, Workflow, field_pointers
from dougong.definition.pointers import any_covers
from dougong.problem import JsonObject, Problem, Refused, Values
from dougong.storage import Conflict, Record
from dougong.workflow import Answer, Decision, decide, decide_approval


@dataclass(frozen=True, slots=True)
class Wish:
    """A transition somebody wants performed.

    answer: "approve" or "reject" when the record waits in an approval; None to perform it.
    reason: his words. sent: fields the transition lets him write, in wire form.
    """

    transition: str
    reason: str = ""
    answer: Answer | None = None
    sent: JsonObject = field(default_factory=dict)


def perform_in(seat: Seat, entry: Entry, before: Outcome, wish: Wish) -> Outcome:
    """Perform `wish` on the record as `before` left it.

    Raises Refused with every reason against it.
    """
    workflow = entry.workflow
    if workflow is None:
        raise Refused([Problem("", "transition", {"transition": wish.transition})])
    record = before.record
    context = surroundings(entry, record=record, complete=True)
    values, warnings = record.values, before.warnings
    edit = _edit(workflow, wish)
    if wish.sent or wish.answer is None:
        writable = frozenset(p for p in field_pointers(entry.entity) if any_covers(edit, p))
        draft = check_draft(entry, wish.sent, before=record, writable=writable, context=context, whole=False)
        new = tuple(one for one in draft.warnings if one not in warnings)
        values, warnings = draft.values, (*warnings, *new)
    _require_signature(entry, workflow, values, wish)
    decision = _decide(entry, workflow, replace(record, values=values), wish, context)
    if not decision.allowed:
        raise Refused(decision.problems or [Problem("", "forbidden", {"because": decision.because})])
    after = _store(seat, entry, record, replace(record, values=values), decision, workflow)
    _remember(seat, entry, workflow, after, decision, wish)
    attach_files(seat, entry, after)
    verb = wish.transition if wish.answer is None else f"{wish.answer}:{wish.transition}"
    log_change(seat, entry, record, after, verb, reason=wish.reason)
    after = Consequences(seat).carry_out(entry, after, decision.effects)
    return Outcome(after, warnings, created=before.created)


def _require_signature(entry: Entry, workflow: Workflow, values: Values, wish: Wish) -> None:
    """A transition that is signed needs the signature in the field it opens for it."""
    arrow = workflow.transitions.get(wish.transition)
    if arrow is None or not arrow.signature or wish.answer is not None:
        return
    keys = [key for key, field in entry.entity.fields.items() if field.kind == "signature" and f"/{key}" in arrow.edit]
    missing = [Problem(f"/{key}", "required") for key in keys if values.get(key) is None]
    if missing:
        raise Refused(missing)


def _edit(workflow: Workflow, wish: Wish) -> tuple[str, ...]:
    arrow = workflow.transitions.get(wish.transition)
    return arrow.edit if arrow is not None else ()


def _decide(entry: Entry, workflow: Workflow, record: Record, wish: Wish, context: Context) -> Decision:
    submitted = approvals.submission(record.id)
    by = submitted.by if submitted else None
    state, actor = record.state or workflow.initial, entry.seat.actor
    if wish.answer is None:
        return decide(
            workflow, state, wish.transition, actor, record.values,
            context=context, reason=wish.reason, submitted_by=by,
        )  # fmt: skip
    given = approvals.answers(record.id, submitted.round if submitted else 0, wish.transition)
    return decide_approval(
        workflow, state, wish.transition, actor, record.values,
        context=context, answer=wish.answer, approvals=given, reason=wish.reason, submitted_by=by,
    )  # fmt: skip


def _store(seat: Seat, entry: Entry, before: Record, wanted: Record, decision: Decision, workflow: Workflow) -> Record:
    number = number_for(entry, wanted) if numbers_now(entry, workflow, wanted, decision) else None
    return storage.update(
        entry.entity, before.id, before.version, wanted.values, entry.layout, seat.actor.id,
        state=decision.target, number=number, definition_version=entry.module.version,
    )  # fmt: skip


def numbers_now(entry: Entry, workflow: Workflow, record: Record, decision: Decision) -> bool:
    """Whether this transition gives the record its number: the one the definition names, else the first one on."""
    numbering = entry.entity.numbering
    if numbering is None or record.number is not None or decision.verb != "perform":
        return False
    if numbering.on in workflow.transitions:
        return decision.transition == numbering.on
    return decision.source == workflow.initial and decision.target != workflow.initial


def _remember(seat: Seat, entry: Entry, workflow: Workflow, after: Record, decision: Decision, wish: Wish) -> None:
    """Who submitted, who answered which step: separation of duties looks at it later."""
    running = approvals.submission(after.id)
    arrow = workflow.transitions[decision.transition]
    submits = decision.verb == "perform" and workflow.initial in arrow.sources
    if submits or running is None:
        running = approvals.begin(entry.entity.name, after.id, seat.actor.id)
    if decision.approval is not None or decision.verb == "reject":
        step = decision.approval.step if decision.approval else wish.transition
        approvals.keep_answer(
            after.id, running.round, decision.transition, step,
            by=seat.actor.id, answer="reject" if decision.verb == "reject" else "approve", opinion=wish.reason,
        )  # fmt: skip


def expect_version(record: Record, version: int | None) -> None:
    """A transition is performed on what the person saw. Raises Conflict when the record has moved on."""
    if version is not None and record.version != version:
        raise Conflict((), record, record.values)
