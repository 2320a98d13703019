"""The address of a list with something changed: conditions added and taken away, orders, groups, columns."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from dougong.admission import Entry
from dougong.listing import UNGROUPED, Branch, Leaf, Wanted, group_of_view, read_wanted_as_far, write_wanted
from dougong.problem import Problem

#: Where in a filter a part stands: "0" is the first of the outermost, "0.1" the second within it.
Place = tuple[int, ...]


class Address:
    """The list's address: what is asked now, with changes laid over it."""

    def __init__(self, entry: Entry, wanted: Wanted, *, saved: UUID | None = None) -> None:
        self.entry = entry
        self.wanted = replace(wanted, after=None, only=None)
        self.saved = str(saved) if saved else ""
        self.here = reverse("list", args=[entry.entity.module, entry.entity.key])

    @property
    def asked(self) -> dict[str, str]:
        """The parameters as they are now."""
        plain = {"group": UNGROUPED} if self.grouped and not self.wanted.group else {}
        return {**write_wanted(self.wanted), **plain, **({"saved": self.saved} if self.saved else {})}

    @property
    def grouped(self) -> bool:
        """Whether the view gathers its records by itself, so that an address says when it shall not."""
        table = self.entry.table
        view = table.views.get(self.wanted.view) if table else None
        return view is not None and bool(group_of_view(self.entry, view))

    def __call__(self, name: str = "list", **changes: str) -> str:
        """The address of the list, or of another of its pages by name, with single parameters changed."""
        base = self.here if name == "list" else reverse(name, args=[self.entry.entity.module, self.entry.entity.key])
        if changes.get("group") == "" and self.grouped:
            changes["group"] = UNGROUPED
        asked = {key: value for key, value in {**self.asked, **changes}.items() if value}
        return f"{base}?{urlencode(asked)}" if asked else base

    def to(self, wanted: Wanted) -> str:
        """The address of a list that asks something else, of the same view."""
        return Address(self.entry, wanted, saved=UUID(self.saved) if self.saved else None)()


def wanted_of(request: HttpRequest) -> tuple[Wanted, tuple[Problem, ...]]:
    """What the address asks of the list, and what of it could not be read."""
    wanted, problems = read_wanted_as_far(request.GET.dict())
    return replace(wanted, only=ids_of(request.GET.getlist("id"))), problems


def ids_of(texts: list[str]) -> tuple[UUID, ...] | None:
    """The records asked for by their ids, at most one page of them; None when none is named."""
    found = [one for text in texts[:50] if (one := id_of(text)) is not None]
    return tuple(found) if texts else None


def id_of(text: str) -> UUID | None:
    """An id, None for what is none: a hand-made address names nothing that is there."""
    try:
        return UUID(text)
    except ValueError:
        return None


def place_of(text: str) -> Place:
    """A place from its text; () for what is none."""
    parts = text.split(".") if text else []
    return tuple(int(one) for one in parts) if all(one.isdecimal() and len(one) < 4 for one in parts) else ()


def part_at(branch: Branch | None, place: Place) -> Leaf | Branch | None:
    """The part of a filter at a place."""
    found: Leaf | Branch | None = branch
    for step in place:
        if not isinstance(found, Branch) or step >= len(found.parts):
            return None
        found = found.parts[step]
    return found


def without(branch: Branch | None, place: Place) -> Branch | None:
    """The filter without the part at a place; None when nothing is left."""
    return _changed(branch, place, None)


def with_(branch: Branch | None, place: Place, part: Leaf | Branch) -> Branch | None:
    """The filter with another part at a place."""
    return _changed(branch, place, part)


def _changed(branch: Branch | None, place: Place, part: Leaf | Branch | None) -> Branch | None:
    if branch is None or not place or place[0] >= len(branch.parts):
        return branch
    step, rest, parts = place[0], place[1:], list(branch.parts)
    inner = parts[step]
    new: Leaf | Branch | None = part
    if rest and isinstance(inner, Branch):
        new = _changed(inner, rest, part)
    parts[step : step + 1] = [] if new is None else [new]
    return Branch(branch.how, tuple(parts)) if parts else None


def added(branch: Branch | None, leaf: Leaf, beside: Place = ()) -> Branch:
    """The filter with one more condition: beside all others, or as an alternative to the part at `beside`."""
    if branch is None:
        return Branch("all", (leaf,))
    there = part_at(branch, beside) if beside else None
    if there is not None:
        either = there.parts if isinstance(there, Branch) and there.how == "any" else (there,)
        return with_(branch, beside, Branch("any", (*either, leaf))) or branch
    if branch.how == "all":
        return Branch("all", (*branch.parts, leaf))
    return Branch("all", (branch, leaf)) if len(branch.parts) > 1 else Branch("all", (*branch.parts, leaf))


def turned(branch: Branch) -> Branch:
    """The filter with "all" and "any" of its outermost conditions exchanged."""
    return Branch("any" if branch.how == "all" else "all", branch.parts)


def moved(order: tuple[str, ...], key: str, by: int) -> tuple[str, ...]:
    """An order with one key further to the front or to the end."""
    keys = [one for one in order if one != key]
    at = min(max(0, order.index(key) + by), len(keys)) if key in order else len(keys)
    return (*keys[:at], key, *keys[at:])


def texts(asked: Mapping[str, str], *but: str) -> dict[str, str]:
    """Parameters for the hidden fields of a form that sends some others itself."""
    return {key: value for key, value in asked.items() if key not in but}
