"""Two people changed one record: what merges, and what a person must decide."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dougong.problem import Problem, Refused, Value
from dougong.storage.records import Record


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """One field both changed. pointer: "/total", or "/rows/<row id>/rate". mine: what was typed; theirs: what
    is stored.
    """

    pointer: str
    mine: Value
    theirs: Value


class Conflict(Refused):
    """Somebody else changed the same fields meanwhile; nothing was written.

    fields: each field both changed, with both values. current: the record as it is now.
    merged: the values that would be stored if mine won where both changed, theirs elsewhere.
    """

    def __init__(self, fields: tuple[FieldConflict, ...], current: Record, merged: Mapping[str, Value]) -> None:
        self.fields = fields
        self.current = current
        self.merged = merged
        who = current.updated_by.id if current.updated_by is not None else ""
        super().__init__([Problem(one.pointer, "conflict", {"who": str(who)}) for one in fields])


class Taken(Refused):
    """A create with an id that is there already, by another author or with another body: 409."""

    def __init__(self) -> None:
        super().__init__([Problem("", "id_taken")])


def merge(
    record: Record, expected: int, changes: Mapping[str, Value], base: Mapping[str, Value] | None
) -> tuple[dict[str, Value], tuple[FieldConflict, ...]]:
    """What to store of `changes`, made against version `expected` of a record that has moved on; and the
    conflicts.

    base: the values the changes were made against, as far as known. A field I did not change is theirs; a
    field they did not change is mine; rows are merged row by row and cell by cell when the base is known.
    """
    store: dict[str, Value] = {}
    conflicts: list[FieldConflict] = []
    for key, mine in changes.items():
        theirs = record.values.get(key)
        known = base is not None and key in base
        before = base[key] if base is not None and known else None
        if same(mine, theirs) or (known and same(mine, before)):
            continue
        if record.touched.get(key, 0) <= expected or (known and same(theirs, before)):
            store[key] = mine
        elif known and _is_rows(mine, theirs, before):
            rows, found = _merge_rows(f"/{key}", _rows(before), _rows(theirs), _rows(mine))
            conflicts += found
            store[key] = rows
        else:
            conflicts.append(FieldConflict(f"/{key}", mine, theirs))
            store[key] = mine
    return store, tuple(conflicts)


def same(one: Value, other: Value) -> bool:
    """Whether two values are the same to a reader: no value and no entries are, and what is absent in a
    row.
    """
    if one in (None, ()) or other in (None, ()):
        return one in (None, ()) and other in (None, ())
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return all(same(one.get(key), other.get(key)) for key in {*one, *other})
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


def _is_rows(*values: Value) -> bool:
    entries = [entry for value in values if isinstance(value, tuple) for entry in value]
    return bool(entries) and all(isinstance(entry, Mapping) and entry.get("id") for entry in entries)


def _rows(value: Value) -> dict[str, Mapping[str, Any]]:
    return {str(row["id"]): row for row in value if isinstance(row, Mapping)} if isinstance(value, tuple) else {}


def _merge_rows(
    pointer: str, base: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]
) -> tuple[tuple[Mapping[str, Value], ...], list[FieldConflict]]:
    """Rows in my order, then those they added. A row one removed and the other changed is a conflict."""
    out: list[Mapping[str, Value]] = []
    conflicts: list[FieldConflict] = []
    for row_id in (*mine, *(one for one in theirs if one not in mine)):
        before, here, there = base.get(row_id), mine.get(row_id), theirs.get(row_id)
        at = f"{pointer}/{row_id}"
        if here is not None and there is not None:
            row, found = _merge_row(at, before or {}, there, here)
            out.append(row)
            conflicts += found
        elif here is None and (before is None or not same(there, before)):
            if before is not None:
                conflicts.append(FieldConflict(at, None, there))
            else:
                out.append(there or {})
        elif there is None and (before is None or not same(here, before)):
            if before is not None:
                conflicts.append(FieldConflict(at, here, None))
            out.append(here or {})
    return tuple(out), conflicts


def _merge_row(
    pointer: str, base: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]
) -> tuple[Mapping[str, Value], list[FieldConflict]]:
    row: dict[str, Value] = {}
    conflicts: list[FieldConflict] = []
    for key in dict.fromkeys((*theirs, *mine)):
        before, here, there = base.get(key), mine.get(key), theirs.get(key)
        if same(here, there) or same(here, before):
            row[key] = there
        else:
            row[key] = here
            if not same(there, before):
                conflicts.append(FieldConflict(f"{pointer}/{key}", here, there))
    return row, conflicts
