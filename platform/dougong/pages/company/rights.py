"""Rights as sheets: which entity, roles by verbs, roles by steps of the workflow."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from dougong import catalog
from dougong.designer import Cell, StepCell, steps_of
from dougong.pages.company.modules import settings_seat
from dougong.pages.company.rights_desk import MADE_BY_ME, OWN_PROJECTS, Desk, rights_desk, roles_seen
from dougong.pages.framing import frame_for
from dougong.pages.visits import Visit, page
from dougong.problem import Problem, Refused
from dougong.tenancy import reading


@page("GET", "HEAD")
def rights_page(visit: Visit) -> HttpResponse:
    """The entities of all modules, and the way to roles."""
    with reading(visit.caller.tenant):
        seat = settings_seat(visit)
        context = {
            "frame": frame_for(visit.request, seat, "settings"),
            "modules": [
                {"key": module.key, "title": module.title, "icon": module.icon or "box",
                 "pending": catalog.pending(module.key) is not None,
                 "changes": reverse("rights-changes", args=[module.key]),
                 "entities": [(one.title, reverse("rights-sheet", args=[module.key, one.key]))
                              for one in module.entities.values()]}
                for module in seat.modules.values() if module.entities
            ],
            "roles": sum(not one.hidden for one in roles_seen(seat.modules.values())),
        }  # fmt: skip
    return render(visit.request, "pages/company/rights/index.html", context)


@page("GET", "HEAD")
def sheet_page(visit: Visit, module: str, entity: str) -> HttpResponse:
    """Roles by verbs."""
    with reading(visit.caller.tenant):
        desk = rights_desk(visit, module, entity)
        rows = [
            {"role": role, "cells": [cell_seen(desk, cell) for cell in desk.cells[role.key]],
             "none": not any(cell.cases for cell in desk.cells[role.key])}
            for role in desk.roles if not role.hidden or any(cell.cases for cell in desk.cells[role.key])
        ]  # fmt: skip
        context = desk.context(
            "rights-sheet", verbs=list(verb_titles().values()), rows=sorted(rows, key=lambda one: bool(one["none"]))
        )
    return render(visit.request, "pages/company/rights/sheet.html", context)


@page("GET", "HEAD")
def steps_page(visit: Visit, module: str, entity: str) -> HttpResponse:
    """Roles by steps of the workflow."""
    with reading(visit.caller.tenant):
        desk = rights_desk(visit, module, entity)
        flow = next((one for one in desk.module.workflows.values() if one.entity == desk.entity.key), None)
        if not desk.workflow or flow is None:
            raise Refused([Problem("", "not_found", {"workflow": entity})])
        found = steps_of(desk.layers, desk.workflow, tuple(one.key for one in desk.roles))
        arrows = [flow.transitions[cell.step] for cell in next(iter(found.values()), [])]
        rows = [
            {"role": role, "cells": [step_seen(desk, cell) for cell in found[role.key]],
             "none": not any(cell.may for cell in found[role.key])}
            for role in desk.roles if not role.hidden or any(cell.may for cell in found[role.key])
        ]  # fmt: skip
        states = {key: state.title for key, state in flow.states.items()}
        steps = [
            {"title": one.title, "asks": one.approval and not one.by,
             "text": _("from {sources} to {target}").format(
                 sources=_(", ").join(states.get(key, key) for key in one.sources),
                 target=states.get(one.target, one.target))}
            for one in arrows
        ]  # fmt: skip
        context = desk.context("rights-steps", steps=steps, rows=sorted(rows, key=lambda one: bool(one["none"])))
    return render(visit.request, "pages/company/rights/steps.html", context)


def verb_titles() -> dict[str, str]:
    """The columns' titles by verb."""
    return {
        "see": _("See"), "create": _("Create"), "edit": _("Edit"), "remove": _("Remove"), "export": _("Export"),
        "import": _("Import"),
    }  # fmt: skip


def cell_seen(desk: Desk, cell: Cell) -> dict[str, Any]:
    """A cell as the sheet draws it: a sign, a word, and everything it says on hover."""
    lines = cell_lines(desk, cell)
    return {
        "kind": cell.kind,
        "word": _word(cell),
        "title": "\n".join((*lines, whose(cell), cell.address)),
        "href": f"{desk.url('rights-cell')}?role={cell.role}&verb={cell.verb}",
        "id": f"c-{cell.role}-{cell.verb}",
        "hides": any(case.hide for case in cell.cases) and cell.verb == "see",
        "locks": any(case.readonly for case in cell.cases),
        "own": cell.own,
        "drafted": cell.drafted,
        "label": f"{desk.role(cell.role).title}, {verb_titles()[cell.verb]}: {lines[0]}",
    }


def cell_lines(desk: Desk, cell: Cell) -> list[str]:
    """What a cell says, a line each."""
    if not cell.cases:
        return [_("not at all")]
    lines = []
    for case in cell.cases:
        lines.append(desk.said(case))
        if case.hide:
            lines.append(_("without: {fields}").format(fields=desk.fields_said(case.hide)))
        if case.readonly:
            lines.append(_("not to be changed: {fields}").format(fields=desk.fields_said(case.readonly)))
    return lines


def step_seen(desk: Desk, cell: StepCell) -> dict[str, Any]:
    """A cell of the steps."""
    said = _("may") if cell.may else _("may not")
    return {
        "may": cell.may, "own": cell.own, "drafted": cell.drafted,
        "title": "\n".join((said, whose(cell), cell.address)),
        "href": f"{desk.url('rights-step')}?role={cell.role}&step={cell.step}", "id": f"s-{cell.role}-{cell.step}",
        "label": f"{desk.role(cell.role).title}: {said}",
    }  # fmt: skip


def whose(cell: Cell | StepCell) -> str:
    """Whose words a cell's are."""
    if cell.drafted:
        return _("your company's draft, not published yet")
    return _("your company's change") if cell.own else _("as the module has it")


def _word(cell: Cell) -> str:
    if cell.kind != "some":
        return _("All") if cell.cases else ""
    if len(cell.cases) == 1 and cell.cases[0].where == OWN_PROJECTS:
        return _("Own projects")
    if len(cell.cases) == 1 and cell.cases[0].where == MADE_BY_ME:
        return _("Own entries")
    return _("Some")
