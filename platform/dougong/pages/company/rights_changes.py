"""What publishing the draft would do to people: who gains and who loses what, and how many they are."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dougong.admission import Entry, Seat, entry_for_plan
from dougong.designer import (
    Gain,
    RightCase,
    RightChange,
    RoleChange,
    StateChange,
    StepChange,
    open_draft,
    rights_changes,
)
from dougong.overlay import Documents, merge_report
from dougong.pages.company.modules import settings_seat
from dougong.pages.company.rights import verb_titles
from dougong.pages.company.rights_desk import draft_bar, field_said, people_by_role, rows_said
from dougong.pages.framing import frame_for
from dougong.pages.visits import Visit, page
from dougong.problem import Refused
from dougong.tenancy import reading


@dataclass(frozen=True, slots=True)
class Said:
    """One change in words. turn: "gains", "loses", "changes" or "". people: how many it touches."""

    turn: str
    text: str
    people: str = ""


@page("GET", "HEAD")
def changes_page(visit: Visit, module: str) -> HttpResponse:
    """The page."""
    with reading(visit.caller.tenant):
        seat = settings_seat(visit)
        draft = open_draft(seat, module)
        now = merge_report(draft.base, [draft.in_force]).documents
        context = {
            "frame": frame_for(visit.request, seat, "settings"),
            "crumbs": [(_("Rights"), reverse("rights"))],
            "module": seat.modules[module],
            "changes": rights_told(seat, module, now, draft.documents),
            "bar": draft_bar(draft),
        }
    return render(visit.request, "pages/company/rights/changes.html", context)


def rights_told(seat: Seat, module: str, before: Documents, after: Documents) -> list[Said]:
    """Every change of rights from one state of a module's documents to another; three queries at most."""
    found = rights_changes(before, after)
    return _Teller(seat, module, after, people_by_role()).all(found) if found else []


class _Teller:
    """Tells changes of one module."""

    def __init__(self, seat: Seat, module: str, after: Documents, people: Counter[str]) -> None:
        self.seat, self.module, self.after, self.people = seat, module, after, people
        self.roles = {key: role.title for one in seat.modules.values() for key, role in one.roles.items()}
        own = after.get("roles", {}).get("roles", {})
        self.roles |= {key: str(role.get("title", key)) for key, role in own.items() if isinstance(role, Mapping)}
        self.entries: dict[str, Entry | None] = {}

    def all(self, changes: Iterable[Gain]) -> list[Said]:
        """Each in its words."""
        return [self.one(change) for change in changes]

    def one(self, change: Gain) -> Said:
        """One change."""
        match change:
            case RoleChange():
                return self.role(change)
            case RightChange():
                return self.right(change)
            case StepChange():
                return self.step(change)
            case StateChange():
                return self.state(change)

    def role(self, change: RoleChange) -> Said:
        """A role itself."""
        said = {
            "added": _("New role “{role}”."), "gone": _("The role “{role}” is there no longer."),
            "renamed": _("The role “{former}” is called “{role}”."),
            "hidden": _("The role “{role}” is not given any more; who holds it keeps it."),
            "shown": _("The role “{role}” can be given again."),
            "administers": _("The role “{role}” opens the company's settings."),
            "administers_not": _("The role “{role}” no longer opens the company's settings."),
        }[change.what]  # fmt: skip
        turn = {"gone": "loses", "administers": "gains", "administers_not": "loses"}.get(change.what, "")
        return Said(turn, said.format(role=change.title, former=change.former), self.many(change.role))

    def right(self, change: RightChange) -> Said:
        """A verb."""
        entry = self.entry(change.entity)
        verb = verb_titles()[change.verb]
        what = _("{role} on {entity}, {verb}").format(
            role=self.title(change.role), entity=self.named(change.entity), verb=verb
        )
        text = _("{what}: {now} (before: {before})").format(
            what=what, now=self.cases(entry, change.after), before=self.cases(entry, change.before))  # fmt: skip
        return Said(change.turn, text, self.many(change.role))

    def step(self, change: StepChange) -> Said:
        """A step of the workflow."""
        title = next(
            (str(arrow.get("title", change.step)) for path, one in self.after.items()
             if path.startswith("workflows/") and one.get("entity") == change.entity
             for key, arrow in one.get("transitions", {}).items() if key == change.step), change.step)  # fmt: skip
        said = _("{role} may take the step “{step}” of {entity}.") if change.gains else _(
            "{role} may no longer take the step “{step}” of {entity}.")  # fmt: skip
        text = said.format(role=self.title(change.role), step=title, entity=self.named(change.entity))
        return Said("gains" if change.gains else "loses", text, self.many(change.role))

    def state(self, change: StateChange) -> Said:
        """The fields of a state."""
        words = {"edit": _("may write"), "readonly": _("may not write"), "hide": _("hidden")}

        def told(given: Mapping[str, tuple[str, ...]]) -> str:
            parts = [f"{words.get(word, word)}: {self.fields(change.entity, some)}" for word, some in given.items()]
            return _("; ").join(parts) or _("as in general")

        text = _("{role} on {entity} in the state “{state}”: {now} (before: {before})").format(
            role=self.title(change.role), entity=self.named(change.entity), state=self.state_title(change),
            now=told(change.after), before=told(change.before))  # fmt: skip
        return Said("changes", text, self.many(change.role))

    def cases(self, entry: Entry | None, cases: tuple[RightCase, ...]) -> str:
        """What some cases allow."""
        if not cases:
            return _("not at all")
        found = []
        for case in cases:
            text = rows_said(entry, case.where) if entry else case.where or _("all")
            for said, patterns in ((_("without"), case.hide), (_("read only"), case.readonly)):
                if patterns and entry:
                    text += f" ({said}: {_(', ').join(field_said(entry.entity, one) for one in patterns)})"
            found.append(text)
        return _("; ").join(found)

    def fields(self, entity: str, patterns: Iterable[str]) -> str:
        """Fields by their titles."""
        entry = self.entry(entity)
        return _(", ").join(field_said(entry.entity, one) if entry else one for one in patterns)

    def state_title(self, change: StateChange) -> str:
        """A state's title."""
        entry = self.entry(change.entity)
        states = entry.workflow.states if entry and entry.workflow else {}
        return states[change.state].title if change.state in states else change.state

    def entry(self, entity: str) -> Entry | None:
        """The entity, as it is in force; None for one that is not there yet."""
        name = entity if "/" in entity else f"{self.module}/{entity}"
        if name not in self.entries:
            try:
                self.entries[name] = entry_for_plan(self.seat, name)
            except Refused:
                self.entries[name] = None
        return self.entries[name]

    def named(self, entity: str) -> str:
        """An entity's title."""
        entry = self.entry(entity)
        return entry.entity.title if entry else entity

    def title(self, role: str) -> str:
        """A role's title."""
        return self.roles.get(role, role) if role != "*" else _("Every other role")

    def many(self, role: str) -> str:
        """How many people hold a role."""
        count = self.people[role] if role != "*" else 0
        return ngettext("{count} person", "{count} people", count).format(count=count) if role != "*" else ""
