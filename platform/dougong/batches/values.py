"""Batches as others see them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from dougong.batches.mapping import ColumnMapping
from dougong.intake import Note
from dougong.problem import JsonObject, Problem

State = Literal[
    "uploaded", "mapped", "checking", "checked", "taking", "taken", "undoing", "undone", "cancelled", "failed"
]
Action = Literal["insert", "update", "same", "refused", "create"]
ACTIONS: Final = ("insert", "update", "same", "refused", "create")
#: Notes that every cell of a column gets alike.
OF_COLUMNS: Final = frozenset({"intake.note.factor", "intake.note.percent", "intake.note.hundredths"})
#: States in which a worker is at it.
AT_WORK: Final[frozenset[State]] = frozenset({"checking", "taking", "undoing"})
#: States in which the mapping may be changed, and the check begun again.
OPEN: Final[frozenset[State]] = frozenset({"uploaded", "mapped", "checked", "failed"})


@dataclass(frozen=True, slots=True)
class Batch:
    """One import.

    entity: full name of what is imported. by: whose it is; nobody else sees it. state: uploaded -> mapped -> checking
    -> checked -> taking -> taken -> undoing -> undone; also cancelled, and failed with its `message`.
    counts: records by action ("insert", "update", "same", "refused", "create") and "lines" of the sheet.
    definition: what the check was made against. job: the id under which its progress is kept in the jobs' log.
    """

    id: UUID
    entity: str
    by: UUID
    language: str
    file: UUID
    file_name: str
    state: State
    version: int
    mapping: ColumnMapping | None
    counts: Mapping[str, int]
    message: str
    definition: str
    job: UUID | None
    created_at: datetime
    updated_at: datetime

    @property
    def at_work(self) -> bool:
        """Whether a worker is at it, so that the screen looks again."""
        return self.state in AT_WORK


@dataclass(frozen=True, slots=True)
class Handed:
    """A cell as it stands in the sheet, and what was done to read it."""

    text: str
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Staged:
    """One record to be.

    place: its order in the batch. line, lines: where it begins in the sheet (from 0) and how many lines it takes.
    action: what would happen to it. entity, record: which record; a new one's id is known beforehand.
    shown: its wire form, personal data sealed; of an update what changes. before: of an update, what stands there now.
    cells: the cells that were repaired or could not be read, by pointer into the record.
    problems: pointers into the record; a problem's `params["line"]` is the line of the sheet it stands in.
    """

    place: int
    line: int
    lines: int
    action: Action
    entity: str
    record: UUID | None
    target_version: int | None
    shown: JsonObject
    before: JsonObject = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    cells: Mapping[str, Handed] = field(default_factory=dict)

    @property
    def repaired(self) -> bool:
        """Whether a cell was read otherwise than it stands there, beyond what was said for its whole column."""
        return any(note.code not in OF_COLUMNS for one in self.cells.values() for note in one.notes)
