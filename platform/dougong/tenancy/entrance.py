"""Coming in: by password under a throttle that all processes share, or by a one-time sign-in."""

from datetime import timedelta
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.utils import timezone

from dougong.tenancy.members import auth_epoch
from dougong.tenancy.models import Account, SignInToken, Tenant
from dougong.tenancy.scope import platform_part, platform_writing, reading
from dougong.tenancy.sessions import end_sessions_in, sweep_sessions_in
from dougong.tenancy.throttle import SignInRefused, forget, place_of, reserve, sweep_attempts_in


def sign_in(identifier: str, password: str, *, tenant: Tenant, address: str) -> Account:
    """The account with this name or e-mail address and password, if it may work for `tenant` now.

    address: the client's IP address. Call outside any scope. Raises SignInRefused.
    """
    attempt = reserve(identifier, place_of(address))
    account = Account.objects.by_identifier(identifier)
    if account is None:
        make_password(password)  # the same work as for a known account: the time tells nothing
        raise SignInRefused
    # check_password before anything else about the account, for the same reason.
    right = account.check_password(password)
    with reading(tenant):
        epoch = auth_epoch(account, tenant)
    if not right or epoch is None:
        raise SignInRefused
    forget(attempt)
    return account


def known_account(identifier: str, password: str, *, address: str) -> Account:
    """The active account with this name or e-mail address and password, member of whatever tenant; staff is not.

    Call outside any scope. Raises SignInRefused.
    """
    attempt = reserve(identifier, place_of(address))
    account = Account.objects.by_identifier(identifier)
    if account is None:
        make_password(password)  # the same work as for a known account
        raise SignInRefused
    if not account.check_password(password) or not account.is_active or account.is_staff:
        raise SignInRefused
    forget(attempt)
    return account


def confirm_password(account: Account, password: str, *, address: str) -> None:
    """The person at the keyboard knows the account's password; guesses count like those of sign-in.

    Call outside any scope. Raises SignInRefused.
    """
    attempt = reserve(account.login, place_of(address))
    if not account.check_password(password):
        raise SignInRefused
    forget(attempt)


def set_password(account: Account, password: str, *, keep: UUID | None) -> int:
    """Give an account a new password. Every session but `keep`, and every unused one-time sign-in, ends with it.

    Returns how many sessions ended. Call inside a writing scope or outside any. Raises ValidationError for a password
    that is too easy to guess.
    """
    validate_password(password, account)
    with platform_part():
        account.set_password(password)
        account.save(update_fields=["password"])
        SignInToken.objects.filter(account=account, used_at__isnull=True).delete()
        return end_sessions_in(account, but=keep)


def set_profile(account: Account, *, display_name: str | None = None, language: str | None = None) -> None:
    """Change an account's name or language; what is None stays. Raises ValidationError.

    Call inside a writing scope or outside any.
    """
    if display_name is not None:
        account.display_name = " ".join(display_name.replace("\x00", "").split())
    if language is not None:
        account.language = language
    account.clean_fields(exclude=["password"])
    with platform_part():
        account.save(update_fields=["display_name", "language"])


def sweep_sign_ins() -> int:
    """Remove spent and expired tokens, and attempts and sessions that count no longer; returns how many rows went."""
    now = timezone.now()
    with platform_writing():
        tokens, _ = SignInToken.objects.filter(expires_at__lt=now - timedelta(days=1)).delete()
        attempts = sweep_attempts_in()
        sessions = sweep_sessions_in()
    return tokens + attempts + sessions
