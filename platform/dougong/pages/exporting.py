"""Taking a list out as a file: the deed of its toolbar, and where the long ones are watched and fetched."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from dougong import discussion
from dougong.actions import (
    READY,
    Export,
    cancel_export,
    export_list,
    exports_of,
    read_notices,
)
from dougong.admission import Entry, admit, seat_of
from dougong.jobs_log import Progress
from dougong.listing import Wanted, wanted_of_address
from dougong.listing.page import view_of
from dougong.pages.bulk import targets_of
from dougong.pages.framing import frame_for
from dougong.pages.list_looks import look_of, with_look
from dougong.pages.visits import Visit, page
from dougong.problem import Problem, Refused
from dougong.tenancy import reading

#: Records that may be named one by one; more are taken out by a filter.
MOST = 5_000


@page("POST")
def export_page(visit: Visit, module: str, entity: str) -> HttpResponse:
    """The list at the address `asked`, or of it the records named, as a file of the form `form`.

    everything: all columns instead of those shown. A long list is written in the background, seen at `exports`.
    """
    posted, name = visit.request.POST, f"{module}/{entity}"
    with reading(visit.caller.tenant):
        entry = admit(seat_of(visit.caller), name, "export")
        wanted = _wanted(entry, posted.get("asked", ""))
    if posted.getlist("id"):
        targets = targets_of(posted)
        if len(targets) > MOST:
            raise Refused([Problem("", "limit", {"what": str(len(targets)), "limit": MOST})])
        wanted = replace(wanted, only=tuple(one.id for one in targets))
    export = Export(name, wanted, posted.get("form", "xlsx"), everything=bool(posted.get("everything")))
    made = export_list(visit.caller, export)
    if isinstance(made, UUID):
        return HttpResponseRedirect(reverse("exports"))
    answer = FileResponse(made.stream, as_attachment=True, filename=made.name, content_type=made.content_type)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _wanted(entry: Entry, asked: str) -> Wanted:
    """What the list shows at an address, with this person's columns."""
    wanted = replace(wanted_of_address(asked), after=None)
    view = view_of(entry, wanted)
    return with_look(wanted, look_of(entry, view.key), view.columns)


@page("GET", "HEAD")
def exports_page(visit: Visit) -> HttpResponse:
    """The long lists this person had written: how far they are, and the files."""
    with reading(visit.caller.tenant):
        seat = seat_of(visit.caller)
        me = seat.actor.id.id
        told = [one.id for one in discussion.notices_of(me, unread=True) if one.what == READY]
        found = [_line(one, seat.timezone) for one in exports_of(me)]
        running = any(not one["over"] for one in found)
        context = {"exports": found, "running": running, "frame": frame_for(visit.request, seat, "exports")}
    if told:
        read_notices(visit.caller, ids=told)
    return render(visit.request, "pages/exports.html", context)


def _line(job: Progress, zone: Any) -> dict[str, Any]:
    file = job.result.get("file")
    words = {"waiting": _("Waits for its turn"), "running": _("Is being written"), "done": _("Ready")}
    return {
        "id": str(job.id),
        "title": job.title,
        "form": {"xlsx": "Excel", "csv": "CSV"}.get(str(job.result.get("form")), ""),
        "when": f"{job.created_at.astimezone(zone):%Y-%m-%d %H:%M}",
        "over": job.over,
        "said": words.get(job.state) or job.message,
        "failed": job.state == "failed",
        "done": job.done,
        "total": job.total,
        "href": reverse("file", args=[file, "shared"]) if file else "",
    }


@page("POST")
def cancel_page(visit: Visit, job: UUID) -> HttpResponse:
    """The file is not wanted any more."""
    cancel_export(visit.caller, job)
    return HttpResponseRedirect(reverse("exports"))
