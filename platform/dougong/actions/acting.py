"""The platform's staff in a member's place: for a reason, for an hour at most, and never unseen."""

from datetime import timedelta
from typing import Final

from django.utils import timezone

from dougong import events
from dougong.actions.deed import deed
from dougong.admission import Caller
from dougong.definition import USER
from dougong.problem import Problem, Refused
from dougong.tenancy import Account, Acting, NotMember, SignedIn, Tenant, end_session, issue_acting, member_of, writing
from dougong.tenancy.tokens import Ticket

#: The longest time, and the shortest reason.
LONGEST: Final = 60
REASON: Final = 5


def act_for(staff: Account, tenant: Tenant, member: Account, *, reason: str, minutes: int = LONGEST) -> str:
    """A token by which one of the platform's staff comes in at the tenant's host in a member's place, once.

    Every event of that session names the staff as its actor and the member as whom he acted for. The tenant's log
    tells at once that it was asked for. Raises Refused: "forbidden" unless `staff` is staff, "not_found" unless
    `member` works there, at "/reason", "/minutes".
    """
    if not (staff.is_staff and staff.is_active):
        raise Refused([Problem("", "forbidden")])
    why = " ".join(reason.split())[:300]
    if len(why) < REASON:
        raise Refused([Problem("/reason", "min_length", {"limit": REASON})])
    if not 1 <= minutes <= LONGEST:
        raise Refused([Problem("/minutes", "acting_minutes")])
    with writing(tenant):
        found = member_of(member.pk)
        if found is None or found.state != "active":
            raise Refused([Problem("", "not_found")])
        try:
            token = issue_acting(staff, member, tenant, reason=why, minutes=minutes)
        except NotMember:
            raise Refused([Problem("", "not_found")]) from None
        _log(staff, member, "ask_acting", reason=why, minutes=minutes)
    return token


def begin_acting(ticket: Ticket) -> Acting:
    """The ticket of such a token was spent: the tenant's log tells that it begins, and until when."""
    assert ticket.staff is not None, "only tickets of staff"
    until = timezone.now() + timedelta(minutes=ticket.minutes)
    with writing(ticket.tenant):
        _log(ticket.staff, ticket.account, "begin_acting", reason=ticket.reason, until=until)
    return Acting(ticket.staff, ticket.reason, until)


def end_acting(caller: Caller, session: SignedIn) -> None:
    """The staff ends it before its time. Raises Refused ("forbidden") for any other session."""
    if session.staff is None or caller.staff is None:
        raise Refused([Problem("", "forbidden")])
    with deed(caller):
        end_session(session.account, session.id)
        _log(session.staff, session.account, "end_acting", reason=session.reason)


def _log(staff: Account, member: Account, verb: str, **after: object) -> None:
    line = {"staff": staff.display_name, **after}
    events.record(events.Event(USER, member.pk, verb, staff.pk, after=line, as_whom=member.pk))
