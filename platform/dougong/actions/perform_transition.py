"""Perform a transition on a record, or answer an approval it waits in."""

from uuid import UUID

from dougong import storage
from dougong.access import system_reach
from dougong.actions.deed import Outcome, deed, heed
from dougong.actions.transitions import Wish, expect_version, perform_in
from dougong.actions.update_record import WHY_WHOLE
from dougong.admission import Caller, Seat, admit


def perform_transition(
    caller: Caller,
    name: str,
    record_id: UUID,
    wish: Wish,
    *,
    version: int | None = None,
    seen: frozenset[str] | None = None,
) -> Outcome:
    """Perform `wish` on a record. version: the one the person saw; None when he saw none (a script).
    seen: as in `create_record`.

    Raises Refused: "not_found" for a record he may not see, else every reason against it; Conflict when the
    record has moved on.
    """
    with deed(caller) as seat:
        return heed(perform_transition_in(seat, name, record_id, wish, version=version), seen)


def perform_transition_in(seat: Seat, name: str, record_id: UUID, wish: Wish, *, version: int | None = None) -> Outcome:
    """The same inside a transaction that is open."""
    entry = admit(seat, name, "see")
    storage.one(entry.reach, entry.entity, record_id, entry.layout, fields=(), for_update=True)
    record = storage.one(system_reach(name, WHY_WHOLE), entry.entity, record_id, entry.layout)
    expect_version(record, version)
    return perform_in(seat, entry, Outcome(record), wish)
