"""Taking an upload in: first checked and copied outside any transaction, then kept inside one."""

import hashlib
import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.db.models import Sum
from django.utils import timezone

from dougong.files.content import (
    ACCEPTS,
    LARGEST,
    MEGABYTE,
    ODS,
    XLSX,
    ContentType,
    check_sheet,
    clean_name,
    recognise,
)
from dougong.files.models import Blob, FileRow
from dougong.files.stored import StoredFile, frozen
from dougong.problem import Problem, Refused
from dougong.tenancy import TenantScope, current, new_id, require_writing

#: Bytes per tenant unless settings.FILES_QUOTA says else.
QUOTA = 10 * 1024 * MEGABYTE
#: Seconds a picture may take, the start of its process included.
PICTURE_TIME = 30
#: A company's mark is made a square of so many pixels, which is all that anybody ever sees of it.
SQUARES = {"mark": 192}
#: The kind of a file that nobody uploaded.
MADE = "made"
_WORKSHOP = Path(__file__).with_name("picture.py")


@dataclass(frozen=True, slots=True)
class Piece:
    """Content waiting in the tenant's incoming folder."""

    path: Path
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """An upload that passed every check, ready for `keep`; a context manager that drops it in the end."""

    tenant_id: int
    name: str
    kind: str
    content_type: str
    original: Piece
    shared: Piece
    shared_type: str
    thumb: Piece | None = None
    width: int | None = None
    height: int | None = None

    def __enter__(self) -> "Prepared":
        return self

    def __exit__(self, *_error: object) -> None:
        self.discard()

    def discard(self) -> None:
        """Drop the incoming content

        call it after the transaction of `keep`, which may have to be retried.
        """
        for piece in (self.original, self.shared, self.thumb):
            if piece is not None:
                piece.path.unlink(missing_ok=True)


def prepare(tenant: TenantScope, stream: IO[bytes], *, name: str, kind: str) -> Prepared:
    """Receive and check an upload; for a picture also make the shared copy and the thumbnail.

    Call it outside the transaction: it takes its time and must not hold a lock. kind: a key of ACCEPTS.
    Raises Refused (codes file_type, limit, file_broken) with pointer "".
    """
    incoming = folder_of(tenant) / "incoming"
    incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = [incoming / secrets.token_hex(16) for _ in range(3)]
    try:
        return _prepared(tenant, stream, name, kind, made)
    except BaseException:
        for path in made:
            path.unlink(missing_ok=True)
        raise


