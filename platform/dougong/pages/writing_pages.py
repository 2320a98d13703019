"""Pages that change something: new, edit, perform, remove, bring back. Actions do it; these ask and tell."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from dougong import storage
from dougong.actions import (
    Cautioned,
    Outcome,
    Wish,
    cautions,
    create_record,
    perform_transition,
    remove_record,
    restore_record,
    update_record,
)
from dougong.admission import Entry, admit, seat_of
from dougong.definition import Transition
from dougong.forms import asked, message
from dougong.forms import render as render_form
from dougong.listing.labels import label_of
from dougong.pages import drafting
from dougong.pages.conflicting import conflict_form, conflict_seen, with_theirs
from dougong.pages.copying import copied_form
from dougong.pages.forming import (
    Filled,
    continued_form,
    form_of,
    fresh_form,
    made_before,
    posted_form,
    refused_form,
    stored_form,
    transition_form,
    transition_values,
    with_uploads,
)
from dougong.pages.framing import frame_for, say_next
from dougong.pages.left_over import left_over, told_of_gone
from dougong.pages.preloading import form_preloads
from dougong.pages.presenting import record_address, state_seen
from dougong.pages.progress import submit_of
from dougong.pages.returning import back_of
from dougong.pages.visits import Visit, fetched, page
from dougong.problem import JsonObject, Problem, Refused
from dougong.storage import Conflict, Record, Taken
from dougong.tenancy import new_id, reading
from dougong.workflow import Answer

#: Buttons of a form that only change the form: they add, remove or unfold something.
SAVE = "save"


@page("GET", "HEAD", "POST")
def new_page(visit: Visit, module: str, entity: str) -> HttpResponse:
    """A new record: the form, and its creation. `copy`: begin with what another record holds."""
    name = f"{module}/{entity}"
    if visit.request.method != "POST":
        with reading(visit.caller.tenant):
            entry = admit(seat_of(visit.caller), name, "create")
            filled = copied_form(entry, visit) if "copy" in visit.request.GET else fresh_form(entry, visit.request)
            return _edit_page(visit, entry, filled, record=None)
    posted, problems = with_uploads(visit)
    with reading(visit.caller.tenant):
        entry = admit(seat_of(visit.caller), name, "create")
        if drafting.verb_of(posted) == drafting.RESUME:
            posted = drafting.resumed(visit, posted, None)
        filled = posted_form(entry, posted, record=None)
    if (answer := _of_draft(visit, entry, posted)) is not None:
        return answer
    problems = (*problems, *left_over(entry, posted, filled.base))
    if filled.only_form or problems:
        return _again(visit, name, filled, record_id=None, refused=Refused(problems) if problems else None)
    try:
        outcome = create_record(
            visit.caller, name, filled.instance,
            record_id=_id_of(visit) or new_id(), wish=_wish(visit), seen=_seen_of(visit, entry, None),
            copied=_uuid_of(posted.get("_copied", "")),
        )  # fmt: skip
    except Taken as taken:
        return _saved_already(visit, name, filled) or _again(visit, name, filled, record_id=None, refused=taken)
    except Refused as refused:
        return _again(visit, name, filled, record_id=None, refused=refused)
    return _done(visit, entry, outcome, _("Created."))


@page("GET", "HEAD", "POST")
def edit_page(visit: Visit, module: str, entity: str, record_id: UUID) -> HttpResponse:
    """A stored record in its form, and its change."""
    name = f"{module}/{entity}"
    if visit.request.method != "POST":
        with reading(visit.caller.tenant):
            entry, record = _editable(visit, name, record_id)
            return _edit_page(visit, entry, stored_form(entry, record), record=record)
    posted, problems = with_uploads(visit)
    with reading(visit.caller.tenant):
        entry, record = _editable(visit, name, record_id)
        if drafting.verb_of(posted) == drafting.RESUME:
            posted = drafting.resumed(visit, posted, form_of(entry, record))
        filled = posted_form(entry, posted, record=record)
        filled = replace(filled, instance=with_theirs(entry, record, posted, filled.instance))
    if (answer := _of_draft(visit, entry, posted)) is not None:
        return answer
    problems = (*problems, *left_over(entry, posted, filled.base))
    if filled.only_form or problems:
        refused = Refused(problems) if problems else None
        return _again(visit, name, filled, record_id=record_id, refused=refused)
    try:
        outcome = update_record(
            visit.caller, name, record_id, filled.instance,
            version=_version(visit), base=filled.base, whole=True, wish=_wish(visit),
            seen=_seen_of(visit, entry, record),
        )  # fmt: skip
    except Conflict as conflict:
        return _again(visit, name, filled, record_id=record_id, refused=conflict)
    except Refused as refused:
        return _again(visit, name, filled, record_id=record_id, refused=refused)
    return _done(visit, entry, outcome, _("Saved."))


def _saved_already(visit: Visit, name: str, filled: Filled) -> HttpResponse | None:
    """A form that arrived before and was changed since: the record it made, with those changes, not saved yet.

    Where this person may not change it any more, what he typed and the way to the record. None: it is not his.
    """
    drafting.let_go(visit)
    with reading(visit.caller.tenant):
        seat = seat_of(visit.caller)
        record = made_before(seat, name, filled.record_id)
        if record is None:
            return None
        try:
            entry, record = _editable(visit, name, record.id)
            drawn = continued_form(entry, filled, record)
        except Refused:
            entry = admit(seat, name, "create")
            drawn = refused_form(entry, filled, None, ())
            return _edit_page(visit, entry, drawn, record=None, status=409, saved=record_address(entry, record.id))
        return _edit_page(visit, entry, drawn, record=record, status=409, saved=record_address(entry, record.id))


def _of_draft(visit: Visit, entry: Entry, posted: QueryDict) -> HttpResponse | None:
    """The answer where a draft is to be kept or let go; None for everything else."""
    verb = drafting.verb_of(posted)
    if verb == drafting.KEEP:
        return drafting.keep(visit, entry, visit.request.POST)  # before drawn signatures became files
    return drafting.discard(visit) if verb == drafting.DISCARD else None


@page("GET", "HEAD", "POST")
def perform_page(visit: Visit, module: str, entity: str, record_id: UUID, transition: str) -> HttpResponse:
    """Perform a transition, or answer an approval; asks for a reason or fields first where it needs them."""
    name = f"{module}/{entity}"
    asked_for = visit.request.POST.get("answer") or visit.request.GET.get("answer")
    answer: Answer | None = asked_for if asked_for in {"approve", "reject"} else None
    if visit.request.method != "POST":
        return _ask(visit, name, record_id, transition, answer)
    posted, problems = with_uploads(visit)
    with reading(visit.caller.tenant):
        entry, record, arrow = _transition(visit, name, record_id, transition)
        if drafting.verb_of(posted) == drafting.RESUME:
            stored = transition_form(entry, record, arrow.edit) if arrow.edit and answer is None else None
            posted = drafting.resumed(visit, posted, stored)
    if (kept := _of_draft(visit, entry, posted)) is not None:
        return kept
    if asked(posted) or problems:
        return _ask(visit, name, record_id, transition, answer, posted=posted, problems=problems)
    return _performed(visit, name, record_id, transition, answer, posted)


def _performed(
    visit: Visit, name: str, record_id: UUID, transition: str, answer: Answer | None, posted: QueryDict
) -> HttpResponse:
    """The transition, or its page again with what stands against it."""
    sent = _written(visit, name, record_id, transition, posted)
    wish = Wish(transition, reason=posted.get("reason", "")[:1000], answer=answer, sent=sent)
    try:
        outcome = perform_transition(
            visit.caller, name, record_id, wish, version=_version(visit) or None, seen=_seen(visit)
        )
    except Conflict as conflict:
        problems = conflict.problems or (Problem("", "moved_on"),)
        return _ask(visit, name, record_id, transition, answer, posted=posted, problems=problems)
    except Refused as refused:
        if any(problem.code == "not_found" for problem in refused.problems):
            raise
        seen = _seen(visit) | cautions(refused.problems) if isinstance(refused, Cautioned) else None
        return _ask(visit, name, record_id, transition, answer, posted=posted, problems=refused.problems, seen=seen)
    with reading(visit.caller.tenant):
        entry = admit(seat_of(visit.caller), name)
    return _done(visit, entry, outcome, _("Done."))


@page("POST")
def remove(visit: Visit, module: str, entity: str, record_id: UUID) -> HttpResponse:
    """Put a record into the bin; the next page offers to undo it."""
    remove_record(visit.caller, f"{module}/{entity}", record_id, version=_version(visit))
    undo = reverse("restore", args=[module, entity, record_id])
    say_next(visit.request, _("Removed."), undo=undo)
    return HttpResponseRedirect(back_of(visit.request) or reverse("list", args=[module, entity]))


@page("POST")
def restore(visit: Visit, module: str, entity: str, record_id: UUID) -> HttpResponse:
    """Take a record out of the bin."""
    restore_record(visit.caller, f"{module}/{entity}", record_id)
    say_next(visit.request, _("It is back."))
    return HttpResponseRedirect(reverse("record", args=[module, entity, record_id]))


def _editable(visit: Visit, name: str, record_id: UUID) -> tuple[Entry, Record]:
    """The entry to edit, and the record as this person sees it."""
    seat = seat_of(visit.caller)
    sight = admit(seat, name)
    record = storage.one(sight.reach, sight.entity, record_id, sight.layout)
    return admit(seat, name, "edit"), record


def _edit_page(visit: Visit, entry: Entry, filled: Filled, *, record: Record | None, status: int = 200,
               conflict: dict[str, Any] | None = None, saved: str = "",
               seen: frozenset[str] | None = None) -> HttpResponse:  # fmt: skip
    seat = entry.seat
    frame = frame_for(visit.request, seat, entry.entity.name)
    label = label_of(seat, entry, record) if record else ""
    title = _("Edit") if record else _("New: {title}").format(title=entry.entity.title)
    submit = submit_of(entry, record)
    here = reverse("edit", args=[entry.entity.module, entry.entity.key, record.id]) if record else reverse(
        "new", args=[entry.entity.module, entry.entity.key])  # fmt: skip
    edit = {
        "title": f"{label}" if record else title,
        "entity_title": entry.entity.title,
        "list_href": reverse("list", args=[entry.entity.module, entry.entity.key]),
        "record_href": record_address(entry, record.id) if record else "",
        "label": label,
        "action": here,
        "id": str(record.id if record else filled.record_id),
        "back": back_of(visit.request),
        "copied": _copied(visit, filled),
        "version": filled.version,
        "state": state_seen(entry.workflow, record.state) if record else None,
        "html": filled.html,
        "preloads": form_preloads(filled.html),
        "conflict": conflict,
        "seen": None if seen is None else " ".join(sorted(seen)),
        "saved": saved,
        "account": str(visit.caller.account.pk),
        "changed": filled.posted is not None or filled.began,
        "draft": drafting.offer(visit) if filled.posted is None and not filled.began else None,
        "sheet": "sheet" in visit.request.GET or "_sheet" in visit.request.POST,
        "main_deed": submit,
        "save_title": _("Save draft") if submit else _("Save"),
    }
    return render(visit.request, "pages/edit.html", {"frame": frame, "edit": edit}, status=status)


def _again(
    visit: Visit, name: str, filled: Filled, *, record_id: UUID | None, refused: Refused | None = None
) -> HttpResponse:
    """The form again with everything typed, and what is wrong at its place."""
    with reading(visit.caller.tenant):
        if record_id is None:
            entry, record = admit(seat_of(visit.caller), name, "create"), None
        else:
            entry, record = _editable(visit, name, record_id)
        problems = told_of_gone(entry, filled.posted, filled.base, refused.problems if refused else ())
        if any(problem.code == "not_found" for problem in problems):
            raise Refused(problems)
        conflict = None
        if isinstance(refused, Conflict):
            conflict = conflict_seen(entry, refused)
        if isinstance(refused, Conflict) and record is not None and conflict is not None:
            drawn = conflict_form(entry, filled, record, refused, conflict["who"])
        else:
            drawn = refused_form(entry, filled, record, problems)
        status = 200 if refused is None else 409 if conflict else 422
        seen = _seen(visit) | cautions(problems) if isinstance(refused, Cautioned) else None
        return _edit_page(visit, entry, drawn, record=record, status=status, conflict=conflict, seen=seen)


def _ask(
    visit: Visit, name: str, record_id: UUID, transition: str, answer: Answer | None, *,
    posted: QueryDict | None = None, problems: tuple[Problem, ...] = (), seen: frozenset[str] | None = None,
) -> HttpResponse:  # fmt: skip
    """The page that asks for what a transition needs, or says why it could not be performed."""
    with reading(visit.caller.tenant):
        entry, record, arrow = _transition(visit, name, record_id, transition)
        frame = frame_for(visit.request, entry.seat, entry.entity.name)
        html = ""
        if arrow.edit and answer is None:
            form = transition_form(entry, record, arrow.edit, typed=posted, problems=problems)
            html = render_form(form)
        ask = {
            "title": {"approve": _("Approve"), "reject": _("Reject")}.get(answer or "", arrow.title),
            "record_href": record_address(entry, record.id),
            "label": label_of(entry.seat, entry, record),
            "version": record.version,
            "html": html,
            "reason": _reason(arrow, answer),
            "typed_reason": posted.get("reason", "") if posted else "",
            "danger": arrow.danger or answer == "reject",
            "back": back_of(visit.request),
            "seen": None if seen is None else " ".join(sorted(seen)),
            "account": str(visit.caller.account.pk),
            "answer": answer or "",
            "place": drafting.place_of(visit),
            "draft": drafting.offer(visit) if posted is None else None,
            "changed": posted is not None,
            "action": visit.request.get_full_path(),
        }
    lines = [] if html else [message(problem) for problem in problems]
    context = {"frame": frame, "ask": ask, "problems": lines}
    return render(visit.request, "pages/ask.html", context, status=422 if problems else 200)


def _reason(arrow: Transition, answer: Answer | None) -> str:
    """Whether a reason is asked for: "required", "optional" or ""."""
    if answer == "reject":
        return "required"
    wanted = "optional" if answer == "approve" else arrow.reason
    return "" if wanted == "none" else wanted


def _transition(visit: Visit, name: str, record_id: UUID, transition: str) -> tuple[Entry, Record, Transition]:
    entry = admit(seat_of(visit.caller), name)
    record = storage.one(entry.reach, entry.entity, record_id, entry.layout)
    arrow = entry.workflow.transitions.get(transition) if entry.workflow else None
    if arrow is None:
        raise Refused([Problem("", "not_found")])
    return entry, record, arrow


def _written(visit: Visit, name: str, record_id: UUID, transition: str, posted: QueryDict) -> JsonObject:
    """The fields written while performing, where the page showed any."""
    with reading(visit.caller.tenant):
        entry, record, arrow = _transition(visit, name, record_id, transition)
        if not arrow.edit or not any(key.startswith(("/", "row:")) for key in posted):
            return {}
        form = transition_form(entry, record, arrow.edit)
        return transition_values(form, posted, entry, arrow.edit)


def _done(visit: Visit, entry: Entry, outcome: Outcome, text: str) -> HttpResponse:
    """On to the record, or back to the list it was begun beside, with what was done and what should be read."""
    drafting.let_go(visit)
    if "_sheet" in visit.request.POST and fetched(visit.request):
        with reading(visit.caller.tenant):
            label = label_of(entry.seat, entry, outcome.record)
        return JsonResponse({"id": str(outcome.record.id), "label": label})
    warnings = [message(problem) for problem in outcome.warnings]
    if warnings:
        say_next(visit.request, " ".join([text, *warnings]), tone="warn")
    else:
        say_next(visit.request, text)
    return HttpResponseRedirect(back_of(visit.request) or record_address(entry, outcome.record.id))


def _wish(visit: Visit) -> Wish | None:
    verb, _colon, transition = visit.request.POST.get("_do", SAVE).partition(":")
    return Wish(transition) if verb == "perform" and transition else None


def _seen(visit: Visit) -> frozenset[str]:
    """The warnings this person was shown and goes on in spite of."""
    return frozenset(visit.request.POST.get("_seen", "").split())


def _seen_of(visit: Visit, entry: Entry, record: Record | None) -> frozenset[str] | None:
    """The same for a form; None while a draft is only kept: nobody has to answer for it yet."""
    initial = entry.workflow.initial if entry.workflow else None
    only_kept = initial is not None and (record is None or record.state == initial) and _wish(visit) is None
    return None if only_kept else _seen(visit)


def _copied(visit: Visit, filled: Filled) -> str:
    """The record whose copy a new one begins as; "" where it is none."""
    if filled.posted is not None:
        return filled.posted.get("_copied", "")
    return visit.request.GET.get("copy", "") if filled.began else ""


def _id_of(visit: Visit) -> UUID | None:
    return _uuid_of(visit.request.POST.get("_id", ""))


def _uuid_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _version(visit: Visit) -> int:
    text = visit.request.POST.get("_version") or visit.request.POST.get("version") or "0"
    return int(text) if text.isdecimal() and len(text) < 10 else 0
