"""What was said about a record and what happened to it, in one stream, newest first."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from dougong import discussion, events
from dougong.admission import Entry
from dougong.discussion import Comment
from dougong.events import Entry as Logged
from dougong.pages.histories import SAID, History, refs_in_history
from dougong.problem import Ref
from dougong.storage import Record
from dougong.tables import Reader
from dougong.tenancy import new_id

PAGE = 20
BESIDE = 6
_CURSOR = re.compile(r"(?P<seq>\d{1,18})?\.(?P<comment>[0-9a-f-]{36})?")
SHOWN = ("all", "comments", "changes")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of a stream is wanted. seq, comment: only what is older than these."""

    shown: str = "all"
    seq: int | None = None
    comment: UUID | None = None
    limit: int = PAGE


@dataclass(frozen=True, slots=True)
class Found:
    """What was read of a stream before anything is put into words. older: the cursor of the next part."""

    moments: tuple[Comment | Logged, ...]
    older: str

    def refs(self, entry: Entry) -> set[Ref]:
        """Everybody and everything it names."""
        said = {ref for one in self.moments if isinstance(one, Comment) for ref in (one.author, *one.mentions)}
        return said | set(refs_in_history(entry, (one for one in self.moments if isinstance(one, Logged))))


def asked_of(request: HttpRequest, *, limit: int = PAGE) -> Asked:
    """What the address asks of the stream; an unreadable cursor is the beginning."""
    shown = request.GET.get("show", "all")
    cursor = _CURSOR.fullmatch(request.GET.get("older", ""))
    seq, comment = (cursor["seq"], cursor["comment"]) if cursor else (None, None)
    return Asked(
        shown if shown in SHOWN else "all",
        int(seq) if seq else None,
        _id_of(comment) if comment else None,
        limit,
    )


def _id_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def read_stream(entry: Entry, record: Record, asked: Asked) -> Found:
    """One part of a record's stream: two queries, however long it is."""
    name, more = entry.entity.name, asked.limit + 1
    said: tuple[Comment, ...] = ()
    done: tuple[Logged, ...] = ()
    if asked.shown != "changes":
        said = discussion.comments_of(name, record.id, before=asked.comment, limit=more)
    if asked.shown != "comments":
        done = events.history_of(name, record.id, before=asked.seq, limit=more, without=SAID)
    both: list[Comment | Logged] = [*said, *done]
    together = sorted(both, key=_moment, reverse=True)
    taken = tuple(together[: asked.limit])
    if len(together) <= asked.limit:
        return Found(taken, "")
    seq = min((one.seq for one in taken if isinstance(one, Logged)), default=asked.seq)
    comment = min((one.id for one in taken if isinstance(one, Comment)), default=asked.comment)
    return Found(taken, f"{seq or ''}.{comment or ''}")


def _moment(one: Comment | Logged) -> tuple[datetime, int, int]:
    return (one.at, 0, one.seq) if isinstance(one, Logged) else (one.at, 1, one.id.int)


def stream_view(entry: Entry, record: Record, found: Found, asked: Asked, reader: Reader) -> dict[str, Any]:
    """The stream as its template draws it."""
    here = reverse("record", args=[entry.entity.module, entry.entity.key, record.id])
    older = urlencode({"show": asked.shown, "older": found.older})
    titles = {"all": _("All"), "comments": _("Comments"), "changes": _("Changes")}
    return {
        "items": _items(entry, record, found, reader),
        "shown": asked.shown,
        "tabs": [{"title": titles[key], "here": key == asked.shown, "href": f"{here}?show={key}#stream",
                  "part": f"{here}?part=stream&show={key}"} for key in SHOWN],
        "older_href": f"{here}?{older}#stream" if found.older else "",
        "older_part": f"{here}?part=stream&{older}" if found.older else "",
        "begun": asked.seq is not None or asked.comment is not None,
        "say_href": reverse("comments", args=[entry.entity.module, entry.entity.key, record.id]),
        "people_href": reverse("people", args=[entry.entity.module, entry.entity.key, record.id]),
        "fresh": new_id(),
    }  # fmt: skip


def _items(entry: Entry, record: Record, found: Found, reader: Reader) -> list[dict[str, Any]]:
    history = History(entry, record, reader)
    items: list[dict[str, Any]] = []
    for one in found.moments:
        if isinstance(one, Comment):
            items.append(_comment(entry, record, one, reader))
            continue
        same = items[-1] if items and items[-1]["kind"] == "changes" else None
        if same and same["actor"] == one.actor and same["minute"] == one.at.replace(second=0, microsecond=0):
            same["lines"].insert(0, history.line(one))
        else:
            items.append(_changes(one, history, reader))
    return items


def _changes(one: Logged, history: History, reader: Reader) -> dict[str, Any]:
    who = reader.labels.get(Ref("user", one.actor), _("Somebody")) if one.actor else _("The platform")
    return {
        "kind": "changes", "who": who, "actor": one.actor, "minute": one.at.replace(second=0, microsecond=0),
        **_when(one.at, reader), "lines": [history.line(one)],
    }  # fmt: skip


def _comment(entry: Entry, record: Record, one: Comment, reader: Reader) -> dict[str, Any]:
    place = [entry.entity.module, entry.entity.key, record.id, one.id]
    own = one.author == entry.seat.actor.id and one.removed_at is None
    return {
        "kind": "comment",
        "id": one.id,
        "who": reader.labels.get(one.author, _("Somebody")),
        **_when(one.at, reader),
        "removed": one.removed_at is not None,
        "edited": one.edited_at is not None and one.removed_at is None,
        "html": _with_mentions(one, reader),
        "text": one.text,
        "change_href": reverse("comment", args=place) if own else "",
    }


def _when(at: datetime, reader: Reader) -> Mapping[str, str]:
    return {"iso": at.isoformat(), "when": f"{at.astimezone(reader.timezone):%Y-%m-%d %H:%M}"}


def _with_mentions(one: Comment, reader: Reader) -> SafeString:
    """The words, with the names of those they turn to marked."""
    names = _longest_first(reader.labels[ref] for ref in one.mentions if reader.labels.get(ref))
    if not names:
        return escape(one.text)
    parts = re.split("(" + "|".join(re.escape(f"@{name}") for name in names) + ")", one.text)
    marked = (format_html('<span class="mention">{}</span>', part) if at % 2 else escape(part)
              for at, part in enumerate(parts))  # fmt: skip
    return mark_safe("".join(marked))  # noqa: S308 - every part was escaped just before


def _longest_first(names: Iterable[str]) -> list[str]:
    return sorted(set(names), key=len, reverse=True)
