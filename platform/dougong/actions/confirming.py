"""Proving anew that it is oneself: asked before changes that open doors."""

from datetime import timedelta
from typing import Final

from django.utils import timezone

from dougong.admission import Caller
from dougong.problem import Problem, Refused
from dougong.tenancy import SignedIn, SignInRefused, check_code, confirm_password, has_second_factor, note_confirmed

#: How long a proof counts.
CONFIRMED_FOR: Final = timedelta(minutes=10)
#: Figures of a device's code; no password is as short.
CODE_LENGTH: Final = 6


def can_confirm(caller: Caller) -> bool:
    """Whether the caller has anything to prove himself with besides signing in anew."""
    if caller.staff is not None:
        return False
    return bool(caller.account.has_usable_password()) or has_second_factor(caller.account)


def is_confirmed(caller: Caller, session: SignedIn) -> bool:
    """Whether the caller proved lately that it is he.

    In a company that asks for no second factor, whoever has nothing to prove himself with is believed; and so is the
    platform's staff, who proved himself before he came and stays an hour at most.
    """
    if caller.staff is not None:
        return True
    recently = session.confirmed_at is not None and session.confirmed_at > timezone.now() - CONFIRMED_FOR
    return recently or not (caller.tenant.require_second_factor or can_confirm(caller))


def require_confirmed(caller: Caller, session: SignedIn) -> None:
    """Let those pass who proved lately that it is they. Raises Refused ("unconfirmed")."""
    if session.account != caller.account or not is_confirmed(caller, session):
        raise Refused([Problem("", "unconfirmed")])


def confirm_person(caller: Caller, session: SignedIn, proof: str, *, address: str) -> None:
    """The caller proves that it is he by his password, or by a code of his device.

    Guesses count like those of sign-in. Raises SignInRefused.
    """
    if caller.staff is not None:
        raise SignInRefused
    digits = "".join(proof.split())
    if len(digits) == CODE_LENGTH and digits.isdigit() and has_second_factor(caller.account):
        check_code(caller.account, digits)
    else:
        confirm_password(caller.account, proof, address=address)
    note_confirmed(session.id)
