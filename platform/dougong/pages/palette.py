"""What the palette (Ctrl-K) offers: places to go, things to make; and records found by what is typed."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from dougong import preferences
from dougong.admission import Seat, seat_of
from dougong.listing import find_everywhere
from dougong.pages.framing import Frame, frame_for
from dougong.pages.glances import recent
from dougong.pages.list_views import href_of
from dougong.pages.visits import Visit, page
from dougong.search import spoken_as
from dougong.tenancy import reading

#: Letters of what is typed that are looked for.
LONGEST = 100


@page("GET", "HEAD")
def palette(visit: Visit) -> HttpResponse:
    """Without `q`, everything that can be offered before something is typed; with it, the records found."""
    typed = visit.request.GET.get("q", "").strip()[:LONGEST]
    with reading(visit.caller.tenant):
        seat = seat_of(visit.caller)
        groups = [_found(seat, typed)] if typed else _offered(seat, frame_for(visit.request, seat))
    return JsonResponse({"groups": groups})


def _found(seat: Seat, typed: str) -> dict[str, Any]:
    items = [
        _item(
            hit.label,
            reverse("record", args=[hit.module, hit.entity, hit.ref.id]),
            seat.modules[hit.module].icon,
            " · ".join(one for one in (hit.title, hit.state) if one),
        )
        for hit in find_everywhere(seat, typed)
    ]
    return {"key": "found", "title": _("Found"), "items": items}


def _offered(seat: Seat, frame: Frame) -> list[dict[str, Any]]:
    kept = preferences.recall_all(seat.actor.id.id, "recent", limit=20)
    lately = [_item(one.label, one.href, one.icon, one.entity_title) for one in recent(seat, kept, limit=8)]
    create = [_item(_("New: {title}").format(title=one.title), one.new_href, "plus") for one in frame.creates]
    return [
        {"key": "recent", "title": _("Opened lately"), "items": lately},
        {"key": "create", "title": _("New"), "items": create},
        {"key": "go", "title": _("Go to"), "items": _places(seat, frame)},
    ]


def _places(seat: Seat, frame: Frame) -> list[dict[str, Any]]:
    """Home, inbox, own page, pins, and every list with its views."""
    found = [
        _item(_("Home"), reverse("home"), "home"),
        _item(_("Inbox"), reverse("inbox"), "inbox"),
        _item(_("Me"), reverse("me"), "user"),
        *(_item(pin.title, pin.href, "pin") for pin in frame.pins),
    ]
    for module in frame.menu:
        found += [_item(one.title, one.href, module.icon, module.title) for one in module.entries]
    for module in frame.menu:
        for one in module.entries:
            table = seat.modules[module.key].tables.get(one.name.partition("/")[2])
            views = [view for view in table.views.values() if view.kind == "list"][1:] if table else []
            found += [_item(view.title, f"{one.href}?view={view.key}", module.icon, one.title) for view in views]
    return [*found, *_kept_views(seat, frame)]


def _kept_views(seat: Seat, frame: Frame) -> list[dict[str, Any]]:
    """The views kept under a name, of lists this person may see."""
    lists = {one.name: (one, module.icon) for module in frame.menu for one in module.entries}
    views = [view for view in preferences.views_of(seat.actor.id.id) if view.entity in lists]
    return [
        _item(view.title, href_of(one.href, view), icon, one.title)
        for view in views
        for one, icon in (lists[view.entity],)
    ]


def _item(title: str, href: str, icon: str, hint: str = "") -> dict[str, Any]:
    return {"title": title, "href": href, "icon": icon, "hint": hint, "sounds": spoken_as(title)}
