"""From what was sent to values that may be kept: rights, defaults, the definition's law, references, project."""

from dataclasses import dataclass
from uuid import UUID

from dougong.access import Verb
from dougong.actions.locking import as_computed, is_locked
from dougong.actions.loops import loop_problems
from dougong.actions.merging import merged
from dougong.actions.references import reference_problems
from dougong.admission import Entry, admit_reference, context_for, has_rollups, rollups_of
from dougong.admission.entry import PROJECT_FIELD
from dougong.definition import Context, apply_defaults, check_values, write_values
from dougong.problem import Json, JsonObject, Problem, Ref, Refused, Values
from dougong.storage import Query, Record, select
from dougong.tenancy import new_id
from dougong.workflow import editable


@dataclass(frozen=True, slots=True)
class Draft:
    """Values that passed, with what was found on the way."""

    values: Values
    context: Context
    warnings: tuple[Problem, ...]


def writable_fields(entry: Entry, verb: Verb, record: Record | None, context: Context) -> frozenset[str]:
    """The addresses of the fields this person may write now: his rights, narrowed by the record's state.

    Raises Refused when the verb is not his at all.
    """
    values, state = (record.values, record.state) if record else (None, None)
    verdict = entry.verdict_on(verb, values, state, context)
    if not verdict.allowed:
        raise Refused([Problem("", "forbidden", {"because": verdict.because})])
    fields = verdict.fields.editable
    if entry.workflow is None:
        return fields
    project = record.project.id if record and record.project else None
    roles = entry.seat.actor.roles_in(project)
    return fields & editable(entry.workflow, entry.entity, state or entry.workflow.initial, roles).editable


def check_draft(
    entry: Entry,
    sent: JsonObject,
    *,
    before: Record | None,
    writable: frozenset[str],
    context: Context,
    whole: bool,
) -> Draft:
    """The values a record would have with `sent` laid over what is stored.

    before: the stored record, None for a new one. whole: a form sends every field, a patch only some.
    Raises Refused with everything that is wrong, at its pointer.
    """
    entity = entry.entity
    stored = write_values(entity, before.values) if before else {}
    seen = entry.verdict_on("see", before.values, before.state, context).fields.readable if before else frozenset()
    instance, problems = merged(entity.fields, stored, sent, writable, seen, whole=whole)
    new = before is None
    instance = apply_defaults(entity, instance, context) if new else row_defaults(entry, instance, context)
    checked = check_values(entity, instance, context)
    found = [*problems, *checked.problems]
    if checked.ok:
        found += reference_problems(entry, checked.values, before, context)
        if entity.arrows:
            found += loop_problems(entry, checked.values, before, _own_id(before, context))
    if any(problem.level == "error" for problem in found):
        raise Refused(found)
    kept = before is not None and is_locked(entry.workflow, before.state)
    values = checked.values if before is None or not kept else as_computed(entity.fields, before.values, checked.values)
    return Draft(values, context, tuple(found))


def _own_id(before: Record | None, context: Context) -> UUID:
    """The id of the record being checked, whether it is there already or not."""
    own = before.ref if before is not None else context.system["id"]
    assert isinstance(own, Ref), "a record's id is among its system values"
    return own.id


def row_defaults(entry: Entry, instance: JsonObject, context: Context) -> JsonObject:
    """Rows added to a stored record get the defaults of their columns; emptied fields of the record stay empty."""
    filled = apply_defaults(entry.entity, instance, context)
    rows = {key for key, field in entry.entity.fields.items() if field.kind == "rows"}
    return {key: value for key, value in filled.items() if key in instance or key in rows}


def read_project(entry: Entry, sent: JsonObject) -> tuple[Ref | None, JsonObject]:
    """The project a new record belongs to, and what was sent without it.

    Raises Refused when the entity needs one and none is named, or it is none of this person's.
    """
    rest = {key: value for key, value in sent.items() if key != PROJECT_FIELD}
    if entry.entity.scope != "project":
        if PROJECT_FIELD in sent and PROJECT_FIELD not in entry.entity.fields:
            raise Refused([Problem("/project", "unknown_key", {"key": PROJECT_FIELD})])
        return None, sent
    named = sent.get(PROJECT_FIELD)
    if not named:
        raise Refused([Problem("/project", "required")])
    return Ref("project", _seen_project(entry, named)), rest


def _seen_project(entry: Entry, named: Json) -> UUID:
    target = entry.seat.project_entity
    projects = admit_reference(entry.seat, target) if target else None
    try:
        wanted = UUID(str(named))
    except ValueError as error:
        raise Refused([Problem("/project", "reference")]) from error
    query = Query(ids=(wanted,), fields=(), limit=1)
    if projects is None or not select(projects.reach, projects.entity, projects.layout, query).records:
        raise Refused([Problem("/project", "reference")])
    return wanted


def surroundings(
    entry: Entry,
    *,
    record: Record | None = None,
    record_id: UUID | None = None,
    project: Ref | None = None,
    complete: bool,
) -> Context:
    """The context of a record that is there, or of a new one with `record_id` in `project`."""
    if record is None:
        state = entry.workflow.initial if entry.workflow else None
        record = Record(
            entity=entry.entity.name, id=record_id or new_id(), project=project, state=state,
            created_by=entry.seat.actor.id,
        )  # fmt: skip
    system = dict(record.system)
    if record.created_at is not None and has_rollups(entry.entity):
        system |= rollups_of(entry.seat, entry.entity, record)
    return context_for(entry.seat, entry.entity, system=system, complete=complete)
