"""Who came in, who was not let in, and what was refused to whom: lines of the tenant's log, and nothing else."""

from datetime import timedelta
from typing import Final

from django.utils import timezone

from dougong import events
from dougong.admission import Caller
from dougong.definition import USER
from dougong.tenancy import Account, Tenant, place_of, writing

#: Denials of one person told in a minute.
DENIALS: Final = 20


def note_sign_in(tenant: Tenant, account: Account, *, address: str) -> None:
    """A member came in."""
    _note(tenant, account, "sign_in", place=place_of(address))


def note_refusal(tenant: Tenant, identifier: str, *, address: str) -> None:
    """Somebody was not let in. The same work whether or not there is such an account; what was typed is not kept."""
    _note(tenant, Account.objects.by_identifier(identifier), "sign_in_refused", place=place_of(address))


def note_denial(caller: Caller, path: str, because: str) -> None:
    """A member was refused something; beyond so many in a minute it is not told again, for the log only grows."""
    with writing(caller.tenant):
        before = events.history_of(USER, caller.account.pk, limit=DENIALS)
        lately = [one for one in before if one.verb == "denied" and one.at > timezone.now() - timedelta(minutes=1)]
        if len(lately) == DENIALS:
            return
        if caller.staff is not None:
            events.speak_for(caller.staff.pk)
        after = {"path": path[:200], "because": because[:200]}
        line = events.Event(
            USER, caller.account.pk, "denied", caller.account.pk, after=after, request_id=caller.request_id
        )
        events.record(line)


def _note(tenant: Tenant, account: Account | None, verb: str, **after: object) -> None:
    who = None if account is None else account.pk
    with writing(tenant):
        events.record(events.Event(USER, who, verb, who, after=after))
