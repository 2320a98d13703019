"""What narrows, orders and groups a list, as chips and menus of links."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from dougong.admission import Entry
from dougong.listing import (
    Branch,
    Leaf,
    Listing,
    Wanted,
    columns_offered,
    filter_sentence,
    group_fields,
    group_of_view,
    labels_of,
    refs_of_leaf,
    system_title,
)
from dougong.listing.asking import GROUPS_MAX, SORTS_MAX
from dougong.listing.sorting import may_sort
from dougong.pages.asked import Address, moved, texts, turned, without
from dougong.pages.presenting import state_seen
from dougong.problem import Ref


def toolbar_of(entry: Entry, listing: Listing, wanted: Wanted, address: Address) -> dict[str, Any]:
    """Everything the toolbar's template names."""
    bare = Wanted(view=wanted.view, columns=wanted.columns, group=group_of_view(entry, listing.view))
    return {
        "q": wanted.q,
        "search_hidden": texts(address.asked, "q"),
        "clear_search": address(q=""),
        "chips": chips_of(entry, wanted, address),
        "how": wanted.filter.how if wanted.filter else "all",
        "turn_href": address.to(replace(wanted, filter=turned(wanted.filter))) if wanted.filter else "",
        "bare_href": address.to(bare),
        "filter_href": address("list-filter"),
        "sorts": sorts_of(entry, listing, wanted, address),
        "sort_options": sort_options(entry, listing, wanted, address),
        "own_sort": bool(wanted.sort),
        "reset_sort": address(sort=""),
        "scans": "sort_scans" in listing.warnings,
        "filter_scans": "filter_scans" in listing.warnings,
        "groups": groups_of(entry, wanted, address),
        "export_href": _export(entry),
        "export_asked": f"?{urlencode(address.asked)}",
        "removed": wanted.removed,
        "removed_href": address(removed="" if wanted.removed else "1"),
    }


def _export(entry: Entry) -> str:
    """Where the list is taken out as a file; "" without the right to."""
    return reverse("export", args=[entry.entity.module, entry.entity.key]) if entry.may("export") else ""


def chips_of(entry: Entry, wanted: Wanted, address: Address) -> list[dict[str, Any]]:
    """One chip for each outermost condition, as a sentence, with ways to change it and to take it away."""
    found: list[dict[str, Any]] = []
    if wanted.state:
        seen = state_seen(entry.workflow, wanted.state)
        said = _("{field} is {value}").format(field=_("State"), value=seen.title if seen else wanted.state)
        found.append({"said": said, "change_href": "", "without_href": address(state="")})
    if wanted.filter is None:
        return found
    refs = {ref for leaf in _leaves(wanted.filter) for ref in refs_of_leaf(entry, leaf)}
    labels = labels_of(entry.seat, refs) if refs else {}
    for at, part in enumerate(wanted.filter.parts):
        found.append({
            "said": _said(entry, part, labels),
            "change_href": address("list-filter", at=str(at)) if isinstance(part, Leaf) else "",
            "without_href": address.to(replace(wanted, filter=without(wanted.filter, (at,)))),
        })  # fmt: skip
    return [chip for chip in found if chip["said"]]


def _leaves(branch: Branch) -> Iterator[Leaf]:
    for part in branch.parts:
        if isinstance(part, Leaf):
            yield part
        else:
            yield from _leaves(part)


def _said(entry: Entry, part: Leaf | Branch, labels: dict[Ref, str]) -> str:
    if isinstance(part, Leaf):
        return filter_sentence(entry, part, labels)
    between = _(" and ") if part.how == "all" else _(" or ")
    inner = (
        _said(entry, one, labels) if isinstance(one, Leaf) else f"({_said(entry, one, labels)})" for one in part.parts
    )
    said = between.join(one for one in inner if one)
    return _("none of: {conditions}").format(conditions=said) if part.how == "none" and said else said


def sorts_of(entry: Entry, listing: Listing, wanted: Wanted, address: Address) -> list[dict[str, Any]]:
    """The keys of the order as it is, each with its turning, its moving forward and its removal."""
    order = listing.sort
    return [
        {
            "title": _title(entry, key.removeprefix("-")),
            "down": key.startswith("-"),
            "turn_href": address(sort=",".join(_turned(one) if one == key else one for one in order)),
            "up_href": address(sort=",".join(moved(order, key, -1))) if at else "",
            "without_href": address(sort=",".join(one for one in order if one != key)) if wanted.sort else "",
        }
        for at, key in enumerate(order)
    ]


def _turned(key: str) -> str:
    return key.removeprefix("-") if key.startswith("-") else f"-{key}"


def sort_options(entry: Entry, listing: Listing, wanted: Wanted, address: Address) -> list[dict[str, str]]:
    """What else the list may be ordered by: behind the order somebody chose, or instead of the view's."""
    taken = {key.removeprefix("-") for key in wanted.sort}
    if len(taken) >= SORTS_MAX:
        return []
    return [
        {"title": _title(entry, column.key), "href": address(sort=",".join((*wanted.sort, column.key)))}
        for column in columns_offered(entry)
        if column.key not in taken and may_sort(entry, column.key)
    ]


def groups_of(entry: Entry, wanted: Wanted, address: Address) -> dict[str, Any]:
    """What the list is gathered by, and what else it may be."""
    fields = {one.key: one for one in group_fields(entry)}

    def title(key: str) -> str:
        name, _colon, month = key.partition(":")
        return _("{field} by month").format(field=_title(entry, name)) if month else _title(entry, name)

    now = [
        {"title": title(key), "without_href": address(group=",".join(one for one in wanted.group if one != key))}
        for key in wanted.group
        if key in fields
    ]
    free = len(wanted.group) < GROUPS_MAX
    options = [
        {"title": title(key), "href": address(group=",".join((*wanted.group, key)))}
        for key in fields
        if free and key not in wanted.group
    ]
    return {"now": now, "options": options}


def _title(entry: Entry, key: str) -> str:
    field = entry.entity.fields.get(key)
    return field.title if field else system_title(entry, key)
