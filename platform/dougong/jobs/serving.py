"""One worker's turn with one tenant: seal the log, then deliver what is due."""

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from django.utils import timezone, translation

from dougong import catalog, events, outbox
from dougong.jobs.handlers import Handler, Job
from dougong.outbox import Claimed
from dougong.tenancy import TenantScope, reading, retrying, writing

logger = logging.getLogger(__name__)

#: Deliveries in one turn, so that a busy tenant does not keep the others waiting.
TURN = 20


@dataclass(frozen=True, slots=True)
class Served:
    """What a turn did: events sealed, effects delivered, effects that failed."""

    sealed: int = 0
    done: int = 0
    failed: int = 0


def has_work(tenant: TenantScope) -> bool:
    """Whether a turn would find something to do."""
    with reading(tenant):
        return outbox.is_due(without=catalog.switched_off()) or events.waiting_since() is not None


def serve(tenant: TenantScope, handlers: Mapping[str, Handler], *, stop: threading.Event | None = None) -> Served:
    """Seal this tenant's events and deliver up to TURN of its effects; stops between two of them.

    handlers: name -> callable. A failing handler is logged and its effect tried again later.
    """
    sealed = retrying(partial(events.seal_events, tenant))
    done = failed = 0
    while done + failed < TURN and not (stop is not None and stop.is_set()):
        claimed = _next(tenant)
        if claimed is None:
            break
        if _deliver(tenant, claimed, handlers):
            done += 1
        else:
            failed += 1
    return Served(sealed, done, failed)


def _next(tenant: TenantScope) -> Claimed | None:
    """One at a time: what a worker holds when it dies waits for the end of its lease.

    Effects of modules that are switched off wait, whole, until they are on again.
    """
    with reading(tenant):
        if not outbox.is_due(without=catalog.switched_off()):
            return None

    def claim() -> tuple[Claimed, ...]:
        with writing(tenant):
            return outbox.claim(1, without=catalog.switched_off())

    return next(iter(retrying(claim)), None)


def _deliver(tenant: TenantScope, claimed: Claimed, handlers: Mapping[str, Handler]) -> bool:
    job = Job(
        tenant,
        claimed.id,
        claimed.payload,
        claimed.effect_key,
        claimed.attempt,
        partial(_report, tenant, partial(outbox.renew, claimed)),
    )
    try:
        with translation.override(tenant.language), timezone.override(tenant.timezone):
            handlers[claimed.handler](job)
    except Exception as error:
        # Whatever went wrong is the effect's fate, not the worker's; the payload may be private and is not
        # logged.
        logger.exception("job %s %s of %s failed", claimed.handler, claimed.id, tenant.key)
        _report(tenant, partial(outbox.failed, claimed, _said(error)))
        return False
    return _report(tenant, partial(outbox.done, claimed))


def _said(error: Exception) -> str:
    """An error for the operator: its first line, because a database names values of the row in the next."""
    lines = str(error).splitlines() or [""]
    return f"{type(error).__name__}: {lines[0]}"


def _report(tenant: TenantScope, say: "partial[bool]") -> bool:
    def report() -> bool:
        with writing(tenant):
            return say()

    return retrying(report)
