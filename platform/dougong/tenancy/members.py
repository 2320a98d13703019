"""Members and what they may act as. Everything here asks for the tenant's scope."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from dougong.access import Actor
from dougong.problem import Ref
from dougong.tenancy.models import Account, MemberRole, Membership, Tenant
from dougong.tenancy.scope import NoTenant, current, require_writing
from dougong.tenancy.sessions import end_sessions_in


class StaffOnly(Exception):  # noqa: N818 - reads as what is wrong
    """The platform's staff are members of no tenant."""


class NotMember(Exception):  # noqa: N818 - reads as what is wrong
    """The account does not (or no longer) work for this tenant."""


def _valid(moment: datetime) -> Q:
    return Q(since__lte=moment) & (Q(until__isnull=True) | Q(until__gt=moment))


def _working(moment: datetime) -> Q:
    """Of memberships: those that count."""
    return _valid(moment) & Q(disabled_at__isnull=True)


def _same_tenant(tenant: Tenant) -> int:
    scope = current()
    if scope.tenant_id != tenant.id:
        raise NoTenant(f"tenant {tenant.key} was asked about inside the scope of {scope.key}")
    return scope.tenant_id


def auth_epoch(account: Account, tenant: Tenant) -> int | None:
    """The number a session or key must have been made under; None when the account may not come in (now).

    Asked on every request inside `reading(tenant)`: one row by its primary key.
    """
    if not account.is_active:
        return None
    return (
        Membership.objects.filter(_working(timezone.now()), tenant_id=_same_tenant(tenant), account=account)
        .values_list("auth_epoch", flat=True)
        .first()
    )


def actor_of(account: Account, tenant: Tenant) -> Actor:
    """The account with the roles it holds now, as rights and workflows see it.

    Two queries, whatever the number of roles. Raises NotMember; NoTenant outside the tenant's scope.
    """
    if auth_epoch(account, tenant) is None:
        raise NotMember(account.login)
    roles: set[str] = set()
    in_projects: defaultdict[UUID, set[str]] = defaultdict(set)
    held = MemberRole.objects.filter(_valid(timezone.now()), tenant=tenant, account=account)
    for role, project in held.values_list("role", "project_id"):
        (roles if project is None else in_projects[project]).add(role)
    return Actor(
        id=Ref("user", account.id),
        roles=frozenset(roles),
        project_roles={project: frozenset(names) for project, names in in_projects.items()},
    )


def add_member(account: Account, *, since: datetime | None = None, until: datetime | None = None) -> None:
    """Let an account work for the tenant in scope; a former member comes back under a new auth_epoch.

    Raises StaffOnly for an account of the platform's staff.
    """
    if account.is_staff:
        raise StaffOnly(account.login)
    tenant = require_writing()
    member, new = Membership.objects.get_or_create(
        tenant_id=tenant.tenant_id,
        account=account,
        defaults={"since": since or timezone.now(), "until": until},
    )
    if not new:
        Membership.objects.filter(tenant_id=tenant.tenant_id, account=account).update(
            since=since or timezone.now(), until=until, disabled_at=None, auth_epoch=member.auth_epoch + 1
        )


def revoke(account: Account, *, keep: UUID | None = None) -> None:
    """End every session, token and key of this member in the tenant in scope, from the next request on.

    keep: a session that goes on, once it is bound to the new auth_epoch.
    """
    tenant = require_writing()
    Membership.objects.filter(tenant_id=tenant.tenant_id, account=account).update(auth_epoch=F("auth_epoch") + 1)
    end_sessions_in(account, but=keep, tenant=tenant.tenant_id)


def disable_member(account: Account) -> None:
    """The member may not come in until he is enabled again; his roles stay. Every session ends."""
    tenant = require_writing()
    row = Membership.objects.filter(tenant_id=tenant.tenant_id, account=account, disabled_at__isnull=True)
    row.update(disabled_at=timezone.now())
    revoke(account)


def enable_member(account: Account) -> None:
    """The member may come in again, by signing in anew."""
    tenant = require_writing()
    Membership.objects.filter(tenant_id=tenant.tenant_id, account=account).update(disabled_at=None)


