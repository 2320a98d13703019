"""What a reference of a form offers while somebody types: JSON for the picker, with rights and `pick` applied."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse, QueryDict
from django.urls import reverse

from dougong import preferences, storage
from dougong.access import Verb
from dougong.actions.checking import surroundings
from dougong.admission import Entry, Seat, admit, admit_reference, seat_of
from dougong.admission.entry import PROJECT_FIELD
from dougong.definition import PROJECT, Context, Field, check_values, write_values
from dougong.expression.names import names_used
from dougong.forms import build_form, take
from dougong.listing import Choice, Offered, labels_of, picked, search_choices
from dougong.listing.telling import paths_of, tellings_of
from dougong.pages.visits import Visit, page
from dougong.problem import JsonObject, Problem, Ref, Refused, Values
from dougong.storage import Record
from dougong.tenancy import reading

#: Choices of one answer; a tree that is no larger is answered whole, so that it can be drawn as one.
SHOWN = 50
TREE = 500
#: What can be typed to search.
LONGEST = 100
#: Of what was picked lately, how much stands first, and how far back is looked.
RECENT = 5
REMEMBERED = 100
PICKED = "picked"
_VERBS: tuple[Verb, ...] = ("edit", "create", "see")


@page("GET", "HEAD", "POST")
def choices_page(visit: Visit, module: str, entity: str) -> HttpResponse:
    """`field`: the input's name. `q`: what was typed. `record`: of a stored record. The rest: the form's own inputs."""
    asked = visit.request.POST if visit.request.method == "POST" else visit.request.GET
    with reading(visit.caller.tenant):
        question = _question(seat_of(visit.caller), f"{module}/{entity}", asked)
        if question is None:
            return JsonResponse({"choices": [], "more": False, "cut": False, "make": None, "entity": ""})
        q = asked.get("q", "").strip()[:LONGEST]
        offered = question.offered(q)
        recent = question.recent() if not q and offered.more else ()
        return JsonResponse(
            {
                "choices": _told(question.entry.seat, offered, recent),
                "more": offered.more,
                "cut": offered.cut,
                "make": making(question.entry.seat, question.field),
                "entity": question.target,
            }
        )


def search_address(entry: Entry, record: Record | None) -> str:
    """Where the picker of a form asks; a stored record is named, so that what the form does not show counts too."""
    here = reverse("choices", args=[entry.entity.module, entry.entity.key])
    return f"{here}?record={record.id}" if record else here


def needs_of(asked: Field) -> str:
    """The names of the inputs that narrow what a field offers, for the browser to send: "/team row:note"."""
    if asked.pick is None:
        return ""
    used = {path[:2] for path in names_used(asked.pick) if path[0] in {"record", "row"} and len(path) > 1}
    return " ".join(sorted(f"/{key}" if whose == "record" else f"row:{key}" for whose, key in used))


@dataclass(frozen=True, slots=True)
class _Question:
    """One field of one record, as far as it is filled in."""

    entry: Entry
    field: Field
    values: Values
    row: Values | None
    context: Context

    @property
    def target(self) -> str:
        """The full name of the entity the field refers to."""
        name = self.field.reference or ""
        return (self.entry.seat.project_entity or "") if name == PROJECT else name

    def offered(self, q: str) -> Offered:
        """What the field offers for what was typed; a small tree whole."""
        limit = TREE if self.field.options.get("tree") else SHOWN
        return search_choices(
            self.entry, self.field, q, values=self.values, row=self.row, context=self.context, limit=limit
        )

    def recent(self) -> tuple[Choice, ...]:
        """The last ones this person picked of this entity, as far as the field offers them now. The newest first."""
        seat, entity = self.entry.seat, self.target
        target = admit_reference(seat, entity) if entity and entity not in {"*", "user"} else None
        if target is None:
            return ()
        kept = preferences.recall_all(seat.actor.id.id, PICKED, limit=REMEMBERED)
        ids = [key.rpartition("/")[2] for key in kept if key.startswith(f"{entity}/")][:RECENT]
        known = [UUID(one) for one in ids if _is_uuid(one)]
        if not known:
            return ()
        query = storage.Query(ids=tuple(known), limit=len(known))
        page = storage.select(target.reach, target.entity, target.layout, query)
        fitting = [one for one in page.records if picked(self.field, one, self.values, self.row, self.context)]
        labels = labels_of(seat, [one.ref for one in fitting])
        found = [Choice(one.ref, labels[one.ref]) for one in fitting if one.ref in labels]
        return tuple(sorted(found, key=lambda one: known.index(one.ref.id)))


def _question(seat: Seat, name: str, asked: QueryDict) -> _Question | None:
    """None where there is no such field for this person: nothing is offered then, and nothing said about it."""
    record = _record(seat, name, asked.get("record", ""))
    entry = _entry(seat, name, record)
    given = _given(entry, record, asked)
    context = _context(entry, record, given)
    keys = asked.get("field", "").split("/")[1:]
    pattern = "/" + "/".join("*" if at % 2 else key for at, key in enumerate(keys))
    verdict = entry.verdict_on(entry.verb, record.values if record else None, record.state if record else None, context)
    found = _field(entry, keys)
    if found is None or pattern not in verdict.fields.readable | {f"/{PROJECT_FIELD}"}:
        return None
    body = {key: value for key, value in given.items() if key != PROJECT_FIELD or key in entry.entity.fields}
    values = check_values(entry.entity, body, context).values
    rows = values.get(keys[0]) if len(keys) == 3 else None
    row = rows[0] if isinstance(rows, tuple | list) and rows and isinstance(rows[0], dict) else None
    return _Question(entry, found, values, row, context)


def _entry(seat: Seat, name: str, record: Record | None) -> Entry:
    """The entry for what this person does with the form. Raises Refused where he may not even see the entity."""
    for verb in _VERBS if record else _VERBS[1:]:
        try:
            return admit(seat, name, verb)
        except Refused as refused:
            if any(problem.code == "not_found" for problem in refused.problems):
                raise
    raise Refused([Problem("", "not_found")])


def _record(seat: Seat, name: str, text: str) -> Record | None:
    """The stored record; Refused ("not_found") where this person does not see it."""
    if not text:
        return None
    try:
        key = UUID(text)
    except ValueError:
        raise Refused([Problem("", "not_found")]) from None
    sight = admit(seat, name)
    return storage.one(sight.reach, sight.entity, key, sight.layout)


def _given(entry: Entry, record: Record | None, asked: QueryDict) -> JsonObject:
    """The record as stored, with what the browser sent of the form laid over it; of rows, the one asked about."""
    stored: JsonObject = {} if record is None else write_values(entry.entity, record.values)
    if record is not None and record.project is not None and PROJECT_FIELD in entry.shaped.fields:
        stored[PROJECT_FIELD] = str(record.project.id)
    sent = take(build_form(entry.shaped, {}), asked).instance
    typed = sent if isinstance(sent, dict) else {}
    emptied = {name[1:] for name in asked if name.startswith("/") and name[1:] not in typed}
    return {**{key: value for key, value in stored.items() if key not in emptied}, **typed}


def _context(entry: Entry, record: Record | None, given: JsonObject) -> Context:
    if record is not None:
        return surroundings(entry, record=record, complete=False)
    try:
        project = Ref(PROJECT, UUID(str(given.get(PROJECT_FIELD) or "")))
    except ValueError:
        project = None
    return surroundings(entry, project=project, complete=False)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _field(entry: Entry, keys: list[str]) -> Field | None:
    """The field at a name such as "/rows/0/worker" (one level of rows, or a plain one)."""
    found = entry.shaped.fields.get(keys[0]) if keys else None
    if len(keys) == 1:
        return found
    return found.fields.get(keys[2]) if found is not None and len(keys) == 3 else None


def _told(seat: Seat, offered: Offered, recent: tuple[Choice, ...]) -> list[dict[str, Any]]:
    first = {choice.ref for choice in recent}
    choices = [*recent, *(one for one in offered.choices if one.ref not in first)]
    refs = [choice.ref for choice in choices]
    if not refs or refs[0].entity == "user":
        return [{"value": str(one.ref.id), "title": one.label} for one in choices]
    tellings, paths = tellings_of(seat, refs), paths_of(seat, refs)
    lines = [_line(one, tellings.get(one.ref, ""), paths.get(one.ref, ())) for one in choices]
    lately = [{**line, "recent": True} for line in lines[: len(recent)]]
    rest = lines[len(recent) :]
    return lately + (sorted(rest, key=lambda line: line["path"]) if any(paths.values()) else rest)


def _line(choice: Choice, telling: str, path: tuple[str, ...]) -> dict[str, Any]:
    return {"value": str(choice.ref.id), "title": choice.label, "detail": telling, "path": [*path, choice.label]}


def making(seat: Seat, asked: Field) -> dict[str, str] | None:
    """Where a record that is missing among the choices can be made; None where this person may not."""
    name = seat.project_entity if asked.reference == PROJECT else asked.reference
    target = admit_reference(seat, name) if name and name not in {"*", "user"} else None
    if target is None or not target.may("create"):
        return None
    address = reverse("new", args=[target.entity.module, target.entity.key])
    return {"href": f"{address}?sheet=1", "title": target.entity.title}
