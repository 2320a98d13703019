"""Two people in one record: what each wrote, as far as the caller may see it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dougong import storage
from dougong.admission import Entry, admit, seat_of
from dougong.api.calls import Call, Disagreed
from dougong.definition import Field
from dougong.definition.pointers import any_covers
from dougong.problem import Json, JsonObject, Problem
from dougong.storage import Conflict, FieldConflict, Record
from dougong.tenancy import names_of, reading
from dougong.wire import record_json, value_json


def answer_conflicts(call: Call, name: str, conflict: Conflict) -> Disagreed:
    """The refusal that tells both values of each field, in the values' own form."""
    with reading(call.caller.tenant):
        entry = admit(seat_of(call.caller), name, "see")
        now = storage.one(entry.reach, entry.entity, conflict.current.id, entry.layout, fields=(), deleted="also")
        by = conflict.current.updated_by
        who = names_of({by.id}).get(by.id, "") if by is not None else ""
    seen = [one for one in conflict.fields if _seen(entry, now, one)]
    problems = [Problem(f"/values{one.pointer}", "conflict", {"who": who}) for one in seen]
    told = [{"version": conflict.current.version, **_told(entry, now, one)} for one in seen]
    return Disagreed(problems or [Problem("", "moved_on")], told)


def _seen(entry: Entry, now: Record, one: FieldConflict) -> bool:
    pattern = _pattern(one.pointer)
    return bool(entry.reach.showing(pattern)) and not any_covers(tuple(now.hidden), pattern)


def _pattern(pointer: str) -> str:
    """The pointer of a field, rows' ids told as any row."""
    parts = pointer.split("/")[1:]
    return "/" + "/".join("*" if place % 2 else part for place, part in enumerate(parts))


def _told(entry: Entry, now: Record, one: FieldConflict) -> JsonObject:
    parts = one.pointer.split("/")[1:]
    field: Field = entry.entity.fields[parts[0]]
    sides: dict[str, Json] = {}
    for side, value in (("mine", one.mine), ("theirs", one.theirs)):
        if field.kind == "rows" and len(parts) < 3:
            sides[side] = _rows(entry, now, field, value)
        else:
            sides[side] = value_json(field.fields[parts[2]] if len(parts) > 2 else field, value)
    return {"pointer": f"/values{one.pointer}", **sides}


def _rows(entry: Entry, now: Record, field: Field, value: Any) -> Json:
    """One row, or all of them, without what is hidden."""
    if value is None:
        return None
    several = not isinstance(value, Mapping)
    held: Record = replace(now, values={field.key: tuple(value) if several else (value,)})
    found: Any = record_json(entry, held, [field.key])["values"]
    rows = found.get(field.key, [])
    return rows if several else rows[0] if rows else None
