"""One visit of one person: who he is, and what becomes of a refusal."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from dougong.actions import note_denial
from dougong.admission import Caller
from dougong.pages.carrying import carried_of
from dougong.pages.errors import refusal_page
from dougong.pages.framing import bare_frame
from dougong.problem import Refused
from dougong.tenancy import NotMember, auth_epoch, reading

View = Callable[..., HttpResponse]

#: Says that a script sends a form and stays on its page: it wants to be told where to go, not taken there.
FETCHED = "Dougong-Fetch"

#: Django's language codes -> the names of modules' locale files.
DEFINITION_LANGUAGE = {"zh-hans": "zh_Hans", "en": "en"}


@dataclass(frozen=True, slots=True)
class Visit:
    """A signed-in person's request."""

    request: HttpRequest
    caller: Caller

    @property
    def fragment(self) -> bool:
        """Whether a part of a page is asked for, not the whole."""
        return self.request.headers.get("HX-Request") == "true"


def page(*methods: str) -> Callable[[View], View]:
    """A view for members only: `view(visit, ...)`.

    Someone not signed in is sent to sign in and comes back here; a refusal becomes its page. The view opens
    `tenancy.reading` itself where it reads; where it acts, the action opens its own transaction.
    """

    def wrap(view: View) -> View:
        early = getattr(view, "early", False)

        @require_http_methods(methods or ("GET", "HEAD"))
        @wraps(view)
        def answered(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            visit = visit_of(request)
            if visit is None:
                return to_sign_in(request)
            if request.signed_in.must and not early:
                return HttpResponseRedirect(reverse("second-factor"))
            try:
                return _told(request, view(visit, **kwargs))
            except NotMember:
                return to_sign_in(request)
            except Refused as refused:
                answer = refusal_page(request, refused.problems)
                if answer.status_code == HTTPStatus.FORBIDDEN:
                    because = "; ".join(str(one.params.get("because") or one.code) for one in refused.problems)
                    note_denial(visit.caller, f"{request.method} {request.path}", because)
                return answer

        answered.for_members = True
        return answered

    return wrap


def early(view: View) -> View:
    """A page that may be opened before what must be done first in a session (a second factor) is done."""
    view.early = True  # type: ignore[attr-defined] # a mark that `page` reads
    return view


def visit_of(request: HttpRequest) -> Visit | None:
    """The visit of a request whose session still counts; None for everybody else."""
    account, tenant = getattr(request, "account", None), getattr(request, "tenant", None)
    if account is None or tenant is None:
        return None
    with reading(tenant):
        epoch = auth_epoch(account, tenant)
    if epoch is None or epoch != getattr(request, "epoch", None):
        return None
    language = DEFINITION_LANGUAGE.get(get_language() or "", "zh_Hans")
    request_id = str(getattr(request, "request_id", ""))
    return Visit(request, Caller(tenant, account, language, request_id, staff=request.signed_in.staff))


def settled_visit_of(request: HttpRequest) -> Visit | None:
    """The same, but None while something must be done first in the session (a second factor)."""
    visit = visit_of(request)
    return None if visit is None or request.signed_in.must else visit


def fetched(request: HttpRequest) -> bool:
    """Whether a script of ours asked, which stays on its page whatever is answered."""
    return FETCHED in request.headers


def _told(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A redirection as a script can read it: the address to go to, and nothing fetched from there in vain."""
    if response.status_code != 302 or not fetched(request):
        return response
    answer = HttpResponse(status=204)
    answer.headers["Dougong-Location"] = response.headers["Location"]
    return answer


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Somebody who is not signed in is sent to sign in, and comes back to what he wanted."""
    wanted = request.get_full_path() if request.method in {"GET", "HEAD"} else request.headers.get("Referer", "/")
    address = f"{reverse('sign-in')}?{urlencode({'next': wanted})}"
    if fetched(request):
        return HttpResponse(status=401)
    if request.headers.get("HX-Request") == "true":
        response = HttpResponse(status=401)
        response.headers["HX-Redirect"] = address
        return response
    if request.method == "POST" and request.path.startswith("/m/"):
        context = {
            "frame": bare_frame(request),
            "problem": "",
            "account": "",
            "onward": "",
            "said": "",
            "carried": carried_of(request),
        }
        return render(request, "pages/sign_in.html", context, status=401)
    return HttpResponseRedirect(address)
