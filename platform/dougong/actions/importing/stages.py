"""What a person asks of a batch; the work is done by a worker, and its progress is in the jobs' log (`Batch.job`)."""

from uuid import UUID

from django.utils.translation import gettext as _

from dougong import batches, jobs_log, outbox
from dougong.actions.deed import deed
from dougong.actions.importing.checked import CHECK_IMPORT
from dougong.actions.importing.mapped import mapping_problems
from dougong.actions.importing.preparing import expected
from dougong.actions.importing.rights import own_batch
from dougong.actions.importing.taking import TAKE_IMPORT
from dougong.actions.importing.undoing import UNDO_IMPORT
from dougong.admission import Caller
from dougong.batches import Batch, State
from dougong.problem import Problem, Refused


def check_import(caller: Caller, batch_id: UUID, version: int) -> Batch:
    """Have every line checked and staged: a dry run. Nothing of the entity changes. Raises Refused."""
    with deed(caller) as seat:
        batch = expected(seat, batch_id, version)
        if batch.mapping is None:
            raise Refused([Problem("/columns", "required")])
        problems = mapping_problems(seat, batch.entity, batch.mapping)
        if problems:
            raise Refused(problems)
        return _begin(batch, "checking", {"mapped", "checked", "failed"}, CHECK_IMPORT, _("Import: check"))


def take_in_import(caller: Caller, batch_id: UUID, version: int, *, without_refused: bool = False) -> Batch:
    """Have a checked batch taken in, whole or not at all.

    without_refused: leave out the records the check refused; otherwise the batch must have none. Raises Refused.
    """
    with deed(caller) as seat:
        batch = expected(seat, batch_id, version)
        refused = batch.counts.get("refused", 0)
        if batch.state == "checked" and refused and not without_refused:
            raise Refused([Problem("", "import.refused", {"count": refused})])
        if batch.state == "checked" and not any(batch.counts.get(one) for one in ("insert", "update")):
            raise Refused([Problem("", "import.none")])
        return _begin(batch, "taking", {"checked"}, TAKE_IMPORT, _("Import: taking in"))


def cancel_import(caller: Caller, batch_id: UUID) -> Batch:
    """Stop a batch that is not taken in: a check under way ends at its next chunk, what was staged is dropped.

    Raises Refused once it is being taken in; then it can be undone afterwards.
    """
    with deed(caller) as seat:
        batch = own_batch(seat, batch_id, held=True)
        if not batches.move(batch_id, "cancelled", only_from={*batches.OPEN, "checking"}, message=""):
            raise Refused([Problem("", "import.taking" if batch.state == "taking" else "moved_on")])
        batches.drop_staged(batch_id)
        if batch.job is not None:
            jobs_log.fail(batch.job, _("Cancelled."))
        return own_batch(seat, batch_id)


def undo_import(caller: Caller, batch_id: UUID, version: int) -> Batch:
    """Have a taken batch undone: new records that nobody touched since go into the bin, changed ones get back what
    they had. What somebody touched since, or refers to, stays, and the report names it. Raises Refused.
    """
    with deed(caller) as seat:
        return _begin(expected(seat, batch_id, version), "undoing", {"taken"}, UNDO_IMPORT, _("Import: undoing"))


def _begin(batch: Batch, state: State, only_from: set[State], handler: str, title: str) -> Batch:
    """Move a batch into a state a worker works in, and ask for the work."""
    job = jobs_log.announce(f"{title} – {batch.file_name}", by=batch.by, total=sum(batch.counts.values()))
    if not batches.move(batch.id, state, only_from=only_from, message="", job=job):
        raise Refused([Problem("", "moved_on")])
    outbox.put(handler, {"batch": str(batch.id)}, module=batch.entity.partition("/")[0])
    found = batches.batch_of(batch.id)
    assert found is not None, "moved just now"
    return found
