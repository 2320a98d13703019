"""Changing: create, update, remove, restore, perform a transition; each by the same action as the pages.

What was sent is read first, into a deed; the deed is then done in the one transaction of its action.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, cast
from uuid import UUID

from dougong import storage
from dougong.actions import (
    Outcome,
    Told,
    Wish,
    create_in,
    do_once,
    perform_transition_in,
    remove_in,
    restore_in,
    update_in,
)
from dougong.admission import Seat, admit
from dougong.api.asked import read_query, whole
from dougong.api.bodies import (
    VERSION_MAX,
    id_of,
    keys_of,
    object_of,
    once_of,
    read_body,
    text_of,
    whole_of,
)
from dougong.api.calls import Answer, Call, Malformed
from dougong.api.conflicting import answer_conflicts
from dougong.api.reading import record_seen
from dougong.problem import JsonObject, Problem, Refused
from dougong.storage import Conflict, Taken
from dougong.tenancy import new_id

Deed = Callable[[Seat], Told]

CREATE: Final = ("id", "values", "perform")
UPDATE: Final = ("version", "values", "perform")
PERFORM: Final = ("version", "answer", "reason", "values")
_WISH: Final = ("transition", "reason", "values")


def create(call: Call, module: str, entity: str) -> Answer:
    """Make a record: {id?, values, perform?}. Sent again with the same id or key it is made once."""
    name, sent = f"{module}/{entity}", read_body(call.request, *CREATE)
    return done(call, name, creating(call, name, sent))


def update(call: Call, module: str, entity: str, record_id: UUID) -> Answer:
    """Change some fields of a record: {version, values, perform?}; null empties a field."""
    name, sent = f"{module}/{entity}", read_body(call.request, *UPDATE)
    return done(call, name, updating(call, name, record_id, sent))


def remove(call: Call, module: str, entity: str, record_id: UUID) -> Answer:
    """Put a record into the bin; `version` is the one that was seen."""
    asked = read_query(call.request, ("version",))
    if "version" not in asked:
        raise Malformed([Problem("/version", "required")])
    version, name = whole(asked, "version", 0, 1, VERSION_MAX), f"{module}/{entity}"
    return done(call, name, removing(call, name, record_id, version))


def restore(call: Call, module: str, entity: str, record_id: UUID) -> Answer:
    """Take a record out of the bin."""
    read_query(call.request, ())
    call.require(module, "remove")
    name = f"{module}/{entity}"
    return done(call, name, lambda seat: told(seat, name, restore_in(seat, name, record_id), 200))


def perform(call: Call, module: str, entity: str, record_id: UUID, transition: str) -> Answer:
    """Perform a transition, or answer an approval: {version, answer?, reason?, values?}."""
    name, sent = f"{module}/{entity}", read_body(call.request, *PERFORM)
    return done(call, name, performing(call, name, record_id, transition, sent))


# -- deeds -------------------------------------------------------------------------------------------------


def creating(call: Call, name: str, sent: Mapping[str, Any]) -> Deed:
    """The deed of a new record. Raises Refused for what cannot be read."""
    call.require(name.partition("/")[0], "create")
    record_id, values = id_of(sent, "id") or new_id(), object_of(sent, "values", required=True)
    wish = wish_of(call, name, sent)

    def do(seat: Seat) -> Told:
        outcome = create_in(seat, name, values, record_id=record_id, wish=wish)
        return told(seat, name, outcome, 201 if outcome.created else 200)

    return do


def updating(call: Call, name: str, record_id: UUID, sent: Mapping[str, Any]) -> Deed:
    """The deed of a change. Raises Refused for what cannot be read."""
    call.require(name.partition("/")[0], "edit")
    version, values = whole_of(sent, "version"), object_of(sent, "values", required=True)
    wish = wish_of(call, name, sent)
    return lambda seat: told(seat, name, update_in(seat, name, record_id, values, version=version, wish=wish), 200)


def removing(call: Call, name: str, record_id: UUID, version: int) -> Deed:
    """The deed of putting a record into the bin."""
    call.require(name.partition("/")[0], "remove")

    def do(seat: Seat) -> Told:
        remove_in(seat, name, record_id, version=version)
        return Told(204, None)

    return do


def performing(call: Call, name: str, record_id: UUID, transition: str, sent: Mapping[str, Any]) -> Deed:
    """The deed of a transition. Raises Refused for what cannot be read."""
    call.require(name.partition("/")[0], "perform")
    version, answer = whole_of(sent, "version"), sent.get("answer")
    if "answer" in sent and answer not in ("approve", "reject"):
        raise Refused([Problem("/answer", "enum")])
    wish = Wish(transition, text_of(sent, "reason"), cast(Any, answer), object_of(sent, "values"))
    return lambda seat: told(seat, name, perform_transition_in(seat, name, record_id, wish, version=version), 200)


def wish_of(call: Call, name: str, sent: Mapping[str, Any]) -> Wish | None:
    """The transition to perform at once: {transition, reason?, values?}. Raises Refused."""
    if "perform" not in sent:
        return None
    given = object_of(sent, "perform")
    keys_of(given, _WISH, at="/perform")
    transition = text_of(given, "transition", at="/perform", most=80)
    if not transition:
        raise Refused([Problem("/perform/transition", "required")])
    call.require(name.partition("/")[0], "perform")
    return Wish(transition, text_of(given, "reason", at="/perform"), None, object_of(given, "values", at="/perform"))


def told(seat: Seat, name: str, outcome: Outcome, status: int) -> Told:
    """The answer of a change: the record as this person sees it now, and what only warns."""
    record = outcome.record
    body: JsonObject = {"id": str(record.id), "version": record.version}
    try:
        entry = admit(seat, name, "see")
        body = record_seen(entry, storage.one(entry.reach, entry.entity, record.id, entry.layout))
    except Refused as refused:
        if any(problem.code not in {"not_found", "forbidden"} for problem in refused.problems):
            raise
        # What he did took it out of his sight: no more is told than that it is done.
    warnings: Any = [{"pointer": f"/values{one.pointer}", "code": one.code} for one in outcome.warnings]
    return Told(status, {**body, "warnings": warnings} if warnings else body)


def done(call: Call, name: str, deed: Deed) -> Answer:
    """The answer of a deed, done once where the request has a key. Raises Disagreed; Refused, pointers below values."""
    try:
        said = do_once(call.caller, once_of(call.request), lambda seat: in_values(deed, seat))
    except Conflict as conflict:
        raise answer_conflicts(call, name, conflict) from conflict
    headers = {"Idempotent-Replayed": "true"} if said.again else {}
    if said.status == 201 and said.body is not None:
        headers["Location"] = f"/api/v1/records/{name}/{said.body['id']}"
    return Answer(said.body, said.status, headers)


def do_plainly(call: Call, deed: Deed) -> Answer:
    """The answer of a deed whose pointers already name what was sent."""
    said = do_once(call.caller, once_of(call.request), deed)
    return Answer(said.body, said.status, {"Idempotent-Replayed": "true"} if said.again else {})


def in_values(deed: Deed, seat: Seat) -> Told:
    """The deed done; what is refused of the record's fields lies below "values" in what was sent."""
    try:
        return deed(seat)
    except (Conflict, Taken):
        raise
    except Refused as refused:
        moved = [replace(one, pointer=f"/values{one.pointer}") if one.pointer else one for one in refused.problems]
        raise Refused(moved) from refused
