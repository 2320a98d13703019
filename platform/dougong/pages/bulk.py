"""Many records of a list at once: what can be done to them, what it needs, and the report of what was done."""

from collections import Counter
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from dougong import storage
from dougong.actions import Many, Target, Wish, edit_many, perform_many, remove_many
from dougong.actions.many import MOST
from dougong.admission import Entry, admit, seat_of
from dougong.definition import Context
from dougong.forms import message
from dougong.forms import render as render_form
from dougong.listing import labels_of
from dougong.pages.bulk_steps import Steps, asked_once, step_form, step_values, steps_for
from dougong.pages.framing import frame_for
from dougong.pages.presenting import state_seen
from dougong.pages.returning import back_of
from dougong.pages.some_fields import fits_a_cell, some_fields, taken_fields
from dougong.pages.visits import Visit, page
from dougong.problem import JsonObject, Problem, Ref, Refused
from dougong.storage import Query, Record
from dougong.tenancy import reading
from dougong.workflow import Answer, editable


@page("POST")
def bulk_page(visit: Visit, module: str, entity: str) -> HttpResponse:
    """Three steps at one address: what is to be done (no `do`), what it needs, and with `go` the report."""
    name, posted = f"{module}/{entity}", visit.request.POST
    targets = targets_of(posted)
    if len(targets) > MOST:
        raise Refused([Problem("", "limit", {"what": str(len(targets)), "limit": MOST})])
    do, fields = posted.get("do", ""), tuple(dict.fromkeys(posted.getlist("field")))
    if not posted.get("go") or not do or not targets:
        return _draw(visit, name, targets, do, fields)
    if do == "edit":
        return _edit(visit, name, targets, fields)
    if do == "remove":
        return _report(visit, name, remove_many(visit.caller, name, targets))
    return _perform(visit, name, targets, do)


def targets_of(posted: QueryDict) -> tuple[Target, ...]:
    """The records named as "id:version"; what is neither names none."""
    found = {}
    for text in posted.getlist("id"):
        one, _colon, version = text.partition(":")
        try:
            target = Target(UUID(one), int(version) if version.isdecimal() and len(version) < 10 else 0)
        except ValueError:
            continue  # a hand-made form: such a record is not there
        found[target.id] = target
    return tuple(found.values())


def _edit(visit: Visit, name: str, targets: tuple[Target, ...], fields: tuple[str, ...]) -> HttpResponse:
    with reading(visit.caller.tenant):
        entry = admit(seat_of(visit.caller), name, "edit")
        keys = [key for key in fields if key in entry.entity.fields and fits_a_cell(entry.entity.fields[key])]
        sent, problems = taken_fields(some_fields(entry, keys), visit.request.POST, keys)
    if problems or not keys:
        return _draw(visit, name, targets, "edit", tuple(keys), problems=problems)
    return _report(visit, name, edit_many(visit.caller, name, targets, sent), sent)


def _perform(visit: Visit, name: str, targets: tuple[Target, ...], do: str) -> HttpResponse:
    """One step for each, with the reason and the fields that were asked for once."""
    posted = visit.request.POST
    verb, _colon, transition = do.partition(":")
    answer: Answer | None = "approve" if verb == "approve" else "reject" if verb == "reject" else None
    sent: JsonObject = {}
    if answer is None:
        with reading(visit.caller.tenant):
            entry = admit(seat_of(visit.caller), name)
            keys = asked_once(entry, transition)
            sent, problems = step_values(entry, keys, posted) if keys else ({}, ())
        if problems:
            return _draw(visit, name, targets, do, (), problems=problems)
    wish = Wish(transition, reason=posted.get("reason", "")[:1000], answer=answer, sent=sent)
    return _report(visit, name, perform_many(visit.caller, name, targets, wish), sent)


