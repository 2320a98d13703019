"""Stored values follow another formula: every entry is worked out again, in the background, where people see it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from dougong import catalog, jobs_log, outbox, storage
from dougong.actions.deed import log_change
from dougong.admission import Caller, Entry, context_for, seat_of
from dougong.admission.entry import entry_for_consequence
from dougong.definition import Context, Field
from dougong.designer import worked_out
from dougong.problem import Refused, Values
from dougong.storage import Query, Record
from dougong.tenancy import Account, Tenant, retrying, writing

#: Name of the job that works them out, and the verb of its lines in the log.
RECOMPUTE: Final = "recompute"
#: Records of one transaction: people's changes wait no longer than for these.
_AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class Recomputed:
    """How far it is. done: records looked at. changed: those that came to another value. left: those whose formulas
    could not be worked out; they keep what they have. next: where to go on, None at the end.
    """

    done: int = 0
    changed: int = 0
    left: int = 0
    next: str | None = None


def ask_to_recompute(name: str, *, by: UUID) -> None:
    """Have a job work an entity's records out after this transaction. Call inside `tenancy.writing`."""
    title = _("{entity}: worked out by the new formula").format(entity=catalog.entity_for(name, "en").title)
    job = jobs_log.announce(title, by=by)
    outbox.put(RECOMPUTE, {"entity": name, "job": str(job), "by": str(by)}, module=name.partition("/")[0])


def recompute(tenant: Tenant, name: str, by: UUID, job: UUID, *, renew: Callable[[], bool] | None = None) -> Recomputed:
    """Work every record of an entity ("module/entity") out again, telling the jobs' log how far it is.

    Each record that comes to another value gets its line in the log, in the name of who published the formula. Call
    outside any scope: it takes many short transactions. Doing it again does no harm. renew: says whether to go on.
    """
    account = Account.objects.get(pk=by)
    caller, found = Caller(tenant, account, "en", f"{RECOMPUTE} {job}"), Recomputed()
    while True:
        found = retrying(partial(_some, caller, name, job, found))
        if found.next is None or (renew is not None and not renew()):
            return found


def _some(caller: Caller, name: str, job: UUID, sofar: Recomputed) -> Recomputed:
    """One transaction's worth; the last one says that all is done."""
    with writing(caller.tenant):
        seat = seat_of(caller)
        try:
            entry = entry_for_consequence(seat, name)
        except Refused:
            jobs_log.finish(job, message=_("The form is no longer there."))
            return replace(sofar, next=None)
        query = Query(sort=("id",), limit=_AT_ONCE, after=sofar.next)
        page = storage.select(entry.reach, entry.entity, entry.layout, query, for_update=True)
        context = context_for(seat, entry.entity)
        results = [_one(entry, record, context) for record in page.records]
        found = Recomputed(
            sofar.done + len(results), sofar.changed + results.count("changed"), sofar.left + results.count("left"),
            page.next,
        )  # fmt: skip
        jobs_log.reached(job, found.done)
        if found.next is None:
            jobs_log.finish(job, result={"records": found.done, "changed": found.changed, "left": found.left})
        return found


def _one(entry: Entry, record: Record, context: Context) -> str:
    values, problems = worked_out(entry.entity, record, context)
    followed = {key: one for key, one in entry.entity.fields.items() if _follows(one)}
    if any(one.level == "error" and one.pointer.split("/")[1:2] and one.pointer.split("/")[1] in followed
           for one in problems):  # fmt: skip
        return "left"
    other: Values = {key: values.get(key) for key in followed if values.get(key) != record.values.get(key)}
    if not other:
        return "same"
    by = entry.seat.actor.id
    after = storage.update(entry.entity, record.id, record.version, other, entry.layout, by)
    log_change(entry.seat, entry, record, after, RECOMPUTE)
    return "changed"


def _follows(field: Field) -> bool:
    """Whether it, or a column of it, is worked out and kept."""
    return field.stored and (field.computed is not None or any(map(_follows, field.fields.values())))
