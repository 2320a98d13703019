"""Removing what nobody refers to, and finding what should be there but is not."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from dougong.files.keeping import digest_of, folder_of, path_of
from dougong.files.models import Blob, FileRow
from dougong.tenancy import TenantScope, reading, writing

#: An upload may wait so long for its record to be saved (a draft over the weekend).
LOOSE_FOR = timedelta(days=7)
#: Content without a row: its transaction rolled back, or is still open.
STRAY_FOR = timedelta(days=1)
#: Rows per transaction.
BATCH = 200


@dataclass(frozen=True, slots=True)
class Swept:
    """What went.

    files: uploads nobody attached; blobs: contents nobody refers to; strays: content without a row.
    """

    files: int
    blobs: int
    strays: int


def sweep_files(tenant: TenantScope) -> Swept:
    """Remove the orphans of one tenant. Opens its own scopes; safe beside uploads."""
    with writing(tenant) as scope:
        loose = FileRow.objects.filter(
            tenant_id=scope.tenant_id, record_id__isnull=True, created_at__lt=timezone.now() - LOOSE_FOR
        )
        files, _ = loose.delete()
    blobs = 0
    while gone := _drop_blobs(tenant):
        blobs += gone
    return Swept(files, blobs, _drop_strays(tenant))


def check_files(tenant: TenantScope) -> Iterator[str]:
    """One line per content that is missing on disk or is not what was kept.

    Reads every file of the tenant.
    """
    with reading(tenant) as scope:
        kept = list(Blob.objects.filter(tenant_id=scope.tenant_id).values_list("sha256", "key"))
    for sha256, key in kept:
        path = path_of(tenant, key)
        if not path.exists():
            yield f"{tenant.key}: content {sha256} is missing"
        elif digest_of(path) != sha256:
            yield f"{tenant.key}: content {sha256} was changed on disk"


def _drop_blobs(tenant: TenantScope) -> int:
    with writing(tenant) as scope:
        unused = Blob.objects.filter(~_in_use(), tenant_id=scope.tenant_id, created_at__lt=timezone.now() - STRAY_FOR)
        held = list(unused.select_for_update(of=("self",)).values_list("sha256", "key")[:BATCH])
        # Asked again now that they are locked: a file may have taken one up between the two statements.
        still = Blob.objects.filter(~_in_use(), tenant_id=scope.tenant_id, sha256__in=[sha for sha, _ in held])
        going = set(still.values_list("sha256", flat=True))
        Blob.objects.filter(tenant_id=scope.tenant_id, sha256__in=going).delete()
    # Only after the commit: content removed before a rollback would be lost.
    for sha256, key in held:
        if sha256 in going:
            path_of(tenant, key).unlink(missing_ok=True)
    return len(going)


def _in_use() -> Exists:
    content = OuterRef("sha256")
    return Exists(
        FileRow.objects.filter(
            Q(sha256=content) | Q(shared_sha256=content) | Q(thumb_sha256=content),
            tenant_id=OuterRef("tenant_id"),
        )
    )


def _drop_strays(tenant: TenantScope) -> int:
    root, gone = folder_of(tenant), 0
    if not root.exists():
        return 0
    limit = time.time() - STRAY_FOR.total_seconds()
    old = [path for path in _files_under(root) if path.stat().st_mtime < limit]
    with reading(tenant) as scope:
        known = set(Blob.objects.filter(tenant_id=scope.tenant_id).values_list("key", flat=True))
    for path in old:
        if path.name not in known:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _files_under(root: Path) -> Iterator[Path]:
    return (path for folder in root.iterdir() if folder.is_dir() for path in folder.iterdir() if path.is_file())
