"""The form as a draft would have it, for somebody of the company; nothing is written, nothing can be sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.utils.safestring import SafeString

from dougong.access import Actor, FieldAccess, Verb, offers
from dougong.admission import Entry, Seat, admit, context_for
from dougong.admission.entry import PROJECT_FIELD
from dougong.definition import Context, Entity, Field, Module, apply_defaults, check_values
from dougong.definition import Form as Layout
from dougong.forms import Offer, build_form, render
from dougong.listing import search_choices
from dougong.problem import Values
from dougong.workflow import editable

#: Begins the names of the preview's inputs, which nobody sends.
PREFIX: Final = "preview"
_FILES: Final = frozenset({"file", "photo", "signature"})
_FEW: Final = 20


@dataclass(frozen=True, slots=True)
class Previewed:
    """A form to look at. allowed: the person may make such an entry at all; html is then what he would see."""

    html: SafeString
    allowed: bool


def seated(seat: Seat, module: Module, actor: Actor) -> Seat:
    """The place of somebody of the company, with one module as a draft would have it."""
    modules = {**seat.modules, module.key: module}
    rights = tuple(right for one in modules.values() for right in one.rights)
    return replace(seat, actor=actor, modules=modules, rights=rights)


def first_who(seat: Seat, entity: Entity, actors: Iterable[Actor], verb: Verb) -> Actor | None:
    """The first of some people whom a rule lets do `verb` to entries of `entity`, by the rights of `seat`."""
    rights = seat.rights_on(entity.name)
    return next((one for one in actors if offers(rights, one, entity, verb)), None)


def preview_form(seat: Seat, entity: str) -> Previewed:
    """The form of a new entry as the person of `seat` (see `seated`) would see it. Raises Refused ("not_found")."""
    entry = admit(seat, entity, "see") if not _may(seat, entity) else admit(seat, entity, "create")
    if entry.verb != "create":
        return Previewed(SafeString(""), allowed=False)
    context = context_for(seat, entry.entity, complete=False)
    instance = apply_defaults(entry.entity, {}, context)
    values = check_values(entry.entity, instance, context).values
    form = build_form(
        entry.shaped,
        instance,
        prefix=PREFIX,
        layout=_layout(entry),
        rights=_rights(entry, context),
        context=context,
        offers=_Offers(entry, values, context),
    )
    return Previewed(render(form), allowed=True)


def _may(seat: Seat, entity: str) -> bool:
    return any(right.create is not None for right in seat.rights_on(entity) if right.role in _roles(seat))


def _roles(seat: Seat) -> frozenset[str]:
    return frozenset(seat.actor.roles).union(*seat.actor.project_roles.values())


def _layout(entry: Entry) -> Layout | None:
    form = entry.form
    if form is None or not form.sections or entry.shaped is entry.entity:
        return form
    first, *rest = form.sections
    return replace(form, sections=(replace(first, fields=(PROJECT_FIELD, *first.fields)), *rest))


def _rights(entry: Entry, context: Context) -> FieldAccess:
    """What he would see and fill in, as on the page of a new entry."""
    verdict = entry.verdict(None, None, context)
    writable = verdict.fields.editable
    if entry.workflow is not None:
        roles = _roles(entry.seat)
        writable &= editable(entry.workflow, entry.entity, entry.workflow.initial, roles).editable
    shown = {one for one in verdict.fields.readable if one in writable or _computed(entry, one)}
    project = f"/{PROJECT_FIELD}"
    return FieldAccess(frozenset(shown | {project}), writable | {project})


def _computed(entry: Entry, pointer: str) -> bool:
    fields: Mapping[str, Field] = entry.entity.fields
    found: Field | None = None
    for key in pointer.split("/")[1:]:
        if key != "*":
            found = fields.get(key)
            fields = found.fields if found else {}
    return found is not None and found.computed is not None


@dataclass(slots=True)
class _Offers:
    """The first few choices of each reference; a preview needs no more."""

    entry: Entry
    values: Values
    context: Context
    known: dict[str, Offer] | None = None

    def __call__(self, asked: Field | None, settings: Mapping[str, Any], pointer: str, value: Any) -> Offer | None:
        """The choices of one field."""
        if asked is None or asked.kind in _FILES or (asked.kind != "user" and asked.reference in {None, "*"}):
            return None
        self.known = self.known if self.known is not None else {}
        name = f"{asked.kind} {asked.reference} {asked.key}"
        if name not in self.known:
            found = search_choices(self.entry, asked, values=self.values, context=self.context, limit=_FEW, few=_FEW)
            self.known[name] = Offer(tuple((str(one.ref.id), one.label) for one in found.choices))
        return self.known[name]
