"""Every module with its forms: where a company begins to adapt them."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from dougong.admission import Seat, admit_to_settings, seat_of
from dougong.definition import Entity, Module
from dougong.definition.layout import is_tenants
from dougong.designer import Draft, open_draft
from dougong.designer.places import every_field
from dougong.overlay import place_of
from dougong.pages.framing import frame_for
from dougong.pages.visits import Visit, page
from dougong.problem import Refused
from dougong.tenancy import reading


@page("GET", "HEAD")
def design_home(visit: Visit) -> HttpResponse:
    """The page."""
    with reading(visit.caller.tenant):
        seat = seat_of(visit.caller)
        admit_to_settings(seat)
        context = {
            "frame": frame_for(visit.request, seat, "settings"),
            "heading": _("Forms and lists"),
            "modules": [_module(seat, module) for module in seat.modules.values() if module.entities],
        }
    return render(visit.request, "pages/company/design/home.html", context)


def _module(seat: Seat, module: Module) -> dict[str, Any]:
    draft = open_draft(seat, module.key)
    try:
        shown = draft.read()
    except Refused:
        shown = module
    return {
        "key": module.key, "title": module.title, "icon": module.icon, "pending": draft.pending,
        "changes": len(draft.overlay.changes), "href": _href("design", module.key),
        "entities": [_entity(draft, entity) for entity in shown.entities.values()],
    }  # fmt: skip


def _entity(draft: Draft, entity: Entity) -> dict[str, Any]:
    fields = tuple(every_field(entity.fields))
    own = sum(1 for _path, field in fields if is_tenants(field.key))
    here = {f"{folder}/{entity.key}" for folder in ("entities", "forms", "tables", "workflows")}
    return {
        "title": entity.title, "fields": len(fields), "own": own,
        "changed": any(place_of(at)[0] in here for at in draft.in_force.changes),
        "draft": any(
            place_of(at)[0] in here and draft.overlay.changes.get(at) != draft.in_force.changes.get(at)
            for at in {**draft.overlay.changes, **draft.in_force.changes}
        ),
        "href": reverse("design-fields", args=[entity.module, entity.key]),
    }  # fmt: skip


def _href(name: str, *args: str) -> str:
    """An address; "" where there is no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