def _draw(
    visit: Visit, name: str, targets: tuple[Target, ...], do: str, fields: tuple[str, ...],
    problems: tuple[Problem, ...] = (),
) -> HttpResponse:  # fmt: skip
    """What can be done to the records, or what the chosen deed needs."""
    with reading(visit.caller.tenant):
        seat = seat_of(visit.caller)
        entry = admit(seat, name)
        query = Query(ids=tuple(one.id for one in targets), limit=max(1, len(targets)))
        records = storage.select(entry.reach, entry.entity, entry.layout, query).records if targets else ()
        steps = steps_for(entry, records) if do not in {"edit", "remove"} else Steps((), ())
        deed = next((one for one in steps.deeds if one["do"] == do), None)
        typed = visit.request.POST if problems else None
        bulk: dict[str, Any] = {
            **_about(entry, visit), "do": do, "targets": targets, "count": len(records), "deeds": steps.deeds,
            "fields": _editable(entry, records) if not do or do == "edit" else [],
            "export_href": reverse("export", args=name.split("/")) if entry.may("export") else "",
            "removable": entry.may("remove"), "chosen": fields, "html": "",
            "deed": deed, "apart": () if do else steps.apart, "states": _states(entry, records),
            "reason": visit.request.POST.get("reason", "")[:1000],
        }  # fmt: skip
        if do == "edit" and fields:
            edit = admit(seat, name, "edit")
            allowed = [one["key"] for one in bulk["fields"] if one["key"] in fields]
            bulk["html"] = render_form(some_fields(edit, allowed, typed=typed, problems=problems))
        elif deed and deed["fields"]:
            bulk["html"] = render_form(step_form(entry, deed["fields"], typed=typed, problems=problems))
        return _shown(visit, entry, {"bulk": bulk, "report": None}, 422 if problems else 200)


def _report(visit: Visit, name: str, many: Many, sent: JsonObject | None = None) -> HttpResponse:
    """What was done, and what was refused and why, with a link to each record."""
    with reading(visit.caller.tenant):
        entry = admit(seat_of(visit.caller), name)
        ids = [*(one.record.id for one in many.done), *(one.id for one in many.refused)]
        labels = labels_of(entry.seat, [Ref(name, one) for one in ids])
        report = {
            "done": [_line(entry, one.record.id, labels, map(message, one.warnings)) for one in many.done],
            "refused": [
                _line(entry, one.id, labels, [_why(entry, problem) for problem in one.problems]) for one in many.refused
            ],
        }
        return _shown(visit, entry, {"bulk": _about(entry, visit), "report": report}, 200)


def _line(entry: Entry, record_id: UUID, labels: dict[Ref, str], why: Iterable[str]) -> dict[str, Any]:
    seen = Ref(entry.entity.name, record_id) in labels
    href = reverse("record", args=[entry.entity.module, entry.entity.key, record_id]) if seen else ""
    label = labels.get(Ref(entry.entity.name, record_id), _("Something you may not see"))
    return {"id": str(record_id), "href": href, "label": label, "why": " ".join(dict.fromkeys(why))}


def _why(entry: Entry, problem: Problem) -> str:
    """A reason, with the field it is about."""
    key = problem.pointer.split("/")[1] if problem.pointer.startswith("/") else ""
    field = entry.entity.fields.get(key)
    if field is None or not entry.reach.showing(f"/{key}"):
        return message(problem)
    return _("{field}: {problem}").format(field=field.title, problem=message(problem))


def _about(entry: Entry, visit: Visit) -> dict[str, Any]:
    here = reverse("list", args=[entry.entity.module, entry.entity.key])
    return {
        "title": entry.entity.title,
        "action": reverse("bulk", args=[entry.entity.module, entry.entity.key]),
        "back": back_of(visit.request) or here,
    }


def _shown(visit: Visit, entry: Entry, context: dict[str, Any], status: int) -> HttpResponse:
    frame = frame_for(visit.request, entry.seat, entry.entity.name)
    template = "pages/bulk/part.html" if visit.fragment else "pages/bulk/page.html"
    return render(visit.request, template, {**context, "frame": frame}, status=status)


def _states(entry: Entry, records: Iterable[Record]) -> list[dict[str, Any]]:
    counted = Counter(record.state for record in records)
    seen = ((state_seen(entry.workflow, key), count) for key, count in counted.items())
    return [{"state": state, "count": count} for state, count in seen if state is not None]


def _editable(entry: Entry, records: tuple[Record, ...]) -> list[dict[str, str]]:
    """The fields this person may write in some of the records, as far as rights and states tell."""
    nothing = Context(today=entry.seat.today, me=entry.seat.actor.id)
    verdict = entry.verdict_on("edit", None, None, nothing)
    open_now = verdict.fields.editable if verdict.allowed else frozenset()
    if entry.workflow is not None:
        roles = entry.seat.actor.roles_in(None).union(*entry.seat.actor.project_roles.values())
        states = {record.state or entry.workflow.initial for record in records}
        masks = [editable(entry.workflow, entry.entity, state, roles).editable for state in states]
        open_now &= frozenset().union(*masks)
    fields = entry.entity.fields
    return [
        {"key": key, "title": field.title}
        for key, field in fields.items()
        if f"/{key}" in open_now and fits_a_cell(field) and entry.reach.showing(f"/{key}")
    ]
