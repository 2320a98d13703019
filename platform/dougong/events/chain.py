"""Verifying the chain: any altered, removed, reordered or slipped-in row is found and named."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from dougong.events.models import EventRow, EventSeal, SealHead
from dougong.events.seal import Anchor, ceiling, digest_of, horizon, sealed_among
from dougong.tenancy import TenantScope, reading

#: Links read at once.
CHUNK = 2000

Reason = Literal["event_missing", "seal_missing", "changed", "cut_off", "slipped_in", "anchor"]


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where the chain does not hold.

    place: in the chain (0 when the event has none). seq: the event's.
    reason: "event_missing" the event is gone; "seal_missing" its link is; "changed" its content, its order or
    the digest differs; "cut_off" the end is gone; "slipped_in" an event came behind the seals; "anchor" the
    chain is not the one the anchor was taken of.
    """

    place: int
    seq: int | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class Verified:
    """The outcome.

    sealed: links that hold. waiting: events not sealed yet. first_bad: None when all is well.
    """

    sealed: int
    waiting: int
    first_bad: Break | None

    @property
    def ok(self) -> bool:
        """Whether nothing was tampered with."""
        return self.first_bad is None


def verify_chain(tenant: TenantScope, *, against: Anchor | None = None) -> Verified:
    """Recompute every digest of a tenant's chain from the events as they are now. Opens `reading(tenant)`.

    against: an anchor kept outside; without one, a forger who rewrites events, seals and head goes unseen.
    """
    with reading(tenant) as scope:
        head = SealHead.objects.filter(tenant_id=scope.tenant_id).first() or SealHead(tenant_id=scope.tenant_id)
        held, bad = _walk(head, against)
        waiting, slipped_in = _unsealed(head)
        return Verified(held, waiting, bad or slipped_in)


def _walk(head: SealHead, against: Anchor | None) -> tuple[int, Break | None]:
    place, digest = 0, ""
    for link, event in _links(head.tenant_id):
        if link.place != place + 1:
            return place, Break(place + 1, None, "seal_missing")
        if event is None:
            return place, Break(link.place, link.seq, "event_missing")
        if digest_of(event, digest) != link.digest:
            return place, Break(link.place, link.seq, "changed")
        place, digest = link.place, link.digest
        if against is not None and against.place == place and against.digest != digest:
            return place, Break(place, link.seq, "anchor")
    if place < head.place or (against is not None and place < against.place):
        return place, Break(place + 1, None, "cut_off")
    if place > head.place or digest != head.digest:
        return place, Break(place, None, "changed")
    return place, None


def _links(tenant: int) -> Iterator[tuple[EventSeal, EventRow | None]]:
    place = 0
    while True:
        seals = list(EventSeal.objects.filter(tenant_id=tenant, place__gt=place).order_by("place")[:CHUNK])
        if not seals:
            return
        rows = {}
        # SQLite takes a bounded number of parameters per statement.
        for start in range(0, len(seals), 500):
            part = [link.seq for link in seals[start : start + 500]]
            rows.update({row.seq: row for row in EventRow.objects.filter(tenant_id=tenant, seq__in=part)})
        for link in seals:
            yield link, rows.get(link.seq)
        place = seals[-1].place


def _unsealed(head: SealHead) -> tuple[int, Break | None]:
    """How many events have no link, and the first of them that we cannot have written.

    Such a one stands before the end of the chain, or has a transaction number this server has not reached.
    """
    # After the data moved to another server, and before anything was sealed there, numbers tell nothing.
    moved, limit = horizon() < head.horizon, ceiling()
    waiting, slipped_in, seq = 0, None, -1
    while True:
        rows = EventRow.objects.filter(tenant_id=head.tenant_id, seq__gt=seq).order_by("seq")
        part = list(rows.values_list("seq", "txid")[:CHUNK])
        if not part:
            return waiting, slipped_in
        known = sealed_among(head.tenant_id, [number for number, _ in part])
        for number, txid in part:
            if number not in known:
                waiting += 1
                strange = (txid, number) <= (head.horizon, head.mark) or txid >= limit
                if strange and not moved and slipped_in is None:
                    slipped_in = Break(0, number, "slipped_in")
        seq = part[-1][0]
