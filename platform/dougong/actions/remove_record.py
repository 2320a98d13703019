"""Put a record into the bin, and take it out again."""

from uuid import UUID

from dougong import storage
from dougong.actions.checking import surroundings
from dougong.actions.deed import Outcome, deed, note
from dougong.admission import Caller, Entry, Seat, admit
from dougong.problem import Problem, Refused
from dougong.storage import Record
from dougong.workflow import editable


def remove_record(caller: Caller, name: str, record_id: UUID, *, version: int) -> Outcome:
    """Put a living record into the bin; its data stay. Raises Refused, Conflict when it has moved on."""
    with deed(caller) as seat:
        return remove_in(seat, name, record_id, version=version)


def remove_in(seat: Seat, name: str, record_id: UUID, *, version: int) -> Outcome:
    """The same inside a transaction that is open."""
    entry, _record = _removable(seat, name, record_id, deleted="no")
    after = storage.soft_delete(entry.entity, record_id, version, entry.layout, seat.actor.id)
    note(seat, entry, record_id, "remove", before={"deleted": None}, after={"deleted": True})
    return Outcome(after)


def restore_record(caller: Caller, name: str, record_id: UUID) -> Outcome:
    """Take a record out of the bin. Raises Refused, also when a unique value was taken meanwhile."""
    with deed(caller) as seat:
        return restore_in(seat, name, record_id)


def restore_in(seat: Seat, name: str, record_id: UUID) -> Outcome:
    """The same inside a transaction that is open."""
    entry, record = _removable(seat, name, record_id, deleted="only")
    after = storage.restore(entry.entity, record_id, record.version, entry.layout, seat.actor.id)
    note(seat, entry, record_id, "restore", before={"deleted": True}, after={"deleted": None})
    return Outcome(after)


def _removable(seat: Seat, name: str, record_id: UUID, *, deleted: str) -> tuple[Entry, Record]:
    sight = admit(seat, name, "see")
    record = storage.one(sight.reach, sight.entity, record_id, sight.layout, deleted=deleted, for_update=True)
    entry = admit(seat, name, "remove")
    context = surroundings(entry, record=record, complete=False)
    verdict = entry.verdict(record.values, record.state, context)
    if not verdict.allowed:
        raise Refused([Problem("", "forbidden", {"because": verdict.because})])
    if entry.workflow is not None and record.state is not None:
        roles = seat.actor.roles_in(record.project.id if record.project else None)
        if not editable(entry.workflow, entry.entity, record.state, roles).editable:
            state = entry.workflow.states.get(record.state)
            raise Refused([Problem("", "state", {"state": state.title if state else record.state})])
    return entry, record
