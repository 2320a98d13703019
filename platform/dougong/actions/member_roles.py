"""Giving a member a role, and ending one."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from dougong.actions.granting import log_member, may_grant, member_deed, roles_of
from dougong.admission import Caller, Seat
from dougong.definition import PROJECT
from dougong.listing import labels_of
from dougong.problem import Problem, Ref, Refused
from dougong.tenancy import Grant, MemberSeen, SignedIn, end_role, give_role, revoke


@dataclass(frozen=True, slots=True)
class Granted:
    """A role as it is to be given. project: None for the whole company. since, until: the first and the last day."""

    role: str
    project: UUID | None = None
    since: date | None = None
    until: date | None = None


def give_member_role(caller: Caller, session: SignedIn, member: UUID, wanted: Granted) -> UUID:
    """A member holds a role from now on; his sessions end, but for the caller's own. Returns the grant's id.

    Raises Refused: at "/role", "/project", "/since", "/until"; what `member_deed` raises.
    """
    with member_deed(caller, session, member) as (seat, found):
        since, until = check_grant(seat, wanted)
        if found.state == "ended":
            raise Refused([Problem("", "not_member", {"who": found.account.display_name})])
        if _held(found, wanted, until):
            raise Refused([Problem("/role", "role_held")])
        grant = give_role(found.account, wanted.role, project=wanted.project, since=since, until=until)
        revoke(found.account, keep=session.id)
        log_member(seat, member, "give_role", after=told(wanted.role, wanted.project, since, until))
    return grant


def end_member_role(caller: Caller, session: SignedIn, member: UUID, grant: UUID) -> None:
    """A role counts no longer, from now on; the member's sessions end, but for the caller's own.

    Raises Refused: "not_found"; what `member_deed` raises.
    """
    with member_deed(caller, session, member) as (seat, found):
        held = next((one for one in found.living if one.id == grant), None)
        if held is None:
            raise Refused([Problem("", "not_found")])
        end_role(grant)
        revoke(found.account, keep=session.id)
        log_member(seat, member, "end_role", before=told_of(held), after={})


def check_grant(seat: Seat, wanted: Granted) -> tuple[datetime | None, datetime | None]:
    """From when until before when a role is to count. Raises Refused at the part that is wrong."""
    known = roles_of(seat).get(wanted.role)
    if known is None or known.hidden:
        raise Refused([Problem("/role", "enum")])
    if wanted.project is not None and not labels_of(seat, [Ref(PROJECT, wanted.project)]):
        raise Refused([Problem("/project", "reference")])
    if not may_grant(seat, wanted.role, wanted.project):
        raise Refused([Problem("/role", "not_grantable", {"role": known.title})])
    if wanted.until is not None and wanted.until < max(wanted.since or seat.today, seat.today):
        code = "date_past" if wanted.until < seat.today else "date_order"
        raise Refused([Problem("/until", code)])
    later = wanted.since if wanted.since is not None and wanted.since > seat.today else None
    since = None if later is None else _midnight(seat, later)
    return since, None if wanted.until is None else _midnight(seat, wanted.until + timedelta(days=1))


def told(role: str, project: UUID | None, since: datetime | None, until: datetime | None) -> dict[str, object]:
    """A grant as the event log keeps it."""
    facts = {"role": role, "project": project, "since": since, "until": until}
    return {key: value for key, value in facts.items() if value is not None}


def told_of(grant: Grant) -> dict[str, object]:
    """The same of one that is held."""
    return told(grant.role, grant.project, grant.since, grant.until)


def _held(member: MemberSeen, wanted: Granted, until: datetime | None) -> bool:
    """Whether he holds the same at least as long."""
    same = [one for one in member.living if one.role == wanted.role and one.project == wanted.project]
    return any(one.state == "now" and (one.until is None or (until is not None and until <= one.until)) for one in same)


def _midnight(seat: Seat, day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=seat.timezone)
