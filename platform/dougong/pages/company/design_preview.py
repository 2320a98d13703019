"""A draft looked at before it is published: forms, lists and entries as somebody of the company would have them.

Nothing is written here. The draft's module is read for this one request and handed to nobody else.
"""

from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from dougong import storage
from dougong.access import Actor, Verb
from dougong.actions.checking import check_draft, read_project, surroundings, writable_fields
from dougong.admission import Entry, Seat, admit, context_for, read_values
from dougong.admission.entry import PROJECT_FIELD
from dougong.definition import Module
from dougong.designer import first_who, seated
from dougong.forms import message
from dougong.listing import Wanted, as_far_as_possible, labels_of, open_list, refs_of, title_said
from dougong.pages.company.design import Desk, opened
from dougong.pages.facts import sections_of, tabs_of
from dougong.pages.forming import begun_form, posted_form, refused_form, stored_form
from dougong.pages.presenting import reader_for, state_seen
from dougong.pages.progress import decisions_of, deeds_of, read_way, steps_of, submit_of
from dougong.pages.visits import Visit, page
from dougong.problem import JsonObject, Problem, Refused
from dougong.storage import Query, Record
from dougong.tables import rows_of
from dougong.tenancy import actors_named

SHOWS: Final = ("form", "list", "record")
#: Entries offered to be looked at, and lines of a list.
FEW: Final = 30
#: People it can be looked at as.
PEOPLE: Final = 300
_FILES: Final = frozenset({"file", "photo", "signature"})


@dataclass(frozen=True)
class Looked:
    """What is looked at. mine: the administrator's own place with the draft; seat: that of the person chosen."""

    desk: Desk
    module: Module
    mine: Seat
    seat: Seat
    name: str
    show: str
    asked: QueryDict

    @property
    def own(self) -> bool:
        """Whether he looks with his own eyes and his own rights."""
        return self.seat.actor == self.mine.actor

    @cached_property
    def entry(self) -> Entry:
        """What the person sees of the entity. Raises Refused ("forbidden")."""
        return admit(self.seat, self.name)

    @cached_property
    def offered(self) -> list[tuple[str, str]]:
        """Entries both of them see, the newest first, by id and label."""
        found = storage.select(self.entry.reach, self.entry.entity, self.entry.layout,
                               Query(sort=("-created_at",), limit=FEW, fields=()))  # fmt: skip
        shown = self.also_mine(tuple(found.records))
        labels = labels_of(self.mine, {one.ref for one in shown})
        return [(str(one.id), labels.get(one.ref, str(one.id))) for one in shown]

    def also_mine(self, records: tuple[Record, ...]) -> tuple[Record, ...]:
        """Of some records those the administrator sees as well, with nothing in them that is hidden from him.

        So that looking as somebody else never shows more than looking oneself.
        """
        if self.own or not records:
            return records
        entry = admit(self.mine, self.name)
        query = Query(ids=tuple(one.id for one in records), limit=len(records), deleted="also")
        mine = {one.id: one for one in storage.select(entry.reach, entry.entity, entry.layout, query).records}
        return tuple(_narrowed(one, mine[one.id]) for one in records if one.id in mine)

    def record(self) -> Record | None:
        """The entry chosen, else the newest. Raises Refused ("not_found") for one that one of them does not see."""
        wanted = self.asked.get("id", "")
        if not wanted:
            wanted = self.offered[0][0] if self.offered else ""
        if not wanted:
            return None
        try:
            found = storage.one(self.entry.reach, self.entry.entity, UUID(wanted), self.entry.layout)
        except ValueError:
            raise Refused([Problem("", "not_found")]) from None
        shown = self.also_mine((found,))
        if not shown:
            raise Refused([Problem("", "not_found")])
        return shown[0]


def _narrowed(theirs: Record, mine: Record) -> Record:
    """A record as one person sees it, less what another does not see."""
    values = {key: None if mine.values.get(key) is None else value for key, value in theirs.values.items()}
    values |= {key: mine.values[key] for key, value in values.items() if isinstance(value, tuple)}
    return replace(theirs, values=values, hidden=theirs.hidden | mine.hidden)


