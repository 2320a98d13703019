"""One import at its own address: how far it is, what the check found, what came of it; and what may be done next."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from dougong.actions import (
    ImportReport,
    cancel_import,
    check_import,
    import_report,
    open_import,
    set_import_mapping,
    take_in_import,
    undo_import,
)
from dougong.admission import Entry, admit, seat_of
from dougong.batches import Batch
from dougong.forms import message
from dougong.jobs_log import Progress
from dougong.pages.framing import csrf_input, frame_for, say_next
from dougong.pages.importing.checked_view import WHICH, checked_view, chosen_mapping
from dougong.pages.importing.columns import batch_at
from dougong.pages.importing.done_view import done_view
from dougong.pages.importing.telling import about, address, state_said
from dougong.pages.visits import Visit, page
from dougong.problem import Problem, Refused
from dougong.tenancy import reading

#: Which page a state is shown on; what is neither is at work.
COLUMNS, CHECKED = frozenset({"uploaded", "mapped"}), "checked"
DONE = frozenset({"taken", "undone", "cancelled", "failed"})


@page("GET", "HEAD", "POST")
def batch_page(visit: Visit, module: str, entity: str, batch_id: UUID) -> HttpResponse:
    """GET: the page of the state the batch is in; POST `do`: take | choose | cancel | undo | check."""
    name = f"{module}/{entity}"
    with reading(visit.caller.tenant):
        seat = seat_of(visit.caller)
        batch = batch_at(visit, name, batch_id)
        here = address(admit(seat, name, "import"), "import-batch", batch)
    if visit.request.method != "POST":
        return _drawn(visit, name, batch_id)
    try:
        _done(visit, batch)
    except Refused as refused:
        return _drawn(visit, name, batch_id, refused.problems)
    return HttpResponseRedirect(here)


def _done(visit: Visit, batch: Batch) -> None:
    """Do what a button says. Raises Refused."""
    posted = visit.request.POST
    version = int(posted["version"]) if posted.get("version", "").isdecimal() else 0
    deeds: dict[str, Callable[[], object]] = {
        "check": lambda: check_import(visit.caller, batch.id, version),
        "take": lambda: take_in_import(
            visit.caller, batch.id, version, without_refused=bool(posted.get("without_refused"))
        ),
        "cancel": lambda: cancel_import(visit.caller, batch.id),
        "undo": lambda: undo_import(visit.caller, batch.id, version),
        "choose": lambda: _choose(visit, batch, version),
    }
    do = deeds.get(posted.get("do", ""))
    if do is None:
        raise Refused([Problem("", "not_found")])
    do()
    if posted["do"] == "cancel":
        say_next(visit.request, _("“{file}” was put aside. Nothing was imported.").format(file=batch.file_name))


def _choose(visit: Visit, batch: Batch, version: int) -> None:
    """Keep which entries texts mean, and check again."""
    if batch.mapping is None:
        raise Refused([Problem("", "moved_on")])
    with reading(visit.caller.tenant):
        report = import_report(seat_of(visit.caller), batch.id, limit=1)
    mapping = chosen_mapping(batch.mapping, report.unmatched, visit.request.POST)
    mapped = set_import_mapping(visit.caller, batch.id, mapping, version)
    check_import(visit.caller, batch.id, mapped.version)


def _drawn(visit: Visit, name: str, batch_id: UUID, problems: tuple[Problem, ...] = ()) -> HttpResponse:
    asked = visit.request.GET
    only = asked.get("only", "") if asked.get("only", "") in WHICH else ""
    after = int(asked["after"]) if asked.get("after", "").isdecimal() and len(asked["after"]) < 10 else -1
    with reading(visit.caller.tenant):
        seat = seat_of(visit.caller)
        entry = admit(seat, name, "import")
        batch = open_import(seat, batch_id)
        if batch.state in COLUMNS and not problems:
            return HttpResponseRedirect(address(entry, "import-columns", batch))
        report = import_report(seat, batch_id, only=WHICH.get(only), after=after)
        drawn, context = _view(entry, report, only, after)
        context |= {"problems": [message(one) for one in problems], "version": batch.version,
                    "csrf": csrf_input(visit.request)}  # fmt: skip
        if not visit.fragment:
            context["frame"] = frame_for(visit.request, seat, name)
    return _answer(visit, drawn, batch, context, 422 if problems else 200)


def _view(entry: Entry, report: ImportReport, only: str, after: int) -> tuple[str, dict[str, Any]]:
    """The template and what it shows."""
    batch = report.batch
    here = {"here": address(entry, "import-batch", batch), "columns_href": address(entry, "import-columns", batch),
            "result_href": address(entry, "import-result", batch), "state": state_said(batch)}  # fmt: skip
    if batch.state == CHECKED:
        return "checked", {**here, "import": about(entry, "check", batch),
                           "check": checked_view(entry, report, only, after)}  # fmt: skip
    if batch.state in DONE:
        return "done", {**here, "import": about(entry, "done", batch), "done": done_view(entry, report)}
    step = "check" if batch.state == "checking" else "done"
    return "working", {**here, "import": about(entry, step, batch), "work": work_view(batch, report.progress)}


def work_view(batch: Batch, progress: Progress | None) -> dict[str, Any]:
    """How far a worker is."""
    said = {
        "checking": _("Every line is checked. Nothing is written yet."),
        "taking": _("The entries are written, all of them or none."),
        "undoing": _("The import is taken back."),
    }
    done, total = (progress.done, progress.total) if progress else (0, 0)
    return {
        "title": {"checking": _("Checking"), "taking": _("Taking in"), "undoing": _("Undoing")}.get(batch.state, ""),
        "said": said.get(batch.state, ""),
        "percent": progress.percent if progress else None,
        "done": done,
        "total": total,
        "waits": progress is None or progress.state == "waiting",
        "may_cancel": batch.state == "checking",
    }


def _answer(visit: Visit, drawn: str, batch: Batch, context: dict[str, Any], status: int) -> HttpResponse:
    """A page; to the part of a page that asks how far it is, that part, or word that the page has changed."""
    if not visit.fragment:
        return render(visit.request, f"pages/import/{drawn}.html", context, status=status)
    if drawn == "working":
        return render(visit.request, "pages/import/working_part.html", context, status=status)
    answer = HttpResponse(status=204)
    answer.headers["HX-Refresh"] = "true"
    return answer
