"""The form of a record, from the definition to HTML and from what was posted to an instance."""

import json
from base64 import b64decode
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from io import BytesIO
from typing import IO, Any
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dougong import storage
from dougong.access import FieldAccess, Verb
from dougong.actions import receive_upload
from dougong.actions.checking import surroundings, writable_fields
from dougong.admission import Entry, Seat, admit
from dougong.admission.entry import PROJECT_FIELD
from dougong.definition import Context, apply_defaults, check_values, field_pointers, write_values
from dougong.definition import Form as Layout
from dougong.definition.pointers import any_covers
from dougong.forms import Form, act, asked, build_form, render, take
from dougong.pages.choices import Choices
from dougong.pages.formulas import told_in
from dougong.pages.visits import Visit
from dougong.problem import Json, JsonObject, Problem, Ref, Refused
from dougong.storage import Record
from dougong.tenancy import new_id

_PROJECT = f"/{PROJECT_FIELD}"
#: How a signature drawn in the browser comes.
DRAWN = "data:image/png;base64,"


@dataclass(frozen=True, slots=True)
class Filled:
    """A form with what is in it.

    html: drawn. instance: the wire form it stands for. base: the wire form the person began with.
    version: of the record then. only_form: one of the form's own buttons was pressed, nothing is to be saved.
    record_id: the id the record will get, so that a repeated request creates once. began: with something that a
    person would miss, though nothing was posted.
    """

    html: SafeString
    instance: JsonObject
    base: JsonObject | None
    version: int
    only_form: bool
    record_id: UUID
    posted: QueryDict | None = None
    unread: tuple[Problem, ...] = ()
    began: bool = False


def fresh_form(entry: Entry, request: HttpRequest) -> Filled:
    """The form of a new record, with defaults; ?field=value in the address fills fields in."""
    given: JsonObject = {key: value for key, value in request.GET.items() if key in entry.shaped.fields}
    if entry.entity.scope == "project" and PROJECT_FIELD not in given and len(entry.seat.actor.my_projects) == 1:
        given[PROJECT_FIELD] = str(entry.seat.actor.my_projects[0].id)
    context = surroundings(entry, project=_project(given), complete=False)
    instance = {**apply_defaults(entry.entity, _without_project(given), context), **_only_project(given)}
    form = _form(entry, instance, context, record=None)
    return Filled(render(form), instance, None, 0, only_form=False, record_id=new_id())


def begun_form(entry: Entry, given: JsonObject) -> Filled:
    """The form of a new record that begins with some values; the rest are defaults."""
    context = surroundings(entry, project=_project(given), complete=False)
    instance = {**apply_defaults(entry.entity, _without_project(given), context), **_only_project(given)}
    form = _form(entry, instance, context, record=None)
    return Filled(render(form), instance, None, 0, only_form=False, record_id=new_id(), began=True)


def form_of(entry: Entry, record: Record) -> Form:
    """The form of a record as it is stored, not drawn."""
    return _form(entry, _wire(entry, record), surroundings(entry, record=record, complete=False), record=record)


def stored_form(entry: Entry, record: Record) -> Filled:
    """The form of a record as it is stored."""
    instance = _wire(entry, record)
    base = _base(entry, record)
    html = render(form_of(entry, record)) + _hidden_base(base)
    return Filled(html, instance, base, record.version, only_form=False, record_id=record.id)


def transition_form(
    entry: Entry, record: Record, edit: tuple[str, ...], *, typed: QueryDict | None = None,
    problems: Iterable[Problem] = (),
) -> Form:  # fmt: skip
    """The fields a transition lets this person write, among the rows they stand in."""
    context = surroundings(entry, record=record, complete=False)
    instance = _wire(entry, record)
    verdict = entry.verdict_on("see", record.values, record.state, context)
    writable = frozenset(p for p in field_pointers(entry.entity) if any_covers(edit, p))
    heads = {pointer.split("/")[1] for pointer in writable}
    shown = {p for p in verdict.fields.readable if p.split("/")[1] in heads}
    wanted = writable | {f"/{head}" for head in heads}
    values = check_values(entry.entity, _without_project(instance), context).values
    return build_form(
        entry.shaped, instance, typed=typed, problems=problems,
        rights=FieldAccess(frozenset(shown | writable), wanted), context=context,
        offers=Choices(entry, values, context, record, typed), tells=told_in(entry),
    )  # fmt: skip


def transition_values(form: Form, posted: QueryDict, entry: Entry, edit: tuple[str, ...]) -> JsonObject:
    """What a person wrote while performing a transition: the fields it opens, nothing else."""
    found = take(form, posted).instance
    heads = {pointer.split("/")[1] for pointer in edit}
    return {key: value for key, value in found.items() if key in heads} if isinstance(found, dict) else {}


