"""Putting effects in, claiming those that are due, and saying how they went."""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from dougong.outbox.models import OutboxRow
from dougong.tenancy import current, new_id, require_writing

#: After so many failures an effect is dead: someone must look.
MOST_ATTEMPTS = 10
#: How long a claimer has before another may take over.
LEASE = timedelta(minutes=15)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(hours=1)
#: Of an error's text so much is kept.
ERROR_LENGTH = 2000


@dataclass(frozen=True, slots=True)
class Claimed:
    """An effect handed to one worker. attempt: 1 for the first try."""

    id: UUID
    handler: str
    payload: Mapping[str, Any]
    effect_key: str
    attempt: int


@dataclass(frozen=True, slots=True)
class Depth:
    """How full a tenant's outbox is. oldest: when the longest waiting effect was due."""

    waiting: int
    dead: int
    oldest: datetime | None


def put(
    handler: str,
    payload: Mapping[str, Any],
    *,
    effect_key: str | None = None,
    due_at: datetime | None = None,
    module: str = "",
) -> UUID:
    """Have `handler` called with `payload` after this transaction commits, at least once.

    payload: JSON without personal data in clear. effect_key: unique per tenant; a second put with the same
    key changes nothing. due_at: not before then. module: whose it is; it waits while that one is off. Returns the
    row's id (the first one's for a known key).
    Raises NoTenant outside `writing`: an effect without a committed cause is what an outbox prevents.
    """
    tenant, now = require_writing().tenant_id, timezone.now()
    fresh = new_id()
    row, _new = OutboxRow.objects.get_or_create(
        tenant_id=tenant,
        effect_key=effect_key or str(fresh),
        defaults={
            "id": fresh,
            "handler": handler,
            "payload": dict(payload),
            "module": module,
            "due_at": due_at or now,
            "created_at": now,
        },
    )
    return UUID(str(row.id))


def is_due(*, without: Iterable[str] = ()) -> bool:
    """Whether the tenant in scope has an effect that could be claimed now. without: modules whose effects wait."""
    return bool(_due(current().tenant_id, timezone.now(), without).exists())


def claim(limit: int = 10, *, without: Iterable[str] = ()) -> tuple[Claimed, ...]:
    """Take up to `limit` due effects for this worker; commit before working on them.

    A claim not reported within LEASE is handed out again: a worker may have died. without: modules whose effects
    wait, because they are switched off. Raises NoTenant outside
    `writing`.
    """
    tenant, now = require_writing().tenant_id, timezone.now()
    rows = list(_due(tenant, now, without).select_for_update(skip_locked=True).order_by("due_at", "id")[:limit])
    OutboxRow.objects.filter(tenant_id=tenant, id__in=[row.id for row in rows]).update(
        state=OutboxRow.State.CLAIMED, attempts=F("attempts") + 1, due_at=now + LEASE
    )
    return tuple(Claimed(row.id, row.handler, row.payload, row.effect_key, row.attempts + 1) for row in rows)


def done(claimed: Claimed) -> bool:
    """The effect took place. False when the lease had run out and another worker has it now."""
    now = timezone.now()
    return _report(claimed, state=OutboxRow.State.DONE, finished_at=now, error="")


def failed(claimed: Claimed, error: str) -> bool:
    """The effect did not take place: try again after a pause that doubles each time, or give up as dead.

    error: for the operator; no personal data. False when another worker has the effect now.
    """
    now, text = timezone.now(), error[:ERROR_LENGTH]
    if claimed.attempt >= MOST_ATTEMPTS:
        return _report(claimed, state=OutboxRow.State.DEAD, finished_at=now, error=text)
    return _report(claimed, state=OutboxRow.State.WAITING, due_at=now + pause_after(claimed.attempt), error=text)


def renew(claimed: Claimed) -> bool:
    """A long effect is still being worked on: LEASE begins anew. False when another worker has it now."""
    return _report(claimed, due_at=timezone.now() + LEASE)


def revive(effect: UUID) -> bool:
    """An operator wants a dead effect tried again; False when it is not dead."""
    tenant = require_writing().tenant_id
    rows = OutboxRow.objects.filter(tenant_id=tenant, id=effect, state=OutboxRow.State.DEAD)
    return bool(rows.update(state=OutboxRow.State.WAITING, attempts=0, due_at=timezone.now(), finished_at=None))


def waiting_for(module: str) -> int:
    """How many effects of a module of the tenant in scope are not delivered yet."""
    states = (OutboxRow.State.WAITING, OutboxRow.State.CLAIMED)
    return int(OutboxRow.objects.filter(tenant_id=current().tenant_id, module=module, state__in=states).count())


def depth() -> Depth:
    """How full the outbox of the tenant in scope is, for health and metrics."""
    rows = OutboxRow.objects.filter(tenant_id=current().tenant_id)
    open_rows = rows.filter(state__in=(OutboxRow.State.WAITING, OutboxRow.State.CLAIMED))
    oldest = open_rows.order_by("due_at").values_list("due_at", flat=True).first()
    return Depth(open_rows.count(), rows.filter(state=OutboxRow.State.DEAD).count(), oldest)


def sweep_done(*, older_than: timedelta = timedelta(days=30)) -> int:
    """Remove delivered effects of the tenant in scope that are older; returns how many went.

    Their keys are forgotten with them, which is why they are kept as long as an idempotency key.
    """
    tenant = require_writing().tenant_id
    old = OutboxRow.objects.filter(
        tenant_id=tenant, state=OutboxRow.State.DONE, finished_at__lt=timezone.now() - older_than
    )
    gone, _ = old.delete()
    return int(gone)


def pause_after(attempt: int) -> timedelta:
    """How long to wait after the failure of `attempt` (from 1):

    doubling from 5 s to 1 h, spread by a quarter.
    """
    plain = min(FIRST_PAUSE * 2 ** min(attempt - 1, 20), LONGEST_PAUSE)
    spread = 1 + random.random() / 4  # noqa: S311 - keeps rivals apart, guards nothing
    return plain * spread


def _due(tenant: int, now: datetime, without: Iterable[str]) -> Any:
    # A claimed row's due_at is the end of its lease.
    states = (OutboxRow.State.WAITING, OutboxRow.State.CLAIMED)
    due = OutboxRow.objects.filter(tenant_id=tenant, state__in=states, due_at__lte=now)
    waiting = tuple(without)
    return due.exclude(module__in=waiting) if waiting else due


def _report(claimed: Claimed, **changes: Any) -> bool:
    tenant = require_writing().tenant_id
    held = OutboxRow.objects.filter(
        tenant_id=tenant, id=claimed.id, state=OutboxRow.State.CLAIMED, attempts=claimed.attempt
    )
    return bool(held.update(**changes))
