"""Letting a member in who cannot come in by himself: without a password, without his device."""

from typing import Final
from uuid import UUID

from dougong import outbox
from dougong.actions.forgotten import SEND_RESET
from dougong.actions.granting import log_member, member_deed
from dougong.admission import Caller
from dougong.problem import Problem, Refused
from dougong.tenancy import NotMember, SignedIn, issue_sign_in, remove_second_factor, revoke

#: How long a one-time sign-in given by an administrator can be used.
MINUTES: Final = 60


def give_sign_in(caller: Caller, session: SignedIn, member: UUID) -> str:
    """A token that signs a member in once within an hour. It is shown once and kept nowhere.

    Raises Refused ("not_member" for who may not come in now); what `member_deed` raises.
    """
    with member_deed(caller, session, member) as (seat, found):
        try:
            token = issue_sign_in(found.account, caller.tenant, minutes=MINUTES)
        except NotMember:
            raise Refused([Problem("", "not_member", {"who": found.account.display_name})]) from None
        log_member(seat, member, "give_sign_in", after={"minutes": MINUTES})
    return token


def send_member_reset(caller: Caller, session: SignedIn, member: UUID) -> None:
    """A member gets a letter by which he chooses a new password; once he does, all his sessions end.

    Raises Refused ("no_address" where there is no e-mail address, "not_member"); what `member_deed` raises.
    """
    with member_deed(caller, session, member) as (seat, found):
        if not found.account.email:
            raise Refused([Problem("", "no_address")])
        if found.state != "active":
            raise Refused([Problem("", "not_member", {"who": found.account.display_name})])
        outbox.put(SEND_RESET, {"account": str(member)})
        log_member(seat, member, "give_reset", after={})


def remove_member_device(caller: Caller, session: SignedIn, member: UUID) -> None:
    """A member lost his device: its codes are asked for no more, and his sessions end.

    Raises Refused ("moved_on" where there is none, "own_device" for the caller's own); what `member_deed` raises.
    """
    with member_deed(caller, session, member) as (seat, found):
        if found.account == caller.account:
            raise Refused([Problem("", "own_device")])
        if not remove_second_factor(found.account):
            raise Refused([Problem("", "moved_on")])
        revoke(found.account)
        log_member(seat, member, "remove_device", before={"second_factor": True}, after={"second_factor": False})
