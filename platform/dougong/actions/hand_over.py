"""What a member holds goes to another one."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from dougong.actions.granting import log_member, member_deed
from dougong.actions.member_roles import Granted, check_grant, told
from dougong.admission import Caller
from dougong.problem import Problem, Refused
from dougong.tenancy import SignedIn, end_role, give_role, member_of, revoke


def hand_over(
    caller: Caller, session: SignedIn, member: UUID, *, to: UUID, grants: Collection[UUID], until: date | None = None
) -> int:
    """Another member takes over some of a member's roles, and with them whatever waits for who holds them.

    until: the last day for which the other stands in; the first member then keeps his roles. None: for good, and
    the first one's end. Sessions of both end, but for the caller's own. Returns how many roles went over.
    Raises Refused: at "/to", "/grants", "/until"; what `member_deed` raises.
    """
    with member_deed(caller, session, member) as (seat, found):
        other = member_of(to)
        if other is None or other.state != "active" or to == member:
            raise Refused([Problem("/to", "enum")])
        wanted = [one for one in found.living if one.id in grants]
        if not wanted or len(wanted) != len(set(grants)):
            raise Refused([Problem("/grants", "enum")])
        had = {(held.role, held.project) for held in other.living if held.until is None and held.state == "now"}
        handed = []
        for one in wanted:
            since, ends = check_grant(seat, Granted(one.role, one.project, until=until))
            last = min((end for end in (ends, one.until) if end is not None), default=None)
            if (one.role, one.project) not in had:
                give_role(other.account, one.role, project=one.project, since=since, until=last)
            if until is None:
                end_role(one.id)
            handed.append(told(one.role, one.project, since, last))
        for account in (found.account, other.account):
            revoke(account, keep=session.id)
        log_member(seat, member, "hand_over", after={"to": to, "roles": handed, "for_good": until is None})
        log_member(seat, to, "take_over", after={"from": member, "roles": handed, "for_good": until is None})
    return len(handed)
