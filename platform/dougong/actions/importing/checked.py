"""The worker's part of a check: read the file, check and stage it some thousand lines at a time, stop when asked."""

import gc
from collections.abc import Callable
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from dougong import batches, jobs_log
from dougong.actions.importing.desk import Desk
from dougong.actions.importing.matching import References
from dougong.actions.importing.rights import importer, language_of, law_of
from dougong.actions.importing.sheet import drafts_of, sheet_of, workbook_of
from dougong.admission import Seat, admit, seat_of
from dougong.batches import Batch, Ready, Staged
from dougong.problem import Refused, say
from dougong.tenancy import TenantScope, reading, retrying, writing

#: Name of the job that checks a batch.
CHECK_IMPORT: Final = "check_import"
#: References of one text that a report offers.
_OFFERED: Final = 10


def run_check(tenant: TenantScope, batch_id: UUID, *, renew: Callable[[], bool] | None = None) -> None:
    """Check a batch that is in the state "checking"; done again after a worker died, it begins anew.

    Call outside any scope. renew: says whether to go on.
    """
    with reading(tenant):
        batch = batches.batch_of(batch_id)
    if batch is None or batch.state != "checking" or batch.mapping is None:
        return
    # What is there already is not gone through again and again for the sake of millions of short-lived values.
    gc.freeze()
    try:
        with translation.override(language_of(batch)):
            _tried(tenant, batch, renew or (lambda: True))
    finally:
        gc.unfreeze()


def _tried(tenant: TenantScope, batch: Batch, renew: Callable[[], bool]) -> None:
    try:
        _check(tenant, batch, renew)
    except Refused as refused:
        message = " ".join(say(problem, _) for problem in refused.problems)
        retrying(partial(_failed, tenant, batch, message))
    except Exception as error:
        retrying(partial(_failed, tenant, batch, type(error).__name__))
        raise


def _check(tenant: TenantScope, batch: Batch, renew: Callable[[], bool]) -> None:
    assert batch.mapping is not None, "asked by run_check"
    sheet = sheet_of(workbook_of(tenant, batch), batch.mapping)
    desk, lines = Desk(batch.mapping, batch.entity), 0
    retrying(partial(_begin, tenant, batch, sheet.height))
    law = ""
    for drafts in drafts_of(sheet, batch.mapping):
        with reading(tenant):
            seat = seat_of(importer(batch))
            law = law_of(admit(seat, batch.entity, "import"))
            ready = desk.check(seat, drafts)
        lines += sum(len(draft.lines) for draft in drafts)
        if not retrying(partial(_stage, tenant, batch, ready, lines)) or not renew():
            return
    made = _made(desk.references, desk.place, batch)
    with reading(tenant):
        found = _unmatched(seat_of(importer(batch)), desk)
    retrying(partial(_finish, tenant, batch, made, found, lines, law))


def _begin(tenant: TenantScope, batch: Batch, total: int) -> None:
    with writing(tenant):
        batches.drop_staged(batch.id)
        if batch.job is not None:
            jobs_log.reached(batch.job, 0, total=total)


def _stage(tenant: TenantScope, batch: Batch, ready: list[Ready], lines: int) -> bool:
    """Keep what was checked; False when the batch was cancelled meanwhile."""
    with writing(tenant):
        now = batches.batch_of(batch.id, held=True)
        if now is None or now.state != "checking":
            batches.drop_staged(batch.id)
            return False
        batches.stage(batch.id, ready)
        if batch.job is not None:
            jobs_log.reached(batch.job, lines)
        return True


def _finish(tenant: TenantScope, batch: Batch, made: list[Ready], found: Any, lines: int, law: str) -> None:
    with writing(tenant):
        batches.stage(batch.id, made)
        counts = {**batches.count_staged(batch.id), "lines": lines}
        moved = batches.move(
            batch.id, "checked", only_from={"checking"}, counts=counts, found=found, message="", definition=law
        )
        if not moved:
            batches.drop_staged(batch.id)
        elif batch.job is not None:
            jobs_log.finish(batch.job, result=counts)


def _failed(tenant: TenantScope, batch: Batch, message: str) -> None:
    with writing(tenant):
        batches.drop_staged(batch.id)
        batches.move(batch.id, "failed", only_from={"checking"}, message=message)
        if batch.job is not None:
            jobs_log.fail(batch.job, message)


def _made(references: References, place: int, batch: Batch) -> list[Ready]:
    """The entries that are made because texts name them, staged behind all lines."""
    return [
        Ready(
            Staged(place=place + number, line=0, lines=0, action="create", entity=one.record.entity,
                   record=one.record.id, target_version=None, shown=one.wire),
            packed=one.packed,
            extra={"state": one.record.state, "numbered": one.numbered,
                   "project": str(one.record.project.id) if one.record.project else None},
        )
        for number, one in enumerate(references.made.values())
    ]  # fmt: skip


def _unmatched(seat: Seat, desk: Desk) -> dict[str, Any]:
    """The texts that fit no entry or several, as JSON: pointer, text, lines, the entries offered."""
    references = desk.references
    told = []
    for (pointer, text), lines in references.unmatched.most_common():
        several = [str(ref.id) for ref in references.choices[pointer, text][:_OFFERED]]
        target = desk.target_of(seat, pointer)
        told.append({"pointer": pointer, "text": text, "lines": lines, "entity": target, "ids": several,
                     "may_create": references.may_make(seat, target)})  # fmt: skip
    return {"unmatched": told}
