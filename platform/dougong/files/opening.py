"""From a file to its content on disk.

Whether the asker may see it, the caller has checked by the owner record.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from uuid import UUID

from dougong.files.content import named
from dougong.files.keeping import path_of
from dougong.files.models import Blob, FileRow
from dougong.tenancy import current

Which = Literal["shared", "thumbnail", "original"]


@dataclass(frozen=True, slots=True)
class Opened:
    """What a door needs to answer with a file.

    etag: changes with the content. inline: may be shown in the page; everything else is sent as an
    attachment.
    """

    path: Path
    name: str
    content_type: str
    size: int
    etag: str
    inline: bool


def opened(file: UUID, which: Which = "shared") -> Opened | None:
    """The content of a file of the tenant in scope; None when there is no such file or no such copy.

    which: "shared" for those who may see the owner record; "original" carries a picture's private facts
    (place, time, telephone) and is for those who may see these too.
    """
    tenant = current()
    row = FileRow.objects.filter(tenant_id=tenant.tenant_id, id=file).first()
    if row is None:
        return None
    picture = bool(row.thumb_sha256)
    sha256, content_type = {
        "shared": (row.shared_sha256, row.shared_type),
        "thumbnail": (row.thumb_sha256, "image/jpeg"),
        "original": (row.sha256, row.content_type),
    }[which]
    blob = Blob.objects.filter(tenant_id=tenant.tenant_id, sha256=sha256).first()
    if blob is None:
        return None
    return Opened(
        path=path_of(tenant, blob.key),
        name=named(row.name, content_type),
        content_type=content_type,
        size=blob.size,
        etag=f'"{sha256[:32]}"',
        inline=picture and which != "original",
    )
