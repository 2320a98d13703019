"""Members in the words of those who look after them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dougong import storage
from dougong.actions import roles_of
from dougong.admission import Seat, admit_reference
from dougong.definition import PROJECT
from dougong.listing import labels_of
from dougong.problem import Ref
from dougong.tenancy import Grant, MemberSeen

#: Projects offered to choose from.
PROJECTS: Final = 500
#: Until before midnight is until the day before.
TICK: Final = timedelta(microseconds=1)

#: Title and tone of a member's states.
STATES: Final = {
    "active": (gettext_lazy("Works here"), "good"),
    "coming": (gettext_lazy("Not yet begun"), "info"),
    "disabled": (gettext_lazy("Disabled"), "warn"),
    "ended": (gettext_lazy("Has left"), ""),
}


@dataclass(frozen=True, slots=True)
class Sayer:
    """Says what members hold. roles: titles by key. projects: labels by id."""

    seat: Seat
    roles: dict[str, str]
    projects: dict[Ref, str]

    def role(self, key: str) -> str:
        """A role's title; its key where its module is off."""
        return self.roles.get(key, key)

    def project(self, project: UUID | None) -> str:
        """Where a role is held."""
        if project is None:
            return _("Whole company")
        return self.projects.get(Ref(PROJECT, project), _("A project you may not see"))

    def with_projects(self, projects: Iterable[UUID]) -> "Sayer":
        """The same, with the names of these projects."""
        refs = {Ref(PROJECT, one) for one in projects}
        return replace(self, projects=labels_of(self.seat, refs) if refs else {})

    def day(self, moment: datetime | None) -> str:
        """A day in the company's time zone."""
        return "" if moment is None else f"{moment.astimezone(self.seat.timezone):%Y-%m-%d}"

    def moment(self, moment: datetime | None) -> str:
        """A day and time in the company's time zone."""
        return "" if moment is None else f"{moment.astimezone(self.seat.timezone):%Y-%m-%d %H:%M}"

    def last_day(self, until: datetime | None) -> str:
        """The last day of what counts until before a moment."""
        if until is None:
            return ""
        local = until.astimezone(self.seat.timezone)
        whole = (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0)
        return self.day(until - TICK) if whole else self.moment(until)

    def grant(self, one: Grant) -> dict[str, Any]:
        """One grant as a line."""
        return {
            "id": one.id, "role": self.role(one.role), "where": self.project(one.project), "state": one.state,
            "since": self.day(one.since), "until": self.last_day(one.until), "project": one.project,
        }  # fmt: skip

    def line(self, member: MemberSeen) -> dict[str, Any]:
        """A member as a line of the list."""
        title, tone = STATES[member.state]
        living = [one for one in member.living if one.state == "now"]
        company = [self.role(one.role) for one in living if one.project is None]
        return {
            "id": member.account.pk, "name": member.account.display_name, "login": member.account.login,
            "email": member.account.email or "", "href": reverse("member", args=[member.account.pk]),
            "state": {"title": title, "tone": tone}, "active": member.state == "active",
            "second_factor": member.second_factor, "password": member.account.has_usable_password(),
            "roles": list(dict.fromkeys(company)),
            "in_projects": [self.in_project(one) for one in living if one.project],
            "seen": self.moment(member.last_seen), "seen_iso": member.last_seen.isoformat() if member.last_seen else "",
        }  # fmt: skip

    def in_project(self, one: Grant) -> str:
        """A role with its project and how long it lasts."""
        text = f"{self.project(one.project)} · {self.role(one.role)}"
        return text if one.until is None else _("{role} until {day}").format(role=text, day=self.last_day(one.until))


def sayer_for(seat: Seat, members: Iterable[MemberSeen]) -> Sayer:
    """The words for these members; one query for the names of projects."""
    projects = {Ref(PROJECT, one.project) for member in members for one in member.grants if one.project is not None}
    titles = {key: role.title for key, role in roles_of(seat).items()}
    return Sayer(seat, titles, labels_of(seat, projects) if projects else {})


def projects_offered(seat: Seat) -> tuple[tuple[str, str], ...]:
    """Id and label of the projects this person sees, by label; at most PROJECTS."""
    entry = admit_reference(seat, seat.project_entity) if seat.project_entity else None
    if entry is None:
        return ()
    page = storage.select(entry.reach, entry.entity, entry.layout, storage.Query(limit=PROJECTS, fields=()))
    labels = labels_of(seat, [Ref(PROJECT, one.id) for one in page.records])
    return tuple(sorted(((str(ref.id), text) for ref, text in labels.items()), key=lambda one: one[1]))
