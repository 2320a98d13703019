"""An upload as others see it, and its way to its owner.

Rights are the owner record's: the caller checks them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from dougong.files.models import FileRow
from dougong.problem import Problem, Refused
from dougong.tenancy import current, require_writing


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One upload.

    kind: "photo" | "signature" | "file". content_type, size, sha256: of the content as uploaded.
    width, height: of a picture, upright. entity, record: the owner; "" and None while it has none.
    """

    id: UUID
    name: str
    kind: str
    content_type: str
    size: int
    sha256: str
    width: int | None
    height: int | None
    by: UUID | None
    created_at: datetime
    entity: str
    record: UUID | None
    has_thumbnail: bool

    @property
    def is_picture(self) -> bool:
        """Whether it can be shown in a page."""
        return self.has_thumbnail


def stored_file(file: UUID) -> StoredFile | None:
    """A file of the tenant in scope; None when there is none with this id."""
    row = FileRow.objects.filter(tenant_id=current().tenant_id, id=file).first()
    return frozen(row) if row is not None else None


def stored_files(files: Collection[UUID]) -> dict[UUID, StoredFile]:
    """Those of `files` that the tenant in scope has, by id; one query."""
    rows = FileRow.objects.filter(tenant_id=current().tenant_id, id__in=list(files))
    return {row.id: frozen(row) for row in rows}


def files_of(entity: str, record: UUID) -> tuple[StoredFile, ...]:
    """The files of a record, oldest first, those it no longer shows included."""
    rows = FileRow.objects.filter(tenant_id=current().tenant_id, entity=entity, record_id=record)
    return tuple(frozen(row) for row in rows.order_by("created_at", "id"))


def with_content(sha256: str) -> tuple[StoredFile, ...]:
    """The files of the tenant in scope with this very content: the same photo handed in twice shows here."""
    rows = FileRow.objects.filter(tenant_id=current().tenant_id, sha256=sha256)
    return tuple(frozen(row) for row in rows.order_by("created_at", "id"))


def attach(files: Collection[UUID], entity: str, record: UUID, *, by: UUID | None) -> None:
    """Give uploads to the record that names them; what it has already stays.

    by: the account that saves; only its own loose uploads can be attached, so that nobody comes to see
    another's by guessing an id. None (the platform itself) may attach any loose one. Raises Refused (code
    reference) for the rest, NoTenant outside `writing`.
    """
    wanted = set(files)
    if not wanted:
        return
    tenant = require_writing().tenant_id
    loose = Q(record_id__isnull=True) if by is None else Q(record_id__isnull=True, by_id=by)
    rows = FileRow.objects.filter(tenant_id=tenant, id__in=list(wanted))
    rows.filter(loose).update(entity=entity, record_id=record)
    if rows.filter(entity=entity, record_id=record).count() != len(wanted):
        raise Refused([Problem("", "reference")])


def frozen(row: FileRow) -> StoredFile:
    """The frozen value of a row."""
    return StoredFile(
        id=row.id,
        name=row.name,
        kind=row.kind,
        content_type=row.content_type,
        size=row.size,
        sha256=row.sha256,
        width=row.width,
        height=row.height,
        by=row.by_id,
        created_at=row.created_at,
        entity=row.entity,
        record=row.record_id,
        has_thumbnail=bool(row.thumb_sha256),
    )
