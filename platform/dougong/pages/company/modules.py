"""The modules of a company: which there are, what each is for, switching them on and off."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from dougong import catalog, preferences
from dougong.actions import (
    SwitchOff,
    plan_switch_off,
    plan_switch_on,
    switch_module_off,
    switch_module_on,
)
from dougong.admission import Seat, admit_to_settings, seat_of
from dougong.catalog import Shelved
from dougong.forms import message
from dougong.pages.framing import frame_for, say_next
from dougong.pages.visits import Visit, page
from dougong.problem import Problem, Refused
from dougong.tenancy import reading


@page("GET", "HEAD")
def modules_page(visit: Visit) -> HttpResponse:
    """Every installed module, and whether it is on."""
    with reading(visit.caller.tenant):
        seat = seat_of(visit.caller)
        admit_to_settings(seat)
        shelf = catalog.shelf(visit.caller.language)
        context = {
            "frame": frame_for(visit.request, seat, "settings"),
            "modules": [module_line(shelf, one) for one in sorted(shelf.values(), key=_in_turn)],
        }
    return render(visit.request, "pages/company/modules.html", context)


@page("GET", "HEAD", "POST")
def switch_on_page(visit: Visit, module: str) -> HttpResponse:
    """What switching a module on brings; then it is done."""
    problems: tuple[Problem, ...] = ()
    if visit.request.method == "POST":
        try:
            plan = switch_module_on(visit.caller, module, agreed=visit.request.POST.getlist("with"))
        except Refused as refused:
            problems = _shown(refused)
        else:
            titles = _(", ").join(one.module.title for one in plan.modules)
            say_next(visit.request, _("Switched on: {modules}.").format(modules=titles))
            return HttpResponseRedirect(reverse("settings-module", args=[module]))
    with reading(visit.caller.tenant):
        seat = seat_of(visit.caller)
        admit_to_settings(seat)
        found = plan_switch_on(seat, module)
        context = {
            "frame": frame_for(visit.request, seat, "settings"), "module": found.modules[-1].module,
            "needed": [one.module for one in found.modules[:-1]], "plan": found,
            "brings": [(one.module.title, [entity.title for entity in one.module.entities.values()])
                       for one in found.modules],
            "problems": [message(one) for one in (*found.problems, *problems)], "blocked": bool(found.problems),
        }  # fmt: skip
    return render(visit.request, "pages/company/switch_on.html", context, status=422 if problems else 200)


@page("GET", "HEAD", "POST")
def switch_off_page(visit: Visit, module: str) -> HttpResponse:
    """What switching a module off stops; then it is done."""
    problems: tuple[Problem, ...] = ()
    if visit.request.method == "POST":
        try:
            plan = switch_module_off(visit.caller, module, agreed=visit.request.POST.getlist("with"))
        except Refused as refused:
            problems = _shown(refused)
        else:
            titles = _(", ").join(one.title for one in reversed(plan.modules))
            say_next(visit.request, _("Switched off: {modules}. Everything in it is kept.").format(modules=titles))
            return HttpResponseRedirect(reverse("settings-module", args=[module]))
    with reading(visit.caller.tenant):
        seat = seat_of(visit.caller)
        admit_to_settings(seat)
        found = plan_switch_off(seat, module)
        context = {
            "frame": frame_for(visit.request, seat, "settings"), "module": found.modules[-1], "plan": found,
            "lines": _stopping(found), "uses": _uses(found), "problems": [message(one) for one in problems],
            "blocked": [message(one) for one in found.problems],
        }  # fmt: skip
    return render(visit.request, "pages/company/switch_off.html", context, status=422 if problems else 200)


def module_line(shelf: Any, one: Shelved) -> dict[str, Any]:
    """A module as the list and its own page show it."""
    module = one.module
    return {
        "key": module.key,
        "title": module.title,
        "icon": module.icon or "box",
        "description": one.description,
        "version": module.version,
        "newest": one.newest if one.newest != module.version else "",
        "on": one.on,
        "had": one.had,
        "lists": [entity.title for entity in module.entities.values()],
        "requires": _titled(shelf, module.requires),
        "works_with": _titled(shelf, module.works_with),
        "needed_by": [other.module.title for other in shelf.values() if module.key in other.module.requires],
        "settings": module.settings_entity is not None and bool(module.settings_entity.fields),
    }


def _titled(shelf: Any, keys: Iterable[str]) -> list[dict[str, Any]]:
    """Modules named by their keys: with title and whether they are on; those not installed by their key."""
    return [
        {"title": shelf[key].module.title if key in shelf else key, "on": key in shelf and shelf[key].on,
         "here": key in shelf} for key in keys
    ]  # fmt: skip


def _in_turn(one: Shelved) -> tuple[bool, int, str]:
    """What is on first, then what others rest on."""
    return (not one.on, len(one.module.requires), one.module.title)


def _stopping(plan: SwitchOff) -> list[str]:
    """What can no longer be reached, a sentence each."""
    found = []
    for kept in plan.kept:
        if not kept.records:
            continue
        line = _("{entity}: {count} entries go out of sight").format(entity=kept.entity.title, count=kept.records)
        if kept.open:
            line += _("; {count} of them are not finished").format(count=kept.open)
        if kept.waiting:
            line += _(", {count} wait for an answer").format(count=kept.waiting)
        found.append(line + _("."))
    views = sum(preferences.count_views(one.key) for one in plan.modules)
    pins, drafts = (
        sum(preferences.count_kept(kind, reverse("module", args=[one.key])) for one in plan.modules)
        for kind in ("pin", "draft")
    )
    if views:
        found.append(_("Saved views that wait until it is on again: {count}.").format(count=views))
    if pins or drafts:
        found.append(_("Pins that leave the menu: {pins}. Forms begun and not saved: {drafts}.").format(
            pins=pins, drafts=drafts))  # fmt: skip
    if plan.jobs:
        found.append(_("Jobs that wait: {count}.").format(count=plan.jobs))
    for title, people in plan.roles:
        found.append(_("The role “{role}” counts no longer; {count} people hold it.").format(role=title, count=people))
    return found


def _uses(plan: SwitchOff) -> list[str]:
    """What other modules show or do with it, a sentence each."""
    found = []
    for use in plan.uses:
        name = f"{use.field.title} / {use.inner.title}" if use.inner else use.field.title
        line = _("{module}, {entity}: the field “{field}” offers nothing and says that the module is off").format(
            module=use.module.title, entity=use.entity.title, field=name)  # fmt: skip
        if use.records:
            line += _("; {count} entries have a value there, which is kept").format(count=use.records)
        found.append(line + _("."))
    for entity, field in plan.sums:
        found.append(_("{entity}: “{field}” adds up what is there, and stays empty.").format(
            entity=entity.title, field=field.title))  # fmt: skip
    for entity, step in plan.steps:
        found.append(_("{entity}: the step “{step}” goes on, but writes nothing there.").format(
            entity=entity.title, step=step))  # fmt: skip
    return found


def _shown(refused: Refused) -> tuple[Problem, ...]:
    """The problems to show on the page itself; what is no matter of the page goes on."""
    if any(problem.code in {"not_found", "forbidden"} for problem in refused.problems):
        raise refused
    return refused.problems


def settings_seat(visit: Visit) -> Seat:
    """The seat of somebody who runs the company's settings. Call inside `reading`. Raises Refused ("forbidden")."""
    seat = seat_of(visit.caller)
    admit_to_settings(seat)
    return seat
