"""Change a record; two people's changes to different fields both stay."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from dougong import storage
from dougong.access import system_reach
from dougong.actions.checking import check_draft, surroundings, writable_fields
from dougong.actions.deed import Outcome, attach_files, deed, heed, log_change, refuse_errors
from dougong.actions.transitions import Wish, perform_in
from dougong.admission import Caller, Entry, Seat, admit
from dougong.admission.entry import PROJECT_FIELD
from dougong.definition import Context, check_values, write_values
from dougong.problem import JsonObject, Problem, Refused, Value
from dougong.storage import Conflict, Record

WHY_WHOLE = "an edit is laid over the whole record; the action checks what is written"


def update_record(
    caller: Caller,
    name: str,
    record_id: UUID,
    sent: JsonObject,
    *,
    version: int,
    base: JsonObject | None = None,
    whole: bool = False,
    wish: Wish | None = None,
    seen: frozenset[str] | None = None,
) -> Outcome:
    """Change the record that had `version` when it was read.

    base: the wire form the changes were made against: what is sent unchanged is then no change. whole: fields
    that are absent are emptied. wish: a transition to perform afterwards in the same transaction.
    seen: as in `create_record`.
    Raises Refused; Conflict where somebody changed the same fields meanwhile. Then nothing is kept.
    """
    with deed(caller) as seat:
        done = update_in(seat, name, record_id, sent, version=version, base=base, whole=whole, wish=wish)
        return heed(done, seen)


def update_in(
    seat: Seat,
    name: str,
    record_id: UUID,
    sent: JsonObject,
    *,
    version: int,
    base: JsonObject | None = None,
    whole: bool = False,
    wish: Wish | None = None,
) -> Outcome:
    """The same inside a transaction that is open."""
    entry, before = editable_record(seat, name, record_id)
    complete = wish is not None or entry.workflow is None or before.state != entry.workflow.initial
    context = surroundings(entry, record=before, complete=complete)
    writable = writable_fields(entry, "edit", before, context)
    sent = _same_project(entry, before, sent)
    if base is not None:  # what the form began with and the definition no longer has was not emptied by anybody
        base = {key: value for key, value in base.items() if key in entry.entity.fields}
    patch = sent if base is None else _patch(sent, base, whole=whole)
    draft = check_draft(entry, patch, before=before, writable=writable, context=context, whole=whole and base is None)
    values = dict(draft.values)
    if before.version != version:
        mine = {key: values.get(key) for key in patch if key in entry.entity.fields}
        values = _merged(entry, before, version, mine, base, context)
    after = storage.update(
        entry.entity, record_id, before.version, values, entry.layout, seat.actor.id,
        definition_version=entry.module.version,
    )  # fmt: skip
    if after.version != before.version:
        attach_files(seat, entry, after)
        log_change(seat, entry, before, after, "edit")
    outcome = Outcome(after, draft.warnings)
    return outcome if wish is None else perform_in(seat, entry, outcome, wish)


def editable_record(seat: Seat, name: str, record_id: UUID) -> tuple[Entry, Record]:
    """The entry to edit an entity, and the record, locked and whole.

    Raises Refused: "not_found" for a record this person may not see.
    """
    sight = admit(seat, name, "see")
    storage.one(sight.reach, sight.entity, record_id, sight.layout, fields=(), for_update=True)
    entry = admit(seat, name, "edit")
    everything = system_reach(entry.entity.name, WHY_WHOLE)
    return entry, storage.one(everything, entry.entity, record_id, entry.layout)


def _same_project(entry: Entry, before: Record, sent: JsonObject) -> JsonObject:
    """What was sent without the project, which a record keeps for ever."""
    if PROJECT_FIELD not in sent or PROJECT_FIELD in entry.entity.fields:
        return sent
    if before.project is None or str(sent[PROJECT_FIELD]) != str(before.project.id):
        raise Refused([Problem("/project", "project_fixed")])
    return {key: value for key, value in sent.items() if key != PROJECT_FIELD}


def _patch(sent: JsonObject, base: JsonObject, *, whole: bool) -> JsonObject:
    """What was changed against `base`; with `whole`, what is absent now was emptied (null)."""
    patch: JsonObject = {key: value for key, value in sent.items() if key not in base or value != base[key]}
    if whole:
        patch.update({key: None for key in base if key not in sent and key != PROJECT_FIELD})
    return patch


def _merged(
    entry: Entry,
    now: Record,
    version: int,
    mine: Mapping[str, Value],
    base: JsonObject | None,
    context: Context,
) -> dict[str, Value]:
    """The record's values with mine merged in, computed and checked anew. Raises Conflict, Refused."""
    known = None
    if base is not None:
        known = check_values(entry.entity, base, replace(context, complete=False)).values
    store, conflicts = storage.merge(now, version, mine, known)
    if conflicts:
        raise Conflict(conflicts, now, {**now.values, **store})
    together = write_values(entry.entity, {**now.values, **store})
    checked = check_values(entry.entity, together, context)
    refuse_errors(checked.problems)
    return dict(checked.values)
