"""An import begins: the file is kept, what its columns may become is said, and how they are read is remembered."""

from dataclasses import dataclass, replace
from uuid import UUID

from dougong import batches, files
from dougong.actions.deed import deed
from dougong.actions.importing.mapped import mapping_problems
from dougong.actions.importing.rights import import_targets, own_batch
from dougong.actions.importing.sheet import first_lines, labels_at, said_of_cell, sheet_of, table_of, workbook_of
from dougong.admission import Caller, Seat, admit, seat_of
from dougong.batches import OPEN, Batch, ColumnMapping, fingerprint_of
from dougong.files import Prepared
from dougong.intake import Cell, Guess, Note, Table, body, find_table, guess, is_blank
from dougong.problem import Problem, Refused
from dougong.sheets import OpenedSheet
from dougong.tenancy import reading

#: Lines of data a proposal shows.
SAMPLES = 20
#: Rows and columns of the sheet a proposal shows as they stand; cells of a column that are looked at.
TOP, WIDEST, MEASURED = 40, 60, 50


@dataclass(frozen=True, slots=True)
class Proposal:
    """How a sheet could be read.

    sheets: names of the workbook's sheets. labels: the header of each column, "" where it has none.
    samples: the first lines of data, as text. mapping: as proposed. remembered: it was used for such a file before.
    guesses: of each column, what it is taken for and why, as `intake` says. top: the first rows as they stand, width
    columns of them. notes: what should be known about the file. Where no table was found, it is empty, and `problems`
    say why.
    """

    sheets: tuple[str, ...]
    labels: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    mapping: ColumnMapping
    remembered: bool
    guesses: tuple[Guess, ...]
    table: Table
    top: tuple[tuple[str, ...], ...] = ()
    width: int = 0
    notes: tuple[Note, ...] = ()
    problems: tuple[Problem, ...] = ()


def begin_import(caller: Caller, entity: str, upload: Prepared) -> Batch:
    """Keep a file (prepared with kind "file") and open a batch for it. Raises Refused."""
    with deed(caller) as seat:
        admit(seat, entity, "import")
        kept = files.keep(upload, by=seat.actor.id.id)
        return batches.open_batch(
            entity, seat.actor.id.id, file=kept.id, file_name=kept.name, language=seat.caller.language
        )


def propose_mapping(
    caller: Caller, batch_id: UUID, *, sheet: int | None = None, headers: tuple[int, ...] | None = None
) -> Proposal:
    """What a sheet of the file looks like and how it could be read: as last time, or as guessed.

    Call outside any scope: the file is opened. sheet, headers: as the person chose. Raises Refused.
    """
    with reading(caller.tenant):
        seat = seat_of(caller)
        batch = own_batch(seat, batch_id)
        targets = import_targets(seat, batch.entity)
    book = workbook_of(caller.tenant, batch)
    number = sheet if sheet is not None else _likeliest(book.sheets)
    page = sheet_of(book, ColumnMapping({}, sheet=number))
    table, problems = _table(page, number, headers)
    guesses = guess(table, targets)
    with reading(caller.tenant):
        kept = batches.remembered_mapping(batch.entity, fingerprint_of(labels_at(page, table.header_rows)))
    proposed = _guessed(number, table, guesses)
    if kept is not None:
        proposed = replace(kept, sheet=number, headers=proposed.headers, first=proposed.first, last=proposed.last)
    samples = tuple(tuple(said_of_cell(cell) for cell in row) for row in first_lines(page, table, SAMPLES))
    names = tuple(one.name for one in book.sheets)
    labels = _labels(page, table)
    top = tuple(tuple(said_of_cell(cell) for cell in row[:WIDEST]) for row in page.rows(0, TOP))
    return Proposal(
        names, labels, samples, proposed, kept is not None, guesses, table,
        top=top, width=min(page.width, WIDEST), notes=book.notes, problems=problems,
    )  # fmt: skip


