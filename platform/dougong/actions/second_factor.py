"""A person's own second factor: set up, its recovery codes made anew, taken off."""

from typing import Final

from dougong import events
from dougong.actions.confirming import require_confirmed
from dougong.actions.deed import deed
from dougong.actions.granting import administering, log_member
from dougong.admission import Caller, admit_to_settings
from dougong.problem import Problem, Refused
from dougong.tenancy import (
    SignedIn,
    SignInRefused,
    ask_second_factor,
    confirm_second_factor,
    end_sessions,
    has_second_factor,
    holders,
    new_recovery_codes,
    note_must,
    remove_second_factor,
)

#: What the event log names the company's own rules of coming in by.
SECURITY: Final = "security"


def set_up_second_factor(caller: Caller, session: SignedIn, code: str) -> tuple[str, ...]:
    """The device works; every other session ends. The recovery codes, shown this once.

    Raises Refused: "unconfirmed", at "/code".
    """
    _own(caller, session)
    with deed(caller) as seat:
        try:
            codes = confirm_second_factor(caller.account, code)
        except SignInRefused:
            raise Refused([Problem("/code", "code")]) from None
        note_must(session.id, "")
        ended = end_sessions(caller.account, but=session.id)
        after = {"second_factor": True, "sessions_ended": ended}
        log_member(seat, caller.account.pk, "set_up_device", before={"second_factor": False}, after=after)
    return codes


def renew_recovery_codes(caller: Caller, session: SignedIn) -> tuple[str, ...]:
    """New recovery codes, shown this once; the old ones are void. Raises Refused: "unconfirmed", "moved_on"."""
    _own(caller, session)
    with deed(caller) as seat:
        if not has_second_factor(caller.account):
            raise Refused([Problem("", "moved_on")])
        codes = new_recovery_codes(caller.account)
        log_member(seat, caller.account.pk, "renew_recovery_codes", after={})
    return codes


def drop_second_factor(caller: Caller, session: SignedIn) -> None:
    """No codes are asked for any more. Where the caller's role asks for a device, the next one is set up at once.

    Raises Refused: "unconfirmed", "moved_on".
    """
    _own(caller, session)
    with deed(caller) as seat:
        if not remove_second_factor(caller.account):
            raise Refused([Problem("", "moved_on")])
        if seat.administers and caller.tenant.require_second_factor:
            note_must(session.id, "second_factor")
        ended = end_sessions(caller.account, but=session.id)
        after = {"second_factor": False, "sessions_ended": ended}
        log_member(seat, caller.account.pk, "remove_device", before={"second_factor": True}, after=after)


def require_second_factor(caller: Caller, session: SignedIn, *, required: bool) -> bool:
    """Whether everybody who runs the company's settings needs a second factor. Returns whether that was changed.

    Turned on, whoever has none sets one up before anything else, in sessions that are open too; so does the caller.
    Raises Refused: "unconfirmed", "forbidden".
    """
    _own(caller, session)
    with deed(caller) as seat:
        admit_to_settings(seat)
        administrators = {one for role in administering(seat.modules.values()) for one in holders(role)}
        before = ask_second_factor(required=required, of=administrators)
        if before != required:
            events.record(
                events.Event(
                    SECURITY, None, "require_second_factor" if required else "spare_second_factor",
                    seat.actor.id.id, {"required": before}, {"required": required}, request_id=caller.request_id,
                )
            )  # fmt: skip
    return before != required


def _own(caller: Caller, session: SignedIn) -> None:
    """The platform's staff changes nobody's device in his place. Raises Refused."""
    require_confirmed(caller, session)
    if caller.staff is not None:
        raise Refused([Problem("", "forbidden")])
