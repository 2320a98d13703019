"""Write and read comments in the tenant in scope; who may is the action's question."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from dougong.discussion.models import CommentRow
from dougong.problem import Ref
from dougong.tenancy import current, require_writing


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment. edited_at: when its text was last changed; removed_at: it is a tombstone, its text is "".

    mentions: the persons it turned to when it was last written.
    """

    id: UUID
    entity: str
    record: UUID
    author: Ref
    text: str
    mentions: tuple[Ref, ...]
    at: datetime
    edited_at: datetime | None = None
    removed_at: datetime | None = None


def add_comment(
    comment_id: UUID, entity: str, record: UUID, author: Ref, text: str, mentions: Iterable[Ref] = ()
) -> Comment:
    """Keep a new comment. Call inside `tenancy.writing`."""
    row = CommentRow(
        tenant_id=require_writing().tenant_id,
        id=comment_id,
        entity=entity,
        record_id=record,
        author=author.id,
        text=text,
        mentions=[str(one.id) for one in mentions],
        at=timezone.now(),
    )
    row.save(force_insert=True)
    return _frozen(row)


def change_comment(comment_id: UUID, text: str, mentions: Iterable[Ref]) -> None:
    """Other words for a living comment. Call inside `tenancy.writing`."""
    CommentRow.objects.filter(
        tenant_id=require_writing().tenant_id, id=comment_id, removed_at__isnull=True
    ).update(text=text, mentions=[str(one.id) for one in mentions], edited_at=timezone.now())  # fmt: skip


def remove_comment(comment_id: UUID) -> None:
    """Leave a tombstone where a comment was. Call inside `tenancy.writing`."""
    CommentRow.objects.filter(
        tenant_id=require_writing().tenant_id, id=comment_id, removed_at__isnull=True
    ).update(text="", mentions=[], removed_at=timezone.now())  # fmt: skip


def comment_of(comment_id: UUID) -> Comment | None:
    """One comment, removed or not; None where there is none."""
    row = CommentRow.objects.filter(tenant_id=current().tenant_id, id=comment_id).first()
    return None if row is None else _frozen(row)


def comments_of(entity: str, record: UUID, *, before: UUID | None = None, limit: int = 50) -> tuple[Comment, ...]:
    """A record's comments, newest first, tombstones included. before: only those older than this one."""
    rows = CommentRow.objects.filter(tenant_id=current().tenant_id, entity=entity, record_id=record)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return tuple(_frozen(row) for row in rows.order_by("-id")[: max(1, min(limit, 1000))])


def _frozen(row: CommentRow) -> Comment:
    return Comment(
        id=row.id,
        entity=row.entity,
        record=row.record_id,
        author=Ref("user", row.author),
        text=row.text,
        mentions=tuple(Ref("user", UUID(one)) for one in row.mentions),
        at=row.at,
        edited_at=row.edited_at,
        removed_at=row.removed_at,
    )
