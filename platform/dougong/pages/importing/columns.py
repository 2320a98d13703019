"""The columns' page: which sheet, where its header is, which field each column becomes and how its cells are read."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from dougong.actions import Proposal, cancel_import, check_import, open_import, propose_mapping, set_import_mapping
from dougong.actions.importing.rights import import_targets
from dougong.admission import admit, seat_of
from dougong.batches import OPEN, Batch, ColumnMapping
from dougong.forms import message
from dougong.pages.framing import csrf_input, frame_for, say_next
from dougong.pages.importing.asked_columns import mapping_asked, place_asked
from dougong.pages.importing.mapping_view import mapping_view
from dougong.pages.importing.telling import about, address
from dougong.pages.visits import Visit, page
from dougong.problem import Problem, Refused
from dougong.tenancy import reading


@page("GET", "HEAD", "POST")
def columns_page(visit: Visit, module: str, entity: str, batch_id: UUID) -> HttpResponse:
    """GET: how the sheet is read, or could be (`sheet`, `header` say where); POST `do`: look | check | cancel."""
    name = f"{module}/{entity}"
    with reading(visit.caller.tenant):
        batch = batch_at(visit, name, batch_id)
        there = address(admit(seat_of(visit.caller), name, "import"), "import-batch", batch)
    if batch.state not in OPEN:
        return HttpResponseRedirect(there)
    posted = visit.request.POST
    if posted.get("do") == "cancel":
        cancel_import(visit.caller, batch_id)
        say_next(visit.request, _("“{file}” was put aside. Nothing was imported.").format(file=batch.file_name))
        return HttpResponseRedirect(there.rpartition(f"{batch.id}/")[0])
    sheet, headers = place_asked(posted or visit.request.GET)
    try:
        proposal = _proposal(visit, batch, sheet, headers)
    except Refused as refused:
        return _unreadable(visit, name, batch, refused.problems)
    if visit.request.method != "POST":
        mapping = batch.mapping if batch.mapping is not None and sheet is None else proposal.mapping
        return _draw(visit, name, batch, proposal, mapping)
    return _posted(visit, name, batch, proposal, there)


def batch_at(visit: Visit, name: str, batch_id: UUID) -> Batch:
    """A batch of this person's at its own address. Call inside a scope. Raises Refused ("not_found")."""
    batch = open_import(seat_of(visit.caller), batch_id)
    if batch.entity != name:
        raise Refused([Problem("", "not_found")])
    return batch


def _proposal(visit: Visit, batch: Batch, sheet: int | None, headers: tuple[int, ...] | None) -> Proposal:
    kept = batch.mapping
    if sheet is None and kept is not None:
        sheet, headers = kept.sheet, kept.headers
    return propose_mapping(visit.caller, batch.id, sheet=sheet, headers=headers)


def _posted(visit: Visit, name: str, batch: Batch, proposal: Proposal, there: str) -> HttpResponse:
    posted = visit.request.POST
    with reading(visit.caller.tenant):
        seat = seat_of(visit.caller)
        entry = admit(seat, name, "import")
        targets = {one.pointer: one for one in import_targets(seat, name)}
        mapping, problems = mapping_asked(entry, posted, proposal, targets, batch.mapping or ColumnMapping({}))
    if posted.get("do") != "check" or problems:
        return _draw(visit, name, batch, proposal, mapping, problems)
    try:
        version = int(posted.get("version", "0")) if posted.get("version", "").isdecimal() else 0
        mapped = set_import_mapping(visit.caller, batch.id, mapping, version)
        check_import(visit.caller, batch.id, mapped.version)
    except Refused as refused:
        return _draw(visit, name, batch, proposal, mapping, refused.problems)
    return HttpResponseRedirect(there)


def _draw(
    visit: Visit, name: str, batch: Batch, proposal: Proposal, mapping: ColumnMapping,
    problems: tuple[Problem, ...] = (),
) -> HttpResponse:  # fmt: skip
    typed = visit.request.POST if visit.request.method == "POST" else None
    with reading(visit.caller.tenant):
        seat = seat_of(visit.caller)
        entry = admit(seat, name, "import")
        targets = {one.pointer: one for one in import_targets(seat, name)}
        context = {
            "import": about(entry, "columns", batch),
            "map": mapping_view(entry, proposal, mapping, targets, problems, typed),
            "problems": (),
            "csrf": csrf_input(visit.request),
            "frame": frame_for(visit.request, seat, name),
        }
        context["comma"] = context["frame"].list_comma
    template = "pages/import/columns_form.html" if visit.fragment else "pages/import/columns.html"
    return render(visit.request, template, context, status=422 if problems else 200)


def _unreadable(visit: Visit, name: str, batch: Batch, problems: tuple[Problem, ...]) -> HttpResponse:
    """A sheet in which no table was found, or a file that is gone: said on the page, with the ways on."""
    if any(problem.code == "not_found" and not problem.pointer for problem in problems):
        raise Refused(problems)
    with reading(visit.caller.tenant):
        seat = seat_of(visit.caller)
        entry = admit(seat, name, "import")
        context = {
            "import": about(entry, "columns", batch),
            "map": None,
            "problems": [message(problem) for problem in problems],
            "frame": frame_for(visit.request, seat, name),
        }
    return render(visit.request, "pages/import/columns.html", context, status=422)
