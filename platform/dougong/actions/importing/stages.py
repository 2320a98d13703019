"""What a person asks of a batch; the work is done by a worker, and its progress is in the jobs' log (`Batch.job`)."""

from uuid import UUID

from dougong.admission import Caller
from dougong.batches import Batch


def check_import(caller: Caller, batch_id: UUID, version: int) -> Batch:
    """Have every line checked and staged: a dry run. Nothing of the entity changes. Raises Refused."""
    raise NotImplementedError


def take_in_import(caller: Caller, batch_id: UUID, version: int, *, without_refused: bool = False) -> Batch:
    """Have a checked batch taken in, whole or not at all.

    without_refused: leave out the records the check refused; otherwise the batch must have none. Raises Refused.
    """
    raise NotImplementedError


def cancel_import(caller: Caller, batch_id: UUID) -> Batch:
    """Stop a batch that is not taken in: a check under way ends at its next chunk, what was staged is dropped.

    Raises Refused once it is being taken in; then it can be undone afterwards.
    """
    raise NotImplementedError


def undo_import(caller: Caller, batch_id: UUID, version: int) -> Batch:
    """Have a taken batch undone: new records that nobody touched since go into the bin, changed ones get back what
    they had. What somebody touched since, or refers to, stays, and the report names it. Raises Refused.
    """
    raise NotImplementedError
