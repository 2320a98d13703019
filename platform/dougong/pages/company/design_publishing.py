"""Publishing a module's draft: what it will do, in words, before anybody says yes; and letting the draft go."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dougong import actions, jobs_log
from dougong.designer import AS_BASE, Forecast, Reckoned, Said, forecast_of
from dougong.forms import message
from dougong.overlay import Overlay, place_of
from dougong.pages.company.design import Desk, opened
from dougong.pages.company.rights_changes import rights_told
from dougong.pages.framing import say_next
from dougong.pages.visits import Visit, page
from dougong.problem import Problem, Refused

#: Refusals that concern the whole page and are told on top of it.
_TOLD: Final = frozenset({"conflict", "nothing_to_publish", "last_administrator"})


@page("GET", "HEAD", "POST")
def publish_page(visit: Visit, module: str) -> HttpResponse:
    """The plan; by POST: publish it, or let it go."""
    if visit.request.method != "POST":
        return _shown(visit, module)
    sent = visit.request.POST
    try:
        if sent.get("do") == "discard":
            actions.discard_draft(visit.caller, module, sent.get("seen", ""))
            say_next(visit.request, _("The draft was let go. Everything is as published."))
        elif "as_base" in sent:
            actions.save_overlay_draft(visit.caller, module, {sent["as_base"]: AS_BASE}, sent.get("seen", ""))
            say_next(visit.request, _("This is again as the module has it."))
            return HttpResponseRedirect(visit.request.path)
        else:
            actions.publish_overlay(
                visit.caller, module, sent.get("seen", ""), sent.get("note", ""),
                confirmed=bool(sent.get("confirmed")), recompute=bool(sent.get("recompute")),
            )  # fmt: skip
            say_next(visit.request, _("Published. Everybody has it from the next page on."))
    except Refused as refused:
        if any(problem.code in {"forbidden", "not_found"} for problem in refused.problems):
            raise
        return _shown(visit, module, refused.problems, sent.get("note", ""))
    with opened(visit, module) as desk:
        return HttpResponseRedirect(desk.url("design"))


def _shown(visit: Visit, module: str, problems: Iterable[Problem] = (), note: str = "") -> HttpResponse:
    with opened(visit, module) as desk:
        told = plan_of(desk, desk.draft.overlay, desk.said) if desk.draft.pending else {}
        rights = rights_told(desk.seat, module, desk.before, desk.draft.documents) if desk.draft.pending else []
        context = desk.context(_("Publish"), note=note, plan=told, rights=rights, jobs=_jobs(), **refusal(problems))
    return render(visit.request, "pages/company/design/publish.html", context, status=422 if problems else 200)


def refusal(problems: Iterable[Problem]) -> dict[str, Any]:
    """A refused publication, for the template: what is told on top, and at the note."""
    found = tuple(problems)
    return {
        "refused": [message(one) for one in found if one.code in _TOLD],
        "unconfirmed": any(one.code.startswith("planning.") for one in found),
        "note_wrong": next((message(one) for one in found if one.pointer == "/note"), ""),
    }


def plan_of(desk: Desk, overlay: Overlay, said: Iterable[Said]) -> dict[str, Any]:
    """What putting an overlay in force does, grouped by form: each change, whom it touches, and why it cannot be."""
    told = forecast_of(desk.seat, overlay)
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in said:
        groups.setdefault(one.entity, []).append(line(one))
    harm = [_harm(desk, problem) for problem in told.plan.destructive]
    return {
        "groups": [{"title": _group(desk, key), "lines": lines} for key, lines in groups.items()],
        "harm": harm,
        "problems": [_wrong(desk, problem) for problem in told.problems],
        "unsettled": [{**_wrong(desk, one), "at": one.pointer} for one in desk.draft.problems]
                     if overlay is desk.draft.overlay else [],
        "reckoned": [_reckoned(desk, one) for one in told.reckoned],
        "anew": any(not one.documents and one.looked_at for one in told.reckoned),
        "columns": _columns(desk, told),
        "postings": [rule for _entity, rule in told.plan.post_existing],
    }  # fmt: skip


def line(one: Said) -> dict[str, Any]:
    """A change as the templates draw it."""
    return {
        "text": one.text,
        "before": one.before,
        "after": one.after,
        "mark": one.mark,
        "pair": bool(one.before or one.after),
    }


def _group(desk: Desk, entity: str) -> str:
    return desk.names.entity(entity) if entity else desk.module.title


def _harm(desk: Desk, problem: Problem) -> dict[str, Any]:
    return {"what": _place(desk, problem.pointer), "text": message(problem)}


def _wrong(desk: Desk, problem: Problem) -> dict[str, Any]:
    return {"what": _place(desk, problem.pointer), "text": message(problem), "href": _href(desk, problem.pointer)}


def _place(desk: Desk, address: str) -> str:
    """What an address of the module names, in words."""
    document, path = place_of(address) if "#" in address else (address, ())
    names, entity = desk.names, desk.names.entity_of(document)
    title = names.entity(entity) if entity else desk.module.title
    if document.startswith("entities/") and path[:1] == ("properties",):
        keys = [key for key in path[1:] if key not in ("properties", "items")]
        depth = path.count("properties")
        return f"{title} · {names.field(entity, '/'.join(keys[:depth]))}"
    if path[:1] in {("views",), ("states",), ("transitions",), ("sections",)} and len(path) > 1:
        return f"{title} · {names.title(document, *path[:2])}"
    return title


def _href(desk: Desk, address: str) -> str:
    """Where what an address names is worked at."""
    document, path = place_of(address) if "#" in address else (address, ())
    kind, entity = document.partition("/")[0], desk.names.entity_of(document)
    pages: Mapping[str, str] = {
        "entities": "design-fields", "forms": "design-fields", "tables": "design-lists", "workflows": "design-steps",
    }  # fmt: skip
    if not entity or kind not in pages:
        return desk.url("design")
    at = f"#{path[1]}" if len(path) > 1 else ""
    return f"{desk.url(pages[kind], entity)}{at}"


def _reckoned(desk: Desk, one: Reckoned) -> dict[str, Any]:
    """What another formula means for the entries that are there already."""
    key = one.entity.partition("/")[2]
    name = f"{desk.names.entity(key)} · {desk.names.field(key, one.path)}"
    if not one.looked_at:
        return {"what": name, "text": _("There are no entries yet: the formula counts from the first one on.")}
    found = ngettext(
        "Of the {looked_at} entry looked at, {count} would come to another value.",
        "Of the {looked_at} entries looked at, {count} would come to another value.",
        one.looked_at,
    ).format(looked_at=one.looked_at, count=one.differing)
    more = _("There are older entries too.") if one.more else ""
    kept = _("They keep the values they have until they are saved again.") if one.documents else _(
        "They keep the values they have until they are saved again, or worked out in the background.")  # fmt: skip
    return {"what": name, "text": " ".join(filter(None, (found, more, kept)))}


def _columns(desk: Desk, told: Forecast) -> list[str]:
    """Which entities get spare columns by it, and how many they have left."""
    found = []
    for name in dict.fromkeys(entity for entity, _path, _column in told.given):
        numbers, texts = told.left[name]
        count = sum(1 for entity, _path, _column in told.given if entity == name)
        title = desk.names.entity(name.partition("/")[2])
        text = ngettext(
            "“{form}”: {count} field more found and sorted quickly; there is room for {numbers} more with numbers "
            "and {texts} more with texts",
            "“{form}”: {count} fields more found and sorted quickly; there is room for {numbers} more with numbers "
            "and {texts} more with texts",
            count,
        )
        found.append(text.format(form=title, count=count, numbers=numbers, texts=texts))
    return found


def _jobs() -> list[dict[str, Any]]:
    """What still moves in the background."""
    return [
        {"title": job.title, "done": job.done, "percent": job.percent}
        for job in jobs_log.recent(limit=20)
        if not job.over
    ]
