"""The members of a tenant as those see them who run it: who, with which roles, since when, seen last."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from dougong.tenancy.models import Account, MemberRole, Membership, SignedInRow, normal
from dougong.tenancy.scope import current
from dougong.tenancy.second_factor import second_factors_of

#: Members read at once, and grants of one member.
PAGE: Final = 100
GRANTS: Final = 500


@dataclass(frozen=True, slots=True)
class Grant:
    """A role a member holds, held or will hold: in the whole tenant, or (project) in one project only."""

    id: UUID
    role: str
    project: UUID | None
    since: datetime
    until: datetime | None

    @property
    def state(self) -> str:
        """One of "now", "coming" or "over"."""
        return _when(self.since, self.until)


@dataclass(frozen=True, slots=True)
class MemberSeen:
    """A member. last_seen: when one of his sessions here was used last."""

    account: Account
    since: datetime
    until: datetime | None
    disabled_at: datetime | None
    last_seen: datetime | None
    grants: tuple[Grant, ...]
    second_factor: bool = False

    @property
    def state(self) -> str:
        """One of "active", "coming", "disabled" or "ended"."""
        when = _when(self.since, self.until)
        if when == "over":
            return "ended"
        return "disabled" if self.disabled_at else "active" if when == "now" else "coming"

    @property
    def living(self) -> tuple[Grant, ...]:
        """The grants that count now or will."""
        return tuple(one for one in self.grants if one.state != "over")


def members_seen(*, q: str = "", role: str = "", former: str = "", after: UUID | None = None) -> tuple[MemberSeen, ...]:
    """Members of the tenant in scope by name, at most PAGE and one more, which tells that there are others.

    q: part of a name, account or address. role: only who holds it now. former: "also" for ended ones too.
    after: the last one of the page before. Four queries.
    """
    rows = _rows()
    if not former:
        rows = rows.filter(Q(until__isnull=True) | Q(until__gt=timezone.now()))
    for word in q.split()[:5]:
        named = Q(account__display_name__icontains=word)
        rows = rows.filter(
            named | Q(account__login__icontains=normal(word)) | Q(account__email__icontains=normal(word))
        )
    if role:
        now = timezone.now()
        living = Q(since__lte=now) & (Q(until__isnull=True) | Q(until__gt=now))
        held = MemberRole.objects.filter(living, tenant_id=current().tenant_id, role=role)
        rows = rows.filter(account_id__in=held.values("account_id"))
    if after is not None:
        name = Account.objects.filter(pk=after).values_list("display_name", flat=True).first() or ""
        rows = rows.filter(Q(account__display_name__gt=name) | Q(account__display_name=name, account_id__gt=after))
    return _seen(rows.order_by("account__display_name", "account_id")[: PAGE + 1])


def member_of(account_id: UUID) -> MemberSeen | None:
    """One member of the tenant in scope, former ones too; None for everybody else."""
    return next(iter(_seen(_rows().filter(account_id=account_id))), None)


def lasting_holders(roles: Iterable[str]) -> frozenset[UUID]:
    """The members who may come in and hold one of these roles in the whole tenant, both without an end."""
    scope, now = current(), timezone.now()
    working = Membership.objects.filter(
        tenant_id=scope.tenant_id, since__lte=now, until__isnull=True, disabled_at__isnull=True, account__is_active=True
    )
    held = MemberRole.objects.filter(
        tenant_id=scope.tenant_id, role__in=tuple(roles), project_id__isnull=True, since__lte=now, until__isnull=True,
        account_id__in=working.values("account_id"),
    )  # fmt: skip
    return frozenset(held.values_list("account_id", flat=True))


def _rows() -> QuerySet[Membership]:
    return Membership.objects.filter(tenant_id=current().tenant_id).select_related("account")


def _seen(rows: Iterable[Membership]) -> tuple[MemberSeen, ...]:
    found = list(rows)
    ids = [row.account_id for row in found]
    tenant = current().tenant_id
    grants: defaultdict[UUID, list[Grant]] = defaultdict(list)
    for row in MemberRole.objects.filter(tenant_id=tenant, account_id__in=ids).order_by("role", "since")[
        : GRANTS * max(1, len(ids))
    ]:
        grants[row.account_id].append(Grant(row.id, row.role, row.project_id, row.since, row.until))
    used = SignedInRow.objects.filter(tenant_id=tenant, account_id__in=ids).values_list("account_id")
    devices = second_factors_of(ids)
    last = dict(used.annotate(last=Max("used_at")))
    return tuple(
        MemberSeen(
            row.account,
            row.since,
            row.until,
            row.disabled_at,
            last.get(row.account_id),
            tuple(grants[row.account_id]),
            row.account_id in devices,
        )
        for row in found
    )


def _when(since: datetime, until: datetime | None) -> str:
    now = timezone.now()
    if until is not None and until <= now:
        return "over"
    return "now" if since <= now else "coming"
