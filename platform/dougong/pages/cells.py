"""One cell of a list, changed in its place: the field's own control, and its saving."""

import json
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from dougong import storage
from dougong.actions import update_record
from dougong.actions.checking import surroundings, writable_fields
from dougong.admission import Entry, admit, seat_of
from dougong.definition import Context, write_values
from dougong.forms import message
from dougong.forms import render as render_form
from dougong.listing import labels_of, refs_of
from dougong.pages.framing import csrf_input
from dougong.pages.presenting import reader_for, state_seen
from dougong.pages.some_fields import fits_a_cell, some_fields, taken_fields
from dougong.pages.visits import Visit, page
from dougong.problem import JsonObject, Problem, Refused
from dougong.storage import Conflict, Record
from dougong.tables import cell
from dougong.tenancy import reading


@page("GET", "HEAD", "POST")
def cell_page(visit: Visit, module: str, entity: str, record_id: UUID) -> HttpResponse:
    """The control of one field (`field`), and its saving: 200 says the new version, 422 and 409 give it back."""
    name = f"{module}/{entity}"
    asked = visit.request.POST if visit.request.method == "POST" else visit.request.GET
    key = asked.get("field", "")
    with reading(visit.caller.tenant):
        entry, record = _opened(visit, name, record_id, key)
        if visit.request.method != "POST":
            return _drawn(visit, entry, record, key)
        sent, problems = taken_fields(some_fields(entry, [key], record=record), asked, [key])
        if problems:
            return _drawn(visit, entry, record, key, typed=asked, problems=problems, status=422)
    try:
        outcome = update_record(
            visit.caller, name, record_id, sent, version=_number(asked.get("_version")), base=_base(asked, key)
        )
    except Conflict as conflict:
        return _again(visit, name, record_id, key, asked, conflict.problems, status=409)
    except Refused as refused:
        return _again(visit, name, record_id, key, asked, refused.problems, status=422)
    return JsonResponse(
        {"version": outcome.record.version, "warnings": [message(problem) for problem in outcome.warnings]}
    )


def _opened(visit: Visit, name: str, record_id: UUID, key: str) -> tuple[Entry, Record]:
    """The entry to edit and the record, when this person may write the field now. Raises Refused."""
    seat = seat_of(visit.caller)
    sight = admit(seat, name)
    record = storage.one(sight.reach, sight.entity, record_id, sight.layout)
    entry = admit(seat, name, "edit")
    field = entry.entity.fields.get(key)
    context = surroundings(entry, record=record, complete=False)
    if field is None or not sight.reach.showing(f"/{key}") or not fits_a_cell(field):
        raise Refused([Problem("", "forbidden", message=_("This cell is not typed in by people."))])
    if f"/{key}" not in _writable(entry, record, context):
        raise Refused([Problem("", "forbidden", message=_closed(entry, record))])
    return entry, record


def _writable(entry: Entry, record: Record, context: Context) -> frozenset[str]:
    try:
        return writable_fields(entry, "edit", record, context)
    except Refused:
        return frozenset()  # not his to edit at all: the sentence about the state says so


def _closed(entry: Entry, record: Record) -> str:
    state = state_seen(entry.workflow, record.state)
    if state is None:
        return _("You may not change this field.")
    return _("You may not change this field while the state is “{state}”.").format(state=state.title)


def _again(
    visit: Visit, name: str, record_id: UUID, key: str, typed: QueryDict, problems: tuple[Problem, ...], *, status: int
) -> HttpResponse:
    """The control again with what was typed, and what is wrong; after a conflict, against the value that is there."""
    with reading(visit.caller.tenant):
        entry, record = _opened(visit, name, record_id, key)
        return _drawn(visit, entry, record, key, typed=typed, problems=problems, status=status)


def _drawn(
    visit: Visit, entry: Entry, record: Record, key: str, *, typed: QueryDict | None = None,
    problems: tuple[Problem, ...] = (), status: int = 200,
) -> HttpResponse:  # fmt: skip
    here = status != 409
    shown = tuple(one for one in problems if here)
    drawn: dict[str, Any] = {
        "action": reverse("cell", args=[entry.entity.module, entry.entity.key, record.id]),
        "field": key,
        "title": entry.entity.fields[key].title,
        "version": record.version if typed is None or not here else _number(typed.get("_version")),
        "base": json.dumps({key: write_values(entry.entity, record.values).get(key)}, default=str),
        "html": render_form(some_fields(entry, [key], record=record, typed=typed, problems=shown)),
        "conflict": "" if here else _conflict(entry, record, key),
        "csrf_input": csrf_input(visit.request),
    }
    if typed is not None and here:
        drawn["base"] = typed.get("_base", "")
    return render(visit.request, "pages/list/cell.html", {"cell": drawn}, status=status)


def _conflict(entry: Entry, record: Record, key: str) -> str:
    """Who was faster, and what is there now."""
    field = entry.entity.fields[key]
    refs = set(refs_of({key: field}, record.values)) | ({record.updated_by} if record.updated_by else set())
    labels = labels_of(entry.seat, refs)
    now = cell(record.values.get(key), field, reader_for(entry.seat, labels)).text
    who = labels.get(record.updated_by, _("Somebody")) if record.updated_by else _("Somebody")
    return _("{who} changed this meanwhile; it is “{now}” now. Save again to put yours in its place.").format(
        who=who, now=now
    )


def _base(posted: QueryDict, key: str) -> JsonObject | None:
    """The value the change was made against; None when the form does not say."""
    try:
        found = json.loads(posted.get("_base") or "", parse_float=Decimal)
    except ValueError:
        return None
    return {key: found[key]} if isinstance(found, dict) and found.get(key) is not None else {}


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