def remove_member(account: Account) -> None:
    """End the membership now, and with it every session; the rows stay as history."""
    tenant = require_writing()
    now = timezone.now()
    Membership.objects.filter(tenant_id=tenant.tenant_id, account=account).update(
        until=now, auth_epoch=F("auth_epoch") + 1
    )
    living = Q(until__isnull=True) | Q(until__gt=now)
    MemberRole.objects.filter(living, tenant_id=tenant.tenant_id, account=account).update(until=now)
    end_sessions_in(account, but=None, tenant=tenant.tenant_id)


def give_role(
    account: Account,
    role: str,
    *,
    project: UUID | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> UUID:
    """A member of the tenant in scope holds `role` from now (or `since`) on; returns the grant's id.

    Whether the giver may give it is the action's question. Raises NotMember.
    """
    tenant = require_writing()
    if not Membership.objects.filter(tenant_id=tenant.tenant_id, account=account).exists():
        raise NotMember(account.login)
    grant = MemberRole(
        tenant_id=tenant.tenant_id,
        account=account,
        role=role,
        project_id=project,
        since=since or timezone.now(),
        until=until,
    )
    grant.clean_fields()
    grant.save(force_insert=True)
    return grant.id


def end_role(grant: UUID) -> None:
    """The grant counts no longer, from now on; its row stays as history."""
    tenant = require_writing()
    now = timezone.now()
    living = Q(until__isnull=True) | Q(until__gt=now)
    MemberRole.objects.filter(living, tenant_id=tenant.tenant_id, id=grant).update(until=now)


def holders(role: str, *, project: UUID | None = None) -> tuple[UUID, ...]:
    """Account ids of the members who hold `role` now, tenant-wide or in `project`; in a stable order."""
    scope = current()
    now = timezone.now()
    where = Q(project_id__isnull=True)
    if project is not None:
        where |= Q(project_id=project)
    living = Membership.objects.filter(_working(now), tenant_id=scope.tenant_id).values("account_id")
    found = MemberRole.objects.filter(_valid(now), where, tenant_id=scope.tenant_id, role=role, account__in=living)
    return tuple(sorted(set(found.values_list("account_id", flat=True))))


def roles_held() -> frozenset[tuple[str, UUID | None]]:
    """The roles that any working member holds now, each with the project (None: tenant-wide)."""
    scope = current()
    now = timezone.now()
    living = Membership.objects.filter(_working(now), tenant_id=scope.tenant_id).values("account_id")
    found = MemberRole.objects.filter(_valid(now), tenant_id=scope.tenant_id, account__in=living)
    return frozenset(found.values_list("role", "project_id").distinct())


def names_of(accounts: "set[UUID] | frozenset[UUID]") -> dict[UUID, str]:
    """Display names of those who are or were members of the tenant in scope; strangers are left out."""
    scope = current()
    known = Membership.objects.filter(tenant_id=scope.tenant_id, account_id__in=accounts)
    return dict(known.values_list("account_id", "account__display_name"))


def staff_named(accounts: "set[UUID] | frozenset[UUID]") -> dict[UUID, str]:
    """Display names of those among the accounts that are the platform's staff."""
    return dict(Account.objects.filter(pk__in=accounts, is_staff=True).values_list("pk", "display_name"))


def actors_named() -> tuple[tuple[Actor, str], ...]:
    """Everybody who works for the tenant in scope now, with the roles he holds, and his name; by name.

    Two queries, whatever the number of members.
    """
    scope, now = current(), timezone.now()
    roles: defaultdict[UUID, set[str]] = defaultdict(set)
    in_projects: defaultdict[UUID, defaultdict[UUID, set[str]]] = defaultdict(lambda: defaultdict(set))
    held = MemberRole.objects.filter(_valid(now), tenant_id=scope.tenant_id)
    for account, role, project in held.values_list("account_id", "role", "project_id"):
        (roles[account] if project is None else in_projects[account][project]).add(role)
    return tuple(
        (
            Actor(
                id=Ref("user", account),
                roles=frozenset(roles[account]),
                project_roles={key: frozenset(names) for key, names in in_projects[account].items()},
            ),
            name,
        )
        for account, name in members_named()
    )


def members_named() -> tuple[tuple[UUID, str], ...]:
    """Account id and display name of everybody who works for the tenant in scope now, by name."""
    scope = current()
    now = Membership.objects.filter(_working(timezone.now()), tenant_id=scope.tenant_id, account__is_active=True)
    return tuple(now.order_by("account__display_name").values_list("account_id", "account__display_name"))
