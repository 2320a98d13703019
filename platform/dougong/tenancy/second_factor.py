"""The second factor: codes of a device (TOTP, RFC 6238), none taken twice; recovery codes for a lost device."""

import hmac
import secrets
from collections.abc import Iterable
from typing import Final
from uuid import UUID

import pyotp
from django.utils import timezone

from dougong.tenancy.models import Account, SecondFactorRow, SignedInRow, Tenant
from dougong.tenancy.scope import platform_part, platform_writing, require_writing
from dougong.tenancy.sealing import seal_for, unseal_for
from dougong.tenancy.throttle import SignInRefused, forget, reserve
from dougong.tenancy.tokens import digest_of

#: Codes that stand in for a lost device, and the letters they are made of (none that looks like another).
RECOVERY_CODES: Final = 10
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
#: A device's clock may be so many steps of 30 s off.
_DRIFT: Final = 1


def has_second_factor(account: Account) -> bool:
    """Whether the account signs in with a second factor."""
    return SecondFactorRow.objects.filter(account=account, confirmed_at__isnull=False).exists()


def second_factors_of(accounts: Iterable[UUID]) -> frozenset[UUID]:
    """Those of the accounts that sign in with a second factor."""
    rows = SecondFactorRow.objects.filter(account_id__in=tuple(accounts), confirmed_at__isnull=False)
    return frozenset(rows.values_list("account_id", flat=True))


def ask_second_factor(*, required: bool, of: Iterable[UUID]) -> bool:
    """Whether some accounts of the tenant in scope sign in with a second factor; returns how it was before.

    Their open sessions come to know it at once: who has no device sets one up before anything else. Sessions of staff
    acting for somebody are left alone. Call inside `tenancy.writing`.
    """
    tenant = Tenant.objects.select_for_update().get(pk=require_writing().tenant_id)
    before = bool(tenant.require_second_factor)
    tenant.require_second_factor = required
    tenant.save(update_fields=["require_second_factor"])
    living = SignedInRow.objects.filter(tenant=tenant, ended_at__isnull=True, staff__isnull=True)
    if required:
        accounts = frozenset(of)
        living.filter(account_id__in=accounts - second_factors_of(accounts)).update(must="second_factor")
    else:
        living.filter(must="second_factor").update(must="")
    return before


def begin_second_factor(account: Account) -> str:
    """The secret for a device that is being set up, the same until it is confirmed; nothing is asked for yet.

    Call outside any scope.
    """
    row = SecondFactorRow.objects.filter(account=account).first()
    kept = unseal_for(account.pk, row.secret) if row is not None and row.confirmed_at is None else None
    if kept is not None:
        return kept
    secret = pyotp.random_base32()
    with platform_writing():
        SecondFactorRow.objects.filter(account=account, confirmed_at__isnull=True).delete()
        SecondFactorRow.objects.get_or_create(account=account, defaults={"secret": seal_for(account.pk, secret)})
    return secret


def confirm_second_factor(account: Account, code: str) -> tuple[str, ...]:
    """The device works: its codes are asked for from now on. The recovery codes, shown this once.

    Call inside a writing scope or outside any. Raises SignInRefused for a wrong code, or when there is one already.
    """
    row = SecondFactorRow.objects.filter(account=account, confirmed_at__isnull=True).first()
    step = None if row is None else _step_of(row, code)
    if step is None:
        raise SignInRefused
    codes = _recovery_codes()
    with platform_part():
        fresh = SecondFactorRow.objects.filter(account=account, confirmed_at__isnull=True)
        done = fresh.update(confirmed_at=timezone.now(), step=step, recovery=[_digest(account, one) for one in codes])
    if not done:
        raise SignInRefused
    return codes


def check_code(account: Account, code: str) -> str:
    """The code is the device's present one, not used before, or an unused recovery code: "device" or "recovery".

    Guesses are counted for the account, wherever they come from: whoever makes them knows the password already.
    Call outside any scope. Raises SignInRefused.
    """
    attempt = reserve("code", f"code:{account.pk}")
    row = SecondFactorRow.objects.filter(account=account, confirmed_at__isnull=False).first()
    if row is None:
        raise SignInRefused
    step = _step_of(row, code)
    if step is not None and _take_step(account, step):
        forget(attempt)
        return "device"
    if _take_recovery(account, code):
        forget(attempt)
        return "recovery"
    raise SignInRefused


def new_recovery_codes(account: Account) -> tuple[str, ...]:
    """Fresh recovery codes; the old ones are void. Call inside a writing scope or outside any."""
    codes = _recovery_codes()
    with platform_part():
        SecondFactorRow.objects.filter(account=account).update(recovery=[_digest(account, one) for one in codes])
    return codes


def recovery_codes_left(account: Account) -> int:
    """How many recovery codes are unused."""
    row = SecondFactorRow.objects.filter(account=account).first()
    return 0 if row is None else len(row.recovery)


def remove_second_factor(account: Account) -> bool:
    """The device counts no longer; False when there was none. Call inside a writing scope or outside any."""
    with platform_part():
        gone, _ = SecondFactorRow.objects.filter(account=account).delete()
    return bool(gone)


def _step_of(row: SecondFactorRow, code: str) -> int | None:
    """Which step of time a code belongs to, near now; None when to none."""
    digits, secret = "".join(code.split()), unseal_for(row.account_id, row.secret)
    if secret is None or len(digits) != 6 or not digits.isascii() or not digits.isdigit():
        return None
    totp = pyotp.TOTP(secret)
    now = int(timezone.now().timestamp()) // totp.interval
    steps = (now + drift for drift in range(-_DRIFT, _DRIFT + 1))
    return next((step for step in steps if hmac.compare_digest(totp.generate_otp(step), digits)), None)


def _take_step(account: Account, step: int) -> bool:
    """Of two who come with the same code only one is let in."""
    with platform_writing():
        return bool(SecondFactorRow.objects.filter(account=account, step__lt=step).update(step=step))


def _take_recovery(account: Account, code: str) -> bool:
    plain = "".join(one for one in code.lower() if one in _LETTERS)
    wanted = _digest(account, plain)
    with platform_writing():
        row = SecondFactorRow.objects.select_for_update().get(account=account)
        if wanted not in row.recovery:
            return False
        SecondFactorRow.objects.filter(account=account).update(recovery=[one for one in row.recovery if one != wanted])
    return True


def _recovery_codes() -> tuple[str, ...]:
    return tuple("".join(secrets.choice(_LETTERS) for _ in range(12)) for _ in range(RECOVERY_CODES))


def _digest(account: Account, code: str) -> str:
    return digest_of(f"recovery:{account.pk}:{code}")
