"""Writing the log and reading a record's history."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from dougong.events.bulk import FIELDS, insert_rows, insert_written
from dougong.events.models import ADMINISTRATIVE, PEOPLE, EventRow
from dougong.tenancy import current, memory, require_writing

#: The name under which a scope remembers the staff who acts in it.
_STAFF = "events.staff"


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to one record.

    entity: full name ("core/team"). record: None for what concerns no single record. verb: "create", "edit",
    a transition's key ... before, after: the changed fields only, in wire form; masked personal values come
    encrypted already. actor: account id, None for the platform itself. as_whom: the account acted for.
    request_id: the request's or job's. at: None means now.
    """

    entity: str
    record: UUID | None
    verb: str
    actor: UUID | None
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    as_whom: UUID | None = None
    request_id: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as it was logged; `seq` is its place in the order of writing."""

    seq: int
    entity: str
    record: UUID | None
    verb: str
    actor: UUID | None
    as_whom: UUID | None
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    request_id: str
    at: datetime


def speak_for(staff: UUID) -> None:
    """Every event of the scope that is open is recorded as done by `staff` in the place of its actor."""
    require_writing()
    memory()[_STAFF] = staff


def record(event: Event) -> int:
    """Add one event to the log of the tenant in scope; returns its seq. Raises NoTenant outside `writing`."""
    row = _row(event, require_writing().tenant_id, timezone.now())
    row.save(force_insert=True)
    return int(row.seq)


def record_many(events: Iterable[Event]) -> int:
    """Add many events (an import: one per record); returns how many. Raises NoTenant outside `writing`."""
    tenant, now = require_writing().tenant_id, timezone.now()
    return insert_rows(_row(event, tenant, now) for event in events)


def record_written(
    entity: str, verb: str, actor: UUID, request_id: str, changes: Sequence[tuple[UUID, str, str]]
) -> int:
    """Add an event of one kind for each of many records: (record, before, after), the JSON of which is text already.

    For imports, whose check has written it out; returns how many. Raises NoTenant outside `writing`.
    """
    if not changes:
        return 0
    tenant, now = require_writing().tenant_id, timezone.now()
    whole = _row(Event(entity, None, verb, actor, request_id=request_id), tenant, now)
    records, before, after = zip(*changes, strict=True)
    said: dict[str, Sequence[Any]] = {"record_id": records, "before": before, "after": after}
    columns = [said.get(field.column) or [getattr(whole, field.attname)] * len(changes) for field in FIELDS]
    return insert_written(columns)


def history_of(
    entity: str, record: UUID, *, before: int | None = None, limit: int = 200, without: Iterable[str] = ()
) -> tuple[Entry, ...]:
    """A record's events in the tenant in scope, newest first.

    before: only those with a smaller seq (the next page). limit: at most so many, 1 to 1,000. without: verbs left out.
    """
    rows = EventRow.objects.filter(tenant_id=current().tenant_id, entity=entity, record_id=record)
    left_out = tuple(without)
    if left_out:
        rows = rows.exclude(verb__in=left_out)
    if before is not None:
        rows = rows.filter(seq__lt=before)
    return tuple(entry_of(row) for row in rows.order_by("-seq")[: max(1, min(limit, 1000))])


def latest_events(entities: Iterable[str], *, limit: int = 100) -> tuple[Entry, ...]:
    """Of the tenant's newest `limit` events (at most 500) those on records of some entities, newest first.

    So many rows are read and no more, however long the log is. Whoever shows them asks for each record whether its
    reader may see it.
    """
    wanted = frozenset(entities)
    rows = EventRow.objects.filter(tenant_id=current().tenant_id).order_by("-seq")[: max(1, min(limit, 500))]
    return tuple(entry_of(row) for row in rows if row.record_id is not None and row.entity in wanted)


def administrative_events(
    *,
    person: UUID | None = None,
    verbs: Iterable[str] = (),
    between: tuple[datetime, datetime] | None = None,
    before: int | None = None,
    limit: int = 50,
) -> tuple[Entry, ...]:
    """Of the tenant in scope what concerns people and definitions, not single records; newest first.

    person: only what he did, what was done to him or in his place. verbs: only these. between: from one moment until
    before another. before: only those with a smaller seq. limit: at most so many, 1 to 200.
    """
    rows = EventRow.objects.filter(ADMINISTRATIVE, tenant_id=current().tenant_id)
    if person is not None:
        rows = rows.filter(Q(actor_id=person) | Q(as_whom_id=person) | Q(entity=PEOPLE, record_id=person))
    wanted = tuple(verbs)
    if wanted:
        rows = rows.filter(verb__in=wanted)
    if between is not None:
        rows = rows.filter(at__gte=between[0], at__lt=between[1])
    if before is not None:
        rows = rows.filter(seq__lt=before)
    return tuple(entry_of(row) for row in rows.order_by("-seq")[: max(1, min(limit, 200))])


def entry_of(row: EventRow) -> Entry:
    """The frozen value of a row."""
    return Entry(
        row.seq,
        row.entity,
        row.record_id,
        row.verb,
        row.actor_id,
        row.as_whom_id,
        row.before,
        row.after,
        row.request_id,
        row.at,
    )


def exact(value: Any) -> Any:
    """A wire value with nothing in it that JSON or an engine could change: decimals as strings.

    Raises TypeError for a float and for anything that is no value of a record.
    """
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): exact(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [exact(inner) for inner in value]
    raise TypeError(f"an event cannot keep a {type(value).__name__}")


def _row(event: Event, tenant: int, now: datetime) -> EventRow:
    staff = memory().get(_STAFF)
    if staff is not None and event.actor is not None and event.as_whom is None and event.actor != staff:
        event = replace(event, actor=staff, as_whom=event.actor)
    return EventRow(
        tenant_id=tenant,
        entity=event.entity,
        record_id=event.record,
        actor_id=event.actor,
        as_whom_id=event.as_whom,
        verb=event.verb,
        before=exact(event.before),
        after=exact(event.after),
        request_id=event.request_id,
        at=event.at or now,
    )
