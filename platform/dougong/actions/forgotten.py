"""A forgotten password: asked for, written about, chosen anew."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from dougong import events, letters, outbox
from dougong.definition import USER
from dougong.problem import Problem, Refused
from dougong.tenancy import (
    Account,
    NotMember,
    Tenant,
    account_to_reset,
    address_of,
    issue_reset,
    place_of,
    reserve,
    revoke,
    set_password,
    spend_reset,
    writing,
)
from dougong.tenancy.tokens import RESET_MINUTES

#: The job that writes the letter.
SEND_RESET: Final = "send_reset"
#: Letters asked for in this time are counted together: at most five for an account from one place.
ASKED_WITHIN: Final = timedelta(hours=1)


def ask_reset(tenant: Tenant, identifier: str, *, address: str) -> None:
    """Somebody who is not signed in forgot his password. Does the same whether or not there is such an account.

    The letter, and whether there is anybody to write to, is left to the job. Raises SignInRefused with the time to
    wait when too many were asked for.
    """
    reserve(f"reset {identifier}", place_of(address), ASKED_WITHIN)
    account = Account.objects.by_identifier(identifier)
    with writing(tenant):
        outbox.put(SEND_RESET, {"account": str(account.pk) if account is not None else ""})


def send_reset(tenant: Tenant, payload: Any) -> None:
    """The job: a letter with a fresh link, to a member who has an address; nothing for everybody else."""
    if not payload.get("account"):
        return
    account = Account.objects.filter(pk=payload["account"]).first()
    if account is None or not account.email:
        return
    try:
        with writing(tenant):
            token = issue_reset(account, tenant)
            events.record(events.Event(USER, account.pk, "send_reset", None))
    except NotMember:
        return
    with translation.override(account.language or tenant.language):
        letter = letters.reset_letter(
            person=account.display_name,
            company=tenant.shown,
            link=address_of(tenant, reverse("reset", args=[token])),
            minutes=RESET_MINUTES,
        )
        letters.post(letter, account.email)


def reset_password(tenant: Tenant, token: str, new: str) -> UUID:
    """Choose a new password by the link of a letter; every session ends everywhere. The account's id.

    Raises Refused: "not_found" for a link that is void, at "/new" for a password that is easily guessed.
    """
    account = account_to_reset(token, tenant)
    if account is None:
        raise Refused([Problem("", "not_found")])
    try:
        with writing(tenant):
            if not spend_reset(token):
                raise Refused([Problem("", "not_found")])
            ended = set_password(account, new, keep=None)
            revoke(account)
            events.record(events.Event(USER, account.pk, "reset_password", account.pk, after={"sessions_ended": ended}))
    except ValidationError as error:
        raise Refused([Problem("/new", "rule", message=" ".join(error.messages))]) from None
    return UUID(str(account.pk))
