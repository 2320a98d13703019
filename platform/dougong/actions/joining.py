"""Joining a company by an invitation, and leaving it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone

from dougong import events
from dougong.actions.confirming import require_confirmed
from dougong.actions.deed import deed
from dougong.actions.granting import keep_administered, log_member, may_grant
from dougong.actions.member_roles import told_of
from dougong.admission import Caller, Seat, seat_of
from dougong.catalog import modules_for
from dougong.definition import USER
from dougong.problem import Problem, Refused
from dougong.tenancy import (
    Account,
    Invitation,
    NotMember,
    SignedIn,
    Tenant,
    add_member,
    give_role,
    invitation_of,
    lasting_holders,
    member_of,
    remove_member,
    set_password,
    take_invitation,
    writing,
)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who has no account yet, as he typed it."""

    name: str
    login: str
    password: str
    email: str = ""


def join_company(tenant: Tenant, token: str, who: Account | Newcomer, *, language: str) -> Account:
    """Become a member by an invitation, with the roles its giver may still give now; he must work here himself.

    who: an account that proved itself, or a newcomer, for whom one is made. Raises Refused: "invitation",
    "disabled_here", at "/name", "/login", "/password", "/email".
    """
    with writing(tenant):
        invitation = invitation_of(token)
        if invitation is None:
            raise Refused([Problem("", "invitation")])
        giver = _giver(tenant, invitation, language)
        account = who if isinstance(who, Account) else _made(who, language)
        if not take_invitation(invitation.id, account):
            raise Refused([Problem("", "invitation")])
        found = member_of(account.pk)
        if found is not None and found.state == "disabled":
            raise Refused([Problem("", "disabled_here")])
        if found is None or found.state != "active":
            add_member(account)
        given = list(_given(giver, invitation))
        for one in given:
            give_role(account, **one)
        after = {"invitation": invitation.id, "by": invitation.by.pk if invitation.by else None, "roles": given}
        events.record(events.Event(USER, account.pk, "join", account.pk, after=after))
    return account


def leave_company(caller: Caller, session: SignedIn) -> None:
    """The caller works here no longer, by his own wish. Raises Refused: "unconfirmed", "last_administrator"."""
    require_confirmed(caller, session)
    with deed(caller) as seat:
        found = member_of(caller.account.pk)
        held = [] if found is None else [told_of(one) for one in found.living]
        remove_member(caller.account)
        keep_administered(seat)
        log_member(seat, caller.account.pk, "leave", before={"roles": held}, after={"roles": []})


def roles_to_come(tenant: Tenant, invitation: Invitation, language: str) -> tuple[Mapping[str, Any], ...]:
    """What an invitation gives now, as keyword arguments of `give_role`. Call inside the tenant's scope."""
    return tuple(_given(_giver(tenant, invitation, language), invitation))


def _giver(tenant: Tenant, invitation: Invitation, language: str) -> Seat | None:
    """The seat of who invited, as it is now; None for the platform, which invites the first administrator only."""
    if invitation.by is None:
        roles = (role for module in modules_for(language).values() for role in module.roles.values())
        if lasting_holders(role.key for role in roles if role.administers):
            raise Refused([Problem("", "invitation")])
        return None
    try:
        return seat_of(Caller(tenant, invitation.by, language, "joining"))
    except NotMember:
        raise Refused([Problem("", "invitation")]) from None


def _given(giver: Seat | None, invitation: Invitation) -> Iterator[dict[str, Any]]:
    now = timezone.now()
    for one in invitation.roles:
        project = UUID(one["project"]) if one.get("project") else None
        since, until = (datetime.fromisoformat(one[key]) if one.get(key) else None for key in ("since", "until"))
        if (giver is None or may_grant(giver, one["role"], project)) and (until is None or until > now):
            later = since if since is not None and since > now else None
            yield {"role": one["role"], "project": project, "since": later, "until": until}


def _made(who: Newcomer, language: str) -> Account:
    """A new account. Raises Refused at the part that is wrong."""
    if not who.name.strip():
        raise Refused([Problem("/name", "required")])
    known = {"display_name": "name", "login": "login", "email": "email", "__all__": ""}
    try:
        account = Account.objects.create_account(
            who.login, email=who.email or None, display_name=" ".join(who.name.split())
        )
        set_password(account, who.password, keep=None)
    except ValidationError as error:
        if not hasattr(error, "error_dict"):
            raise Refused([Problem("/password", "rule", message=" ".join(error.messages))]) from None
        raise Refused(
            [
                Problem(f"/{known.get(key, key)}", "rule", message=" ".join(words))
                for key, words in error.message_dict.items()
            ]
        ) from None
    return account
