"""What came of a check: counts, records with what would change, texts that fit no record or several, the workbook."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal
from uuid import UUID

from django.utils.translation import gettext as _

from dougong import batches, jobs_log, storage
from dougong.actions.importing.mapped import field_of
from dougong.actions.importing.rights import own_batch
from dougong.actions.importing.sheet import sheet_of, workbook_of
from dougong.actions.importing.trial import VEILED
from dougong.admission import Caller, Entry, Seat, admit, seat_of
from dougong.batches import Action, Batch, ColumnMapping, Staged
from dougong.definition import Field
from dougong.jobs_log import Progress
from dougong.listing import labels_of
from dougong.problem import Problem, Ref, say
from dougong.sheets import Marked
from dougong.tenancy import reading

_PAGE: Final = 1_000


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A text in a reference column that fits no record, or several.

    pointer: address of the field. lines: how many. candidates: those it fits, with their labels. may_create: a record
    could be made of it (`Matching.missing` "create"): this person may, and it needs nothing but its name.
    """

    pointer: str
    text: str
    lines: int
    candidates: tuple[tuple[Ref, str], ...]
    may_create: bool


@dataclass(frozen=True, slots=True)
class ImportReport:
    """A page of a batch. next: what to ask the next page with; None at the end. kept: after an undoing, records that
    were not undone because somebody touched them.
    """

    batch: Batch
    progress: Progress | None
    rows: tuple[Staged, ...]
    next: int | None
    unmatched: tuple[Unmatched, ...]
    kept: tuple[Ref, ...] = ()


def import_report(
    seat: Seat, batch_id: UUID, *, only: Action | Literal["repaired"] | None = None, after: int = -1, limit: int = 50
) -> ImportReport:
    """A page of one of his own batches. only: records with this action. Raises Refused ("not_found").

    Personal data are veiled.
    """
    batch = own_batch(seat, batch_id)
    entry = admit(seat, batch.entity, "import")
    limit = max(1, min(limit, 200))
    rows = batches.staged_of(batch_id, only=only, after=after, limit=limit + 1)
    found = batches.found_of(batch_id)
    return ImportReport(
        batch=batch,
        progress=jobs_log.progress_of(batch.job) if batch.job is not None else None,
        rows=tuple(_veiled(entry, one) for one in rows[:limit]),
        next=rows[limit - 1].place if len(rows) > limit else None,
        unmatched=_unmatched(seat, found.get("unmatched", ())),
        kept=tuple(Ref(entity, UUID(key)) for entity, key in found.get("kept", ())),
    )


def result_workbook(caller: Caller, batch_id: UUID) -> Iterator[tuple[object, ...]]:
    """The lines of the sheet as they were handed in, each with one cell more that says what became of it; what is wrong
    is a `sheets.Marked` cell with the reason. Call outside any scope. Raises Refused ("not_found").
    """
    with reading(caller.tenant):
        seat = seat_of(caller)
        batch = own_batch(seat, batch_id)
        entry = admit(seat, batch.entity, "import")
    mapping = batch.mapping or ColumnMapping({})
    sheet = sheet_of(workbook_of(caller.tenant, batch), mapping)
    said = _said_by_line(caller, batch, entry)
    current: tuple[int, str, Mapping[int, Mapping[str, list[str]]]] | None = next(said, None)
    places = {at: column for column, at in mapping.columns.items()}
    for number, row in enumerate(sheet.rows()):
        while current is not None and current[0] + len(current[2]) <= number:
            current = next(said, None)
        if number in mapping.headers[-1:]:
            yield (*row, _("Result of the import"))
        elif current is None or number not in current[2]:
            yield (*row, None)
        else:
            yield _marked_line(row, current[2][number], places, current[1] if number == current[0] else "")


def _marked_line(
    row: Any, problems: Mapping[str, list[str]], places: Mapping[str, int], said: str
) -> tuple[object, ...]:
    """One line with its bad cells marked; every reason stands in the last one too."""
    cells: list[Any] = list(row)
    rest: list[str] = [said] if said else []
    for pointer, told in problems.items():
        column = places.get(pointer)
        rest += told
        if column is not None:
            cells += [None] * (column + 1 - len(cells))
            cells[column] = Marked(cells[column], "wrong", "\n".join(told))
    return (*cells, " ".join(rest) or None)


def _said_by_line(
    caller: Caller, batch: Batch, entry: Entry
) -> Iterator[tuple[int, str, dict[int, dict[str, list[str]]]]]:
    """Of each record: its first line, what became of it, and its problems by line and field."""
    words = {"insert": _("New"), "update": _("Changed"), "same": _("Unchanged"), "refused": _("Refused")}
    after = -1
    while True:
        with reading(caller.tenant):
            rows = batches.staged_of(batch.id, after=after, limit=_PAGE)
        for one in rows:
            lines: dict[int, dict[str, list[str]]] = {one.line + at: {} for at in range(one.lines)}
            for problem in one.problems:
                line = int(str(problem.params.get("line", one.line)))
                at = "/".join("*" if part.isdigit() else part for part in problem.pointer.split("/"))
                lines.setdefault(line, {}).setdefault(at, []).append(say(problem, _))
            if one.lines:
                yield one.line, words[one.action], lines
        if len(rows) < _PAGE:
            return
        after = rows[-1].place


def _unmatched(seat: Seat, told: Any) -> tuple[Unmatched, ...]:
    refs = {Ref(one["entity"], UUID(key)) for one in told for key in one["ids"]}
    labels = labels_of(seat, refs)
    return tuple(
        Unmatched(
            one["pointer"], one["text"], one["lines"],
            tuple((ref, labels[ref]) for key in one["ids"] if (ref := Ref(one["entity"], UUID(key))) in labels),
            one["may_create"],
        )
        for one in told
    )  # fmt: skip


def _veiled(entry: Entry, one: Staged) -> Staged:
    """A staged record as it may be shown."""
    if one.entity != entry.entity.name:
        return one
    fields = entry.entity.fields
    problems = tuple(_silent(entry, problem) for problem in one.problems)
    return replace(one, shown=_veil(fields, one.shown), before=_veil(fields, one.before), problems=problems)


def _veil(fields: Mapping[str, Field], wire: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in wire.items():
        field = fields.get(key)
        if field is not None and field.kind == "rows" and isinstance(value, list):
            found[key] = [_veil(field.fields, row) for row in value]
        else:
            found[key] = VEILED if field is not None and value and storage.is_personal(field) else value
    return found


def _silent(entry: Entry, problem: Problem) -> Problem:
    """A problem that does not repeat personal data."""
    at = "/".join("*" if part.isdigit() else part for part in problem.pointer.split("/"))
    field = field_of(entry, at) if at else None
    if field is None or not storage.is_personal(field):
        return problem
    return replace(problem, params={**problem.params, **({"value": VEILED} if "value" in problem.params else {})})
