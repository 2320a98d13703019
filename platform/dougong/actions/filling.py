"""Values of a tenant's fields move into the columns the fields were given: in the background, where people see it."""

from collections.abc import Callable
from functools import partial
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from dougong import catalog, jobs_log, outbox, storage
from dougong.problem import Refused
from dougong.tenancy import TenantScope, retrying, writing

#: Name of the job that moves them.
FILL: Final = "fill_spare"
#: Rows of one transaction: people's changes wait no longer than for these.
_AT_ONCE: Final = 300


def ask_to_fill(name: str, *, by: UUID) -> None:
    """Have a job move the values of an entity after this transaction. Call inside `tenancy.writing`."""
    title = _("{entity}: made ready to be searched and sorted").format(entity=catalog.entity_for(name, "en").title)
    outbox.put(FILL, {"entity": name, "job": str(jobs_log.announce(title, by=by))}, module=name.partition("/")[0])


def fill(tenant: TenantScope, name: str, job: UUID, *, renew: Callable[[], bool] | None = None) -> int:
    """Move the values of an entity ("module/entity"), telling the jobs' log how far it is; returns how many rows.

    Call outside any scope: it takes many short transactions, and people go on working. Doing it again does no harm.
    renew: says whether to go on.
    """
    done, after = 0, ""
    while True:
        found = retrying(partial(_some, tenant, name, after, job, done))
        done += found.moved
        if found.next is None:
            return done
        after = found.next
        if renew is not None and not renew():
            return done


def _some(tenant: TenantScope, name: str, after: str, job: UUID, done: int) -> storage.Filled:
    """One transaction's worth; the last one says that all is done."""
    with writing(tenant):
        try:
            entity = catalog.entity_for(name, "en")
        except Refused:
            jobs_log.finish(job, message=_("The form is no longer there."))
            return storage.Filled(0, None)
        found = storage.fill_spare(entity, catalog.layout_for(name), after=after, limit=_AT_ONCE)
        jobs_log.reached(job, done + found.moved)
        if found.next is None:
            jobs_log.finish(job, result={"records": done + found.moved})
        return found
