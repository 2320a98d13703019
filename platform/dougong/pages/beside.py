"""Pages beside a record: why something cannot be done, the record on paper, what refers to it."""

from typing import Any
from uuid import UUID

import segno
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dougong import events
from dougong.admission import Entry
from dougong.listing import labels_of, refs_of
from dougong.listing.labels import label_of
from dougong.pages.facts import sections_of
from dougong.pages.framing import bare_frame, frame_for
from dougong.pages.histories import SAID, History, refs_in_history
from dougong.pages.presenting import reader_for, state_seen
from dougong.pages.records import opened_record
from dougong.pages.related import related_of
from dougong.pages.visits import Visit, page
from dougong.pages.why_fields import answers_for
from dougong.problem import Ref
from dougong.storage import Record
from dougong.tables import Reader
from dougong.tenancy import reading

#: Steps of the trail that a paper shows, and the verbs of the log that are none.
TRAIL = 100
#: Columns of detail rows that fit a sheet standing upright.
UPRIGHT = 9
STILL = (*SAID, "edit", "remove", "restore")


@page("GET", "HEAD")
def why_page(visit: Visit, module: str, entity: str, record_id: UUID) -> HttpResponse:
    """Each thing one might want to do with this record and each of its fields: whether one may, and by which rule.

    ?who= names another member, for those who run the company's settings.
    """
    with reading(visit.caller.tenant):
        entry, record, context = opened_record(visit, module, entity, record_id)
        why: dict[str, Any] = {
            "label": label_of(entry.seat, entry, record),
            "record_href": reverse("record", args=[module, entity, record_id]),
            "state": state_seen(entry.workflow, record.state),
        } | answers_for(entry, record, context, visit.request.GET.get("who", ""))
        frame = frame_for(visit.request, entry.seat, entry.entity.name)
    return render(visit.request, "pages/why.html", {"frame": frame, "why": why})


@page("GET", "HEAD")
def related_page(visit: Visit, module: str, entity: str, record_id: UUID) -> HttpResponse:
    """What refers to this record, as a part of its page or (without scripts) as a page."""
    with reading(visit.caller.tenant):
        entry, record, _context = opened_record(visit, module, entity, record_id)
        context: dict[str, Any] = {
            "groups": related_of(entry, record),
            "label": label_of(entry.seat, entry, record),
            "record_href": reverse("record", args=[module, entity, record_id]),
        }
        context["frame"] = (
            bare_frame(visit.request) if visit.fragment else frame_for(visit.request, entry.seat, entry.entity.name)
        )
    template = "pages/_related.html" if visit.fragment else "pages/related.html"
    return render(visit.request, template, context)


@page("GET", "HEAD")
def print_page(visit: Visit, module: str, entity: str, record_id: UUID) -> HttpResponse:
    """The record for paper (A4): facts, detail rows, signatures, the trail of steps, and a code that leads back."""
    with reading(visit.caller.tenant):
        entry, record, _context = opened_record(visit, module, entity, record_id)
        trail = events.history_of(
            entry.entity.name, record.id, limit=TRAIL, without=(*SAID, "edit", "remove", "restore")
        )
        refs = set(refs_of(entry.entity.fields, record.values)) | set(refs_in_history(entry, trail))
        refs |= {ref for ref in (record.project, entry.seat.actor.id) if ref is not None}
        labels = labels_of(entry.seat, refs)
        reader = reader_for(entry.seat, labels)
        address = visit.request.build_absolute_uri(reverse("record", args=[module, entity, record_id]))
        paper = {
            "tenant": visit.caller.tenant.shown,
            "title": entry.entity.title,
            "label": label_of(entry.seat, entry, record),
            "number": record.number or "",
            "state": state_seen(entry.workflow, record.state),
            "removed": record.deleted,
            "sections": (sections := _for_paper(sections_of(entry, record, reader))),
            "broad": any(len(grid["columns"]) > UPRIGHT for section in sections for grid in section["grids"]),
            "trail": _trail(entry, record, trail, reader),
            "code": segno.make(address, error="m").svg_data_uri(scale=3, border=0),
            "address": address,
            "record_href": reverse("record", args=[module, entity, record_id]),
            "printed": _("Printed {when} by {who}").format(
                when=f"{timezone.now().astimezone(reader.timezone):%Y-%m-%d %H:%M}",
                who=visit.caller.account.display_name,
            ),
        }
    return render(visit.request, "pages/print.html", {"frame": bare_frame(visit.request), "paper": paper})


def _for_paper(sections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The sections with the columns of detail rows that hold anything at all."""
    for section in sections:
        for grid in section["grids"]:
            kept = [at for at in range(len(grid["columns"])) if any(not line[at].empty for line in grid["lines"])]
            grid["columns"] = [grid["columns"][at] for at in kept]
            grid["lines"] = [[line[at] for at in kept] for line in grid["lines"]]
    return sections


def _trail(entry: Entry, record: Record, trail: tuple[Any, ...], reader: Reader) -> list[dict[str, str]]:
    """What was done step by step, oldest first."""
    history = History(entry, record, reader)
    found = []
    for one in reversed(trail):
        line = history.line(one)
        who = reader.labels.get(Ref("user", one.actor), "") if one.actor else _("The platform")
        when = f"{one.at.astimezone(reader.timezone):%Y-%m-%d %H:%M}"
        found.append({"what": line["text"], "who": who, "when": when, "reason": line["reason"]})
    return found
