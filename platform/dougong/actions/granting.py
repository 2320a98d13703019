"""Who may give which role, and what keeps a company administered."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from dougong import events
from dougong.actions.confirming import require_confirmed
from dougong.actions.deed import deed
from dougong.admission import Caller, Seat, admit_to_settings
from dougong.definition import USER, Module, Role
from dougong.problem import Problem, Refused
from dougong.tenancy import MemberSeen, SignedIn, lasting_holders, member_of


def roles_of(seat: Seat) -> dict[str, Role]:
    """The roles of the modules switched on, by key."""
    return {key: role for module in seat.modules.values() for key, role in module.roles.items()}


def administering(modules: Iterable[Module]) -> tuple[str, ...]:
    """The roles of some modules that open the company's settings."""
    return tuple(role.key for module in modules for role in module.roles.values() if role.administers)


def may_grant(seat: Seat, role: str, project: UUID | None) -> bool:
    """Whether this person may give (or end) a role in the whole company, or in one project.

    An administrator may give every role there is. Anybody else at most what he holds there himself; never a role
    that administers.
    """
    known = roles_of(seat).get(role)
    if known is None:
        return False
    if seat.administers:
        return True
    held = seat.actor.roles if project is None else seat.actor.roles_in(project)
    return role in held and not known.administers


@contextmanager
def member_deed(caller: Caller, session: SignedIn, member: UUID) -> Iterator[tuple[Seat, MemberSeen]]:
    """The transaction of a change to a member, open to who runs the company's settings and proved himself lately.

    At its end somebody must still administer the company. Raises Refused: "unconfirmed", "forbidden", "not_found",
    "last_administrator".
    """
    require_confirmed(caller, session)
    with deed(caller) as seat:
        admit_to_settings(seat)
        found = member_of(member)
        if found is None:
            raise Refused([Problem("", "not_found")])
        yield seat, found
        keep_administered(seat)


def keep_administered(seat: Seat) -> None:
    """Raises Refused ("last_administrator") when nobody would administer the company from now on."""
    if not lasting_holders(administering(seat.modules.values())):
        raise Refused([Problem("", "last_administrator")])


def log_member(
    seat: Seat, member: UUID, verb: str, *, before: Mapping[str, Any] | None = None, after: Mapping[str, Any]
) -> None:
    """One line of the event log on a member of this company; never a secret."""
    me = seat.actor.id
    events.record(events.Event(USER, member, verb, me.id, before or {}, after, request_id=seat.caller.request_id))
