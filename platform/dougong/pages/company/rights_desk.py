"""What the pages of rights share: the draft, one entity of it laid open, roles with their people, cells in words."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from dougong.admission import Entry, Seat, entry_for_plan
from dougong.definition import Entity, Module
from dougong.definition.pointers import split
from dougong.designer import Cell, Draft, Layers, RightCase, cells_of, open_draft, workflow_of
from dougong.expression import ExpressionError, parse
from dougong.overlay import OWN, merge_report
from dougong.pages.company.modules import settings_seat
from dougong.pages.formulas import in_words
from dougong.pages.framing import frame_for
from dougong.pages.visits import Visit
from dougong.problem import Problem, Refused
from dougong.tenancy import actors_named

#: Formulas that have a word of their own, and a choice in the cell's form.
OWN_PROJECTS = "project in my_projects"
MADE_BY_ME = "created_by == me"


@dataclass(frozen=True, slots=True)
class RoleSeen:
    """A role as rows of the sheets show it. people: how many hold it, anywhere."""

    key: str
    title: str
    people: int
    module: str = ""
    hidden: bool = False
    administers: bool = False

    @property
    def own(self) -> bool:
        """Whether it is the company's own."""
        return self.key.startswith(OWN)


@dataclass(frozen=True)
class Desk:
    """One entity's rights laid open. module, entry: as the draft makes them, else as they are in force.

    broken: why the draft makes no module; "" when it does.
    """

    visit: Visit
    seat: Seat
    draft: Draft
    module: Module
    entry: Entry
    roles: tuple[RoleSeen, ...]
    broken: str = ""

    @property
    def entity(self) -> Entity:
        """The entity."""
        return self.entry.entity

    @cached_property
    def layers(self) -> Layers:
        """The module's documents as it brought them, in force, and drafted."""
        in_force = merge_report(self.draft.base, [self.draft.in_force]).documents
        return Layers(self.draft.base, in_force, self.draft.documents)

    @cached_property
    def workflow(self) -> str:
        """The path of the entity's workflow; "" without one."""
        return workflow_of(self.draft.documents, self.entity.key)

    @cached_property
    def cells(self) -> Mapping[str, list[Cell]]:
        """The sheet."""
        return cells_of(self.layers, self.module.key, self.entity.key, tuple(one.key for one in self.roles))

    def role(self, key: str) -> RoleSeen:
        """A role by its key. Raises Refused ("not_found")."""
        found = next((one for one in self.roles if one.key == key), None)
        if found is None:
            raise Refused([Problem("", "not_found", {"role": key})])
        return found

    def url(self, name: str) -> str:
        """The address of one of the entity's pages."""
        return reverse(name, args=[self.module.key, self.entity.key])

    def context(self, tab: str, **more: Any) -> dict[str, Any]:
        """What every page's template names."""
        tabs = [("rights-sheet", _("Entries")), ("rights-fields", _("Fields"))]
        if self.workflow:
            tabs.insert(1, ("rights-steps", _("Steps")))
        return {
            "frame": frame_for(self.visit.request, self.seat, "settings"),
            "heading": self.entity.title,
            "crumbs": [(_("Rights"), reverse("rights")), (self.module.title, f"{reverse('rights')}#{self.module.key}")],
            "tabs": [{"href": self.url(name), "title": title, "here": name == tab} for name, title in tabs],
            "bar": draft_bar(self.draft), "broken": self.broken, "seen": self.draft.seen, **more,
        }  # fmt: skip

    def said(self, case: RightCase) -> str:
        """The rows of a case in words."""
        return rows_said(self.entry, case.where)

    def fields_said(self, patterns: Iterable[str]) -> str:
        """The fields that patterns cover, by their titles."""
        return _(", ").join(field_said(self.entity, one) for one in patterns)


def rights_desk(visit: Visit, module: str, entity: str) -> Desk:
    """The desk of an entity. Call inside `reading`. Raises Refused: "forbidden", "not_found"."""
    seat = settings_seat(visit)
    draft = open_draft(seat, module)
    drafted, broken = seat.modules[module], ""
    try:
        drafted = draft.read()
    except Refused as refused:
        broken = refused.problems[0].pointer
    modules = {**seat.modules, module: drafted}
    drafting = replace(seat, modules=modules)
    entry = entry_for_plan(drafting, f"{module}/{entity}")
    return Desk(visit, seat, draft, drafted, entry, roles_seen(modules.values()), broken)


def roles_seen(modules: Iterable[Module]) -> tuple[RoleSeen, ...]:
    """Every role of some modules with how many people hold it now; two queries. Hidden ones last."""
    counted = people_by_role()
    found: dict[str, RoleSeen] = {}
    for module in modules:
        for role in module.roles.values():
            seen = RoleSeen(
                role.key, role.title, counted[role.key], module.key, hidden=role.hidden, administers=role.administers
            )
            found.setdefault(role.key, seen)
    return tuple(sorted(found.values(), key=lambda one: one.hidden))


def people_by_role() -> Counter[str]:
    """How many members hold each role, in the whole company or in a project."""
    counted: Counter[str] = Counter()
    for actor, _name in actors_named():
        counted.update(actor.roles.union(*actor.project_roles.values()))
    return counted


def rows_said(entry: Entry, where: str) -> str:
    """The rows a formula holds for, in words."""
    plain = {"": _("all"), OWN_PROJECTS: _("own projects"), MADE_BY_ME: _("made by oneself")}
    if where.strip() in plain:
        return plain[where.strip()]
    try:
        return in_words(entry, parse(where))
    except ExpressionError:
        return where


def field_said(entity: Entity, pattern: str) -> str:
    """A field, or a column of rows, by its title: "Workers / Rate"."""
    fields, found = entity.fields, []
    for token in split(pattern):
        field = fields.get(token)
        if field is not None:
            found.append(field.title)
            fields = field.fields
    return " / ".join(found) or pattern


def draft_bar(draft: Draft) -> dict[str, Any]:
    """What every page says of the draft: whether something waits to be published, and where."""
    try:
        publish = reverse("design-publish", args=[draft.module])
    except NoReverseMatch:
        publish = ""
    return {"pending": draft.pending, "publish": publish, "changes": reverse("rights-changes", args=[draft.module])}
