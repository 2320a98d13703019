"""What a list's page names: its columns with their widths, its rows, its tabs, and the addresses they lead to."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from dougong.admission import Entry
from dougong.definition.layout import is_tenants
from dougong.listing import Column, Listing, Wanted, title_said
from dougong.pages.asked import Address
from dougong.pages.list_looks import Look
from dougong.pages.presenting import record_address, state_seen
from dougong.tables import Row

#: How wide a column is at first, by its kind or the platform's own key, in pixels.
WIDTHS: Mapping[str, int] = {
    "date": 92, "datetime": 132, "month": 76, "time": 72, "money": 104, "price": 92, "quantity": 76, "percent": 80,
    "integer": 72, "number": 84, "boolean": 64, "choice": 76, "choices": 128, "reference": 106, "user": 80,
    "duration": 80, "text": 144, "long_text": 220, "phone": 112, "id_card": 160, "bank_card": 160, "rows": 72,
    "number:": 190, "state:": 116, "project:": 144, "created_by:": 80, "updated_by:": 80, "created_at:": 132,
    "updated_at:": 132, "version:": 64,
}  # fmt: skip
_OTHERWISE = 152
#: Pixels of one figure.
FIGURE = 8
#: Kinds that tell little of a record at a glance.
_SILENT = frozenset({"state:", "version:", "updated_at:", "updated_by:", "photo", "file", "signature", "rows", "json"})
#: Kinds whose figures stand on the right.
NUMERIC = frozenset({"integer", "number", "money", "price", "quantity", "percent", "duration", "rows"})


def list_view(entry: Entry, listing: Listing, rows: Sequence[Row], address: Address, look: Look) -> dict[str, Any]:
    """The table and what stands around it, as the list's page names it."""
    module, key, wanted = entry.entity.module, entry.entity.key, address.wanted
    columns = columns_seen(entry, listing, rows, address, look)
    return {
        "title": entry.entity.title,
        "module_title": entry.module.title,
        "name": entry.entity.name,
        "view": listing.view.key,
        "removed": wanted.removed,
        "tabs": [
            {
                "title": view.title,
                "href": f"{address.here}?view={view.key}",
                "here": view.key == listing.view.key and not address.saved,
            }
            for view in listing.views
        ],
        "columns": columns,
        "width": sum(column["width"] for column in columns),
        "rows": rows_seen(entry, rows),
        "own": bool(look.widths),
        "frozen": look.frozen,
        "groups": None,
        "next": listing.next or "",
        "next_href": address(after=listing.next) if listing.next else "",
        "href": address(),
        "totals_href": address("list-totals"),
        "bulk_href": reverse("bulk", args=[module, key]),
        "new_href": reverse("new", args=[module, key]) if entry.may("create") else "",
        "import_href": reverse("import", args=[module, key]) if entry.may("import") else "",
        "empty_text": _empty_text(entry, wanted),
        "changed": bool(wanted.state or wanted.removed or wanted.filter or wanted.q),
        "bare_href": f"{address.here}?view={listing.view.key}",
    }


def rows_seen(entry: Entry, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The lines of the list as its template names them."""
    return [
        {
            "id": str(row.id),
            "version": row.version,
            "href": record_address(entry, row.id),
            "cells": row.cells,
            "state": state_seen(entry.workflow, row.state),
            "name": _name(entry, row),
        }
        for row in rows
    ]


def columns_seen(
    entry: Entry, listing: Listing, rows: Sequence[Row], address: Address, look: Look
) -> list[dict[str, Any]]:
    """The heads of the columns. A column of figures is as wide as its longest: a figure is never cut."""
    sorted_by = listing.sort[0] if listing.sort else ""
    parts = phone_parts(listing.columns, listing.view.totals)
    found = []
    for at, (column, part) in enumerate(zip(listing.columns, parts, strict=True)):
        seen = {**_column(entry, column, sorted_by, address, look), "part": part}
        if seen["numeric"] and column.key not in look.widths:
            longest = max((len(row.cells[at].text) for row in rows), default=0)
            seen["width"] = max(seen["width"], longest * FIGURE + 20)
        found.append(seen)
    return found


def phone_parts(columns: Sequence[Column], totals: Sequence[str]) -> list[str]:
    """What of a row a phone shows: its name, its state, one amount and two facts; the rest is on its page."""
    kinds = [column.field.kind if column.field else f"{column.key}:" for column in columns]
    amounts = [at for at, kind in enumerate(kinds) if at and kind == "money"]
    figures = [at for at, column in enumerate(columns) if at and column.key in totals]
    amount = next(iter([*(at for at in amounts if at in figures), *amounts, *figures]), -1)
    telling = [at for at, kind in enumerate(kinds) if at and at != amount and kind not in _SILENT]
    parts = ["name" if at == 0 else "" for at in range(len(columns))]
    for at in telling[:2]:
        parts[at] = "fact"
    if amount > 0:
        parts[amount] = "amount"
    return ["state" if kind == "state:" else part for kind, part in zip(kinds, parts, strict=True)]


def _column(entry: Entry, column: Column, sorted_by: str, address: Address, look: Look) -> dict[str, Any]:
    key, field = column.key, column.field
    title = title_said(entry, column)
    unit = "（万元）" if look.wan and field is not None and field.kind == "money" else ""
    direction = {key: "ascending", f"-{key}": "descending"}.get(sorted_by, "")
    return {
        "key": key,
        "title": title,
        "kind": field.kind if field else f"{key}:",
        "numeric": field is not None and field.kind in NUMERIC and not field.many,
        "width": look.widths.get(key) or width_of(field.kind if field else f"{key}:", f"{title}{unit}"),
        "sorted": direction,
        "why_not": "" if column.sortable else _why_not(column),
        "sort_href": address(sort=f"-{key}" if direction == "ascending" else key) if column.sortable else "",
    }


def _why_not(column: Column) -> str:
    """Why a list cannot be put in the order of a column."""
    field = column.field
    if column.through:
        return _("It stands in another record: the list cannot be sorted or gathered by it.")
    if field is None:
        return ""
    if field.on_read:
        return _("It is worked out anew whenever it is read: the list cannot be sorted, filtered or gathered by it.")
    if field.many or field.kind in {"rows", "group"}:
        return _("It holds several values: the list cannot be sorted by it.")
    if is_tenants(field.key):
        return _("It was added by your company without “sort and filter”: the list cannot be sorted or gathered by it.")
    return _("The list cannot be sorted by it.")


def width_of(kind: str, title: str) -> int:
    """How wide a column is before anybody changed it: what its kind needs, and its title."""
    words = sum(13 if ord(char) > 0x2E7F else 8 for char in title) + 24
    usual = WIDTHS.get(kind, _OTHERWISE)
    return max(usual, min(words, usual * 4 // 3))


def _name(entry: Entry, row: Row) -> str:
    """What the link to a record says: its first cell; of a draft without a number, that it is one."""
    if row.cells and not row.cells[0].empty:
        return row.cells[0].text
    seen = state_seen(entry.workflow, row.state)
    return f"({seen.title})" if seen else entry.entity.title


def _empty_text(entry: Entry, wanted: Wanted) -> str:
    if wanted.removed:
        return _("Nothing was removed here.")
    if wanted.state or wanted.view or wanted.filter or wanted.q:
        return _("Nothing meets this view just now.")
    return _("There is no entry “{title}” yet.").format(title=entry.entity.title)
