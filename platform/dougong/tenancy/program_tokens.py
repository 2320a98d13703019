"""Tokens that let programs in: kept as digests, narrowed to modules and verbs, ending by themselves or at once."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from dougong.tenancy.members import NotMember, auth_epoch
from dougong.tenancy.models import AccessTokenRow, Account, Tenant
from dougong.tenancy.scope import current, require_writing
from dougong.tenancy.tokens import digest_of

#: What a token may be let do, in the order people read it.
TOKEN_VERBS: Final = ("see", "create", "edit", "remove", "perform", "comment")
#: What every token begins with, so that one that was lost in a text is recognised.
_BEGINS: Final = "dg_"
_HINT: Final = 4


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A token as people see it; never the token itself.

    account: for whom it acts. service: a program's own account. modules: empty for all of them.
    """

    id: UUID
    account: Account
    service: bool
    name: str
    hint: str
    modules: tuple[str, ...]
    verbs: tuple[str, ...]
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None
    used_from: str

    def covers(self, module: str, verb: str) -> bool:
        """Whether it was made for this; what its account may do is another question."""
        return verb in self.verbs and (not self.modules or module in self.modules)

    @property
    def living(self) -> bool:
        """Whether it was neither withdrawn nor is over."""
        return self.revoked_at is None and self.expires_at > timezone.now()


def make_token(
    account: Account, *, name: str, modules: Iterable[str], verbs: Iterable[str], days: int, service: bool, by: UUID
) -> tuple[str, AccessToken]:
    """A new token of a member of the tenant in scope: the text, which is shown once, and what is kept of it.

    Raises NotMember.
    """
    tenant = Tenant.objects.get(pk=require_writing().tenant_id)
    epoch = auth_epoch(account, tenant)
    if epoch is None:
        raise NotMember(account.login)
    text = _BEGINS + secrets.token_urlsafe(32)
    row = AccessTokenRow(
        tenant=tenant, account=account, service=service, name=name, digest=digest_of(text), hint=text[-_HINT:],
        modules=list(modules), verbs=list(verbs), auth_epoch=epoch, made_by=by,
        expires_at=timezone.now() + timedelta(days=days),
    )  # fmt: skip
    row.save(force_insert=True)
    return text, _seen(row)


def token_of(text: str) -> AccessToken | None:
    """The token a program shows, while it counts in the tenant in scope; None for everything else.

    Two queries. Asked on every request, so that what is withdrawn is over at once.
    """
    scope = current()
    row = (
        AccessTokenRow.objects.select_related("account", "tenant")
        .filter(tenant_id=scope.tenant_id, digest=digest_of(text), revoked_at__isnull=True)
        .filter(expires_at__gt=timezone.now())
        .first()
    )
    if row is None or not row.tenant.enabled or auth_epoch(row.account, row.tenant) != row.auth_epoch:
        return None
    return _seen(row)


def access_tokens(account: Account | None = None) -> tuple[AccessToken, ...]:
    """The tokens of one person; of None those of programs. The newest first, ended ones of the last month too."""
    whose = Q(service=True) if account is None else Q(service=False, account=account)
    since = timezone.now() - timedelta(days=30)
    fresh = Q(revoked_at__isnull=True) | Q(revoked_at__gt=since)
    rows = AccessTokenRow.objects.select_related("account").filter(
        whose, fresh, tenant_id=current().tenant_id, expires_at__gt=since
    )
    return tuple(_seen(row) for row in rows.order_by("-made_at"))


def revoke_token(token: UUID, account: Account | None = None) -> AccessToken | None:
    """Withdraw a token of this person (of None: a program's), at once; None when there is no such living one."""
    whose = Q(service=True) if account is None else Q(service=False, account=account)
    rows = AccessTokenRow.objects.filter(
        whose, tenant_id=require_writing().tenant_id, id=token, revoked_at__isnull=True
    )
    if not rows.update(revoked_at=timezone.now()):
        return None
    return _seen(AccessTokenRow.objects.select_related("account").get(tenant_id=current().tenant_id, id=token))


def note_token_use(token: UUID, place: str) -> None:
    """That a token was used, and from where."""
    rows = AccessTokenRow.objects.filter(tenant_id=require_writing().tenant_id, id=token)
    rows.update(used_at=timezone.now(), used_from=place[:64])


def _seen(row: AccessTokenRow) -> AccessToken:
    return AccessToken(
        row.id, row.account, row.service, row.name, row.hint, tuple(row.modules), tuple(row.verbs),
        row.made_at, row.expires_at, row.revoked_at, row.used_at, row.used_from,
    )  # fmt: skip