@page("GET", "HEAD", "POST")
def preview_page(visit: Visit, module: str) -> HttpResponse:
    """The page; by POST what a form would come to, and nothing is kept."""
    asked = visit.request.GET
    with opened(visit, module) as desk:
        context = desk.context(_("Preview"), here=desk.url("design-preview"), problem="", looked=None, chosen=None)
        try:
            looked = _looked(desk, asked)
            context |= _chosen(looked)
            context["looked"] = _drawn(looked, visit)
        except Refused as refused:
            if any(problem.code == "not_found" for problem in refused.problems):
                raise
            context["problem"] = _said(refused.problems[0])
    return render(visit.request, "pages/company/design/preview.html", context)


def _said(problem: Problem) -> str:
    if problem.code == "forbidden":
        return _("This person sees nothing of it.")
    return _("The draft cannot be shown: {why}").format(why=message(problem))


def _looked(desk: Desk, asked: QueryDict) -> Looked:
    module = desk.draft.read()
    key = asked.get("of", "")
    if key and key not in module.entities:
        raise Refused([Problem("", "not_found", {"entity": key})])
    show = asked.get("show", "form")
    actor = next((one for one, _name in actors_named() if str(one.id.id) == asked.get("as")), None)
    role = asked.get("role", "")
    key, actor = _opening(desk, module, key, None if role in desk.roles and key else actor, show)
    if role in desk.roles:
        actor = Actor(id=desk.seat.actor.id, roles=frozenset({role}))
    mine = seated(desk.seat, module, desk.seat.actor)
    return Looked(
        desk,
        module,
        mine,
        seated(desk.seat, module, actor),
        f"{module.key}/{key}",
        show if show in SHOWS else "form",
        asked,
    )


def _opening(desk: Desk, module: Module, key: str, actor: Actor | None, show: str) -> tuple[str, Actor]:
    """What nobody chose: the first form somebody fills in (of a list or an entry: sees), and who; oneself if so."""
    own = desk.seat.actor
    menu = [one for one in module.menu if one in module.entities]
    keys = (key,) if key else tuple(dict.fromkeys((*menu, *module.entities)))
    verb: Verb = "see" if show in ("list", "record") else "create"
    people = (actor,) if actor else (own, *(one for one, _name in actors_named()[:PEOPLE]))
    seat = seated(desk.seat, module, own)
    for one in keys:
        if found := first_who(seat, module.entities[one], people, verb):
            return one, found
    return (keys[0] if keys else ""), actor or own


def _chosen(looked: Looked) -> dict[str, Any]:
    """What may be chosen on top, and what is."""
    asked = looked.asked
    return {
        "entities": [(key, one.title) for key, one in looked.module.entities.items()],
        "people": [(str(one.id.id), name) for one, name in actors_named()[:PEOPLE]],
        "roles": list(looked.desk.roles.items()),
        "chosen": {
            "of": looked.name.partition("/")[2], "as": str(looked.seat.actor.id.id), "role": asked.get("role", ""),
            "show": looked.show, "id": asked.get("id", ""), "view": asked.get("view", ""),
        },
    }  # fmt: skip


def _drawn(looked: Looked, visit: Visit) -> dict[str, Any]:
    if looked.show == "list":
        return _list(looked)
    offered = looked.offered
    if looked.show == "record":
        return {"records": offered, **_record(looked)}
    return {"records": offered, **_form(looked, visit)}


