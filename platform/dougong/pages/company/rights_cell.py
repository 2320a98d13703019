"""One cell of a sheet of rights: what it says, by which rule, and a small form that changes it."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from dougong import catalog
from dougong.actions import save_overlay_draft
from dougong.designer import (
    VERBS,
    Cell,
    Deed,
    RightCase,
    as_module,
    cell_deeds,
    cell_of,
    change,
    rights_at,
    step_deeds,
    steps_of,
)
from dougong.expression import ExpressionError, parse
from dougong.forms import message
from dougong.pages.company.rights import cell_lines, verb_titles, whose
from dougong.pages.company.rights_desk import MADE_BY_ME, OWN_PROJECTS, Desk, rights_desk
from dougong.pages.framing import say_next
from dougong.pages.visits import Visit, page
from dougong.problem import Problem, Refused
from dougong.tenancy import reading

#: Characters of a condition at most, as the language has it.
LONGEST = 2000


@page("GET", "HEAD", "POST")
def cell_page(visit: Visit, module: str, entity: str) -> HttpResponse:
    """What a role may do with one verb."""
    asked = visit.request.GET
    problems: tuple[Problem, ...] = ()
    with reading(visit.caller.tenant):
        desk = rights_desk(visit, module, entity)
        cell = _cell(desk, asked.get("role", ""), asked.get("verb", ""))
        deeds: dict[str, Deed] = {}
        if visit.request.method == "POST":
            deeds, problems = _wanted(desk, cell)
    if visit.request.method == "POST" and not problems:
        problems = keep(visit, module, deeds)
        if not problems:
            return HttpResponseRedirect(f"{desk.url('rights-sheet')}#c-{cell.role}-{cell.verb}")
    with reading(visit.caller.tenant):
        desk = rights_desk(visit, module, entity)
        context = desk.context("rights-sheet", **_shown(desk, _cell(desk, cell.role, cell.verb), problems))
    return render(visit.request, "pages/company/rights/cell.html", context, status=422 if problems else 200)


@page("GET", "HEAD", "POST")
def step_page(visit: Visit, module: str, entity: str) -> HttpResponse:
    """Whether a role takes a step."""
    asked, sent = visit.request.GET, visit.request.POST
    problems: tuple[Problem, ...] = ()
    with reading(visit.caller.tenant):
        desk = rights_desk(visit, module, entity)
        role = desk.role(asked.get("role", ""))
        if not desk.workflow:
            raise Refused([Problem("", "not_found")])
        cells = steps_of(desk.layers, desk.workflow, (role.key,))[role.key]
        cell = next((one for one in cells if one.step == asked.get("step", "")), None)
        if cell is None:
            raise Refused([Problem("", "not_found")])
        deeds = step_deeds(desk.draft.documents, desk.workflow, cell.step, role.key, may=sent.get("may") == "yes")
    if visit.request.method == "POST":
        problems = keep(visit, module, deeds)
        if not problems:
            return HttpResponseRedirect(f"{desk.url('rights-steps')}#s-{cell.role}-{cell.step}")
    with reading(visit.caller.tenant):
        desk = rights_desk(visit, module, entity)
        flow = next(one for one in desk.module.workflows.values() if one.entity == desk.entity.key)
        arrow = flow.transitions[cell.step]
        context = desk.context(
            "rights-steps", role=role, cell=cell, step=arrow, whose=whose(cell),
            problems=[message(one) for one in problems],
            chain=[one.title for one in arrow.approval],
            guard=desk.said(RightCase(arrow.guard.text)) if arrow.guard else "",
        )  # fmt: skip
    return render(visit.request, "pages/company/rights/step.html", context, status=422 if problems else 200)


def keep(visit: Visit, module: str, deeds: dict[str, Deed]) -> tuple[Problem, ...]:
    """Lay deeds into the draft; what is wrong comes back."""
    try:
        if deeds:
            save_overlay_draft(visit.caller, module, deeds, visit.request.POST.get("seen", ""))
    except Refused as refused:
        if any(problem.code in {"not_found", "forbidden"} for problem in refused.problems):
            raise
        return refused.problems
    say_next(
        visit.request, _("Kept in the draft. It counts once it is published.") if deeds else _("Nothing was changed.")
    )
    return ()


def _cell(desk: Desk, role: str, verb: str) -> Cell:
    known = next((one for one in VERBS if one == verb), None)
    if known is None:
        raise Refused([Problem("", "not_found", {"verb": verb})])
    at = rights_at(desk.draft.documents, desk.module.key, desk.entity.key)
    return cell_of(desk.layers, at, desk.role(role).key, known)


def _wanted(desk: Desk, cell: Cell) -> tuple[dict[str, Deed], tuple[Problem, ...]]:
    """The deeds of what was chosen; or what is wrong with it."""
    sent = desk.visit.request.POST
    how, documents = sent.get("how", ""), desk.draft.documents
    given = (documents, desk.module.key, desk.entity.key, cell.role, cell.verb)
    if how == "keep":
        return {}, ()
    if how == "module":
        return as_module(*given), ()
    where = {"none": None, "all": "", "projects": OWN_PROJECTS, "mine": MADE_BY_ME}.get(how, "?")
    if how == "formula":
        where = sent.get("where", "").strip()[: LONGEST + 1]
        if not where:
            return {}, (Problem("/where", "required"),)
    elif where == "?":
        return {}, (Problem("/how", "required"),)
    deeds = cell_deeds(*given, where=where)
    return deeds, _faults(desk, cell, deeds, where or "")


def _faults(desk: Desk, cell: Cell, deeds: dict[str, Deed], where: str) -> tuple[Problem, ...]:
    """What is wrong with a condition: how it is written, its types, what the database cannot decide."""
    try:
        if where:
            parse(where)
        overlay = change(desk.draft, deeds).overlay
    except ExpressionError as error:
        return (Problem("/where", error.problem.code, error.problem.params),)
    except Refused as refused:
        return refused.problems
    found = (one for one in catalog.problems_of(overlay) if one.pointer.startswith(cell.address))
    return tuple(Problem("/where", one.code, one.params, message=one.message) for one in found)


def _shown(desk: Desk, cell: Cell, problems: tuple[Problem, ...]) -> dict[str, Any]:
    """What the cell's page shows. After a refusal, what was typed."""
    sent = desk.visit.request.POST if problems else {}
    where = cell.cases[0].where if len(cell.cases) == 1 else ""
    how = str(sent.get("how", "")) or _how(cell, where)
    in_projects = desk.entity.scope == "project" or desk.entity.is_project
    there = cell.verb not in {"create", "import"}
    choices = [("none", _("Not at all"), ""), ("all", _("All entries"), "")]
    if in_projects:
        choices.append(("projects", _("Entries of the projects one belongs to"), ""))
    if there:
        choices.append(("mine", _("Entries one made oneself"), ""))
    if len(cell.cases) > 1:
        choices.append(("keep", _("As it is: several cases"), ""))
    return {
        "role": desk.role(cell.role), "cell": cell, "verb": verb_titles()[cell.verb], "lines": cell_lines(desk, cell),
        "whose": whose(cell), "choices": choices, "how": how, "where": sent.get("where", where),
        "problems": {one.pointer.removeprefix("/") or "how": message(one) for one in problems},
        "own": cell.own, "fields": sorted(desk.entity.fields.values(), key=lambda one: one.key),
        "sees": any(cells.cases for cells in desk.cells[cell.role][:1]) or cell.verb in {"see", "create", "import"},
        "fields_href": f"{desk.url('rights-fields')}?role={cell.role}",
    }  # fmt: skip


def _how(cell: Cell, where: str) -> str:
    if len(cell.cases) > 1:
        return "keep"
    if cell.kind != "some":
        return "all" if cell.cases else "none"
    return {OWN_PROJECTS: "projects", MADE_BY_ME: "mine"}.get(where, "formula")
