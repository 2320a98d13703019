"""Inviting somebody to the company, by a letter or by a link to copy; and withdrawing it."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse
from django.utils import translation

from dougong import events, letters, outbox
from dougong.actions.confirming import require_confirmed
from dougong.actions.deed import deed
from dougong.actions.granting import log_member
from dougong.actions.member_roles import Granted, check_grant, told
from dougong.admission import Caller, admit_to_settings
from dougong.catalog import modules_for
from dougong.definition import USER
from dougong.problem import Problem, Refused
from dougong.tenancy import (
    SignedIn,
    Tenant,
    add_invitation,
    address_of,
    invitation_by_id,
    lasting_holders,
    renew_invitation,
    revoke_invitation,
    writing,
)
from dougong.tenancy.invitations import INVITED_FOR

#: The job that writes the letter.
SEND_INVITATION: Final = "send_invitation"


def invite(caller: Caller, session: SignedIn, roles: Sequence[Granted], *, email: str = "") -> str:
    """Invite somebody: to an address, or ("") by a link, whose token is returned, shown once and kept nowhere.

    Raises Refused: "unconfirmed", "forbidden", at "/email", "/role", "/project", "/until".
    """
    require_confirmed(caller, session)
    if email:
        try:
            validate_email(email)
        except ValidationError as error:
            raise Refused([Problem("/email", "rule", message=" ".join(error.messages))]) from None
    with deed(caller) as seat:
        admit_to_settings(seat)
        given = [told(one.role, one.project, *check_grant(seat, one)) for one in roles]
        wired: Any = [{key: _text(value) for key, value in one.items()} for one in given]
        invitation, token = add_invitation(caller.account, wired, address=email)
        if email:
            outbox.put(SEND_INVITATION, {"invitation": str(invitation)})
        log_member(seat, invitation, "invite", after={"address": email, "roles": wired})
    return "" if email else token


def invite_first(tenant: Tenant, address: str) -> str | None:
    """The platform invites a company's first administrator; the token of the link, kept nowhere.

    None when the company has an administrator. Raises Refused ("no_such") when no module has a role that administers.
    """
    with writing(tenant):
        roles = [role for module in modules_for("en").values() for role in module.roles.values() if role.administers]
        if not roles:
            raise Refused([Problem("", "no_such", {"what": "role", "name": "administers"})])
        if lasting_holders(role.key for role in roles):
            return None
        wired = [{"role": roles[0].key}]
        invitation, token = add_invitation(None, wired, address=address)
        events.record(events.Event(USER, invitation, "invite", None, after={"address": address, "roles": wired}))
    return token


def withdraw_invitation(caller: Caller, session: SignedIn, invitation: UUID) -> None:
    """An open invitation counts no longer. Raises Refused: "unconfirmed", "forbidden", "not_found"."""
    require_confirmed(caller, session)
    with deed(caller) as seat:
        admit_to_settings(seat)
        if not revoke_invitation(invitation):
            raise Refused([Problem("", "not_found")])
        log_member(seat, invitation, "withdraw_invitation", after={})


def send_invitation(tenant: Tenant, payload: Any) -> None:
    """The job: a letter with a fresh link; nothing when the invitation is not open any more."""
    with writing(tenant):
        found = invitation_by_id(UUID(payload["invitation"]))
        token = renew_invitation(found.id) if found is not None and found.address else None
    if found is None or token is None:
        return
    with translation.override(tenant.language):
        letter = letters.invitation_letter(
            company=tenant.shown,
            by=found.by.display_name if found.by else tenant.shown,
            link=address_of(tenant, reverse("join", args=[token])),
            days=INVITED_FOR.days,
        )
        letters.post(letter, found.address)


def _text(value: object) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
