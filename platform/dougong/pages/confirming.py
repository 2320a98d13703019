"""In between: the person proves that it is he, and what he sent goes on."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dougong.actions import can_confirm, confirm_person
from dougong.pages.framing import bare_frame
from dougong.pages.signing_in import refusal_text
from dougong.pages.visits import Visit
from dougong.problem import Refused
from dougong.tenancy import SignInRefused, session_of

#: The input that holds the proof; everything else a form held goes on with it.
PROOF = "_proof"
#: What a proof leads back to when the person changes his mind.
_LEFT_OUT = frozenset({"csrfmiddlewaretoken", PROOF})

View = Callable[..., HttpResponse]


def confirming(view: View) -> View:
    """A page whose deed is refused as "unconfirmed" asks for the password, keeps what was sent, and goes on with it."""

    @wraps(view)
    def answer(visit: Visit, **kwargs: Any) -> HttpResponse:
        request = visit.request
        if PROOF in request.POST:
            try:
                proof, address = request.POST[PROOF][:1024], request.META.get("REMOTE_ADDR", "")
                confirm_person(visit.caller, request.signed_in, proof, address=address)
            except SignInRefused as refused:
                wrong = _("That is not right.")
                return _ask(visit, refusal_text(refused) if refused.retry_after else wrong, wait=refused.retry_after)
            request.signed_in = session_of(request.signed_in.id, visit.caller.tenant) or request.signed_in
        try:
            return view(visit, **kwargs)
        except Refused as refused:
            if unconfirmed(refused):
                return _ask(visit, "")
            raise

    return answer


def unconfirmed(refused: Refused) -> bool:
    """Whether a refusal asks for a proof and for nothing else."""
    return any(problem.code == "unconfirmed" for problem in refused.problems)


def _ask(visit: Visit, problem: str, *, wait: int = 0) -> HttpResponse:
    sent = [(name, text) for name, texts in visit.request.POST.lists() if name not in _LEFT_OUT for text in texts]
    context = {
        "frame": bare_frame(visit.request),
        "problem": problem,
        "sent": sent,
        "possible": can_confirm(visit.caller),
        "who": visit.caller.account,
    }
    response = render(visit.request, "pages/confirm.html", context, status=429 if wait else 422)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response
