"""Opening a progress row, moving it on, closing it. Each step commits with the caller's transaction:
a job that wants to be watched reports between its chunks, not inside one long transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from dougong.jobs_log.models import ProgressRow
from dougong.tenancy import current, require_writing


@dataclass(frozen=True, slots=True)
class Progress:
    """A job as people see it.

    state: "waiting" | "running" | "done" | "failed". done, total: in the job's own unit (rows, files ...);
    total 0 means "not known yet". message: a sentence in the tenant's language. result: JSON, e.g. a file's
    id.
    """

    id: UUID
    title: str
    state: str
    done: int
    total: int
    message: str
    result: Mapping[str, Any]
    by: UUID | None
    created_at: datetime
    updated_at: datetime
    finished_at: datetime | None

    @property
    def percent(self) -> int | None:
        """0 to 100; None while the total is not known."""
        if self.state == "done":
            return 100
        return min(100, self.done * 100 // self.total) if self.total > 0 else None

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in {"done", "failed"}


def announce(title: str, *, by: UUID | None, total: int = 0, result: Mapping[str, Any] | None = None) -> UUID:
    """A new row in the state "waiting"; returns its id, to be handed to the job. result: what is known of it so far.

    Raises NoTenant outside `writing`.
    """
    now = timezone.now()
    row = ProgressRow.objects.create(
        tenant_id=require_writing().tenant_id,
        title=title[:200],
        total=total,
        by_id=by,
        result=dict(result or {}),
        created_at=now,
        updated_at=now,
    )
    return UUID(str(row.id))


def reached(job: UUID, done: int, *, total: int | None = None, message: str | None = None) -> bool:
    """The job has come to `done`; it counts as running now. False when it is over or unknown."""
    changes: dict[str, Any] = {"state": ProgressRow.State.RUNNING, "done": done}
    if total is not None:
        changes["total"] = total
    if message is not None:
        changes["message"] = message
    return _change(job, **changes)


def finish(job: UUID, *, message: str = "", result: Mapping[str, Any] | None = None) -> bool:
    """The job is done. False when it is over already or unknown."""
    now = timezone.now()
    return _change(job, state=ProgressRow.State.DONE, message=message, result=dict(result or {}), finished_at=now)


def fail(job: UUID, message: str, *, result: Mapping[str, Any] | None = None) -> bool:
    """The job ended without its purpose; `message` says why and what to do.

    False when it is over or unknown.
    """
    now = timezone.now()
    return _change(job, state=ProgressRow.State.FAILED, message=message, result=dict(result or {}), finished_at=now)


def progress_of(job: UUID) -> Progress | None:
    """How far a job of the tenant in scope is; None when there is none with this id."""
    row = ProgressRow.objects.filter(tenant_id=current().tenant_id, id=job).first()
    return _frozen(row) if row is not None else None


def recent(*, by: UUID | None = None, limit: int = 20) -> tuple[Progress, ...]:
    """The newest jobs of the tenant in scope, of one person (`by`) or of all; at most 100."""
    rows = ProgressRow.objects.filter(tenant_id=current().tenant_id)
    if by is not None:
        rows = rows.filter(by_id=by)
    return tuple(_frozen(row) for row in rows.order_by("-created_at", "-id")[: max(1, min(limit, 100))])


def sweep_progress(*, older_than: timedelta = timedelta(days=90)) -> int:
    """Remove rows of the tenant in scope that ended before; returns how many went."""
    tenant = require_writing().tenant_id
    gone, _ = ProgressRow.objects.filter(tenant_id=tenant, finished_at__lt=timezone.now() - older_than).delete()
    return int(gone)


def _change(job: UUID, **changes: Any) -> bool:
    tenant = require_writing().tenant_id
    open_row = ProgressRow.objects.filter(tenant_id=tenant, id=job, finished_at__isnull=True)
    return bool(open_row.update(updated_at=timezone.now(), **changes))


def _frozen(row: ProgressRow) -> Progress:
    return Progress(
        id=row.id,
        title=row.title,
        state=row.state,
        done=row.done,
        total=row.total,
        message=row.message,
        result=row.result,
        by=row.by_id,
        created_at=row.created_at,
        updated_at=row.updated_at,
        finished_at=row.finished_at,
    )