def _form(looked: Looked, visit: Visit) -> dict[str, Any]:
    """The form of a new entry, or of the one chosen; what was sent is checked and drawn again."""
    record = looked.record() if looked.asked.get("id") else None
    entry = admit(looked.seat, looked.name, "edit" if record else "create")
    submit = submit_of(entry, record)
    buttons = [*([(submit["value"], submit["title"])] if submit else []), ("save", _("Save"))]
    if visit.request.method != "POST":
        filled = begun_form(entry, _given(entry)) if record is None else stored_form(entry, record)
        return {"html": filled.html, "buttons": buttons, "verdict": "", "told": []}
    posted = visit.request.POST
    filled = posted_form(entry, posted, record=record)
    problems = () if filled.only_form else _would(entry, filled.instance, record, posted)
    wrong = [one for one in (*filled.unread, *problems) if one.level == "error"]
    drawn = refused_form(entry, filled, record, problems)
    verdict = "" if filled.only_form else "bad" if wrong else "good"
    return {"html": drawn.html, "buttons": buttons, "verdict": verdict,
            "told": [message(one) for one in wrong if one.pointer == ""]}  # fmt: skip


def _given(entry: Entry) -> JsonObject:
    """What a new form begins with: the project of whoever works in one alone."""
    projects = entry.seat.actor.my_projects
    return {PROJECT_FIELD: str(projects[0].id)} if entry.entity.scope == "project" and len(projects) == 1 else {}


def _would(entry: Entry, sent: Any, record: Record | None, posted: QueryDict) -> tuple[Problem, ...]:
    """What would be said of it; files, which nobody keeps here, are not asked for."""
    hands_in = posted.get("_do", "").startswith("perform:")
    complete = hands_in or entry.workflow is None
    try:
        if record is None:
            project, body = read_project(entry, sent)
            context = surroundings(entry, project=project, complete=complete)
        else:
            body = {key: value for key, value in sent.items() if key != PROJECT_FIELD or key in entry.entity.fields}
            context = surroundings(entry, record=record, complete=complete)
        writable = writable_fields(entry, "edit" if record else "create", record, context)
        found = check_draft(entry, body, before=record, writable=writable, context=context, whole=True).warnings
    except Refused as refused:
        found = refused.problems
    files = {f"/{key}" for key, field in entry.entity.fields.items() if field.kind in _FILES}
    return tuple(one for one in found if not any(one.pointer.startswith(file) for file in files))


def _list(looked: Looked) -> dict[str, Any]:
    """A page of the list in one of its views."""
    entry = looked.entry
    wanted = Wanted(view=looked.asked.get("view", ""), limit=FEW)
    listing, _done, _told = as_far_as_possible(wanted, partial(open_list, entry))
    columns = [one for one in listing.columns if looked.own or not one.through]
    records = looked.also_mine(listing.records)
    rows = rows_of(records, columns, reader_for(looked.seat, listing.labels))
    return {
        "views": [(view.key, view.title) for view in listing.views], "view": listing.view.key,
        "columns": [title_said(entry, one) for one in columns],
        "rows": [{"cells": row.cells, "state": state_seen(entry.workflow, row.state)} for row in rows],
        "column_keys": [one.key for one in columns],
    }  # fmt: skip


def _record(looked: Looked) -> dict[str, Any]:
    """The page of an entry: facts, where it stands, what the person could do; none of it leads anywhere."""
    record, entry = looked.record(), looked.entry
    if record is None:
        return {"nothing": True}
    context = context_for(looked.seat, entry.entity, system=record.system)
    record = replace(record, values=read_values(looked.seat, entry.entity, record, context))
    way = read_way(entry, record, context)
    refs = set(refs_of(entry.entity.fields, record.values)) | way.refs()
    refs |= {one for one in (record.ref, record.project, record.created_by) if one is not None}
    labels = labels_of(looked.seat, refs)
    reader = reader_for(looked.seat, labels)
    sections = sections_of(entry, record, reader)
    return {
        "nothing": False, "title": labels.get(record.ref, ""),
        "state": state_seen(entry.workflow, record.state),
        "record": {"links": {}, "sections": [one for one in sections if not one["tab"]], "tabs": tabs_of(sections),
                   "steps": steps_of(entry, record, way, reader)},
        "deeds": [deed["title"] for deed in deeds_of(entry, record, decisions_of(entry, record, context))],
    }  # fmt: skip