def posted_form(entry: Entry, posted: QueryDict, *, record: Record | None) -> Filled:
    """What a person sent. Uploads were received first: a refusal further on does not lose them."""
    stored = _wire(entry, record) if record else {}
    context = _context_of(entry, record, posted)
    if asked(posted):
        return _filled(_acted(entry, stored, context, record, posted), posted, record, only_form=True)
    form = _form(entry, stored, context, record=record, sent=posted)
    taken = take(form, posted)
    return _filled(taken.form, posted, record, only_form=False, instance=taken.instance, unread=taken.problems)


def _acted(entry: Entry, stored: JsonObject, context: Context, record: Record | None, posted: QueryDict) -> Form:
    """The form after a row was added, moved or taken away: what it offers fits what was typed so far."""
    bare = build_form(
        entry.shaped, stored, layout=_layout(entry), rights=_rights(entry, record, context), context=context
    )
    typed = take(bare, posted).instance
    now = typed if isinstance(typed, dict) else None
    return act(_form(entry, stored, context, record=record, sent=posted, now=now), posted, stored)


def refused_form(entry: Entry, filled: Filled, record: Record | None, problems: Iterable[Problem]) -> Filled:
    """The same form drawn again: everything as it was typed, every problem at its field."""
    assert filled.posted is not None, "a form is refused only after it was posted"
    stored = _wire(entry, record) if record else {}
    context = _context_of(entry, record, filled.posted)
    if filled.only_form:
        form = _acted(entry, stored, context, record, filled.posted)
    else:
        form = _form(
            entry, stored, context, record=record, typed=filled.posted, problems=(*filled.unread, *problems),
            now=filled.instance,
        )  # fmt: skip
    # What this form no longer asks for must not look emptied when it is sent again.
    base = None if filled.base is None else {k: v for k, v in filled.base.items() if k in entry.shaped.fields}
    html = render(form) + (_hidden_base(base) if base is not None else SafeString(""))
    return Filled(html, filled.instance, base, filled.version, filled.only_form, filled.record_id, filled.posted)


def made_before(seat: Seat, name: str, record_id: UUID) -> Record | None:
    """The record this person made with this id before; None where there is none that he sees."""
    sight = admit(seat, name)
    found = storage.select(sight.reach, sight.entity, sight.layout, storage.Query(ids=(record_id,), limit=1)).records
    return found[0] if found and found[0].created_by == seat.actor.id else None


def continued_form(entry: Entry, filled: Filled, record: Record) -> Filled:
    """The form of a record that exists, with what was sent as a new one: what differs is a change of it."""
    begun = replace(filled, base=_base(entry, record), version=record.version, record_id=record.id)
    return refused_form(entry, begun, record, ())


def merged_form(entry: Entry, filled: Filled, record: Record, merged: Record, problems: Iterable[Problem]) -> Filled:
    """The form of a record that somebody else changed meanwhile, holding what would be stored of both."""
    instance, base = _wire(entry, merged), _base(entry, record)
    context = surroundings(entry, record=record, complete=False)
    html = render(_form(entry, instance, context, record=record, problems=problems)) + _hidden_base(base)
    return Filled(html, instance, base, record.version, filled.only_form, filled.record_id, filled.posted)


def with_uploads(visit: Visit) -> tuple[QueryDict, tuple[Problem, ...]]:
    """What was posted, with each file and each drawn signature received and replaced by its id.

    Call outside any scope. A problem at its field for each upload that could not be kept; the rest is not lost.
    """
    posted = visit.request.POST.copy()
    problems: list[Problem] = []
    for name, uploads in visit.request.FILES.lists():
        files = [(upload, upload.name or "", "file") for upload in uploads]
        kept = _received(visit, name, files, problems)
        posted.setlist(name, [*(text for text in posted.getlist(name) if text), *kept])
    for name in list(posted):
        drawn = [text for text in posted.getlist(name) if text.startswith(DRAWN)]
        if drawn:
            picture = BytesIO(_png(drawn[-1]))
            posted.setlist(name, _received(visit, name, [(picture, "signature.png", "signature")], problems))
    return posted, tuple(problems)


def _received(
    visit: Visit, field: str, files: Iterable[tuple[IO[bytes], str, str]], problems: list[Problem]
) -> list[str]:
    """The ids of the files that could be kept; what is wrong with the others is added to `problems`."""
    kept = []
    for stream, name, kind in files:
        try:
            kept.append(str(receive_upload(visit.caller, stream, name=name, field=field, kind=kind).id))
        except Refused as refused:
            problems += refused.problems
    return kept


