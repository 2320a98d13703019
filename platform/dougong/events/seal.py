"""Sealing: each event is bound to the one before it by a SHA-256 digest, one chain per tenant.

An event is sealed when no open transaction can still add one that belongs before it. On PostgreSQL that is
the snapshot's horizon: events of transactions older than every running one. On SQLite there is one writer at
a time, so every event a reader sees is final.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection
from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from dougong.events.models import EventRow, EventSeal, SealHead
from dougong.tenancy import TenantScope, current, reading, writing

#: Events per transaction: short enough that the write lock of SQLite is held for some milliseconds only.
BATCH = 1000


@dataclass(frozen=True, slots=True)
class Anchor:
    """The end of a chain at some moment; kept outside, it also proves that nothing was cut off later."""

    place: int
    digest: str


def seal_events(tenant: TenantScope) -> int:
    """Seal everything that is final; returns how many events were. Opens its own scopes."""
    with reading(tenant):
        head, final = _head(), horizon()
        if final >= head.horizon and not _behind(head, final).exists():
            return 0
    total = 0
    while True:
        with writing(tenant):
            looked_at, sealed = _seal_batch()
        total += sealed
        if looked_at < BATCH:
            return total


def anchor() -> Anchor:
    """The end of the chain of the tenant in scope, for keeping outside; place 0 when nothing is sealed."""
    head = _head()
    return Anchor(head.place, head.digest)


def waiting_since() -> datetime | None:
    """When the oldest unsealed event of the tenant in scope was written; None when all are sealed."""
    head, final = _head(), ceiling()
    if final < head.horizon:
        # The data moved to another server (see `_start_anew`): something has to be done, whatever is waiting.
        head.horizon, head.mark = 0, 0
    oldest: datetime | None = _behind(head, final).aggregate(oldest=Min("at"))["oldest"]
    return oldest


def digest_of(row: EventRow, previous: str) -> str:
    """The digest of an event that follows the one with digest `previous` ("" for the first)."""
    body = [
        row.tenant_id,
        row.seq,
        row.entity,
        _text(row.record_id),
        _text(row.actor_id),
        _text(row.as_whom_id),
        row.verb,
        row.before,
        row.after,
        row.request_id,
        row.at.astimezone(UTC).isoformat(timespec="microseconds"),
    ]
    canonical = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{canonical}".encode()).hexdigest()


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _head() -> SealHead:
    tenant = current().tenant_id
    return SealHead.objects.filter(tenant_id=tenant).first() or SealHead(tenant_id=tenant)


def horizon() -> int:
    """Transactions below this number are over. 1 on SQLite, where every event has the number 0."""
    return _number("pg_snapshot_xmin")


def ceiling() -> int:
    """No event written on this server and visible now has this transaction number or a higher one."""
    return _number("pg_snapshot_xmax")


def _number(function: str) -> int:
    if connection.vendor != "postgresql":
        return 1
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])


def _behind(head: SealHead, final: int) -> "QuerySet[EventRow]":
    """Events behind the end of the chain, of transactions below `final`; by index alone, whatever the statistics."""
    rows = EventRow.objects.filter(tenant_id=head.tenant_id, txid__gte=head.horizon, txid__lt=final)
    if connection.vendor != "postgresql":
        # An equality lets SQLite go straight to the place.
        return EventRow.objects.filter(tenant_id=head.tenant_id, txid=head.horizon, seq__gt=head.mark)
    return rows.filter(Q(txid__gt=head.horizon) | Q(seq__gt=head.mark))


def _seal_batch() -> tuple[int, int]:
    """Seal the next events; returns how many were looked at and how many of them sealed."""
    tenant = current().tenant_id
    SealHead.objects.get_or_create(tenant_id=tenant)
    # One sealer at a time per tenant; on SQLite the write lock does it.
    head = SealHead.objects.select_for_update().get(tenant_id=tenant)
    final = horizon()
    if final < head.horizon:
        return _start_anew(head)
    rows = list(_behind(head, final).order_by("txid", "seq")[:BATCH])
    sealed = _seal_rows(head, rows)
    if rows:
        head.horizon, head.mark = rows[-1].txid, rows[-1].seq
    if len(rows) < BATCH and connection.vendor == "postgresql":
        head.horizon, head.mark = final, 0
    head.save(force_update=True)
    return len(rows), sealed


def _start_anew(head: SealHead) -> tuple[int, int]:
    """Transaction numbers went back: the data moved to another server, where the old ones tell nothing.

    What is left from there is sealed first, in its order; then the log is walked through from its beginning, where
    sealed events are passed over.
    """
    seals = EventSeal.objects.filter(tenant_id=head.tenant_id, seq=OuterRef("seq"))
    left = EventRow.objects.filter(~Exists(seals), tenant_id=head.tenant_id, txid__gte=ceiling())
    rows = list(left.order_by("txid", "seq")[:BATCH])
    sealed = _seal_rows(head, rows)
    if len(rows) < BATCH:
        head.horizon, head.mark = 0, 0
    head.save(force_update=True)
    return BATCH, sealed


def _seal_rows(head: SealHead, rows: list[EventRow]) -> int:
    """Append those of `rows` that have no link yet to the chain; moves place and digest of `head` on."""
    known = sealed_among(head.tenant_id, [row.seq for row in rows])
    seals = []
    for row in rows:
        if row.seq not in known:
            head.place, head.digest = head.place + 1, digest_of(row, head.digest)
            seals.append(EventSeal(tenant_id=head.tenant_id, place=head.place, seq=row.seq, digest=head.digest))
    EventSeal.objects.bulk_create(seals, batch_size=500)
    head.sealed_at = timezone.now()
    return len(seals)


def sealed_among(tenant: int, seqs: list[int]) -> set[int]:
    """Those of `seqs` that have a link in the chain."""
    if not seqs:
        return set()
    near = EventSeal.objects.filter(tenant_id=tenant, seq__gte=min(seqs), seq__lte=max(seqs))
    return set(near.values_list("seq", flat=True)).intersection(seqs)
