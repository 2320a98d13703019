"""The list of an entity: its page, and the parts of it that are asked for later."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dougong.admission import Entry, admit, seat_of
from dougong.listing import (
    Groups,
    Listing,
    Wanted,
    as_far_as_possible,
    count_and_totals,
    group_of_view,
    open_groups,
    open_list,
    read_wanted_as_far,
)
from dougong.listing.page import view_of
from dougong.pages.asked import Address, id_of, wanted_of
from dougong.pages.framing import csrf_input, frame_for
from dougong.pages.grouped import groups_view, said_of
from dougong.pages.list_looks import columns_panel, lists_look, look_of, with_look
from dougong.pages.list_views import opened_view, saved_tabs
from dougong.pages.listed import list_view
from dougong.pages.presenting import reader_for
from dougong.pages.toolbar import toolbar_of
from dougong.pages.visits import Visit, page
from dougong.problem import Problem, Refused, say
from dougong.tables import cell, rows_of
from dougong.tenancy import reading

#: The warning that belongs to what is found, not to the order.
SEARCH_CUT = "search_cut"
#: What of a list may be asked for by itself, and the template that draws it.
PARTS = {"rows": "pages/list/page.html", "groups": "pages/list/groups_part.html"}


@page("GET", "HEAD")
def list_page(visit: Visit, module: str, entity: str) -> HttpResponse:
    """A page of an entity's records, in one of its views; `part` asks for less than the whole page."""
    asked = visit.request.GET.get("part", "")
    part = PARTS.get(asked, "")
    whole = not part and (not visit.fragment or "HX-History-Restore-Request" in visit.request.headers)
    with reading(visit.caller.tenant):
        seat = seat_of(visit.caller)
        entry = admit(seat, f"{module}/{entity}")
        context: dict[str, Any] = {"list": _list(visit, entry, asked, part)}
        if whole:
            context["frame"] = frame_for(visit.request, seat, entry.entity.name)
    return render(visit.request, part or ("pages/list.html" if whole else "pages/list/whole.html"), context)


def _list(visit: Visit, entry: Entry, asked: str, part: str) -> dict[str, Any]:
    """Everything the list's templates name; for a part, no more than it needs."""
    wanted, problems = _wanted(visit, entry)
    view = view_of(entry, wanted)
    look, liked = look_of(entry, view.key), lists_look(entry)
    named = with_look(wanted, look, view.columns)
    (listing, groups), done, told = as_far_as_possible(named, partial(_opened, entry, figures=asked == "groups"))
    done = replace(done, view=listing.view.key, columns=wanted.columns and done.columns)
    address = Address(entry, done, saved=id_of(visit.request.GET.get("saved", "")))
    reader = reader_for(entry.seat, listing.labels)
    look = replace(look, wan=bool(liked.get("wan")))
    reader = replace(reader, wan=look.wan)
    rows = rows_of(listing.records, listing.columns, reader)
    drawn = list_view(entry, listing, rows, address, look)
    drawn["after"] = wanted.after or ""
    if groups is not None:
        drawn["groups"] = groups_view(
            entry, groups, listing, address, reader, figures=asked == "groups", after=drawn["after"]
        )
    elif asked == "groups":
        raise Refused([Problem("/group", "required")])
    if part:
        return drawn
    return drawn | {
        "csrf_input": csrf_input(visit.request),
        "notices": [*_told((*problems, *told)), *(said_of(one) for one in listing.warnings if one == SEARCH_CUT)],
        "tools": toolbar_of(entry, listing, done, address),
        "saved": saved_tabs(entry, address),
        "panel": columns_panel(entry, listing),
        "look": look,
        "wan": look.wan,
        "wide": liked.get("density") == "comfortable",
        "money": any(column.field and column.field.kind == "money" for column in listing.columns),
    }


def _told(problems: Iterable[Problem]) -> list[str]:
    return list(dict.fromkeys(say(problem, _) for problem in problems))


def _wanted(visit: Visit, entry: Entry) -> tuple[Wanted, tuple[Problem, ...]]:
    """What the address asks; of one that names a kept view alone, what that view asks."""
    wanted, problems = wanted_of(visit.request)
    kept = opened_view(visit.request, entry)
    if kept is None:
        if "group" not in visit.request.GET and wanted.only is None:
            wanted = replace(wanted, group=group_of_view(entry, view_of(entry, wanted)))
        return wanted, problems
    asked, problems = read_wanted_as_far(kept.asked)
    return replace(asked, after=wanted.after, only=wanted.only), problems


def _opened(entry: Entry, wanted: Wanted, *, figures: bool) -> tuple[Listing, Groups | None]:
    """A page of records; of a list in groups, a page of groups and no records."""
    if not wanted.group:
        return open_list(entry, wanted), None
    groups = open_groups(entry, wanted, figures=figures)
    return open_list(entry, replace(wanted, only=(), after=None)), groups


@page("GET", "HEAD")
def list_totals(visit: Visit, module: str, entity: str) -> HttpResponse:
    """How many records the whole list has and what they sum to: loaded after the page."""
    with reading(visit.caller.tenant):
        seat = seat_of(visit.caller)
        entry = admit(seat, f"{module}/{entity}")
        wanted, _problems = _wanted(visit, entry)
        (count, sums, _view), *_rest = as_far_as_possible(wanted, partial(count_and_totals, entry))
        reader = replace(reader_for(seat, {}), wan=bool(lists_look(entry).get("wan")))
    fields = entry.entity.fields
    totals = [{"title": fields[key].title, "cell": cell(value, fields[key], reader)} for key, value in sums.items()]
    return render(visit.request, "pages/list/totals.html", {"count": count, "totals": totals})
