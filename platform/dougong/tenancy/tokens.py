"""One-time tokens: shown or sent once, kept as digests, spent by one conditional statement."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.utils import timezone

from dougong.tenancy.members import NotMember, auth_epoch
from dougong.tenancy.models import Account, SignInToken, Tenant
from dougong.tenancy.scope import in_scope, reading
from dougong.tenancy.throttle import SignInRefused

#: How long a letter about a forgotten password counts, in minutes.
RESET_MINUTES: Final = 30


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a token opened. staff: of the platform, who acts for the account, for so many minutes and this reason."""

    account: Account
    tenant: Tenant
    staff: Account | None = None
    reason: str = ""
    minutes: int = 0


def fresh_token() -> tuple[str, str]:
    """A new token and the digest that is kept of it."""
    token = secrets.token_urlsafe(32)
    return token, digest_of(token)


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(f"{settings.SECRET_KEY}:{token}".encode()).hexdigest()


def issue_sign_in(account: Account, tenant: Tenant, minutes: int = 30) -> str:
    """A token that signs this member in once within `minutes`; it is shown once and kept only as a digest.

    Call inside the tenant's scope for writing, or outside any scope. Raises NotMember.
    """
    return _issue(account, tenant, minutes, purpose="sign_in")


def issue_reset(account: Account, tenant: Tenant) -> str:
    """A token that lets this member choose a new password once, within RESET_MINUTES; those before it are void.

    Call inside the tenant's scope for writing, or outside any scope. Raises NotMember.
    """
    SignInToken.objects.filter(account=account, purpose="reset", used_at__isnull=True).delete()
    return _issue(account, tenant, RESET_MINUTES, purpose="reset")


def issue_acting(staff: Account, account: Account, tenant: Tenant, *, reason: str, minutes: int) -> str:
    """A token by which one of the platform's staff comes in for a member, once, within a quarter of an hour.

    minutes: how long he may then stay. Call inside the tenant's scope for writing, or outside any scope.
    Raises NotMember.
    """
    return _issue(account, tenant, 15, purpose="act", staff=staff, reason=reason, stays=minutes)


def redeem_sign_in(token: str) -> tuple[Account, Tenant]:
    """The member and tenant of a token that is fresh and unused; using it spends it, whatever follows.

    Call outside any scope. Raises SignInRefused.
    """
    kept = _redeem(token, "sign_in")
    return kept.account, kept.tenant


def redeem_ticket(token: str) -> Ticket:
    """The same for whatever signs in, for the platform's staff too."""
    kept = _redeem(token, "sign_in", "act")
    return Ticket(kept.account, kept.tenant, kept.staff, kept.reason, kept.minutes)


def account_to_reset(token: str, tenant: Tenant) -> Account | None:
    """Whose password a token lets one choose, while it is fresh; it is not spent. Call outside any scope."""
    kept = SignInToken.objects.select_related("account").filter(
        digest=digest_of(token), purpose="reset", tenant=tenant, used_at__isnull=True, expires_at__gt=timezone.now()
    )
    found = kept.first()
    if found is None:
        return None
    with reading(tenant):
        living = auth_epoch(found.account, tenant) == found.auth_epoch
    return found.account if living else None


def spend_reset(token: str) -> bool:
    """Spend a token of that kind; False when it was spent meanwhile. Call inside a writing scope."""
    fresh = SignInToken.objects.filter(
        digest=digest_of(token), purpose="reset", used_at__isnull=True, expires_at__gt=timezone.now()
    )
    return bool(fresh.update(used_at=timezone.now()))


def _issue(account: Account, tenant: Tenant, minutes: int, *, purpose: str, stays: int = 0, **more: Any) -> str:
    epoch = _epoch_in_any_scope(account, tenant)
    if epoch is None:
        raise NotMember(account.login)
    token, digest = fresh_token()
    SignInToken.objects.create(
        digest=digest,
        purpose=purpose,
        tenant=tenant,
        account=account,
        auth_epoch=epoch,
        expires_at=timezone.now() + timedelta(minutes=minutes),
        minutes=stays,
        **more,
    )
    return token


def _redeem(token: str, *purposes: str) -> SignInToken:
    now = timezone.now()
    fresh = SignInToken.objects.filter(
        digest=digest_of(token), purpose__in=purposes, used_at__isnull=True, expires_at__gt=now
    )
    # One conditional statement: of two who come at the same time only one is counted.
    if fresh.update(used_at=now) != 1:
        raise SignInRefused
    kept = SignInToken.objects.select_related("account", "tenant", "staff").get(digest=digest_of(token))
    with reading(kept.tenant):
        epoch = auth_epoch(kept.account, kept.tenant)
    if not kept.tenant.enabled or epoch != kept.auth_epoch:
        raise SignInRefused
    return kept


def _epoch_in_any_scope(account: Account, tenant: Tenant) -> int | None:
    if in_scope():
        return auth_epoch(account, tenant)
    with reading(tenant):
        return auth_epoch(account, tenant)
