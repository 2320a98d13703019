"""Sessions: begun at sign-in, looked at by every request, ended by their owner at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import OperationalError
from django.utils import timezone

from dougong.tenancy.models import Account, SignedInRow, Tenant
from dougong.tenancy.retry import is_passing
from dougong.tenancy.scope import platform_part, platform_writing

#: How exactly "last used" is kept: a request writes only when this much has gone by.
USED_EVERY = timedelta(minutes=1)
#: How long a session lasts at most, however much it is used.
LASTS = timedelta(hours=24)
#: Without use it is over after so many minutes: of those who handle money or grant rights, and of all others.
GUARDED_IDLE, IDLE = 30, 720
#: How long what is over is kept.
KEPT_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """One session. place: the address it was last used from. agent: what the browser says it is.

    must: "second_factor" while nothing else may be done in it. staff, reason: of the platform, who acts for the account
    in it, and why. ends_at: when it is over unless it is used again.
    """

    id: UUID
    account: Account
    place: str
    agent: str
    started_at: datetime
    used_at: datetime
    ends_at: datetime
    idle_minutes: int = IDLE
    confirmed_at: datetime | None = None
    must: str = ""
    staff: Account | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Acting:
    """The platform's staff in a member's place. until: when it is over in any case."""

    staff: Account
    reason: str
    until: datetime


def begin_session(
    account: Account,
    tenant: Tenant,
    *,
    address: str,
    agent: str,
    idle_minutes: int = IDLE,
    must: str = "",
    acting: Acting | None = None,
) -> UUID:
    """This account is signed in to this tenant from now on. Call outside any scope."""
    now = timezone.now()
    with platform_writing():
        row = SignedInRow.objects.create(
            account=account, tenant=tenant, place=address[:64], agent=agent[:300], started_at=now, used_at=now,
            confirmed_at=now, idle_minutes=idle_minutes, must=must,
            **({} if acting is None else {"staff": acting.staff, "reason": acting.reason, "ends_at": acting.until}),
        )  # fmt: skip
    return UUID(str(row.id))


def session_of(session: UUID, tenant: Tenant) -> SignedIn | None:
    """The session, if it is this tenant's, has not been ended or left idle, and its account is active. One query."""
    living = SignedInRow.objects.select_related("account", "staff").filter(
        id=session, tenant=tenant, ended_at__isnull=True, account__is_active=True
    )
    row = living.first()
    if row is None or (row.staff is not None and not (row.staff.is_active and row.staff.is_staff)):
        return None
    found = _frozen(row)
    return found if found.ends_at > timezone.now() else None


def note_use(session: SignedIn, *, address: str) -> None:
    """Keep that a session was used, at most every USED_EVERY. Call outside any scope.

    A database that is busy with another writer is not waited for again: the next request notes it.
    """
    now = timezone.now()
    if session.used_at > now - USED_EVERY:
        return
    try:
        with platform_writing():
            SignedInRow.objects.filter(id=session.id).update(used_at=now, place=address[:64])
    except OperationalError as error:
        if not is_passing(error):
            raise


def sessions_of(account: Account, tenant: Tenant) -> tuple[SignedIn, ...]:
    """Where a person is signed in to this tenant now, the one used last first; at most 100."""
    now = timezone.now()
    rows = SignedInRow.objects.select_related("account", "staff").filter(
        account=account, tenant=tenant, ended_at__isnull=True, started_at__gt=now - LASTS
    )
    found = (_frozen(row) for row in rows.order_by("-used_at", "id")[:100])
    return tuple(one for one in found if one.ends_at > now)


def note_confirmed(session: UUID) -> None:
    """The person of this session proved just now that it is he. Inside a writing scope or outside any."""
    with platform_part():
        SignedInRow.objects.filter(id=session).update(confirmed_at=timezone.now())


def note_must(session: UUID, what: str) -> None:
    """What has to be done first in a session: "second_factor", or "" for nothing.

    Call inside a writing scope or outside any.
    """
    with platform_part():
        SignedInRow.objects.filter(id=session).update(must=what)


def end_session(account: Account, session: UUID) -> bool:
    """End one session of this person, at once; False when there is none such. Inside a writing scope or outside any."""
    with platform_part():
        return bool(_open(account).filter(id=session).update(ended_at=timezone.now()))


def end_sessions(account: Account, *, but: UUID | None, tenant: Tenant | None = None) -> int:
    """End a person's sessions except one, in one tenant or (None) everywhere; returns how many.

    Call inside a writing scope or outside any.
    """
    with platform_part():
        return end_sessions_in(account, but=but, tenant=None if tenant is None else tenant.pk)


def end_sessions_in(account: Account, *, but: UUID | None, tenant: int | None = None) -> int:
    """The same inside a writing transaction that is open. tenant: its id."""
    rows = _open(account) if but is None else _open(account).exclude(id=but)
    if tenant is not None:
        rows = rows.filter(tenant_id=tenant)
    return int(rows.update(ended_at=timezone.now()))


def sweep_sessions_in() -> int:
    """Remove what is over for long, inside a platform transaction that is open; returns how many rows went."""
    gone, _ = SignedInRow.objects.filter(used_at__lt=timezone.now() - KEPT_FOR).delete()
    return int(gone)


def _open(account: Account):  # type: ignore[no-untyped-def] # Django's query sets are not typed here
    return SignedInRow.objects.filter(account=account, ended_at__isnull=True)


def _frozen(row: SignedInRow) -> SignedIn:
    idle = row.used_at + timedelta(minutes=row.idle_minutes)
    ends = min(one for one in (idle, row.started_at + LASTS, row.ends_at) if one is not None)
    return SignedIn(
        row.id, row.account, row.place, row.agent, row.started_at, row.used_at, ends, row.idle_minutes,
        row.confirmed_at, row.must, row.staff, row.reason,
    )  # fmt: skip
