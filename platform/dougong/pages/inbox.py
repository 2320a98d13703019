"""The inbox: what waits for a person over all modules, what he was told, what he handed in."""

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from dougong.actions import read_notices
from dougong.admission import Seat, seat_of
from dougong.pages.framing import frame_for
from dougong.pages.glances import Glance, notices, of_waiting, started
from dougong.pages.visits import Visit, page
from dougong.pages.waiting import Waiting, waiting_for
from dougong.tenancy import reading

#: Notices shown, and counted, at most.
TOLD = 50


@page("GET", "HEAD")
def inbox_page(visit: Visit) -> HttpResponse:
    """Everything that waits for this person."""
    with reading(visit.caller.tenant):
        seat = seat_of(visit.caller)
        groups, told = waiting_for(seat), notices(seat, limit=TOLD)
        context = {
            "frame": frame_for(visit.request, seat, "inbox"),
            "waiting": of_waiting(seat, groups, each=12),
            "count": _count(groups, told),
            "notices": told,
            "started": started(seat, limit=30),
        }
    return render(visit.request, "pages/inbox.html", context)


@page("POST")
def inbox_seen(visit: Visit) -> HttpResponse:
    """Every notice is taken as read."""
    read_notices(visit.caller)
    return HttpResponseRedirect(reverse("inbox"))


@page("GET", "HEAD")
def inbox_count(visit: Visit) -> HttpResponse:
    """How much waits, for the badge in the menu."""
    with reading(visit.caller.tenant):
        count = count_for(seat_of(visit.caller))
    return JsonResponse({"count": count})


def count_for(seat: Seat) -> str:
    """How much waits for this person, as it is shown; "" when nothing does."""
    return _count(waiting_for(seat), notices(seat, limit=TOLD))


def _count(groups: tuple[Waiting, ...], told: list[Glance]) -> str:
    number = sum(len(group.records) for group in groups) + len(told)
    return f"{number}{'+' if any(group.more for group in groups) else ''}" if number else ""
