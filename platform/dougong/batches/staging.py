"""What is staged of a batch, written and read some thousand records at a time."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from uuid import UUID

from django.db import connection
from django.db.models import Count

from dougong.batches.models import StagedRow
from dougong.batches.values import Action, Handed, Staged
from dougong.intake import Note
from dougong.problem import Problem
from dougong.tenancy import current, require_writing

#: Records of one statement.
_AT_ONCE: Final = 1_000
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_FIELDS: Final = ("tenant_id", "batch_id", "place", "line", "lines", "action", "entity", "record_id", "target_version",
                 "columns", "shown", "before", "shown_before", "extra", "problems", "repaired", "cells")  # fmt: skip
# Only names of our own columns are put into the text.
_INSERT: Final = f"INSERT INTO batches_staged ({', '.join(_FIELDS)}) VALUES ({', '.join(['%s'] * len(_FIELDS))})"  # noqa: S608 - as said above

_INSERT_JSON: Final = (
    f"INSERT INTO batches_staged ({', '.join(_FIELDS)}) SELECT {', '.join(_FIELDS)}"  # noqa: S608 - as said above
    " FROM json_populate_recordset(NULL::batches_staged, %s)"
)


@dataclass(frozen=True, slots=True)
class Packed:
    """A staged record as it is taken in. packed, before: of storage; shown, shown_before: wire forms as JSON text.

    extra: what the check said that the taking in needs to know.
    """

    place: int
    action: Action
    entity: str
    record: UUID
    target_version: int | None
    packed: str
    shown: str
    before: str
    shown_before: str
    extra: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ready:
    """A staged record with what storage packed of it, and of what was there before; "" for none."""

    staged: Staged
    packed: str = ""
    before: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


def stage(batch: UUID, ready: Sequence[Ready]) -> None:
    """Keep staged records of a batch."""
    tenant = require_writing().tenant_id
    values = [_row(tenant, batch.hex, one) for one in ready]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # One parameter, typed by the table itself: much quicker than a placeholder for every value.
            cursor.execute(_INSERT_JSON, [_text([dict(zip(_FIELDS, row, strict=True)) for row in values])])
        else:
            cursor.executemany(_INSERT, values)


def _row(tenant: int, batch: str, ready: Ready) -> tuple[Any, ...]:
    """A staged record in the order of `_FIELDS`."""
    one = ready.staged
    return (
        tenant, batch, one.place, one.line, one.lines, one.action, one.entity,
        None if one.record is None else one.record.hex, one.target_version, ready.packed, _text(one.shown),
        ready.before, _text(one.before) if one.before else "", _text(dict(ready.extra)) if ready.extra else "",
        _text([_problem(problem) for problem in one.problems]) if one.problems else "", one.repaired,
        _text({at: _handed(cell) for at, cell in one.cells.items()}) if one.cells else "",
    )  # fmt: skip


def drop_staged(batch: UUID) -> None:
    """Forget what was staged of a batch."""
    StagedRow.objects.filter(tenant_id=require_writing().tenant_id, batch_id=batch).delete()


def staged_of(
    batch: UUID, *, only: Action | Literal["repaired"] | None = None, after: int = -1, limit: int = 50
) -> tuple[Staged, ...]:
    """Staged records in the order of the sheet, those behind place `after`; at most 1,000."""
    rows = StagedRow.objects.filter(tenant_id=current().tenant_id, batch_id=batch, place__gt=after)
    if only is not None:
        rows = rows.filter(repaired=True) if only == "repaired" else rows.filter(action=only)
    return tuple(_frozen(row) for row in rows.order_by("place")[: max(1, min(limit, 1000))])


def packed_of(
    batch: UUID, actions: Collection[Action], *, size: int = _AT_ONCE, after: int = -1
) -> Iterator[list[Packed]]:
    """The records to take in or to undo, in the order of the sheet, `size` at a time; those behind place `after`."""
    wanted = (
        "place",
        "action",
        "entity",
        "record_id",
        "target_version",
        "columns",
        "shown",
        "before",
        "shown_before",
        "extra",
    )
    while True:
        rows = StagedRow.objects.filter(
            tenant_id=current().tenant_id, batch_id=batch, action__in=list(actions), place__gt=after
        )
        found = [_packed(row) for row in rows.order_by("place").values_list(*wanted)[:size]]
        if found:
            yield found
        if len(found) < size:
            return
        after = found[-1].place


def _packed(row: Sequence[Any]) -> Packed:
    place, action, entity, record, version, packed, shown, before, shown_before, extra = row
    read = json.loads(extra or "{}")
    return Packed(place, action, entity, record, version, packed, shown, before, shown_before, read)


def staged_keys(batch: UUID, action: Action) -> list[tuple[UUID, int]]:
    """The records and versions that a batch's updates were compared with."""
    rows = StagedRow.objects.filter(tenant_id=current().tenant_id, batch_id=batch, action=action)
    return [(key, version or 0) for key, version in rows.order_by("place").values_list("record_id", "target_version")]


def count_staged(batch: UUID) -> dict[str, int]:
    """How many records are staged, by action; and how many of them were repaired."""
    rows = StagedRow.objects.filter(tenant_id=current().tenant_id, batch_id=batch)
    found = {str(row["action"]): int(row["many"]) for row in rows.values("action").annotate(many=Count("place"))}
    repaired = rows.filter(repaired=True).count()
    return {**found, **({"repaired": repaired} if repaired else {})}


def _frozen(row: StagedRow) -> Staged:
    return Staged(
        place=row.place, line=row.line, lines=row.lines, action=row.action, entity=row.entity, record=row.record_id,
        target_version=row.target_version, shown=json.loads(row.shown or "{}"),
        before=json.loads(row.shown_before or "{}"),
        problems=tuple(Problem(**one) for one in json.loads(row.problems or "[]")),
        cells={at: _read_handed(one) for at, one in json.loads(row.cells or "{}").items()},
    )  # fmt: skip


def _read_handed(given: Any) -> Handed:
    text, *notes = given
    return Handed(text, tuple(Note(code, params) for code, params in notes))


def _handed(cell: Handed) -> list[Any]:
    return [cell.text, *([note.code, _plain(note.params)] for note in cell.notes)]


def _plain(params: Mapping[str, object]) -> dict[str, int | str]:
    return {key: value if isinstance(value, int | str) else str(value) for key, value in params.items()}


def _problem(problem: Problem) -> dict[str, Any]:
    found = {"pointer": problem.pointer, "code": problem.code, "params": _plain(problem.params), "level": problem.level}
    return {**found, "message": problem.message}


def _text(value: Any) -> str:
    return _ENCODER.encode(value)
