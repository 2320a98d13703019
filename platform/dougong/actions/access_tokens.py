"""Letting programs in: one's own tokens, and those of programs that have an account of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from dougong import events
from dougong.actions.confirming import require_confirmed
from dougong.actions.deed import deed
from dougong.actions.granting import log_member, may_grant
from dougong.admission import Caller, Seat, admit_to_settings
from dougong.problem import Problem, Refused
from dougong.tenancy import (
    TOKEN_VERBS,
    AccessToken,
    Account,
    SignedIn,
    add_member,
    give_role,
    make_token,
    new_id,
    remove_member,
    revoke_token,
)

#: Days a token may count.
TOKEN_DAYS: Final = (7, 30, 90, 365)
NAME_MAX: Final = 120
#: Living tokens of one person.
TOKENS_MAX: Final = 50


@dataclass(frozen=True, slots=True)
class WantedToken:
    """What somebody asks for. modules: keys, none for all. roles: of a program's own account."""

    name: str
    verbs: tuple[str, ...]
    days: int
    modules: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


def make_own_token(caller: Caller, session: SignedIn, wanted: WantedToken) -> tuple[str, AccessToken]:
    """A token that acts for the caller himself; its text is returned once and kept nowhere.

    Raises Refused: "unconfirmed", "forbidden" for the platform's staff, and at "/name", "/verbs", "/modules", "/days".
    """
    require_confirmed(caller, session)
    if caller.staff is not None:
        raise Refused([Problem("", "forbidden")])
    with deed(caller) as seat:
        _check(seat, wanted)
        text, made = _make(seat, caller.account, wanted, service=False)
        _log(seat, "make_token", made)
        return text, made


def make_service_token(caller: Caller, session: SignedIn, wanted: WantedToken) -> tuple[str, AccessToken]:
    """A token for a program with an account and roles of its own. For whoever runs the company's settings.

    Raises Refused: "unconfirmed", "forbidden", as `make_own_token`, and at "/roles".
    """
    require_confirmed(caller, session)
    with deed(caller) as seat:
        admit_to_settings(seat)
        _check(seat, wanted)
        if not wanted.roles:
            raise Refused([Problem("/roles", "required")])
        for role in wanted.roles:
            if not may_grant(seat, role, None):
                raise Refused([Problem("/roles", "not_grantable", {"role": role})])
        account = Account.objects.create_account(f"program-{new_id().hex[-12:]}", display_name=wanted.name.strip())
        add_member(account)
        for role in wanted.roles:
            give_role(account, role)
        text, made = _make(seat, account, wanted, service=True)
        log_member(seat, account.pk, "make_token", after={**_told(made), "roles": [{"role": r} for r in wanted.roles]})
        return text, made


def revoke_own_token(caller: Caller, token: UUID) -> None:
    """Withdraw one of the caller's own tokens, at once. Raises Refused ("not_found")."""
    with deed(caller) as seat:
        gone = revoke_token(token, caller.account)
        if gone is None:
            raise Refused([Problem("", "not_found")])
        _log(seat, "revoke_token", gone)


def revoke_service_token(caller: Caller, token: UUID) -> None:
    """Withdraw a program's token, at once; its account works here no more.

    Raises Refused: "forbidden", "not_found".
    """
    with deed(caller) as seat:
        admit_to_settings(seat)
        gone = revoke_token(token)
        if gone is None:
            raise Refused([Problem("", "not_found")])
        remove_member(gone.account)
        log_member(seat, gone.account.pk, "revoke_token", after=_told(gone))


def _check(seat: Seat, wanted: WantedToken) -> None:
    found = []
    if not wanted.name.strip():
        found.append(Problem("/name", "required"))
    if len(wanted.name) > NAME_MAX:
        found.append(Problem("/name", "max_length", {"limit": NAME_MAX}))
    if not wanted.verbs:
        found.append(Problem("/verbs", "required"))
    if not set(wanted.verbs) <= set(TOKEN_VERBS):
        found.append(Problem("/verbs", "enum"))
    if not set(wanted.modules) <= set(seat.modules):
        found.append(Problem("/modules", "enum"))
    if wanted.days not in TOKEN_DAYS:
        found.append(Problem("/days", "enum"))
    if found:
        raise Refused(found)


def _make(seat: Seat, account: Account, wanted: WantedToken, *, service: bool) -> tuple[str, AccessToken]:
    verbs: Sequence[str] = [verb for verb in TOKEN_VERBS if verb in wanted.verbs]
    modules = [key for key in seat.modules if key in wanted.modules]
    return make_token(
        account, name=wanted.name.strip(), modules=modules, verbs=verbs, days=wanted.days, service=service,
        by=seat.actor.id.id,
    )  # fmt: skip


def _told(token: AccessToken) -> dict[str, Any]:
    return {
        "token": str(token.id), "title": token.name, "verbs": list(token.verbs), "modules": list(token.modules),
        "until": token.expires_at.isoformat(),
    }  # fmt: skip


def _log(seat: Seat, verb: str, token: AccessToken) -> None:
    me, after = seat.actor.id, _told(token)
    before: Mapping[str, Any] = {}
    events.record(events.Event(me.entity, None, verb, me.id, before, after, request_id=seat.caller.request_id))
