"""The first page of importing: a file is handed in; beneath it what was imported before."""

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from dougong import files
from dougong.actions import begin_import, imports_of
from dougong.admission import admit, seat_of
from dougong.batches import Batch
from dougong.forms import message
from dougong.pages.framing import frame_for
from dougong.pages.importing.telling import about, address, lines_of
from dougong.pages.visits import Visit, page
from dougong.problem import Problem, Refused
from dougong.sheets import open_workbook
from dougong.tenancy import reading

#: Endings of what may be handed in, for the browser's own dialog; what it is decides itself by its content.
ENDINGS = (".xlsx", ".xls", ".ods", ".csv")
MEGABYTES = 20
#: Refusals that are about the person, not about his file.
_HIS = frozenset({"forbidden", "not_found"})


@page("GET", "HEAD", "POST")
def import_page(visit: Visit, module: str, entity: str) -> HttpResponse:
    """The form for a file; sent, it leads to the columns of what was handed in, or back with the reason."""
    name = f"{module}/{entity}"
    if visit.request.method != "POST":
        return _drawn(visit, name, ())
    sent = visit.request.FILES.get("file")
    try:
        batch = _begun(visit, name, sent)
    except Refused as refused:
        if _HIS & {problem.code for problem in refused.problems}:
            raise
        return _drawn(visit, name, refused.problems, sent.name or "" if sent else "")
    with reading(visit.caller.tenant):
        there = address(admit(seat_of(visit.caller), name, "import"), "import-columns", batch)
    return HttpResponseRedirect(there)


def _begun(visit: Visit, name: str, sent: UploadedFile | None) -> Batch:
    """The batch of a file that was handed in. Raises Refused."""
    with reading(visit.caller.tenant):
        admit(seat_of(visit.caller), name, "import")
    if sent is None:
        raise Refused([Problem("", "required", message=_("Choose a file first."))])
    if (sent.size or 0) > MEGABYTES * 1024 * 1024:
        raise Refused([Problem("", "intake.file.too_large", {"limit": MEGABYTES})])
    open_workbook(sent.read(), sent.name or "")
    sent.seek(0)
    with files.prepare(visit.caller.tenant.scope(), sent.file, name=sent.name or "", kind="sheet") as prepared:
        return begin_import(visit.caller, name, prepared)


def _drawn(visit: Visit, name: str, problems: tuple[Problem, ...], file_name: str = "") -> HttpResponse:
    with reading(visit.caller.tenant):
        seat = seat_of(visit.caller)
        entry = admit(seat, name, "import")
        context = {
            "frame": frame_for(visit.request, seat, name),
            "import": about(entry, "file"),
            "problems": [message(problem) for problem in problems],
            "refused_name": file_name,
            "endings": ENDINGS, "megabytes": MEGABYTES,
            "template_href": address(entry, "import-template"),
            "before": lines_of(entry, imports_of(seat, name)),
            "updates": entry.may("edit"),
        }  # fmt: skip
    return render(visit.request, "pages/import/begin.html", context, status=422 if problems else 200)
