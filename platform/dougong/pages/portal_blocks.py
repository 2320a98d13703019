"""What one reader sees of the blocks of a company's page: with his own rights, as in the lists themselves."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils.safestring import mark_safe

from dougong.admission import Entry, Seat, admit
from dougong.kinds.rich_text import clean
from dougong.listing import Column, Wanted, count_and_totals, open_list, title_said, wanted_of_address
from dougong.pages.asked import Address
from dougong.pages.listed import NUMERIC, rows_seen
from dougong.pages.presenting import reader_for
from dougong.pages.waiting import Waiting, waiting_for
from dougong.portal import BLOCKS, Block, PortalPage, links_in
from dougong.problem import Refused
from dougong.tables import cell, rows_of

#: Columns of a list that stand on a page, and rows where the block names no number.
COLUMNS_SHOWN: Final = 5
ROWS_SHOWN: Final = 5

Seen = dict[str, Any]


def blocks_seen(seat: Seat, page: PortalPage, waiting: tuple[Waiting, ...] | None = None) -> list[Seen]:
    """The blocks as a member sees them; what he may not see is not there. Call inside the tenant's scope.

    waiting: what waits for him, where the page has it already.
    """

    def drawn_of(block: Block) -> Seen | None:
        if block.kind == "waiting" and waiting is not None:
            return _waits(waiting)
        return _SEEN[block.kind](seat, page, block.value)

    drawn = ((block, drawn_of(block)) for block in page.blocks if not block.hidden)
    return [_named(block, seen) for block, seen in drawn if seen is not None]


def blocks_for_everybody(page: PortalPage, today: date) -> list[Seen]:
    """The blocks as somebody sees them who is not signed in: what is said, nothing that is counted or listed."""
    shown = (block for block in page.blocks if not block.hidden and BLOCKS[block.kind].public)
    drawn = ((block, _said(page, block, today)) for block in shown)
    return [_named(block, seen) for block, seen in drawn if seen is not None]


def _named(block: Block, seen: Seen) -> Seen:
    return {"kind": block.kind, "title": block.value.get("title", ""), **seen}


def _said(page: PortalPage, block: Block, today: date) -> Seen | None:
    value = block.value
    if block.kind == "text":
        return {"html": mark_safe(clean(value.get("text", "")))}  # noqa: S308 - cleaned in this very call
    if block.kind == "notice":
        over = value.get("until") and value["until"] < today.isoformat()
        return None if over else {"text": value.get("text", ""), "tone": value.get("tone", "info")}
    source = reverse("portal-picture", args=[page.slug, value["file"], "shared"])
    return {"src": source, "alt": value.get("alt", ""), "caption": value.get("caption", "")}


def _of_everybody(kind: str) -> Callable[[Seat, PortalPage, Mapping[str, Any]], Seen | None]:
    return lambda seat, page, value: _said(page, Block("", kind, value), seat.today)


def _links(seat: Seat, page: PortalPage, value: Mapping[str, Any]) -> Seen | None:
    return {"links": list(links_in(value.get("links", "")))}


def _list(seat: Seat, page: PortalPage, value: Mapping[str, Any]) -> Seen | None:
    entry, wanted = _asked(seat, value)
    if entry is None:
        return None
    try:
        listing = open_list(entry, replace(wanted, limit=value.get("rows", ROWS_SHOWN)))
    except Refused:
        return None
    rows = rows_of(listing.records, listing.columns, reader_for(seat, listing.labels))
    heads = [_head(entry, column) for column in listing.columns[:COLUMNS_SHOWN]]
    return {
        "title": value.get("title") or entry.entity.title,
        "href": Address(entry, wanted)(),
        "heads": heads,
        "rows": rows_seen(entry, rows),
    }


def _head(entry: Entry, column: Column) -> Seen:
    return {"title": title_said(entry, column), "key": column.key, "numeric": _numeric(column.field)}


def _number(seat: Seat, page: PortalPage, value: Mapping[str, Any]) -> Seen | None:
    entry, wanted = _asked(seat, value)
    if entry is None:
        return None
    try:
        count, sums, view = count_and_totals(entry, wanted)
    except Refused:
        return None
    key = value.get("field")
    if key and key not in sums:
        return None
    shown = cell(sums[key], entry.entity.fields[key], reader_for(seat, {})).text if key else f"{count:,}"
    title = value.get("title") or (entry.entity.fields[key].title if key else view.title)
    return {"title": title, "number": shown, "href": Address(entry, wanted)()}


def _form(seat: Seat, page: PortalPage, value: Mapping[str, Any]) -> Seen | None:
    entry, _wanted = _asked(seat, value)
    if entry is None or not entry.may("create"):
        return None
    href = reverse("new", args=[entry.entity.module, entry.entity.key])
    return {"title": value.get("title") or entry.entity.title, "href": href, "icon": entry.module.icon}


def _waiting(seat: Seat, page: PortalPage, value: Mapping[str, Any]) -> Seen | None:
    return _waits(waiting_for(seat))


def _waits(found: tuple[Waiting, ...]) -> Seen:
    total = sum(len(group.records) for group in found)
    more = "+" if any(group.more for group in found) else ""
    return {"number": f"{total:,}{more}", "href": reverse("inbox")}


def _asked(seat: Seat, value: Mapping[str, Any]) -> tuple[Entry | None, Wanted]:
    """The list a block names, as far as this reader may see it, and what the block asks of it."""
    try:
        entry = admit(seat, value.get("entity", ""))
        wanted = wanted_of_address(value.get("filter", ""))
    except Refused:
        return None, Wanted()
    bare = replace(wanted, after=None, group=(), columns=(), only=None, removed=False)
    return entry, replace(bare, view=value["view"]) if value.get("view") else bare


def _numeric(field: Any) -> bool:
    return field is not None and field.kind in NUMERIC and not field.many


_SEEN: Final[Mapping[str, Callable[[Seat, PortalPage, Mapping[str, Any]], Seen | None]]] = {
    "text": _of_everybody("text"),
    "notice": _of_everybody("notice"),
    "picture": _of_everybody("picture"),
    "links": _links,
    "list": _list,
    "number": _number,
    "form": _form,
    "waiting": _waiting,
}


def grouped(blocks: Iterable[Seen]) -> list[list[Seen]]:
    """Blocks that stand beside each other: neighbouring numbers, and neighbouring forms."""
    rows: list[list[Seen]] = []
    beside = {"number": "numbers", "waiting": "numbers", "form": "forms"}
    for one in blocks:
        kind = beside.get(one["kind"])
        if rows and kind and beside.get(rows[-1][0]["kind"]) == kind:
            rows[-1].append(one)
        else:
            rows.append([one])
    return rows
