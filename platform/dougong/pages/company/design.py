"""What the pages of the designer share: the draft of a module, its changes in words, the bar that publishes them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dougong.admission import Seat, admit_to_settings, entry_for_plan, seat_of
from dougong.definition import Module
from dougong.definition.environment import SYSTEM_TYPES
from dougong.designer import Draft, Names, Said, open_draft, tell
from dougong.listing import system_title
from dougong.overlay import Documents, Overlay, merge_report
from dougong.pages.framing import frame_for
from dougong.pages.visits import Visit
from dougong.problem import Ref
from dougong.tenancy import names_of, reading


@dataclass(frozen=True)
class Desk:
    """One module laid open for an administrator. module: as it is in force, in his language."""

    visit: Visit
    seat: Seat
    module: Module
    draft: Draft

    @cached_property
    def roles(self) -> Mapping[str, str]:
        """Titles of the roles of all modules."""
        return {key: role.title for one in self.seat.modules.values() for key, role in one.roles.items()}

    @cached_property
    def system(self) -> Mapping[str, str]:
        """Titles of what the platform itself keeps of every entry."""
        entity = next(iter(self.module.entities.values()), None)
        if entity is None:
            return {}
        entry = entry_for_plan(self.seat, entity.name)
        return {key: system_title(entry, key) for key in SYSTEM_TYPES}

    @cached_property
    def names(self) -> Names:
        """What the parts of the module are called, as the draft has them."""
        return Names((self.draft.documents, self.before), self.roles, self.system)

    @cached_property
    def before(self) -> Documents:
        """The documents in force."""
        return self.under(self.draft.in_force)

    def under(self, overlay: Overlay) -> Documents:
        """The documents as an overlay makes them, as far as it fits."""
        return merge_report(self.draft.base, [overlay]).documents

    @cached_property
    def said(self) -> tuple[Said, ...]:
        """What the draft changes of what is in force, in words."""
        return self.between(self.before, self.draft.documents) if self.draft.pending else ()

    def between(self, before: Documents, after: Documents) -> tuple[Said, ...]:
        """What changed from one state of the documents to another."""
        return tell(before, after, roles=self.roles, system=self.system)

    def url(self, name: str, *more: Any) -> str:
        """The address of one of the module's pages; "" where there is no such page."""
        try:
            return reverse(name, args=[self.module.key, *more])
        except NoReverseMatch:
            return ""

    def context(self, heading: str, **more: Any) -> dict[str, Any]:
        """What every page's template names."""
        crumbs = [(self.module.title, self.url("design"))]
        return {
            "frame": frame_for(self.visit.request, self.seat, "settings"),
            "module": {"key": self.module.key, "title": self.module.title, "icon": self.module.icon},
            "heading": heading, "crumbs": crumbs, "bar": bar_of(self), "seen": self.draft.seen, **more,
        }  # fmt: skip


@contextmanager
def opened(visit: Visit, module: str) -> Iterator[Desk]:
    """A module laid open, inside `tenancy.reading`. Raises Refused ("forbidden", "not_found")."""
    with reading(visit.caller.tenant):
        seat = seat_of(visit.caller)
        admit_to_settings(seat)
        draft = open_draft(seat, module)
        yield Desk(visit, seat, seat.modules[module], draft)


def bar_of(desk: Desk) -> dict[str, Any]:
    """The publish bar: how many changes wait in the draft, whose they are, and where to go from here."""
    draft, count = desk.draft, len(desk.said)
    text = ""
    if draft.pending:
        changes = ngettext("{count} change in the draft", "{count} changes in the draft", count).format(count=count)
        text = _("{changes} by {who}, {when}").format(changes=changes, who=person(draft.by), when=ago(draft.at))
    return {
        "pending": draft.pending, "count": count, "text": text, "key": desk.module.key,
        "publish": desk.url("design-publish"), "preview": desk.url("design-preview"),
        "history": desk.url("design-history"),
    }  # fmt: skip


def person(by: Ref | None) -> str:
    """The name of who did something."""
    return (names_of({by.id}).get(by.id, "") if by else "") or _("somebody who has left")


def ago(at: datetime | None) -> str:
    """How long ago, in words."""
    if at is None:
        return ""
    fresh = timezone.now() - at < timedelta(minutes=1)
    return _("just now") if fresh else _("{time} ago").format(time=timesince(at, depth=1))


def moment(seat: Seat, at: datetime) -> str:
    """A day and time as the company's clock shows it."""
    return f"{at.astimezone(seat.timezone):%Y-%m-%d %H:%M}"
