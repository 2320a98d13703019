"""Create a record, and perform a first transition on it in the same transaction when asked."""

from dataclasses import replace
from uuid import UUID

from django.utils import timezone

from dougong import storage
from dougong.actions.checking import check_draft, read_project, surroundings, writable_fields
from dougong.actions.deed import Outcome, attach_files, deed, heed, log_change
from dougong.actions.numbers import number_for
from dougong.actions.transitions import Wish, perform_in
from dougong.admission import Caller, Entry, Seat, admit
from dougong.problem import JsonObject, Problem, Refused
from dougong.storage import Query, Record
from dougong.tenancy import new_id


def create_record(
    caller: Caller,
    name: str,
    sent: JsonObject,
    *,
    record_id: UUID | None = None,
    wish: Wish | None = None,
    seen: frozenset[str] | None = None,
    copied: UUID | None = None,
) -> Outcome:
    """Create a record of entity `name` ("module/entity") from its wire form.

    record_id: made by the client, so that a repeated request creates once. wish: a transition to perform at once.
    copied: the record of the same entity it began as a copy of; said in its history where this person may see it.
    seen: the warnings a person has read, where he is to be asked about others first (`heed`).
    Raises Refused with every problem at its pointer; then nothing is kept.
    """
    with deed(caller) as seat:
        done = create_in(seat, name, sent, record_id=record_id or new_id(), wish=wish, copied=copied)
        return heed(done, seen)


def create_in(
    seat: Seat, name: str, sent: JsonObject, *, record_id: UUID, wish: Wish | None = None, copied: UUID | None = None
) -> Outcome:
    """The same inside a transaction that is open."""
    entry = admit(seat, name, "create")
    project, body = read_project(entry, sent)
    # A draft may lack what is required; what goes on at once, and what has no states, may not.
    complete = wish is not None or entry.workflow is None
    context = surroundings(entry, record_id=record_id, project=project, complete=complete)
    writable = writable_fields(entry, "create", None, context)
    draft = check_draft(entry, body, before=None, writable=writable, context=context, whole=True)
    verdict = entry.verdict(draft.values, context.system.get("state"), context)  # type: ignore[arg-type] # text
    if not verdict.allowed:
        raise Refused([Problem("", "forbidden", {"because": verdict.because})])
    record = Record(
        entity=name,
        id=record_id,
        values=draft.values,
        project=project,
        state=entry.workflow.initial if entry.workflow else None,
        definition_version=entry.module.version,
    )
    if entry.workflow is None and entry.entity.numbering is not None:
        record = replace(record, number=number_for(entry, record))
    began = timezone.now()
    made = storage.insert(entry.entity, record, entry.layout, seat.actor.id)
    if made.created_at is not None and made.created_at < began:
        return _arrived_before(seat, entry, Outcome(made, draft.warnings), wish)
    attach_files(seat, entry, made)
    log_change(seat, entry, None, made, "create", copied=_seen_source(seat, name, copied))
    outcome = Outcome(made, draft.warnings, created=True)
    return outcome if wish is None else perform_in(seat, entry, outcome, wish)


def _seen_source(seat: Seat, name: str, copied: UUID | None) -> UUID | None:
    """The record copied from, as far as this person may see it."""
    if copied is None:
        return None
    sight = admit(seat, name)
    page = storage.select(sight.reach, sight.entity, sight.layout, Query(ids=(copied,), fields=(), limit=1))
    return copied if page.records else None


def _arrived_before(seat: Seat, entry: Entry, there: Outcome, wish: Wish | None) -> Outcome:
    """The same was sent before and is kept; what was to follow is done if it was not done then."""
    begun = entry.workflow is not None and there.record.state == entry.workflow.initial
    return perform_in(seat, entry, there, wish) if wish is not None and begun else there
