"""What a person changes of his own account: name, language, looks, password, sessions."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone

from dougong import events
from dougong.actions.deed import deed
from dougong.actions.preferences import keep_preference
from dougong.admission import Caller, Seat
from dougong.problem import Problem, Refused
from dougong.tenancy import SignedIn, confirm_password, end_session, end_sessions, set_password, set_profile

THEMES: Final = ("light", "dark", "")
DENSITIES: Final = ("dense", "comfortable")
#: Who came in by a one-time sign-in and has no password yet gives himself one within this time.
FRESH: Final = timedelta(minutes=15)


def change_profile(caller: Caller, *, display_name: str | None = None, language: str | None = None) -> None:
    """Change the caller's name or language; what is None stays. Raises Refused at "/display_name"."""
    before = caller.account.display_name
    try:
        with deed(caller) as seat:
            set_profile(caller.account, display_name=display_name, language=language)
            if caller.account.display_name != before:
                _log(seat, "name", before={"name": before}, after={"name": caller.account.display_name})
    except ValidationError as error:
        field = next(iter(error.message_dict))
        words = " ".join(error.message_dict[field])
        raise Refused([Problem(f"/{field}", "rule", message=words)]) from None


def choose_looks(caller: Caller, *, theme: str | None = None, density: str | None = None) -> None:
    """Keep light or dark ("" is the device's), or how close rows stand. Raises Refused ("enum")."""
    for name, chosen, known in (("theme", theme, THEMES), ("density", density, DENSITIES)):
        if chosen is None:
            continue
        if chosen not in known:
            raise Refused([Problem(f"/{name}", "enum")])
        keep_preference(caller, "reader", name, chosen)


def may_begin_with_password(session: SignedIn) -> bool:
    """Whether an account without a password may be given one in this session: it was begun a moment ago."""
    fresh = session.started_at > timezone.now() - FRESH
    return fresh and not session.account.has_usable_password()


def change_password(caller: Caller, session: SignedIn, *, old: str, new: str, address: str) -> None:
    """Give the caller a new password; every other session of his ends. `old` proves that it is he.

    Raises Refused at "/new" for a password that is easily guessed, SignInRefused when `old` is wrong.
    """
    if not may_begin_with_password(session):
        confirm_password(caller.account, old, address=address)
    try:
        with deed(caller) as seat:
            ended = set_password(caller.account, new, keep=session.id)
            _log(seat, "password", after={"sessions_ended": ended})
    except ValidationError as error:
        raise Refused([Problem("/new", "rule", message=" ".join(error.messages))]) from None


def sign_out_session(caller: Caller, session: UUID) -> None:
    """End one of the caller's sessions at once. Raises Refused ("not_found")."""
    with deed(caller) as seat:
        if not end_session(caller.account, session):
            raise Refused([Problem("", "not_found")])
        _log(seat, "sign_out", after={"session": str(session), "sessions_ended": 1})


def sign_out_others(caller: Caller, *, but: UUID) -> int:
    """End every other session of the caller in this tenant; returns how many."""
    with deed(caller) as seat:
        ended = end_sessions(caller.account, but=but, tenant=caller.tenant)
        if ended:
            _log(seat, "sign_out", after={"sessions_ended": ended})
    return ended


def _log(seat: Seat, verb: str, *, before: Mapping[str, Any] | None = None, after: Mapping[str, Any]) -> None:
    """One line of the event log on the person's own account; never the password itself."""
    me = seat.actor.id
    line = events.Event(me.entity, None, verb, me.id, before or {}, after, request_id=seat.caller.request_id)
    events.record(line)
