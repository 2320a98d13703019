"""Home, the lists of one module, and what can be made."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dougong import preferences
from dougong.admission import Seat, seat_of
from dougong.pages.framing import frame_for
from dougong.pages.glances import drafts, news, of_waiting, recent
from dougong.pages.portal_blocks import blocks_seen, grouped
from dougong.pages.visits import Visit, page
from dougong.pages.waiting import waiting_for
from dougong.portal import portal_store
from dougong.problem import Problem, Refused
from dougong.tenancy import reading


@page("GET", "HEAD")
def home(visit: Visit) -> HttpResponse:
    """What waits, what is new, what was begun, and the modules this person works in."""
    with reading(visit.caller.tenant):
        seat = seat_of(visit.caller)
        frame = frame_for(visit.request, seat, "home")
        me_ = seat.actor.id.id
        own, waits = portal_store().home(), waiting_for(seat)
        context = {
            "frame": frame,
            "portal": grouped(blocks_seen(seat, own, waits)) if own else [],
            "greeting": _greeting(seat).format(name=frame.person),
            "waiting": of_waiting(seat, waits, each=3),
            "news": news(seat, limit=10),
            "drafts": drafts(seat, preferences.latest(me_, "draft", limit=6)),
            "recent": recent(seat, preferences.recall_all(me_, "recent", limit=16), limit=8),
        }
    return render(visit.request, "pages/home.html", context)


def _greeting(seat: Seat) -> str:
    hour = datetime.now(seat.timezone).hour
    if hour < 5 or hour >= 18:
        return _("Good evening, {name}")
    return _("Good morning, {name}") if hour < 12 else _("Good afternoon, {name}")


@page("GET", "HEAD")
def module_page(visit: Visit, module: str) -> HttpResponse:
    """The lists of one module: where the menu leads without scripts, and on a phone."""
    with reading(visit.caller.tenant):
        frame = frame_for(visit.request, seat_of(visit.caller), f"{module}/")
    shown = next((one for one in frame.menu if one.key == module), None)
    if shown is None:
        raise Refused([Problem("", "not_found")])
    makes = {one.name for one in frame.creates}
    return render(visit.request, "pages/module.html", {"frame": frame, "module": shown, "makes": makes})


@page("GET", "HEAD")
def add(visit: Visit) -> HttpResponse:
    """What this person may make: on a phone without scripts, the sheet as a page."""
    with reading(visit.caller.tenant):
        frame = frame_for(visit.request, seat_of(visit.caller), "add")
    return render(visit.request, "pages/add.html", {"frame": frame})
