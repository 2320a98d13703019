"""Access for programs: one's own tokens, and in the company's settings those of programs with their own account.

A new token is shown in the answer to the form that made it, and never again.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dougong.actions import (
    TOKEN_DAYS,
    WantedToken,
    make_own_token,
    make_service_token,
    revoke_own_token,
    revoke_service_token,
)
from dougong.admission import Seat, admit_to_settings, seat_of
from dougong.forms import message
from dougong.pages.company.member import grantable
from dougong.pages.confirming import confirming, unconfirmed
from dougong.pages.framing import frame_for, say_next
from dougong.pages.visits import Visit, page
from dougong.problem import Problem, Refused
from dougong.tenancy import TOKEN_VERBS, AccessToken, access_tokens, reading

#: What a token may be let do, in words.
VERBS_SAID: Final = {
    "see": gettext_lazy("Read"),
    "create": gettext_lazy("Make entries"),
    "edit": gettext_lazy("Change entries"),
    "remove": gettext_lazy("Remove entries and bring them back"),
    "perform": gettext_lazy("Take steps and approve"),
    "comment": gettext_lazy("Comment"),
}
_USUAL_DAYS: Final = 90


@page("GET", "HEAD", "POST")
@confirming
def own_tokens(visit: Visit) -> HttpResponse:
    """One's own: each acts for oneself."""
    return _answered(visit, "me-tokens", make_own_token, revoke_own_token)


@page("GET", "HEAD", "POST")
@confirming
def service_tokens(visit: Visit) -> HttpResponse:
    """Those of programs, each with an account and roles of its own."""
    with reading(visit.caller.tenant):
        admit_to_settings(seat_of(visit.caller))
    return _answered(visit, "settings-tokens", make_service_token, revoke_service_token)


def _answered(visit: Visit, here: str, make: Callable[..., Any], revoke: Callable[..., None]) -> HttpResponse:
    sent = visit.request.POST
    if visit.request.method != "POST":
        return _page(visit, here)
    if "revoke" in sent:
        revoke(visit.caller, _id(sent["revoke"]))
        say_next(visit.request, _("The token is withdrawn: it counts no more."))
        return HttpResponseRedirect(reverse(here))
    try:
        text, _made = make(visit.caller, visit.request.signed_in, _wanted(sent))
    except Refused as refused:
        if unconfirmed(refused):
            raise
        problems = {one.pointer.strip("/"): one.message or message(one) for one in refused.problems}
        return _page(visit, here, problems=problems, sent=sent)
    return _page(visit, here, made=text)


def _wanted(sent: QueryDict) -> WantedToken:
    days = sent.get("lasts", "")
    return WantedToken(
        name=sent.get("called", "").replace("\0", "")[:500],
        verbs=tuple(sent.getlist("verb")),
        days=int(days) if days.isascii() and days.isdigit() and len(days) < 5 else 0,
        modules=tuple(one for one in sent.getlist("within") if one),
        roles=tuple(one for one in (sent.get("acts_as", ""),) if one),
    )


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused([Problem("", "not_found")]) from None


def _page(
    visit: Visit, here: str, *, made: str = "", problems: Mapping[str, str] | None = None, sent: QueryDict | None = None
) -> HttpResponse:
    own = here == "me-tokens"
    with reading(visit.caller.tenant):
        seat = seat_of(visit.caller)
        found = access_tokens(visit.caller.account if own else None)
        context: dict[str, Any] = {
            "frame": frame_for(visit.request, seat, "me" if own else "settings"),
            "own": own,
            "made": made,
            "tokens": [_line(seat, one) for one in found],
            "verbs": [{"key": key, "title": VERBS_SAID[key], "chosen": _chosen(sent, "verb", key, key == "see")}
                      for key in TOKEN_VERBS],
            "modules": [{"key": one.key, "title": one.title, "chosen": _chosen(sent, "within", one.key, False)}
                        for one in seat.modules.values()],
            "lasts": [{"days": days, "chosen": _chosen(sent, "lasts", str(days), days == _USUAL_DAYS)}
                      for days in TOKEN_DAYS],
            "roles": [] if own else [(key, title, _chosen(sent, "acts_as", key, False))
                                     for key, title in grantable(seat)],
            "called": sent.get("called", "") if sent else "",
            "problems": problems or {},
        }  # fmt: skip
    return render(visit.request, "pages/tokens.html", context, status=422 if problems else 200)


def _chosen(sent: QueryDict | None, name: str, value: str, usual: bool) -> bool:  # noqa: FBT001 - what is chosen at first
    return usual if sent is None else value in sent.getlist(name)


def _line(seat: Seat, one: AccessToken) -> dict[str, Any]:
    if one.revoked_at is not None:
        state = {"title": _("Withdrawn"), "tone": ""}
    elif not one.living:
        state = {"title": _("Over"), "tone": "warn"}
    else:
        state = {"title": _("Counts"), "tone": "good"}
    titles = [seat.modules[key].title if key in seat.modules else key for key in one.modules]
    used = f"{one.used_at.astimezone(seat.timezone):%Y-%m-%d %H:%M}" if one.used_at else ""
    return {
        "id": one.id, "name": one.name, "hint": one.hint, "state": state, "living": one.living,
        "verbs": [VERBS_SAID[verb] for verb in one.verbs if verb in VERBS_SAID],
        "modules": titles or [_("All modules")],
        "ends": f"{one.expires_at.astimezone(seat.timezone):%Y-%m-%d}", "used": used, "place": one.used_from,
    }  # fmt: skip
