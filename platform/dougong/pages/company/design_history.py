"""What was published of a module: by whom, when, why, each change in words; and the way back to any of it."""

from collections.abc import Iterable
from itertools import islice, pairwise
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from dougong import actions, catalog
from dougong.catalog import Revision
from dougong.overlay import Overlay
from dougong.pages.company.design import Desk, moment, opened, person
from dougong.pages.company.design_publishing import line, plan_of, refusal
from dougong.pages.framing import say_next
from dougong.pages.visits import Visit, page
from dougong.problem import Problem, Refused

#: Publications told on one page.
_AT_ONCE: Final = 20


@page("GET", "HEAD")
def history_page(visit: Visit, module: str) -> HttpResponse:
    """The publications, the newest first."""
    before = visit.request.GET.get("before", "")
    with opened(visit, module) as desk:
        older = (one for one in catalog.publications(module) if not before or str(one.id) < before)
        found = list(islice(older, _AT_ONCE + 1))
        newest = next(catalog.publications(module), None)
        shown = [_revision(desk, one, former, newest) for one, former in pairwise([*found, None]) if one is not None]
        more = str(found[_AT_ONCE - 1].id) if len(found) > _AT_ONCE else ""
        changed = bool(desk.draft.in_force.changes)
        context = desk.context(_("History"), revisions=shown[:_AT_ONCE], more=more, changed=changed, first=not more)
    return render(visit.request, "pages/company/design/history.html", context)


def _revision(desk: Desk, one: Revision, former: Revision | None, newest: Revision | None) -> dict[str, Any]:
    before = desk.under(former.overlay) if former else desk.draft.base
    said = desk.between(before, desk.under(one.overlay))
    return {
        "who": person(one.by), "when": moment(desk.seat, one.at), "iso": one.at.isoformat(), "note": one.note,
        "lines": [line(change) for change in said],
        "in_force": newest is not None and newest.id == one.id, "href": desk.url("design-restore", one.id),
        "same": one.overlay.changes == desk.draft.in_force.changes,
    }  # fmt: skip


@page("GET", "HEAD", "POST")
def restore_page(visit: Visit, module: str, revision: UUID) -> HttpResponse:
    """Go back to a publication: what it will do; by POST, do it."""
    return _restore(visit, module, revision)


@page("GET", "HEAD", "POST")
def delivered_page(visit: Visit, module: str) -> HttpResponse:
    """Go back to the module as delivered."""
    return _restore(visit, module, None)


def _restore(visit: Visit, module: str, revision: UUID | None) -> HttpResponse:
    if visit.request.method != "POST":
        return _shown(visit, module, revision)
    sent = visit.request.POST
    try:
        actions.revert_overlay(
            visit.caller,
            module,
            revision,
            sent.get("seen", ""),
            sent.get("note", ""),
            confirmed=bool(sent.get("confirmed")),
        )
    except Refused as refused:
        if any(problem.code in {"forbidden", "not_found"} for problem in refused.problems):
            raise
        return _shown(visit, module, revision, refused.problems, sent.get("note", ""))
    say_next(visit.request, _("Restored. Everybody has it from the next page on."))
    with opened(visit, module) as desk:
        return HttpResponseRedirect(desk.url("design-history"))


def _shown(
    visit: Visit, module: str, revision: UUID | None, problems: Iterable[Problem] = (), note: str = ""
) -> HttpResponse:
    found = tuple(problems)
    with opened(visit, module) as desk:
        overlay: Overlay = catalog.overlay_at(module, revision)
        said = desk.between(desk.before, desk.under(overlay))
        told = plan_of(desk, overlay, said) if said else {}
        when = moment(desk.seat, catalog.publication(module, revision).at) if revision else ""
        heading = _("Back to {when}").format(when=when) if revision else _("Back to the module as delivered")
        context = desk.context(heading, plan=told, note=note, **refusal(found))
        context["crumbs"].append((_("History"), desk.url("design-history")))
    return render(visit.request, "pages/company/design/restore.html", context, status=422 if found else 200)