def set_import_mapping(caller: Caller, batch_id: UUID, mapping: ColumnMapping, version: int) -> Batch:
    """Say how the sheet is read; it is remembered for files with the same headers.

    Raises Refused with a problem for every column the person may not write, twice the same field, keys that are not
    mapped ... at "/columns/<column>", "/keys", "/fixed/...", "/transition"; "moved_on" when the batch has moved on.
    """
    with reading(caller.tenant):
        batch = own_batch(seat_of(caller), batch_id)
    page = sheet_of(workbook_of(caller.tenant, batch), mapping)
    labels = labels_at(page, mapping.headers)
    with deed(caller) as seat:
        batch = expected(seat, batch_id, version)
        problems = mapping_problems(seat, batch.entity, mapping)
        if problems:
            raise Refused(problems)
        batches.drop_staged(batch_id)
        if not batches.move(batch_id, "mapped", only_from=OPEN, mapping=mapping, counts={}, found={}, message=""):
            raise Refused([Problem("", "moved_on")])
        plain = {at: replace(one, chosen={}) for at, one in mapping.matching.items()}
        batches.remember_mapping(batch.entity, fingerprint_of(labels), replace(mapping, fixed={}, matching=plain))
        return own_batch(seat, batch_id)


def open_import(seat: Seat, batch_id: UUID) -> Batch:
    """One of his own batches. Raises Refused ("not_found"), also for another person's."""
    return own_batch(seat, batch_id)


def imports_of(seat: Seat, entity: str | None = None, *, limit: int = 20) -> tuple[Batch, ...]:
    """His own batches, newest first; only of entities he may import."""
    found = batches.batches_of(seat.actor.id.id, entity, limit=limit)
    return tuple(one for one in found if _may(seat, one.entity))


def expected(seat: Seat, batch_id: UUID, version: int) -> Batch:
    """A person's own batch, held, as he saw it. Raises Refused ("moved_on")."""
    found = own_batch(seat, batch_id, held=True)
    if found.version != version:
        raise Refused([Problem("", "moved_on")])
    return found


def _may(seat: Seat, entity: str) -> bool:
    try:
        admit(seat, entity, "import")
    except Refused:
        return False  # the right, or the module, is gone: so is the batch from his list
    return True


def _likeliest(sheets: tuple[OpenedSheet, ...]) -> int:
    """The first sheet that Excel shows and that has something in it."""
    full = [at for at, one in enumerate(sheets) if not one.hidden and one.height > 1]
    return full[0] if full else 0


def _table(page: OpenedSheet, number: int, headers: tuple[int, ...] | None) -> tuple[Table, tuple[Problem, ...]]:
    """The table that was found, or that stands under the header somebody chose; else an empty one, and why."""
    if headers is None:
        try:
            return find_table(page.rows(), page.merged), ()
        except Refused as refused:
            return Table((), 0, 0, ()), refused.problems
    bare = table_of(page, ColumnMapping({}, sheet=number, headers=headers, first=max(headers, default=-1) + 1))
    return _filled(page, bare), ()


def _filled(page: OpenedSheet, table: Table) -> Table:
    """A table with the samples of its columns; columns without a label and without a value are left out."""
    kept: dict[int, list[Cell]] = {column.at: [] for column in table.columns}
    entries = 0
    for _at, row in body(table, page.rows()):
        entries += 1
        for at, cells in kept.items():
            if len(cells) < MEASURED and at < len(row) and not is_blank(row[at]):
                cells.append(row[at])
    columns = tuple(
        replace(one, samples=tuple(kept[one.at][:MEASURED]), filled=len(kept[one.at]))
        for one in table.columns
        if one.label or kept[one.at]
    )
    return replace(table, columns=columns, entries=entries)


def _guessed(number: int, table: Table, guesses: tuple[Guess, ...]) -> ColumnMapping:
    taken = {one.column: one for one in guesses if one.pointer is not None}
    return ColumnMapping(
        columns={column: str(one.pointer) for column, one in taken.items()},
        hints={column: one.hints for column, one in taken.items()},
        sheet=number,
        headers=table.header_rows,
        first=table.first_row,
        last=table.last_row,
    )


def _labels(page: OpenedSheet, table: Table) -> tuple[str, ...]:
    by_place = {column.at: column.label for column in table.columns}
    return tuple(by_place.get(at, "") for at in range(page.width))
