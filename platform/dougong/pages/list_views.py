"""Views of a list that people keep: tabs beside the module's own, their saving, changing, pinning and removal."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from dougong import preferences
from dougong.actions import change_view, forget_preference, keep_preference, remove_view, save_view
from dougong.admission import Entry, admit, seat_of
from dougong.listing import read_wanted_as_far, write_wanted
from dougong.pages.asked import Address, id_of
from dougong.pages.framing import say_next
from dougong.pages.visits import Visit, page
from dougong.preferences import SavedView
from dougong.problem import Problem, Refused, say
from dougong.tenancy import reading


def may_share(entry: Entry) -> bool:
    """Whether this person may give views to everybody: whoever may change records of the entity."""
    return entry.may("edit") or entry.may("create")


def saved_tabs(entry: Entry, address: Address) -> dict[str, Any]:
    """The kept views as tabs, and what can be done with the one that is open."""
    me = entry.seat.actor.id.id
    views = preferences.saved_views(entry.entity.name, me)
    now = next((one for one in views if str(one.id) == address.saved), None)
    plain = {key: value for key, value in address.asked.items() if key != "saved"}
    changed = now is not None and plain != dict(now.asked)
    pinned = preferences.recall(me, "pin", href_of(address.here, now)) is not None if now else False
    return {
        "tabs": [_tab(address, one, open_now=now is one, changed=changed and now is one) for one in views],
        "now": now,
        "mine": now is not None and now.owner == me,
        "changed": changed,
        "pinned": pinned,
        "may_share": may_share(entry),
        "asked": json.dumps(plain, ensure_ascii=False),
        "action": reverse("list-views", args=[entry.entity.module, entry.entity.key]),
        "reset_href": href_of(address.here, now) if now else "",
    }


def _tab(address: Address, view: SavedView, *, open_now: bool, changed: bool) -> dict[str, Any]:
    href = href_of(address.here, view)
    return {"title": view.title, "shared": view.shared, "href": href, "here": open_now, "changed": changed}


def href_of(here: str, view: SavedView) -> str:
    """The address of a list in a kept view; what it asks is looked up there."""
    return f"{here}?saved={view.id}"


def opened_view(request: HttpRequest, entry: Entry) -> SavedView | None:
    """The kept view an address names alone; None when it says itself what it asks."""
    return view_named(request.GET, entry)


def view_named(asked: QueryDict, entry: Entry) -> SavedView | None:
    """The kept view that the query of a list's address names alone."""
    view_id = id_of(asked.get("saved", ""))
    alone = not set(asked) - {"saved", "open", "part", "after", "id"}
    view = preferences.saved_view(view_id, entry.seat.actor.id.id) if view_id and alone else None
    return view if view is not None and view.entity == entry.entity.name else None


@page("POST")
def views_page(visit: Visit, module: str, entity: str) -> HttpResponse:
    """Save a new view, or rename, overwrite, share, pin or remove an old one (`do`); then back to the list."""
    posted, name = visit.request.POST, f"{module}/{entity}"
    here = reverse("list", args=[module, entity])
    asked = _asked(posted.get("asked", ""))
    view_id = id_of(posted.get("saved", ""))
    back = f"{here}?{urlencode({**asked, **({'saved': str(view_id)} if view_id else {})})}"
    with reading(visit.caller.tenant):
        entry = admit(seat_of(visit.caller), name)
        shared = posted.get("shared") == "1"
        if shared and not may_share(entry):
            raise Refused([Problem("", "forbidden")])
        view = preferences.saved_view(view_id, entry.seat.actor.id.id) if view_id else None
    try:
        return HttpResponseRedirect(_done(visit, name, here, asked, view, shared=shared))
    except Refused as refused:
        say_next(visit.request, " ".join(say(problem, _) for problem in refused.problems), tone="bad")
        return HttpResponseRedirect(back)


def _done(visit: Visit, name: str, here: str, asked: Mapping[str, str], view: SavedView | None, *, shared: bool) -> str:
    """Does what was wished; answers the address to go on to."""
    do, title = visit.request.POST.get("do", ""), visit.request.POST.get("title", "")
    if do == "save":
        made = save_view(visit.caller, name, title, asked, shared=shared)
        say_next(visit.request, _("The view “{title}” is kept.").format(title=made.title))
        return href_of(here, made)
    if view is None or view.entity != name:
        raise Refused([Problem("", "not_found")])
    if do == "remove":
        remove_view(visit.caller, view.id)
        forget_preference(visit.caller, "pin", href_of(here, view))
        say_next(visit.request, _("The view “{title}” is gone.").format(title=view.title))
        return here
    if do == "pin":
        keep_preference(visit.caller, "pin", href_of(here, view), {"title": view.title})
    elif do == "unpin":
        forget_preference(visit.caller, "pin", href_of(here, view))
    elif do == "change":
        view = change_view(visit.caller, view.id, asked=asked)
    elif do == "rename":
        view = change_view(visit.caller, view.id, title=title, shared=shared)
    return href_of(here, view)


def _asked(text: str) -> dict[str, str]:
    """What the view asks, as far as it can be read."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    plain = (
        {str(key): value for key, value in found.items() if isinstance(value, str)} if isinstance(found, dict) else {}
    )
    return write_wanted(read_wanted_as_far(plain)[0])
