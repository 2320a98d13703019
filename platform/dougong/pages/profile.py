"""A person's own page: name, language, looks, password, and where he is signed in."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from dougong.actions import (
    change_password,
    change_profile,
    choose_looks,
    may_begin_with_password,
    sign_out_others,
    sign_out_session,
)
from dougong.admission import seat_of
from dougong.forms import message
from dougong.pages.devices import device_of
from dougong.pages.framing import THEME_COOKIE, frame_for, say_next
from dougong.pages.signing_in import refusal_text, safe_next
from dougong.pages.visits import Visit, page, visit_of
from dougong.problem import Problem, Refused
from dougong.tenancy import SignInRefused, has_second_factor, reading, sessions_of

YEAR = 365 * 24 * 3600


@page("GET", "HEAD")
def me(visit: Visit) -> HttpResponse:
    """The page."""
    return _me(visit)


@page("POST")
def keep_profile(visit: Visit) -> HttpResponse:
    """A new name."""
    typed = visit.request.POST.get("display_name", "")[:500]
    try:
        change_profile(visit.caller, display_name=typed)
    except Refused as refused:
        return _me(visit, problems=_said(refused.problems), typed=typed)
    say_next(visit.request, _("Saved."))
    return HttpResponseRedirect(reverse("me"))


@page("POST")
def keep_looks(visit: Visit) -> HttpResponse:
    """Light or dark, and how close rows stand: chosen together, kept with the account."""
    theme, density = visit.request.POST.get("theme", ""), visit.request.POST.get("density", "dense")
    choose_looks(visit.caller, theme=theme, density=density)
    return _with_cookie(HttpResponseRedirect(reverse("me")), THEME_COOKIE, theme)


@sensitive_post_parameters("old", "new", "again")
@page("POST")
def keep_password(visit: Visit) -> HttpResponse:
    """A new password, for whoever knows the old one."""
    sent, signed_in = visit.request.POST, visit.request.signed_in
    new = sent.get("new", "")[:1024]
    if new != sent.get("again", "")[:1024]:
        return _me(visit, problems={"again": _("The two do not match.")})
    old, address = sent.get("old", "")[:1024], visit.request.META.get("REMOTE_ADDR", "")
    try:
        change_password(visit.caller, signed_in, old=old, new=new, address=address)
    except SignInRefused as refused:
        wrong = _("This is not your present password.")
        return _me(visit, problems={"old": refusal_text(refused) if refused.retry_after else wrong})
    except Refused as refused:
        return _me(visit, problems=_said(refused.problems))
    say_next(visit.request, _("The password is changed. You are signed out everywhere else."))
    return HttpResponseRedirect(reverse("me"))


@page("POST")
def end_session(visit: Visit) -> HttpResponse:
    """Sign out another device; without one named, all others."""
    named, own = visit.request.POST.get("session", ""), visit.request.signed_in.id
    if not named:
        count = sign_out_others(visit.caller, but=own)
        said = ngettext("One other device is signed out.", "{count} other devices are signed out.", count)
        say_next(visit.request, said.format(count=count))
        return HttpResponseRedirect(reverse("me"))
    try:
        session = UUID(named)
    except ValueError:
        raise Refused([Problem("", "not_found")]) from None
    sign_out_session(visit.caller, session)
    say_next(visit.request, _("That device is signed out."))
    return HttpResponseRedirect(reverse("me"))


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """The reader's language: kept with the account, on this device before sign-in."""
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        return HttpResponseRedirect(safe_next(request))
    visit = visit_of(request)
    if visit is not None:
        change_profile(visit.caller, language=chosen)
    return _with_cookie(HttpResponseRedirect(safe_next(request)), settings.LANGUAGE_COOKIE_NAME, chosen)


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Light or dark, "" is the device's: kept with the account, on this device before sign-in."""
    chosen = request.POST.get("theme", "")
    if chosen not in {"light", "dark", ""}:
        return HttpResponseRedirect(safe_next(request))
    visit = visit_of(request)
    if visit is not None:
        choose_looks(visit.caller, theme=chosen)
    return _with_cookie(HttpResponseRedirect(safe_next(request)), THEME_COOKIE, chosen)


def _me(visit: Visit, *, problems: dict[str, str] | None = None, typed: str | None = None) -> HttpResponse:
    signed_in = visit.request.signed_in
    with reading(visit.caller.tenant):
        seat = seat_of(visit.caller)
        frame = frame_for(visit.request, seat, "me")
    held = set(seat.actor.roles).union(*seat.actor.project_roles.values())
    titles = {key: role.title for module in seat.modules.values() for key, role in module.roles.items()}
    context = {
        "frame": frame,
        "roles": sorted(titles.get(role, role) for role in held),
        "login": visit.caller.account.login,
        "email": visit.caller.account.email or "",
        "display_name": visit.caller.account.display_name if typed is None else typed,
        "problems": problems or {},
        "has_password": visit.caller.account.has_usable_password(),
        "second_factor": has_second_factor(visit.caller.account),
        "may_begin": may_begin_with_password(signed_in),
        "sessions": [_session(one, signed_in.id, seat.timezone) for one in sessions_of(*_whose(visit))],
    }
    return render(visit.request, "pages/me.html", context, status=422 if problems else 200)


def _whose(visit: Visit) -> tuple[Any, Any]:
    return visit.caller.account, visit.caller.tenant


def _session(one: Any, own: UUID, zone: Any) -> dict[str, Any]:
    words, hand_held = device_of(one.agent)
    return {
        "id": one.id,
        "device": words,
        "icon": "smartphone" if hand_held else "monitor",
        "place": one.place,
        "used": f"{one.used_at.astimezone(zone):%Y-%m-%d %H:%M}",
        "iso": one.used_at.isoformat(),
        "here": one.id == own,
    }


def _said(problems: Iterable[Problem]) -> dict[str, str]:
    return {problem.pointer.strip("/"): problem.message or message(problem) for problem in problems}


def _with_cookie(response: HttpResponseRedirect, cookie: str, chosen: str) -> HttpResponse:
    if chosen:
        response.set_cookie(cookie, chosen, max_age=YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax")
    else:
        response.delete_cookie(cookie, samesite="Lax")
    return response
