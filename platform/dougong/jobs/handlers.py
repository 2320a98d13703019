"""The table of handlers: the names that rows of the outbox carry, and what is done about them.

Lower rooms write only the name; this floor may import the actions that do the work.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from dougong import actions, files
from dougong.tenancy import Tenant, TenantScope, tenant_by_id


@dataclass(frozen=True, slots=True)
class Job:
    """One call of a handler. attempt: 1 for the first. effect_key: the same for every repetition."""

    tenant: TenantScope
    id: UUID
    payload: Mapping[str, Any]
    effect_key: str
    attempt: int
    #: Ask for more time: call it now and then in a job that may take longer than a quarter of an hour. False
    #: means that another worker has taken over, and this one must stop.
    renew: Callable[[], bool]


#: Does what a row asks for. It is called outside any scope and opens its own; it may be called again after it
#: succeeded (the worker died before saying so), so it must recognise by effect_key what it has done.
#: Raising means "not done": it is called again later.
Handler = Callable[[Job], None]


def _sweep_files(job: Job) -> None:
    files.sweep_files(job.tenant)


def _reindex(job: Job) -> None:
    actions.reindex(job.tenant, job.payload.get("entities", ()), renew=job.renew)


def _fill(job: Job) -> None:
    actions.fill(job.tenant, str(job.payload["entity"]), UUID(str(job.payload["job"])), renew=job.renew)


def _recompute(job: Job) -> None:
    tenant = tenant_by_id(job.tenant.tenant_id)
    if tenant is not None:
        given = job.payload
        actions.recompute(tenant, str(given["entity"]), UUID(given["by"]), UUID(given["job"]), renew=job.renew)


def _export(job: Job) -> None:
    actions.write_export(job.tenant, job.payload, renew=job.renew)


def _batch(work: Callable[..., None]) -> Handler:
    """A handler that works on a batch of an import; each recognises by the batch's state what is done already."""

    def handle(job: Job) -> None:
        work(job.tenant, UUID(str(job.payload["batch"])), renew=job.renew)

    return handle


def _letter(write: Callable[[Tenant, Mapping[str, Any]], None]) -> Handler:
    """A handler that writes a letter; written twice it does no harm: the link of the first is void then."""

    def handle(job: Job) -> None:
        tenant = tenant_by_id(job.tenant.tenant_id)
        if tenant is not None:
            write(tenant, job.payload)

    return handle


HANDLERS: Final[Mapping[str, Handler]] = MappingProxyType(
    {
        "sweep_files": _sweep_files,
        actions.REINDEX: _reindex,
        actions.FILL: _fill,
        actions.RECOMPUTE: _recompute,
        actions.EXPORT: _export,
        actions.CHECK_IMPORT: _batch(actions.run_check),
        actions.TAKE_IMPORT: _batch(actions.run_take),
        actions.UNDO_IMPORT: _batch(actions.run_undo),
        actions.FIND_IMPORT: _batch(actions.run_find),
        actions.SEND_RESET: _letter(actions.send_reset),
        actions.SEND_INVITATION: _letter(actions.send_invitation),
    }
)
