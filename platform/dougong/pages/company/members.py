"""The members of the company: who works here, with which roles, seen when."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from dougong import actions, events
from dougong.actions import roles_of
from dougong.admission import admit_to_settings, seat_of
from dougong.pages.company.log import lines_of
from dougong.pages.company.people import sayer_for
from dougong.pages.confirming import confirming
from dougong.pages.framing import frame_for, say_next
from dougong.pages.visits import Visit, page
from dougong.tenancy import members_seen, reading
from dougong.tenancy.roster import PAGE

#: What the platform's staff did here in members' places.
ACTED = ("ask_acting", "begin_acting", "end_acting")


@page("GET", "HEAD")
def members_page(visit: Visit) -> HttpResponse:
    """The list, searched by name, account or e-mail and narrowed by role."""
    asked = visit.request.GET
    q, role, former = asked.get("q", "")[:100].strip(), asked.get("role", ""), asked.get("former", "")
    with reading(visit.caller.tenant):
        seat = seat_of(visit.caller)
        admit_to_settings(seat)
        roles = sorted(((key, one.title) for key, one in roles_of(seat).items()), key=lambda one: one[1])
        chosen = role if role in dict(roles) else ""
        found = members_seen(q=q.replace("\x00", ""), role=chosen, former=former, after=_id(asked.get("after", "")))
        more, found = len(found) > PAGE, found[:PAGE]
        sayer = sayer_for(seat, found)
        kept = {"q": q, "role": chosen, "former": former}
        context = {
            "frame": frame_for(visit.request, seat, "settings"),
            "heading": _("Members"),
            "acted": lines_of(seat, events.administrative_events(verbs=ACTED, limit=5)),
            "members": [sayer.line(one) for one in found],
            "required": visit.caller.tenant.require_second_factor,
            "roles": roles, "asked": kept, "narrowed": bool(q or chosen),
            "next": _address({**kept, "after": str(found[-1].account.pk)}) if more else "",
            "first": _address(kept) if asked.get("after") else "",
        }  # fmt: skip
    return render(visit.request, "pages/company/members.html", context)


@page("POST")
@confirming
def members_security(visit: Visit) -> HttpResponse:
    """Whether who runs the settings needs a second factor."""
    wanted = visit.request.POST.get("required") == "1"
    changed = actions.require_second_factor(visit.caller, visit.request.signed_in, required=wanted)
    say_next(visit.request, _("Saved.") if changed else _("Nothing was changed."))
    return HttpResponseRedirect(reverse("members"))


def _address(asked: dict[str, str]) -> str:
    return f"{reverse('members')}?{urlencode({key: value for key, value in asked.items() if value})}"


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
