"""A record's page: facts, the workflow as a line, what can be done, what happened."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from dougong import discussion, files, storage
from dougong.access import Verdict
from dougong.actions import read_notices
from dougong.admission import Entry, admit, context_for, read_values, seat_of
from dougong.definition import Context
from dougong.listing import labels_of, may_open_file, refs_of
from dougong.listing.labels import label_of
from dougong.pages.errors import error_page
from dougong.pages.facts import links_of, sections_of, tabs_of
from dougong.pages.framing import bare_frame, frame_for
from dougong.pages.presenting import reader_for, record_address, state_seen
from dougong.pages.progress import decisions_of, deeds_of, read_way, steps_of, waits_for
from dougong.pages.returning import back_of
from dougong.pages.stream import BESIDE, PAGE, Asked, asked_of, read_stream, stream_view
from dougong.pages.visits import Visit, page
from dougong.pages.walking import opened_from, walk_of
from dougong.storage import Record
from dougong.tenancy import reading

#: Parts of the page that can be fetched alone.
TEMPLATES = {"panel": "pages/_panel.html", "stream": "pages/_stream.html"}


@page("GET", "HEAD")
def record_page(visit: Visit, module: str, entity: str, record_id: UUID) -> HttpResponse:
    """One record, as this person may see it; with `panel=1` the compact part that stands beside a list."""
    part = "panel" if visit.request.GET.get("panel") == "1" else visit.request.GET.get("part", "")
    answer = record_response(visit, module, entity, record_id, part=part)
    if visit.request.method == "GET":
        look_at(visit, f"{module}/{entity}", record_id)
    return answer


def record_response(
    visit: Visit, module: str, entity: str, record_id: UUID, *, part: str = "", typed: str = "", problem: str = ""
) -> HttpResponse:
    """The record's page or a part of it: "panel", "stream". typed, problem: a comment that was refused, and why."""
    with reading(visit.caller.tenant):
        entry, record, known = opened_record(visit, module, entity, record_id)
        asked = asked_of(visit.request, limit=BESIDE if part == "panel" else PAGE)
        back = back_of(visit.request)
        walk = None if part else walk_of(visit.request, entry, record)
        context = {
            # A part has no place for what was just said: that waits for the next whole page.
            "frame": bare_frame(visit.request) if part else frame_for(visit.request, entry.seat, entry.entity.name),
            "record": record_view(entry, record, known, asked),
            "walk": walk,
            # Beside a list deeds lead back to it; on a page opened from one, to the page, which still knows it.
            "back": back or (walk["here"] if walk else ""),
            "removed_back": back or (walk["list"] if walk else ""),
            "whole_href": opened_from(record_address(entry, record.id), back if part == "panel" else ""),
            "beside": part == "panel",
            "typed": typed,
            "problem": problem,
        }
    template = TEMPLATES.get(part, "pages/record.html")
    return render(visit.request, template, context, status=422 if problem else 200)


def look_at(visit: Visit, name: str, record_id: UUID) -> None:
    """Whoever opens a record has looked at the notices about it."""
    with reading(visit.caller.tenant):
        waiting = discussion.unread_count(visit.caller.account.id, entity=name, record=record_id)
    if waiting:
        read_notices(visit.caller, record=(name, record_id))


def opened_record(visit: Visit, module: str, entity: str, record_id: UUID) -> tuple[Entry, Record, Context]:
    """A record as this person may see it, with what is worked out on read. Raises Refused."""
    seat = seat_of(visit.caller)
    entry = admit(seat, f"{module}/{entity}")
    record = storage.one(entry.reach, entry.entity, record_id, entry.layout, deleted="also")
    context = context_for(seat, entry.entity, system=record.system)
    return entry, replace(record, values=read_values(seat, entry.entity, record, context)), context


def record_view(entry: Entry, record: Record, context: Context, asked: Asked) -> dict[str, Any]:
    """Everything the record's page names."""
    seat = entry.seat
    found, way = read_stream(entry, record, asked), read_way(entry, record, context)
    refs = set(refs_of(entry.entity.fields, record.values)) | found.refs(entry) | way.refs()
    refs |= {ref for ref in (record.created_by, record.project) if ref is not None}
    labels = labels_of(seat, refs)
    reader = reader_for(seat, labels)
    decisions = decisions_of(entry, record, context)
    sections = sections_of(entry, record, reader)
    return {
        "id": record.id,
        "label": label_of(seat, entry, record),
        "href": _address("record", entry, record),
        "why_href": _address("why", entry, record),
        "print_href": _address("print", entry, record),
        "related_href": _address("related", entry, record),
        "entity_title": entry.entity.title,
        "list_href": reverse("list", args=[entry.entity.module, entry.entity.key]),
        "version": record.version,
        "removed": record.deleted,
        "state": state_seen(entry.workflow, record.state),
        "waits": "" if record.deleted else waits_for(entry, record, decisions),
        "deeds": () if record.deleted else deeds_of(entry, record, decisions),
        **_plain_deeds(entry, record, context),
        "sections": [section for section in sections if not section["tab"]],
        "tabs": tabs_of(sections),
        "links": links_of(seat, labels),
        "steps": steps_of(entry, record, way, reader),
        "stream": stream_view(entry, record, found, asked, reader),
    }


def _plain_deeds(entry: Entry, record: Record, context: Context) -> dict[str, str]:
    """Where editing, removing and bringing back lead; "" for what this person may not do now."""
    edit = entry.verdict_on("edit", record.values, record.state, context)
    remove = entry.verdict_on("remove", record.values, record.state, context)
    removable = remove.allowed and _open(entry, record) and not record.deleted
    return {
        "edit_href": _address("edit", entry, record) if _editable(entry, record, edit) else "",
        "copy_href": _copy_address(entry, record) if entry.may("create") and not record.deleted else "",
        "remove_href": _address("remove", entry, record) if removable else "",
        "restore_href": _address("restore", entry, record) if remove.allowed and record.deleted else "",
    }


def _open(entry: Entry, record: Record) -> bool:
    """Whether the state lets anything of the record be changed at all."""
    if entry.workflow is None or record.state is None:
        return True
    state = entry.workflow.states.get(record.state)
    waiting = any(arrow.via == record.state for arrow in entry.workflow.transitions.values())
    return not waiting and not (state and state.locked)


def _editable(entry: Entry, record: Record, verdict: Verdict) -> bool:
    return verdict.allowed and not record.deleted and _open(entry, record)


def _copy_address(entry: Entry, record: Record) -> str:
    return f"{reverse('new', args=[entry.entity.module, entry.entity.key])}?copy={record.id}"


def _address(name: str, entry: Entry, record: Record) -> str:
    return reverse(name, args=[entry.entity.module, entry.entity.key, record.id])


@page("GET", "HEAD")
def file_page(visit: Visit, file_id: UUID, shape: str) -> HttpResponse:
    """A file's content, for whoever may see the record it belongs to (or uploaded it and has not saved yet)."""
    if shape not in {"shared", "thumbnail", "original"}:
        return error_page(visit.request, 404)
    with reading(visit.caller.tenant):
        seat = seat_of(visit.caller)
        opened = files.opened(file_id, shape) if may_open_file(seat, file_id) else None  # type: ignore[arg-type] # checked above
    if opened is None:
        return error_page(visit.request, 404)
    answer = FileResponse(
        opened.path.open("rb"),
        as_attachment=not opened.inline,
        filename=opened.name,
        content_type=opened.content_type,
    )
    answer.headers["ETag"] = opened.etag
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer
