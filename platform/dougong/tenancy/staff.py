"""Platform staff coming in: into the workshop, which belongs to no tenant."""

import hashlib
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.core.signing import BadSignature, TimestampSigner
from django.utils import timezone

from dougong.tenancy.models import Account
from dougong.tenancy.scope import platform_writing
from dougong.tenancy.throttle import SignInRefused, forget, place_of, reserve

_SALT = "dougong.tenancy.staff"


def sign_in_staff(identifier: str, password: str, *, address: str) -> Account:
    """The active staff account with this name or e-mail address and password; failures count like everybody's.

    address: the client's IP address. Call outside any scope. Raises SignInRefused.
    """
    attempt = reserve(identifier, place_of(address))
    account = Account.objects.by_identifier(identifier)
    if account is None:
        make_password(password)  # the same work as for a known account: the time tells nothing
        raise SignInRefused
    if not account.check_password(password) or not (account.is_active and account.is_staff):
        raise SignInRefused
    forget(attempt)
    return account


def issue_staff_sign_in(account: Account) -> str:
    """A token that lets this member of staff in once; it is void as soon as he has come in any way. Shown once."""
    return TimestampSigner(salt=_SALT).sign(f"{account.pk}~{_state(account)}").replace(":", ".")


def redeem_staff_sign_in(token: str, *, minutes: int = 24 * 60) -> Account:
    """The member of staff of a token that is younger than `minutes` and unused; using it spends it.

    Call outside any scope. Raises SignInRefused.
    """
    try:
        value = TimestampSigner(salt=_SALT).unsign(token.replace(".", ":"), max_age=timedelta(minutes=minutes))
    except BadSignature:
        raise SignInRefused from None
    key, _, state = value.partition("~")
    with platform_writing():
        account = Account.objects.select_for_update().filter(pk=key, is_active=True, is_staff=True).first()
        if account is None or _state(account) != state:
            raise SignInRefused
        account.last_login = timezone.now()
        account.save(update_fields=["last_login"])
    return account


def staff_account(key: str) -> Account | None:
    """The account with this id if it is active staff now; None otherwise."""
    return Account.objects.filter(pk=key, is_active=True, is_staff=True).first()


def _state(account: Account) -> str:
    """What changes whenever somebody comes in or the password does."""
    seen = f"{account.last_login.timestamp() if account.last_login else ''}/{account.password}"
    return hashlib.sha256(seen.encode()).hexdigest()[:24]
