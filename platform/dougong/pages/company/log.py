"""The company's own log of who came in and who opened what to whom: read, never changed."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from dougong import events
from dougong.admission import Seat, admit_to_settings, seat_of
from dougong.pages.company.log_words import title_of, told
from dougong.pages.company.people import Sayer, sayer_for
from dougong.pages.framing import frame_for
from dougong.pages.visits import Visit, page
from dougong.tenancy import members_named, names_of, reading, staff_named

#: Lines of a page.
PAGE = 50


@page("GET", "HEAD")
def log_page(visit: Visit) -> HttpResponse:
    """The newest first; of one person, of one day."""
    asked = visit.request.GET
    person, day, before = _id(asked.get("person", "")), _day(asked.get("day", "")), asked.get("before", "")
    with reading(visit.caller.tenant):
        seat = seat_of(visit.caller)
        admit_to_settings(seat)
        found = events.administrative_events(
            person=person,
            between=None if day is None else _span(seat, day),
            before=int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None,
            limit=PAGE + 1,
        )
        more, found = len(found) > PAGE, found[:PAGE]
        kept = {"person": str(person or ""), "day": day.isoformat() if day else ""}
        context = {
            "frame": frame_for(visit.request, seat, "settings"),
            "heading": _("Security log"),
            "lines": lines_of(seat, found), "asked": kept,
            "people": [(str(key), name) for key, name in members_named()],
            "narrowed": any(kept.values()),
            "next": _address({**kept, "before": str(found[-1].seq)}) if more else "",
            "first": _address(kept) if before else "",
        }  # fmt: skip
    return render(visit.request, "pages/company/log.html", context)


def lines_of(seat: Seat, found: tuple[events.Entry, ...]) -> list[dict[str, Any]]:
    """Events as lines of the log. Call inside the tenant's scope."""
    ids = {one for line in found for one in (line.actor, line.as_whom, line.record, *_named_in(line.after)) if one}
    names: Mapping[UUID, str] = {**staff_named(ids), **names_of(ids)}
    sayer = sayer_for(seat, ()).with_projects(_projects(found))
    return [_line(seat, sayer, names, one) for one in found]


def _line(seat: Seat, sayer: Sayer, names: Mapping[UUID, str], one: events.Entry) -> dict[str, Any]:
    actor = names.get(one.actor, _("somebody unknown")) if one.actor else _("the platform")
    about = names.get(one.record, "") if one.record and one.record != one.actor else ""
    return {
        "seq": one.seq, "at": sayer.moment(one.at), "iso": one.at.isoformat(), "actor": actor,
        "as_whom": names.get(one.as_whom, "") if one.as_whom else "", "about": about,
        "what": title_of(one, sayer), "detail": told(one, sayer, names),
    }  # fmt: skip


def _projects(found: tuple[events.Entry, ...]) -> set[UUID]:
    roles = [role for line in found for side in (line.before, line.after) for role in _roles_in(side)]
    return {key for role in roles if (key := _id(str(role.get("project") or ""))) is not None}


def _roles_in(side: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    listed = side.get("roles")
    return [side, *(one for one in listed if isinstance(one, Mapping))] if isinstance(listed, list) else [side]


def _named_in(side: Mapping[str, Any]) -> list[UUID]:
    return [key for name in ("to", "from", "by") if (key := _id(str(side.get(name) or ""))) is not None]


def _span(seat: Seat, day: date) -> tuple[datetime, datetime]:
    """From midnight to midnight in the company's time zone."""
    start = datetime.combine(day, time(), tzinfo=seat.timezone)
    return start, datetime.combine(day + timedelta(days=1), time(), tzinfo=seat.timezone)


def _address(asked: Mapping[str, str]) -> str:
    return f"{reverse('security-log')}?{urlencode({key: value for key, value in asked.items() if value})}"


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if date(2000, 1, 1) <= found <= date(2200, 1, 1) else None


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
