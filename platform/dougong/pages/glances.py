"""Short lists of records for home and inbox: what is new, what somebody started, what was open lately, drafts."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dougong import approvals, discussion, events, storage
from dougong.actions import READY
from dougong.admission import Entry, Seat, admit_reference
from dougong.discussion import Notice
from dougong.events import Entry as Logged
from dougong.listing import labels_of
from dougong.pages.histories import deed_said
from dougong.pages.presenting import StateSeen, state_seen, tone_of
from dougong.pages.waiting import Waiting
from dougong.preferences import Kept
from dougong.problem import Ref
from dougong.storage import Query, Record

#: Events read to find the newest ones a person may see.
EVENTS_READ = 150
_FORM = re.compile(r"/m/(?P<module>[a-z0-9_-]+)/(?P<entity>[a-z0-9_-]+)/(?:new/|(?P<id>[0-9a-f-]{36})/edit/)")


@dataclass(frozen=True, slots=True)
class Glance:
    """One line: a record, what is said of it, and when."""

    href: str
    label: str
    entity_title: str
    icon: str
    state: StateSeen | None = None
    text: str = ""
    when: str = ""
    iso: str = ""


def of_waiting(seat: Seat, groups: Iterable[Waiting], *, each: int) -> list[dict[str, Any]]:
    """What waits, group by group, with the first records of each."""
    found = tuple(groups)
    shown = {Ref(one.entry.entity.name, record.id) for one in found for record in one.records[:each]}
    labels = labels_of(seat, shown)
    return [
        {
            "title": group.entry.entity.title,
            "icon": group.entry.module.icon,
            "state": state_seen(group.entry.workflow, group.state.key),
            "step": group.step.title,
            "count": group.count,
            "href": f"{_list(group.entry)}?state={group.state.key}",
            "records": [_glance(seat, group.entry, record, labels) for record in group.records[:each]],
        }
        for group in found
    ]


def news(seat: Seat, *, limit: int) -> list[Glance]:
    """The newest changes of others to records this person may see, one line for each record."""
    names = [entity.name for module in seat.modules.values() for entity in module.entities.values()]
    newest: dict[Ref, Logged] = {}
    for one in events.latest_events(names, limit=EVENTS_READ):
        if one.record is not None and one.actor != seat.actor.id.id:
            newest.setdefault(Ref(one.entity, one.record), one)
    seen = _visible(seat, newest)
    wanted = [ref for ref in newest if ref in seen][:limit]
    people = {Ref("user", actor) for ref in wanted if (actor := newest[ref].actor) is not None}
    labels = labels_of(seat, {*wanted, *people})
    return [
        _glance(seat, *seen[ref], labels, text=_said(seen[ref][0], newest[ref], labels), at=newest[ref].at)
        for ref in wanted
        if ref in labels
    ]


def _said(entry: Entry, one: Logged, labels: dict[Ref, str]) -> str:
    who = labels.get(Ref("user", one.actor), _("Somebody")) if one.actor else _("The platform")
    return _("{who} {did}").format(who=who, did=deed_said(entry, one))


def started(seat: Seat, *, limit: int) -> list[Glance]:
    """What this person handed in and where it stands; what is over is left out."""
    handed_in = {Ref(entity, record): at for entity, record, at in approvals.submitted_by(seat.actor.id.id, limit=100)}
    seen = _visible(seat, handed_in)
    running = [ref for ref in handed_in if ref in seen and not _over(*seen[ref])][:limit]
    labels = labels_of(seat, running)
    return [_glance(seat, *seen[ref], labels, at=handed_in[ref]) for ref in running if ref in labels]


def recent(seat: Seat, kept: dict[str, Any], *, limit: int) -> list[Glance]:
    """The records opened last, of those that may still be seen."""
    refs = [ref for key in kept if (ref := _ref_of(key)) is not None][: limit * 2]
    seen = _visible(seat, refs)
    labels = labels_of(seat, [ref for ref in refs if ref in seen])
    return [_glance(seat, *seen[ref], labels) for ref in refs if ref in labels][:limit]


def notices(seat: Seat, *, limit: int) -> list[Glance]:
    """What this person was told to look at and has not, of records he may (still) see."""
    told = discussion.notices_of(seat.actor.id.id, unread=True, limit=limit)
    refs = {one.id: Ref(one.entity, one.record) for one in told}
    seen = _visible(seat, dict.fromkeys(refs.values()))
    people = {Ref("user", one.by) for one in told if one.by is not None}
    labels = labels_of(seat, {*(ref for ref in refs.values() if ref in seen), *people})
    found = []
    for one in told:
        if one.what == READY:
            found.append(_file_ready(seat, one))
            continue
        if refs[one.id] not in seen:
            continue
        who = labels.get(Ref("user", one.by), _("Somebody")) if one.by else _("The platform")
        words = _("{who} mentioned you: {words}").format(who=who, words=one.text)
        found.append(_glance(seat, *seen[refs[one.id]], labels, text=words, at=one.at))
    return found


def _file_ready(seat: Seat, told: Notice) -> Glance:
    """A long list that was written in the background."""
    words = _("The file is ready to be fetched.")
    when = _moment(seat, told.at)
    return Glance(
        reverse("exports"), told.text, _("Export"), "download", text=words, when=when, iso=told.at.isoformat()
    )


def drafts(seat: Seat, kept: Iterable[Kept]) -> list[Glance]:
    """Forms begun and not saved, of entities this person may still see."""
    found = []
    for one in kept:
        match = _FORM.match(one.key)
        entry = admit_reference(seat, f"{match['module']}/{match['entity']}") if match else None
        if match is None or entry is None:
            continue
        text = _("Changes not saved yet") if match["id"] else _("New, not saved yet")
        when = _moment(seat, one.at)
        found.append(Glance(one.key, entry.entity.title, text, entry.module.icon, when=when, iso=one.at.isoformat()))
    return found


def _ref_of(key: str) -> Ref | None:
    entity, _slash, record = key.rpartition("/")
    try:
        return Ref(entity, UUID(record))
    except ValueError:
        return None  # kept by hand under another key: no record


def _visible(seat: Seat, refs: Iterable[Ref]) -> dict[Ref, tuple[Entry, Record]]:
    """Of some records those this person may see and that are not in the bin: one query for each entity."""
    by_entity: defaultdict[str, list[UUID]] = defaultdict(list)
    for ref in refs:
        by_entity[ref.entity].append(ref.id)
    found: dict[Ref, tuple[Entry, Record]] = {}
    for name, ids in by_entity.items():
        entry = admit_reference(seat, name)
        if entry is None:
            continue
        query = Query(ids=tuple(ids), fields=(), limit=len(ids))
        for record in storage.select(entry.reach, entry.entity, entry.layout, query).records:
            found[Ref(name, record.id)] = (entry, record)
    return found


def _over(entry: Entry, record: Record) -> bool:
    """Whether nobody has to do anything for whoever handed it in: it is at its end, or it is in force."""
    state = entry.workflow.states.get(record.state or "") if entry.workflow else None
    return state is None or entry.workflow is None or state.final or tone_of(entry.workflow, state) == "good"


def _glance(
    seat: Seat, entry: Entry, record: Record, labels: dict[Ref, str], *, text: str = "", at: datetime | None = None
) -> Glance:
    moment = at or record.updated_at
    return Glance(
        href=reverse("record", args=[entry.entity.module, entry.entity.key, record.id]),
        label=labels.get(Ref(entry.entity.name, record.id), entry.entity.title),
        entity_title=entry.entity.title,
        icon=entry.module.icon,
        state=state_seen(entry.workflow, record.state),
        text=text,
        when=_moment(seat, moment) if moment else "",
        iso=moment.isoformat() if moment else "",
    )


def _moment(seat: Seat, at: datetime) -> str:
    """A moment as short as it can be told: the time today, the day with the time this year, else the whole date."""
    local, now = at.astimezone(seat.timezone), timezone.now().astimezone(seat.timezone)
    if local.date() == now.date():
        return f"{local:%H:%M}"
    return f"{local:%m-%d %H:%M}" if local.year == now.year else f"{local:%Y-%m-%d}"


def _list(entry: Entry) -> str:
    return reverse("list", args=[entry.entity.module, entry.entity.key])
