"""Guesses are counted in the database, so that all processes count together, and before anything is looked at."""

import ipaddress
from datetime import timedelta

from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac

from dougong.tenancy.models import SignInAttempt, normal
from dougong.tenancy.scope import platform_writing

#: Failures allowed per (account, place) and per place, with the time over which they count.
PER_ACCOUNT, ACCOUNT_WINDOW = 5, timedelta(minutes=15)
PER_PLACE, PLACE_WINDOW = 50, timedelta(hours=1)


class SignInRefused(Exception):  # noqa: N818 - reads as the sentence it is
    """Not let in. Says neither whether the account exists nor which part was wrong.

    retry_after: seconds to wait when there were too many failures; 0 when name or password were wrong.
    """

    def __init__(self, retry_after: int = 0) -> None:
        self.retry_after = retry_after
        super().__init__("too many failures" if retry_after else "wrong account or password")


def place_of(address: str) -> str:
    """The address failures are counted under: IPv4 as it is, IPv6 as its /64 (one house owns so many)."""
    try:
        found = ipaddress.ip_address(address.strip())
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def reserve(identifier: str, place: str, window: timedelta = ACCOUNT_WINDOW) -> int:
    """Count an attempt before it is looked at, so that parallel guesses cannot slip through; its number.

    Raises SignInRefused, with the time to wait, when there were too many.
    """
    who = salted_hmac("dougong.tenancy.sign_in", normal(identifier), algorithm="sha256").hexdigest()
    now = timezone.now()
    with platform_writing():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [place])
        here = SignInAttempt.objects.filter(place=place, at__gt=now - PLACE_WINDOW)
        times = sorted(here.values_list("at", flat=True))
        own = sorted(here.filter(who=who, at__gt=now - window).values_list("at", flat=True))
        if len(own) >= PER_ACCOUNT:
            raise SignInRefused(_seconds(own[-PER_ACCOUNT] + window - now))
        if len(times) >= PER_PLACE:
            raise SignInRefused(_seconds(times[-PER_PLACE] + PLACE_WINDOW - now))
        return SignInAttempt.objects.create(who=who, place=place, at=now).pk


def forget(attempt: int) -> None:
    """The attempt was right: it and the failures before it count no longer."""
    made = SignInAttempt.objects.get(pk=attempt)
    SignInAttempt.objects.filter(who=made.who, place=made.place).delete()


def _seconds(left: timedelta) -> int:
    return max(1, int(left.total_seconds()) + 1)


def sweep_attempts_in() -> int:
    """Remove what counts no longer, inside a platform transaction that is open; returns how many rows went."""
    gone, _ = SignInAttempt.objects.filter(at__lt=timezone.now() - PLACE_WINDOW).delete()
    return int(gone)
