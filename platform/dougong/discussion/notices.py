"""Notices: what an inbox shows beside the records that wait for its owner."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from dougong.discussion.models import NoticeRow
from dougong.tenancy import current, new_id, require_writing


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice to one account.

    what: its kind ("mention"). entity, record: what to look at; whether the person (still) may see it is asked
    when it is shown. by: the account that caused it. text: the words. read_at: None until he has looked.
    """

    id: UUID
    account: UUID
    what: str
    entity: str
    record: UUID
    by: UUID | None
    text: str
    at: datetime
    read_at: datetime | None


def put_notice(
    account: UUID,
    what: str,
    entity: str,
    record: UUID,
    *,
    by: UUID | None = None,
    text: str = "",
    source: UUID | None = None,
) -> None:
    """Tell an account to look at a record. Call inside `tenancy.writing`.

    source: what it comes from (a comment's id): the same account is told once of the same source.
    """
    tenant = require_writing().tenant_id
    row = NoticeRow(
        tenant_id=tenant, id=new_id(), account=account, what=what, entity=entity, record_id=record,
        by=by, text=text, source=source, at=timezone.now(),
    )  # fmt: skip
    known = NoticeRow.objects.filter(tenant_id=tenant, account=account, what=what, source=source)
    if source is None or not known.exists():
        row.save(force_insert=True)


def notices_of(
    account: UUID, *, unread: bool = False, before: UUID | None = None, limit: int = 50
) -> tuple[Notice, ...]:
    """An account's notices, newest first. unread: only those not looked at. before: only older ones."""
    rows = NoticeRow.objects.filter(tenant_id=current().tenant_id, account=account)
    if unread:
        rows = rows.filter(read_at__isnull=True)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return tuple(_frozen(row) for row in rows.order_by("-id")[: max(1, min(limit, 1000))])


def unread_count(account: UUID, *, entity: str | None = None, record: UUID | None = None) -> int:
    """How many notices an account has not looked at (those about one record)."""
    rows = NoticeRow.objects.filter(tenant_id=current().tenant_id, account=account, read_at__isnull=True)
    if record is not None:
        rows = rows.filter(entity=entity, record_id=record)
    return rows.count()


def mark_read(
    account: UUID, *, ids: Iterable[UUID] | None = None, entity: str | None = None, record: UUID | None = None
) -> int:
    """The account has looked at these notices (those about one record; without either, at all); how many."""
    rows = NoticeRow.objects.filter(tenant_id=require_writing().tenant_id, account=account, read_at__isnull=True)
    if ids is not None:
        rows = rows.filter(id__in=list(ids))
    if record is not None:
        rows = rows.filter(entity=entity, record_id=record)
    return rows.update(read_at=timezone.now())


def _frozen(row: NoticeRow) -> Notice:
    return Notice(
        row.id, row.account, row.what, row.entity, row.record_id, row.by, row.text, row.at, row.read_at
    )  # fmt: skip
