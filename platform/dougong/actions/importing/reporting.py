"""What came of a check: counts, records with what would change, texts that fit no record or several, the workbook."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from dougong.admission import Caller, Seat
from dougong.batches import Action, Batch, Staged
from dougong.jobs_log import Progress
from dougong.problem import Ref


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


@dataclass(frozen=True, slots=True)
class Marked:
    """One cell of the result workbook. problem: why it was refused, in the reader's language; "" is right."""

    value: object
    problem: str = ""


def import_report(
    seat: Seat, batch_id: UUID, *, only: Action | None = None, after: int = -1, limit: int = 50
) -> ImportReport:
    """A page of one of his own batches. only: records with this action. Raises Refused ("not_found")."""
    raise NotImplementedError


def result_workbook(caller: Caller, batch_id: UUID) -> Iterator[tuple[Marked, ...]]:
    """The lines of the sheet as they were handed in, with a last column that says what became of each, and every bad
    cell marked. Call outside any scope. Raises Refused ("not_found").
    """
    raise NotImplementedError