def made(tenant: TenantScope, name: str, content_type: str, write: Callable[[Path], None]) -> Prepared:
    """A file that the platform makes itself, ready for `keep`. write: fills the path it is given.

    name: with its ending. Call it outside the transaction; what `write` raises leaves nothing behind.
    """
    incoming = folder_of(tenant) / "incoming"
    incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = incoming / secrets.token_hex(16)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        write(path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    content = next(one for one in ACCEPTS["file"] if one.name == content_type)
    piece = _piece(path)
    return Prepared(tenant.tenant_id, clean_name(name, content), MADE, content.name, piece, piece, content.name)


def keep(prepared: Prepared, *, by: UUID | None) -> StoredFile:
    """Keep a prepared upload in the tenant in scope; `by`: the uploader's account id.

    Content that the tenant has already is kept once. When the transaction rolls back, the content is left to
    `sweep_files`. Raises Refused (code file_quota), NoTenant outside `writing`.
    """
    tenant = require_writing()
    if tenant.tenant_id != prepared.tenant_id:
        raise ValueError("an upload prepared for one tenant cannot be kept in another")
    pieces = [piece for piece in (prepared.original, prepared.shared, prepared.thumb) if piece is not None]
    _within_quota(tenant, sum(piece.size for piece in {piece.sha256: piece for piece in pieces}.values()))
    for piece in pieces:
        _keep_piece(tenant, piece)
    row = FileRow.objects.create(
        tenant_id=tenant.tenant_id,
        id=new_id(),
        name=prepared.name,
        kind=prepared.kind,
        content_type=prepared.content_type,
        size=prepared.original.size,
        sha256=prepared.original.sha256,
        shared_sha256=prepared.shared.sha256,
        shared_type=prepared.shared_type,
        thumb_sha256=prepared.thumb.sha256 if prepared.thumb is not None else "",
        width=prepared.width,
        height=prepared.height,
        by_id=by,
        created_at=timezone.now(),
    )
    return frozen(row)


def put(stream: IO[bytes], name: str, kind: str, *, by: UUID | None = None) -> StoredFile:
    """`prepare` and `keep` in one, inside `writing`:

    for small files and scripts; a door uses the two apart.
    """
    with prepare(current(), stream, name=name, kind=kind) as prepared:
        return keep(prepared, by=by)


def folder_of(tenant: TenantScope) -> Path:
    """The tenant's folder; nothing of another tenant is in it."""
    return Path(settings.FILES_ROOT) / tenant.key


def path_of(tenant: TenantScope, key: str) -> Path:
    """Where the content with this storage key lies."""
    return folder_of(tenant) / key[:2] / key


def digest_of(path: Path) -> str:
    """SHA-256 of a file's content, as hexadecimal text."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _prepared(tenant: TenantScope, stream: IO[bytes], name: str, kind: str, made: list[Path]) -> Prepared:
    original = _receive(stream, made[0])
    content = recognise(original.path, name)
    if content is None or content not in ACCEPTS[kind]:
        raise Refused([Problem("", "file_type", {"allowed": ", ".join(c.endings[0] for c in ACCEPTS[kind])})])
    if original.size > content.limit:
        raise Refused([_too_large(content.limit)])
    clean = clean_name(name, content)
    if content in (XLSX, ODS):
        check_sheet(original.path)
    if not content.picture:
        return Prepared(tenant.tenant_id, clean, kind, content.name, original, original, content.name)
    said = _picture(content, made, SQUARES.get(kind, 0))
    return Prepared(
        tenant.tenant_id,
        clean,
        kind,
        content.name,
        original,
        _piece(made[1]),
        said["type"],
        _piece(made[2]),
        said["width"],
        said["height"],
    )


def _receive(stream: IO[bytes], path: Path) -> Piece:
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for chunk in _chunks(stream):
            size += len(chunk)
            if size > LARGEST:
                raise Refused([_too_large(LARGEST)])
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return Piece(path, digest.hexdigest(), size)


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(MEGABYTE):
        yield chunk


def _too_large(limit: int) -> Problem:
    return Problem("", "limit", {"what": "file", "limit": f"{limit // MEGABYTE} MB"})


def _picture(content: ContentType, made: list[Path], square: int) -> dict[str, Any]:
    command = [sys.executable, "-I", str(_WORKSHOP), content.picture, *map(str, made), str(square)]
    try:
        # Every argument is ours: a format from the table and paths with random names.
        run = subprocess.run(command, capture_output=True, timeout=PICTURE_TIME, check=False, env={})  # noqa: S603
        said: dict[str, Any] = json.loads(run.stdout)
    except (subprocess.TimeoutExpired, ValueError) as error:
        raise Refused([Problem("", "file_broken")]) from error
    problem = said.get("problem")
    if problem == "pixels":
        raise Refused([Problem("", "limit", {"what": "picture", "limit": "50 MP"})])
    if problem == "unsupported":
        raise Refused([Problem("", "file_type", {"allowed": "jpg, png, webp"})])
    if problem:
        raise Refused([Problem("", "file_broken")])
    return said


def _piece(path: Path) -> Piece:
    return Piece(path, digest_of(path), path.stat().st_size)


def _within_quota(tenant: TenantScope, more: int) -> None:
    quota = getattr(settings, "FILES_QUOTA", QUOTA)
    used = Blob.objects.filter(tenant_id=tenant.tenant_id).aggregate(total=Sum("size"))["total"] or 0
    if used + more > quota:
        raise Refused([Problem("", "file_quota", {"limit": f"{quota // MEGABYTE} MB"})])


def _keep_piece(tenant: TenantScope, piece: Piece) -> None:
    # Locked, so that a sweep running now does not take the content away under us.
    held = Blob.objects.select_for_update().filter(tenant_id=tenant.tenant_id, sha256=piece.sha256).first()
    if held is not None and path_of(tenant, held.key).exists():
        return
    key = secrets.token_hex(24)
    place = path_of(tenant, key)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # A second name for the same content, not a move: a retried transaction needs it again.
    try:
        os.link(piece.path, place)
    except OSError:  # a file system without such names
        shutil.copy2(piece.path, place)
    if held is not None:
        Blob.objects.filter(tenant_id=tenant.tenant_id, sha256=piece.sha256).update(key=key)
        return
    # Another upload of the same content may commit first; then ours is a stray for the sweep.
    Blob.objects.get_or_create(
        tenant_id=tenant.tenant_id,
        sha256=piece.sha256,
        defaults={"key": key, "size": piece.size, "created_at": timezone.now()},
    )
