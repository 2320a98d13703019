"""The company's own pages in its settings: their list, the editor of one, its earlier states."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from dougong.actions import keep_page, publish_page, revert_page, withdraw_page
from dougong.admission import Seat, admit_to_settings, seat_of
from dougong.pages.company.own_pages_form import (
    OFFERED,
    drawn,
    problems_of,
    read_form,
    rearranged,
    receive_pictures,
)
from dougong.pages.framing import frame_for, say_next
from dougong.pages.portal_blocks import blocks_seen, grouped
from dougong.pages.visits import Visit, page
from dougong.portal import BLOCKS, Draft, PortalPage, portal_store
from dougong.problem import Problem, Refused
from dougong.tenancy import reading

NEW = Draft("", "")


@page("GET", "HEAD")
def pages_page(visit: Visit) -> HttpResponse:
    """Every page, in force or not."""
    with reading(visit.caller.tenant):
        seat = seat_of(visit.caller)
        admit_to_settings(seat)
        context = {
            "frame": frame_for(visit.request, seat, "settings"),
            "heading": _("Pages"),
            "lines": portal_store().lines(),
        }
    return render(visit.request, "pages/company/pages.html", context)


@page("GET", "HEAD", "POST")
def edit_page(visit: Visit, page: int | None = None) -> HttpResponse:
    """The editor; each button of it sends the whole form, so that nothing typed is lost."""
    with reading(visit.caller.tenant):
        seat = seat_of(visit.caller)
        admit_to_settings(seat)
        draft = NEW if page is None else portal_store().draft(page)
    if draft is None:
        raise Refused([Problem("", "not_found")])
    if visit.request.method != "POST":
        return _editor(visit, page, draft, preview=False)
    typed = read_form(visit.request)
    sent, problems = receive_pictures(visit.caller, visit.request, typed.draft)
    if problems or typed.wish not in {"keep", "publish"}:
        changed = rearranged(replace(typed, draft=sent), visit.request.POST.get("added", ""))
        return _editor(visit, page, changed, problems, preview=typed.wish == "preview")
    try:
        kept = keep_page(visit.caller, page, sent)
        if typed.wish == "publish":
            publish_page(visit.caller, kept)
    except Refused as refused:
        return _editor(visit, page, sent, refused.problems, preview=False)
    said = _("The page is published.") if typed.wish == "publish" else _("Kept as a draft.")
    say_next(visit.request, said)
    return HttpResponseRedirect(reverse("settings-page", kwargs={"page": kept}))


@page("GET", "HEAD", "POST")
def page_history(visit: Visit, page: int) -> HttpResponse:
    """Earlier states; one of them becomes the draft again, or the page goes out of force."""
    if visit.request.method == "POST":
        version = visit.request.POST.get("version", "")
        if visit.request.POST.get("_do") == "withdraw":
            withdraw_page(visit.caller, page)
            say_next(visit.request, _("The page is no longer shown."))
        elif version.isascii() and version.isdigit():
            revert_page(visit.caller, page, int(version[:12]))
            say_next(visit.request, _("This state is the draft now. Publish it when it is right."))
        else:
            raise Refused([Problem("", "unknown_key", {"key": "version"})])
        return HttpResponseRedirect(reverse("settings-page", kwargs={"page": page}))
    with reading(visit.caller.tenant):
        seat = seat_of(visit.caller)
        admit_to_settings(seat)
        draft = portal_store().draft(page)
        if draft is None:
            raise Refused([Problem("", "not_found")])
        context = {
            "frame": frame_for(visit.request, seat, "settings"),
            "heading": _("History"),
            "crumbs": [_crumb(), (draft.title, reverse("settings-page", kwargs={"page": page}))],
            "versions": [(one, one.at.astimezone(seat.timezone)) for one in portal_store().versions(page)],
        }
    return render(visit.request, "pages/company/page_history.html", context)


def _editor(
    visit: Visit, page: int | None, draft: Draft, problems: Iterable[Problem] = (), *, preview: bool
) -> HttpResponse:
    found = tuple(problems)
    with reading(visit.caller.tenant):
        seat = seat_of(visit.caller)
        admit_to_settings(seat)
        line = next((one for one in portal_store().lines() if one.id == page), None)
        context: dict[str, Any] = {
            "frame": frame_for(visit.request, seat, "settings"),
            "heading": draft.title or _("New page"),
            "crumbs": [_crumb()],
            "page": page,
            "line": line,
            "draft": draft,
            "blocks": drawn(seat, draft, found),
            "problems": problems_of(found),
            "wrong": bool(found),
            "offered": [(key, BLOCKS[key].title) for key in OFFERED],
            "preview": _previewed(seat, draft) if preview else None,
        }
    return render(visit.request, "pages/company/page.html", context, status=422 if found else 200)


def _previewed(seat: Seat, draft: Draft) -> list[list[dict[str, Any]]]:
    """The blocks as this person would see them."""
    complete = tuple(
        block
        for block in draft.blocks
        if all(block.value.get(part.key) for part in BLOCKS[block.kind].fields if part.required)
    )
    as_page = PortalPage(0, draft.slug or "new", draft.title, complete, draft.public, draft.home)
    return grouped(blocks_seen(seat, as_page))


def _crumb() -> tuple[str, str]:
    return _("Pages"), reverse("settings-pages")
