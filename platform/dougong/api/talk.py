"""What is said about a record, and what happened to it."""

from collections.abc import Mapping
from typing import Any, Final, cast
from uuid import UUID

from dougong import discussion, events, storage
from dougong.actions import Told, change_comment, comment_in, remove_comment
from dougong.admission import Entry, Seat
from dougong.api.asked import read_query, whole
from dougong.api.bodies import id_of, read_body, text_of
from dougong.api.calls import Answer, Call, Malformed
from dougong.api.reading import entry_of
from dougong.api.writing import do_plainly
from dougong.definition import Field
from dougong.definition.pointers import any_covers
from dougong.discussion import Comment
from dougong.kinds import KINDS
from dougong.problem import JsonObject, Problem
from dougong.storage import Record
from dougong.tenancy import new_id

SAID: Final = ("comment", "comment_changed", "comment_removed")
PAGE_MAX: Final = 200
#: What a change to personal data is told as: that there was one, not which.
VEILED: Final = "•••"


def _seen(call: Call, module: str, entity: str, record_id: UUID) -> tuple[Entry, Record]:
    entry = entry_of(call, module, entity)
    return entry, storage.one(entry.reach, entry.entity, record_id, entry.layout, fields=(), deleted="also")


def comments(call: Call, module: str, entity: str, record_id: UUID) -> Answer:
    """The comments on a record, the newest first; `before` is the id of the oldest of the page before."""
    asked = read_query(call.request, ("before", "limit"))
    limit = whole(asked, "limit", 50, 1, PAGE_MAX)
    before = _uuid(asked["before"]) if "before" in asked else None
    entry, record = _seen(call, module, entity, record_id)
    found = discussion.comments_of(entry.entity.name, record.id, before=before, limit=limit)
    return Answer({"comments": cast(Any, [comment_json(one) for one in found])})


def say(call: Call, module: str, entity: str, record_id: UUID) -> Answer:
    """Say something: {id?, text}."""
    sent = read_body(call.request, "id", "text")
    call.require(module, "comment")
    comment_id, text = id_of(sent, "id") or new_id(), text_of(sent, "text")

    def do(seat: Seat) -> Told:
        said = comment_in(seat, f"{module}/{entity}", record_id, text, comment_id=comment_id)
        return Told(201, comment_json(said))

    return do_plainly(call, do)


def change(call: Call, module: str, entity: str, record_id: UUID, comment_id: UUID) -> Answer:
    """Other words for one's own comment: {text}."""
    sent = read_body(call.request, "text")
    call.require(module, "comment")
    change_comment(call.caller, f"{module}/{entity}", record_id, comment_id, text_of(sent, "text"))
    return Answer(None, 204)


def take_back(call: Call, module: str, entity: str, record_id: UUID, comment_id: UUID) -> Answer:
    """Take back one's own comment; that there was one stays visible."""
    read_query(call.request, ())
    call.require(module, "comment")
    remove_comment(call.caller, f"{module}/{entity}", record_id, comment_id)
    return Answer(None, 204)


def comment_json(one: Comment) -> JsonObject:
    """A comment; of one taken back, that it was there."""
    told: JsonObject = {"id": str(one.id), "author": str(one.author.id), "at": one.at.isoformat(), "text": one.text}
    if one.edited_at is not None:
        told["edited_at"] = one.edited_at.isoformat()
    return {**told, "removed": True} if one.removed_at is not None else told


def history(call: Call, module: str, entity: str, record_id: UUID) -> Answer:
    """What happened to a record, the newest first; of each change what this person may see of it."""
    asked = read_query(call.request, ("before", "limit"))
    limit, before = whole(asked, "limit", 50, 1, PAGE_MAX), whole(asked, "before", 0, 0, 2**62)
    entry, record = _seen(call, module, entity, record_id)
    found = events.history_of(entry.entity.name, record.id, before=before or None, limit=limit, without=SAID)
    return Answer({"events": cast(Any, [_event(entry, record, one) for one in found])})


def _event(entry: Entry, record: Record, one: events.Entry) -> JsonObject:
    told: dict[str, Any] = {"seq": one.seq, "at": one.at.isoformat(), "verb": one.verb,
                            "actor": str(one.actor) if one.actor else None}  # fmt: skip
    if one.after.get("reason") and "reason" not in entry.entity.fields:
        told["reason"] = str(one.after["reason"])
    if one.verb == "create":
        return told
    shown = {key: field for key, field in entry.entity.fields.items() if _shows(entry, record, f"/{key}")}
    told["changes"] = {
        key: {"before": _logged(entry, record, field, f"/{key}", one.before.get(key)),
              "after": _logged(entry, record, field, f"/{key}", one.after.get(key))}
        for key, field in shown.items() if key in one.after
    }  # fmt: skip
    for name in ("state", "number"):
        if name in one.after and name not in entry.entity.fields and _shows(entry, record, f"/{name}"):
            told["changes"][name] = {"before": one.before.get(name), "after": one.after.get(name)}
    return told


def _shows(entry: Entry, record: Record, pointer: str) -> bool:
    return bool(entry.reach.showing(pointer)) and not any_covers(tuple(record.hidden), pointer)


def _logged(entry: Entry, record: Record, field: Field, pointer: str, wire: Any) -> Any:
    """A logged value without what is hidden in it."""
    if wire is None:
        return None
    if KINDS[field.kind].personal or field.masked:
        return VEILED
    if field.kind != "rows" or not isinstance(wire, list):
        return wire
    below = {key: one for key, one in field.fields.items() if _shows(entry, record, f"{pointer}/*/{key}")}
    return [_row(entry, record, below, f"{pointer}/*", row) for row in wire if isinstance(row, Mapping)]


def _row(entry: Entry, record: Record, below: Mapping[str, Field], above: str, row: Mapping[str, Any]) -> Any:
    cells = {key: _logged(entry, record, one, f"{above}/{key}", row[key]) for key, one in below.items() if key in row}
    return {"id": row["id"], **cells} if row.get("id") else cells


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Malformed([Problem("/before", "format", {"expected": "uuid"})]) from None
