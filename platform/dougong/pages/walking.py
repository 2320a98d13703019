"""From record to record along the list one was opened from, and back to it."""

from functools import partial
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from dougong.admission import Entry
from dougong.listing import as_far_as_possible, neighbours_of, read_wanted_as_far
from dougong.pages.list_views import view_named
from dougong.pages.presenting import record_address
from dougong.pages.returning import from_of
from dougong.problem import Refused
from dougong.storage import Record


def walk_of(request: HttpRequest, entry: Entry, record: Record) -> dict[str, str]:
    """Where the list is that this record was opened from, the records before and after it there, and the record's
    own address with the list in it. Every address is "" where there is none.
    """
    came_from = from_of(request)
    before, after = _neighbours(entry, came_from, record.id) if came_from else (None, None)
    return {
        "list": came_from,
        "before": _address(entry, before, came_from),
        "after": _address(entry, after, came_from),
        "here": _address(entry, record.id, came_from) if came_from else "",
    }


def opened_from(address: str, came_from: str) -> str:
    """A record's address that remembers the list it is opened from."""
    return f"{address}?{urlencode({'from': came_from})}" if came_from else address


def _neighbours(entry: Entry, came_from: str, record_id: UUID) -> tuple[UUID | None, UUID | None]:
    """What stands beside the record in that list; nothing when it is a list of something else, or is none."""
    path, query = urlsplit(came_from)[2:4]
    if path != reverse("list", args=[entry.entity.module, entry.entity.key]):
        return None, None
    asked = QueryDict(query)
    kept = view_named(asked, entry)
    wanted, _problems = read_wanted_as_far(kept.asked if kept else asked.dict())
    try:
        found, *_rest = as_far_as_possible(wanted, partial(neighbours_of, entry, record_id=record_id))
    except Refused:  # the list itself would say why; the record is here all the same
        return None, None
    return found


def _address(entry: Entry, record_id: UUID | None, came_from: str) -> str:
    return opened_from(record_address(entry, record_id), came_from) if record_id else ""
