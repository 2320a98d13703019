"""A module as its administrators see it: its forms with their fields, lists and steps, and what is changed in them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from dougong.definition import Entity, Module
from dougong.overlay import Add, Remove, place_of
from dougong.pages.company.design import Desk, opened
from dougong.pages.visits import Visit, page
from dougong.problem import Refused

#: Which documents and which part of them each column of the outline tells.
_PARTS = {"fields": ("entities", "properties"), "lists": ("tables", "views"), "steps": ("workflows", "transitions")}


@page("GET", "HEAD")
def design_page(visit: Visit, module: str) -> HttpResponse:
    """The page."""
    with opened(visit, module) as desk:
        try:
            shown = desk.draft.read()
        except Refused:
            shown = desk.module
        marks = _marks(desk)
        entities = [_entity(desk, shown, entity, marks) for entity in shown.entities.values()]
        context = desk.context(desk.module.title, entities=entities, version=desk.module.version)
        context["crumbs"].pop()
    return render(visit.request, "pages/company/design/outline.html", context)


def _entity(desk: Desk, module: Module, entity: Entity, marks: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    table, flow = module.tables.get(entity.key), _flow(module, entity)
    fields = [(field.key, field.title) for field in entity.fields.values()]
    views = [(view.key, view.title) for view in table.views.values()] if table else []
    steps = [(one.key, one.title) for one in flow.transitions.values()] if flow else []
    mine = marks.get(entity.key, {})
    return {
        "key": entity.key, "title": entity.title, "mark": mine.get("", ""),
        "has_steps": flow is not None,
        "parts": [
            _part(desk, entity, "fields", fields, mine),
            _part(desk, entity, "lists", views, mine),
            *([_part(desk, entity, "steps", steps, mine)] if flow else []),
        ],
    }  # fmt: skip


def _part(
    desk: Desk, entity: Entity, part: str, named: Iterable[tuple[str, str]], marks: Mapping[str, str]
) -> dict[str, Any]:
    lines = [{"key": key, "title": title, "mark": marks.get(f"{part}/{key}", "")} for key, title in named]
    gone = [at for at, mark in marks.items() if mark == "gone" and at.startswith(f"{part}/")]
    return {
        "part": part, "href": desk.url(f"design-{part}", entity.key), "lines": lines, "hidden": len(gone),
        "changed": sum(1 for at in marks if at == part or at.startswith(f"{part}/")),
    }  # fmt: skip


def _marks(desk: Desk) -> Mapping[str, Mapping[str, str]]:
    """Of every entity, what differs from the module as delivered: "fields/x_rain" -> "new"."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for address, change in desk.draft.overlay.changes.items():
        document, path = place_of(address)
        kind, entity = document.partition("/")[0], desk.names.entity_of(document)
        part = next((part for part, (which, _word) in _PARTS.items() if which == kind), "")
        if not entity or not part:
            continue
        at = part
        if len(path) > 1 and path[0] == _PARTS[part][1]:
            at = f"{part}/{path[1]}"
        mark = {Add: "new", Remove: "gone"}.get(type(change), "changed") if len(path) == 2 else "changed"
        found[entity].setdefault(at, mark)
        if not path and isinstance(change, Add) and kind == "entities":
            found[entity][""] = "new"
    return found


def _flow(module: Module, entity: Entity) -> Any:
    return next((flow for flow in module.workflows.values() if flow.entity == entity.key), None)
