"""An import begins: the file is kept, what its columns may become is said, and how they are read is remembered."""

from dataclasses import dataclass
from uuid import UUID

from dougong.admission import Caller, Seat
from dougong.batches import Batch, ColumnMapping
from dougong.files import Prepared


@dataclass(frozen=True, slots=True)
class Proposal:
    """How a sheet could be read.

    sheets: names of the workbook's sheets. labels: the header of each column, "" where it has none.
    samples: the first lines of data, as text. mapping: as proposed. remembered: it was used for such a file before.
    sure: how sure the guess of each mapped column is, 0 to 100, by column.
    """

    sheets: tuple[str, ...]
    labels: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    mapping: ColumnMapping
    remembered: bool
    sure: dict[int, int]


def begin_import(caller: Caller, entity: str, upload: Prepared) -> Batch:
    """Keep a file (prepared with kind "file") and open a batch for it. Raises Refused."""
    raise NotImplementedError


def propose_mapping(caller: Caller, batch_id: UUID, *, sheet: int | None = None, headers: tuple[int, ...] | None = None) -> Proposal:
    """What a sheet of the file looks like and how it could be read: as last time, or as guessed.

    Call outside any scope: the file is opened. sheet, headers: as the person chose. Raises Refused.
    """
    raise NotImplementedError


def set_import_mapping(caller: Caller, batch_id: UUID, mapping: ColumnMapping, version: int) -> Batch:
    """Say how the sheet is read; it is remembered for files with the same headers.

    Raises Refused with a problem for every column the person may not write, twice the same field, keys that are not
    mapped ... at "/columns/<column>", "/keys", "/fixed/...", "/transition"; Conflict-like code "stale" when the batch
    has moved on.
    """
    raise NotImplementedError


def open_import(seat: Seat, batch_id: UUID) -> Batch:
    """One of his own batches. Raises Refused ("not_found"), also for another person's."""
    raise NotImplementedError


def imports_of(seat: Seat, entity: str | None = None, *, limit: int = 20) -> tuple[Batch, ...]:
    """His own batches, newest first."""
    raise NotImplementedError
