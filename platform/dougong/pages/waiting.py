"""What waits for a person, over all modules: records whose next step he may take, and approvals he is asked for."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from dougong import approvals, storage
from dougong.access import offers
from dougong.admission import Entry, Seat, admit, context_for
from dougong.definition import State, Transition, Workflow
from dougong.expression import Column, Compare, Expr, Literal, Or, Term, names_used, parse
from dougong.expression.types import TEXT
from dougong.pages.progress import onward_arrow
from dougong.storage import Query, Record
from dougong.workflow import available

#: Records looked at for each entity; where there are more, the count says so.
LOOKED_AT = 200


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
    """Everything that waits for this person; for each entity at most three queries, however many records there are."""
    return tuple(group for entry in entries_with_states(seat) for group in _of_entity(entry))


def entries_with_states(seat: Seat) -> Iterator[Entry]:
    """The entities with a workflow of which this person may see something."""
    for module in seat.modules.values():
        for workflow in module.workflows.values():
            entity = module.entities[workflow.entity]
            if offers(seat.rights_on(entity.name), seat.actor, entity, "see"):
                yield admit(seat, entity.name)


def _of_entity(entry: Entry) -> list[Waiting]:
    workflow = entry.workflow
    assert workflow is not None, "only entities with a workflow"
    steps = _steps_of(entry, workflow)
    if not steps:
        return []
    wanted = [Compare("==", Column(("state",), TEXT), Literal(state, TEXT)) for state in steps]
    where: Term = wanted[0] if len(wanted) == 1 else Or(tuple(wanted))
    query = Query(where=where, fields=_needed(entry, steps.values()), limit=LOOKED_AT)
    page = storage.select(entry.reach, entry.entity, entry.layout, query)
    mine = _mine(entry, workflow, steps, page.records)
    counts = Counter(record.state for record in mine)
    return [
        Waiting(entry, workflow.states[state], step, tuple(one for one in mine if one.state == state), bool(page.next))
        for state, step in steps.items()
        if counts[state]
    ]


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


def _mine(
    entry: Entry, workflow: Workflow, steps: dict[str, Transition], records: tuple[Record, ...]
) -> tuple[Record, ...]:
    """Of the records those that wait for this person and not for somebody else."""
    judged = [record for record in records if steps[record.state or ""].approval]
    running = approvals.running(record.id for record in judged) if judged else {}
    surroundings = context_for(entry.seat, entry.entity)

    def waits(record: Record) -> bool:
        step = steps[record.state or ""]
        project = record.project.id if record.project else None
        if not step.approval:
            return bool(entry.seat.actor.roles_in(project) & set(step.by))
        submission, given = running.get(record.id, (None, ()))
        context = replace(surroundings, system={**surroundings.system, **record.system})
        decisions = available(
            workflow, record.state or "", entry.seat.actor, record.values, context=context,
            submitted_by=submission.by if submission else None, approvals=given,
        )  # fmt: skip
        return any(one.allowed and one.transition == step.key and one.verb != "reject" for one in decisions)

    return tuple(record for record in records if waits(record))


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