def _png(text: str) -> bytes:
    """The picture in a data address that the signature's canvas wrote; nothing when it is none."""
    try:
        return b64decode(text.removeprefix(DRAWN), validate=True)
    except ValueError:
        return b""  # no picture at all: it is refused as a broken file, at its field


def _filled(
    form: Form, posted: QueryDict, record: Record | None, *, only_form: bool, instance: Any = None,
    unread: tuple[Problem, ...] = (),
) -> Filled:  # fmt: skip
    found = instance if isinstance(instance, dict) else {}
    version = posted.get("_version", "0")
    base = _read_base(posted.get("_base")) if record else None
    given = posted.get("_id", "")
    return Filled(
        SafeString(""), found, base, int(version) if version.isdecimal() and len(version) < 10 else 0,
        only_form, record.id if record else _uuid(given), posted, unread,
    )  # fmt: skip


def _form(
    entry: Entry, instance: JsonObject, context: Context, *, record: Record | None, typed: QueryDict | None = None,
    problems: Iterable[Problem] = (), now: JsonObject | None = None, sent: QueryDict | None = None,
) -> Form:  # fmt: skip
    values = check_values(entry.entity, _without_project(now or instance), context).values
    return build_form(
        entry.shaped,
        instance,
        typed=typed,
        problems=problems,
        layout=_layout(entry),
        rights=_rights(entry, record, context),
        context=context,
        offers=Choices(entry, values, context, record, typed if sent is None else sent),
        tells=told_in(entry),
    )


def _layout(entry: Entry) -> Layout | None:
    """The module's sections, with the project before everything else."""
    form = entry.form
    if form is None or not form.sections or entry.shaped is entry.entity:
        return form
    first, *rest = form.sections
    return replace(form, sections=(replace(first, fields=(PROJECT_FIELD, *first.fields)), *rest))


def _rights(entry: Entry, record: Record | None, context: Context) -> FieldAccess:
    """The fields shown and those open: the person's rights, narrowed by the state; a project is chosen once."""
    verb: Verb = "edit" if record else "create"
    verdict = entry.verdict_on(verb, record.values if record else None, record.state if record else None, context)
    writable = writable_fields(entry, verb, record, context)
    if record is not None:
        return FieldAccess(verdict.fields.readable | {_PROJECT}, writable)
    # Of a record that does not exist yet, what others fill in later is nothing to look at.
    shown = {p for p in verdict.fields.readable if p in writable or _computed(entry, p)}
    return FieldAccess(frozenset(shown | {_PROJECT}), writable | {_PROJECT})


def _computed(entry: Entry, pointer: str) -> bool:
    """Whether the field at a pattern such as "/rows/*/amount" is computed."""
    keys = [key for key in pointer.split("/")[1:] if key != "*"]
    fields = entry.entity.fields
    for key in keys[:-1]:
        fields = fields[key].fields
    return fields[keys[-1]].computed is not None


def _context_of(entry: Entry, record: Record | None, posted: QueryDict) -> Context:
    if record is not None:
        return surroundings(entry, record=record, complete=False)
    return surroundings(entry, project=_project({PROJECT_FIELD: posted.get(_PROJECT, "")}), complete=False)


def _wire(entry: Entry, record: Record) -> JsonObject:
    wire = write_values(entry.entity, record.values)
    if record.project is not None and PROJECT_FIELD in entry.shaped.fields:
        wire = {PROJECT_FIELD: str(record.project.id), **wire}
    return wire


def _base(entry: Entry, record: Record) -> JsonObject:
    """What the changes are made against: the fields this person may write, and no others go into the page."""
    writable = writable_fields(entry, "edit", record, surroundings(entry, record=record, complete=False))
    return {key: value for key, value in _wire(entry, record).items() if f"/{key}" in writable}


def _project(instance: JsonObject) -> Ref | None:
    try:
        return Ref("project", UUID(str(instance.get(PROJECT_FIELD) or "")))
    except ValueError:
        return None


def _without_project(instance: JsonObject) -> JsonObject:
    return {key: value for key, value in instance.items() if key != PROJECT_FIELD}


def _only_project(instance: JsonObject) -> JsonObject:
    return {key: value for key, value in instance.items() if key == PROJECT_FIELD}


def _hidden_base(base: JsonObject | None) -> SafeString:
    return format_html('<input type="hidden" name="_base" value="{}">', json.dumps(base, default=_exact))


def _exact(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value).__name__)


def _read_base(text: str | None) -> JsonObject | None:
    try:
        found: Json = json.loads(text or "", parse_float=Decimal)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return new_id()
