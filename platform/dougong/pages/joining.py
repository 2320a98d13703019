"""Joining a company by an invitation, and leaving it."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from dougong.actions import Newcomer, join_company, leave_company, roles_to_come
from dougong.admission import seat_of
from dougong.catalog import modules_for
from dougong.forms import message
from dougong.pages.confirming import confirming, unconfirmed
from dougong.pages.framing import bare_frame, frame_for
from dougong.pages.signing_in import let_in, refusal_text
from dougong.pages.visits import DEFINITION_LANGUAGE, Visit, page, visit_of
from dougong.problem import Refused
from dougong.tenancy import Account, Invitation, SignInRefused, invitation_of, known_account, reading


@never_cache
@sensitive_post_parameters("password", "again", "known_password")
@require_http_methods(["GET", "HEAD", "POST"])
def join_page(request: HttpRequest, token: str) -> HttpResponse:
    """What one is invited to; join with a new account or with the one there is."""
    visit = visit_of(request)
    problems: Mapping[str, str] = {}
    wait = 0
    if request.method == "POST":
        try:
            who = _who(request, visit)
            account = join_company(request.tenant, token, who, language=_language())
            return let_in(request, account, request.tenant)
        except SignInRefused as refused:
            problems, wait = {"known": refusal_text(refused)}, refused.retry_after
        except Refused as refused:
            problems = {one.pointer.strip("/"): one.message or message(one) for one in refused.problems}
    context = _offered(request, token)
    typed = {key: request.POST.get(key, "")[:254] for key in ("name", "login", "email", "account")}
    if request.method != "POST" and context["invitation"]:
        typed["email"] = context["invitation"].address
    context |= {"frame": bare_frame(request), "problems": problems, "typed": typed, "visit": visit}
    status = 429 if wait else 422 if problems or not context["invitation"] else 200
    answer = render(request, "pages/join.html", context, status=status)
    if wait:
        answer.headers["Retry-After"] = str(wait)
    return answer


@page("GET", "HEAD", "POST")
@confirming
def leave_page(visit: Visit) -> HttpResponse:
    """What leaving the company means, and doing it."""
    problem = ""
    if visit.request.method == "POST":
        try:
            leave_company(visit.caller, visit.request.signed_in)
        except Refused as refused:
            if unconfirmed(refused):
                raise
            problem = " ".join(one.message or message(one) for one in refused.problems)
        else:
            visit.request.session.flush()
            return HttpResponseRedirect(f"{reverse('sign-in')}?left=1")
    with reading(visit.caller.tenant):
        context = {"frame": frame_for(visit.request, seat_of(visit.caller), "me"), "problem": problem}
    return render(visit.request, "pages/leave.html", context, status=422 if problem else 200)


def _who(request: HttpRequest, visit: Visit | None) -> Account | Newcomer:
    """Who joins: the one signed in here, an account that proves itself, or somebody new. Raises SignInRefused."""
    sent = request.POST
    if sent.get("how") == "here" and visit is not None and visit.caller.staff is None:
        return visit.caller.account
    if sent.get("how") == "known":
        password, address = sent.get("known_password", "")[:1024], request.META.get("REMOTE_ADDR", "")
        return known_account(sent.get("account", "").replace("\x00", "")[:254], password, address=address)
    name, login = (sent.get(key, "").replace("\x00", "").strip()[:200] for key in ("name", "login"))
    return Newcomer(
        name, login, sent.get("password", "")[:1024], sent.get("email", "").replace("\x00", "").strip()[:254]
    )


def _offered(request: HttpRequest, token: str) -> dict[str, Any]:
    """The invitation and the titles of the roles it gives now; None where it is void."""
    with reading(request.tenant):
        invitation: Invitation | None = invitation_of(token)
        roles: list[str] = []
        if invitation is not None:
            try:
                given = roles_to_come(request.tenant, invitation, _language())
            except Refused:
                return {"invitation": None, "roles": []}
            modules = modules_for(_language()).values()
            titles = {key: role.title for module in modules for key, role in module.roles.items()}
            roles = list(dict.fromkeys(titles.get(one["role"], one["role"]) for one in given))
    return {"invitation": invitation, "roles": roles}


def _language() -> str:
    return DEFINITION_LANGUAGE.get(get_language() or "", "zh_Hans")
