"""Keeping a member out for a while, letting him in again, ending his membership."""

from uuid import UUID

from dougong.actions.granting import log_member, member_deed
from dougong.actions.member_roles import told_of
from dougong.admission import Caller
from dougong.problem import Problem, Refused
from dougong.tenancy import SignedIn, remove_member
from dougong.tenancy import disable_member as keep_out
from dougong.tenancy import enable_member as let_in


def disable_member(caller: Caller, session: SignedIn, member: UUID) -> None:
    """A member may not come in until he is enabled again; his roles stay. His sessions end at once.

    Raises Refused ("moved_on" unless he is active); what `member_deed` raises.
    """
    with member_deed(caller, session, member) as (seat, found):
        _state(found.state, "active", "coming")
        keep_out(found.account)
        log_member(seat, member, "disable", before={"disabled": False}, after={"disabled": True})


def enable_member(caller: Caller, session: SignedIn, member: UUID) -> None:
    """A member may come in again. Raises Refused ("moved_on" unless he is disabled); what `member_deed` raises."""
    with member_deed(caller, session, member) as (seat, found):
        _state(found.state, "disabled")
        let_in(found.account)
        log_member(seat, member, "enable", before={"disabled": True}, after={"disabled": False})


def end_membership(caller: Caller, session: SignedIn, member: UUID) -> None:
    """A member leaves, by an administrator's hand: roles and sessions end now; what he did stays.

    Raises Refused ("moved_on" when it has ended, "own_membership" for the caller's own); what `member_deed` raises.
    """
    with member_deed(caller, session, member) as (seat, found):
        _state(found.state, "active", "coming", "disabled")
        if found.account == caller.account:
            raise Refused([Problem("", "own_membership")])
        remove_member(found.account)
        held = [told_of(one) for one in found.living]
        log_member(seat, member, "end_membership", before={"roles": held}, after={"roles": []})


def _state(state: str, *possible: str) -> None:
    if state not in possible:
        raise Refused([Problem("", "moved_on")])
