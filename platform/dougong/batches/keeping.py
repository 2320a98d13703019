"""Batches in the tenant in scope: opened, moved from state to state, found again."""

import json
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from dougong.batches.mapping import ColumnMapping, read_mapping, write_mapping
from dougong.batches.models import BatchRow, MappingRow, StagedRow
from dougong.batches.values import AT_WORK, Batch, State
from dougong.problem import Json
from dougong.tenancy import current, new_id, require_writing

#: Mappings remembered for one entity at most.
REMEMBERED: Final = 200


def open_batch(entity: str, by: UUID, *, file: UUID, file_name: str, language: str) -> Batch:
    """A new batch in the state "uploaded". Raises NoTenant outside `writing`."""
    now = timezone.now()
    row = BatchRow.objects.create(
        tenant_id=require_writing().tenant_id, id=new_id(), entity=entity, by_id=by, language=language,
        file_id=file, file_name=file_name[:200], state="uploaded", created_at=now, updated_at=now,
    )  # fmt: skip
    return _frozen(row)


def batch_of(batch: UUID, by: UUID | None = None, *, held: bool = False) -> Batch | None:
    """A batch; None when there is none, or it is not `by`'s. held: until the writing transaction ends."""
    rows = BatchRow.objects.filter(tenant_id=current().tenant_id, id=batch)
    if by is not None:
        rows = rows.filter(by_id=by)
    if held:
        require_writing()
        rows = rows.select_for_update()
    row = rows.first()
    return _frozen(row) if row is not None else None


def batches_of(by: UUID, entity: str | None = None, *, limit: int = 20) -> tuple[Batch, ...]:
    """A person's batches, newest first; at most 100."""
    rows = BatchRow.objects.filter(tenant_id=current().tenant_id, by_id=by)
    if entity is not None:
        rows = rows.filter(entity=entity)
    return tuple(_frozen(row) for row in rows.order_by("-created_at", "-id")[: max(1, min(limit, 100))])


def move(
    batch: UUID,
    state: State,
    *,
    only_from: Collection[State],
    mapping: ColumnMapping | None = None,
    counts: Mapping[str, int] | None = None,
    found: Json = None,
    message: str | None = None,
    definition: str | None = None,
    job: UUID | None = None,
) -> bool:
    """Move a batch on, and keep what is given. False when it is not in one of the states `only_from`."""
    changes: dict[str, Any] = {"state": state, "updated_at": timezone.now()}
    changes |= {} if mapping is None else {"mapping": _text(write_mapping(mapping))}
    changes |= {} if counts is None else {"counts": _text(dict(counts))}
    changes |= {} if found is None else {"found": _text(found)}
    changes |= {} if message is None else {"message": message}
    changes |= {} if definition is None else {"definition": definition}
    changes |= {} if job is None else {"job_id": job}
    tenant = require_writing().tenant_id
    rows = BatchRow.objects.filter(tenant_id=tenant, id=batch, state__in=list(only_from))
    version = rows.values_list("version", flat=True).first()
    return version is not None and bool(rows.update(version=version + 1, **changes))


def found_of(batch: UUID) -> Any:
    """What else was found out about a batch, as JSON: texts without a record, records that were not undone."""
    text = BatchRow.objects.filter(tenant_id=current().tenant_id, id=batch).values_list("found", flat=True).first()
    return json.loads(text) if text else {}


def remember_mapping(entity: str, fingerprint: str, mapping: ColumnMapping) -> None:
    """Keep how a file with these headers was read, in place of what was kept before; the oldest make room."""
    tenant = require_writing().tenant_id
    MappingRow.objects.update_or_create(
        tenant_id=tenant, entity=entity, fingerprint=fingerprint,
        defaults={"mapping": _text(write_mapping(mapping)), "at": timezone.now()},
    )  # fmt: skip
    kept = MappingRow.objects.filter(tenant_id=tenant, entity=entity).order_by("-at")
    gone = list(kept.values_list("fingerprint", flat=True)[REMEMBERED:])
    if gone:
        MappingRow.objects.filter(tenant_id=tenant, entity=entity, fingerprint__in=gone).delete()


def remembered_mapping(entity: str, fingerprint: str) -> ColumnMapping | None:
    """How a file with these headers was read last time; None the first time."""
    rows = MappingRow.objects.filter(tenant_id=current().tenant_id, entity=entity, fingerprint=fingerprint)
    text = rows.values_list("mapping", flat=True).first()
    return read_mapping(json.loads(text)) if text else None


def sweep_batches(*, older_than: timedelta = timedelta(days=90)) -> int:
    """Remove what was staged of batches that have rested so long: they can no longer be undone. How many batches."""
    tenant = require_writing().tenant_id
    rows = BatchRow.objects.filter(tenant_id=tenant, updated_at__lt=timezone.now() - older_than)
    old = list(rows.exclude(state__in=list(AT_WORK)).values_list("id", flat=True)[:1000])
    StagedRow.objects.filter(tenant_id=tenant, batch_id__in=old).delete()
    gone = BatchRow.objects.filter(tenant_id=tenant, id__in=old)
    return int(gone.delete()[0])


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _frozen(row: BatchRow) -> Batch:
    return Batch(
        id=row.id, entity=row.entity, by=row.by_id, language=row.language, file=row.file_id, file_name=row.file_name,
        state=row.state, version=row.version,
        mapping=read_mapping(json.loads(row.mapping)) if row.mapping else None,
        counts=json.loads(row.counts) if row.counts else {}, message=row.message, definition=row.definition,
        job=row.job_id, created_at=row.created_at, updated_at=row.updated_at,
    )  # fmt: skip
