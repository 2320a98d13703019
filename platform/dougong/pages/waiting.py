"""What waits for a person, over all modules: records whose next step he may take, and approvals he is asked for."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias
from uuid import UUID

from dougong import approvals, storage
from dougong.access import offers
from dougong.admission import Entry, Seat, Surroundings, admit, context_for
from dougong.definition import State, Transition, Workflow
from dougong.expression import Column, Compare, Expr, Literal, Or, Term, names_used, parse
from dougong.expression.types import TEXT
from dougong.pages.progress import onward_arrow
from dougong.storage import Query, Record
from dougong.workflow import Approval, available

#: Records looked at for each entity; where there are more, the count says so.
LOOKED_AT = 200

#: Of records by id, the last submission and the approvals given in its round.
Running: TypeAlias = "Mapping[UUID, tuple[approvals.Submission, tuple[Approval, ...]]]"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Records of one entity in one state that wait for this person. records: the newest first. more: perhaps more."""

    entry: Entry
    state: State
    step: Transition
    records: tuple[Record, ...]
    more: bool

    @property
    def count(self) -> str:
        """How many, as it is shown."""
        return f"{len(self.records)}{'+' if self.more else ''}"


def waiting_for(seat: Seat) -> tuple[Waiting, ...]:
    """Everything that waits for this person: one query for each entity, three more for the approvals of them all."""
    looked = [one for entry in entries_with_states(seat) if (one := _look(entry)) is not None]
    judged = [record.id for one in looked for record in one.records if one.steps[record.state or ""].approval]
    running = approvals.running(judged) if judged else {}
    surroundings = Surroundings(seat)
    return tuple(group for one in looked for group in _groups(one, running, surroundings))


@dataclass(frozen=True, slots=True)
class _Looked:
    """Records of one entity in the states in which this person's roles may have something to do."""

    entry: Entry
    workflow: Workflow
    steps: dict[str, Transition]
    records: tuple[Record, ...]
    more: bool


def entries_with_states(seat: Seat) -> Iterator[Entry]:
    """The entities with a workflow of which this person may see something."""
    for module in seat.modules.values():
        for workflow in module.workflows.values():
            entity = module.entities[workflow.entity]
            if offers(seat.rights_on(entity.name), seat.actor, entity, "see"):
                yield admit(seat, entity.name)


def _look(entry: Entry) -> _Looked | None:
    workflow = entry.workflow
    assert workflow is not None, "only entities with a workflow"
    steps = _steps_of(entry, workflow)
    if not steps:
        return None
    wanted = [Compare("==", Column(("state",), TEXT), Literal(state, TEXT)) for state in steps]
    where: Term = wanted[0] if len(wanted) == 1 else Or(tuple(wanted))
    query = Query(where=where, fields=_needed(entry, steps.values()), limit=LOOKED_AT)
    page = storage.select(entry.reach, entry.entity, entry.layout, query)
    return _Looked(entry, workflow, steps, tuple(page.records), bool(page.next))


def _groups(looked: _Looked, running: Running, surroundings: Surroundings) -> list[Waiting]:
    mine = _mine(looked, running, surroundings)
    counts = Counter(record.state for record in mine)
    return [
        Waiting(looked.entry, looked.workflow.states[state], step,
                tuple(one for one in mine if one.state == state), looked.more)
        for state, step in looked.steps.items()
        if counts[state]
    ]  # fmt: skip


def _steps_of(entry: Entry, workflow: Workflow) -> dict[str, Transition]:
    """The states in which this person's roles may have something to do, with the step that leads on."""
    held = set(entry.seat.actor.roles).union(*entry.seat.actor.project_roles.values())
    found: dict[str, Transition] = {}
    for state in workflow.states:
        running = next((arrow for arrow in workflow.transitions.values() if arrow.via == state), None)
        arrow = running or onward_arrow(workflow, state)
        if arrow is None or (arrow.on != "user" and not running):
            continue
        if running or arrow.approval or held & set(arrow.by):
            found[state] = arrow
    return found


def _mine(looked: _Looked, running: Running, surroundings: Surroundings) -> tuple[Record, ...]:
    """Of the records those that wait for this person and not for somebody else."""
    entry, workflow, steps = looked.entry, looked.workflow, looked.steps
    shared = context_for(entry.seat, entry.entity, surroundings=surroundings)

    def waits(record: Record) -> bool:
        step = steps[record.state or ""]
        project = record.project.id if record.project else None
        if not step.approval:
            return bool(entry.seat.actor.roles_in(project) & set(step.by))
        submission, given = running.get(record.id, (None, ()))
        context = replace(shared, system={**shared.system, **record.system})
        decisions = available(
            workflow, record.state or "", entry.seat.actor, record.values, context=context,
            submitted_by=submission.by if submission else None, approvals=given,
        )  # fmt: skip
        return any(one.allowed and one.transition == step.key and one.verb != "reject" for one in decisions)

    return tuple(record for record in looked.records if waits(record))


def _needed(entry: Entry, steps: Iterable[Transition]) -> tuple[str, ...]:
    """The fields that the conditions of approvals read."""
    names: set[str] = set()
    for arrow in steps:
        for expr in _formulas(arrow):
            names |= {path[0] for path in names_used(expr)}
    return tuple(key for key in entry.entity.fields if key in names)


def _formulas(arrow: Transition) -> Iterator[Expr]:
    if not arrow.approval:
        return
    if arrow.guard is not None:
        yield arrow.guard
    for step in arrow.approval:
        if step.when is not None:
            yield step.when
        for word in ("manager_of", "field", "relation", "expr"):
            if word in step.assign:
                yield parse(step.assign[word])
