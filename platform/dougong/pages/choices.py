"""What the references of a form offer: records this person may see, narrowed by the field's `pick`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from dougong import files
from dougong.admission import Entry
from dougong.definition import Context, Field
from dougong.forms import Offer
from dougong.listing import Offered, labels_of, refs_of, search_choices
from dougong.listing.reading_order import reading_order
from dougong.listing.telling import paths_of
from dougong.pages.picking import LONGEST, making, needs_of, search_address
from dougong.problem import Ref, Values
from dougong.storage import Record

#: Choices listed for one field; where there are more, only the first few are, and the rest is searched.
MOST = 500
FEW = 50
#: Kinds whose choices are the files a record has.
_FILES = frozenset({"file", "photo", "signature"})
_ROW = re.compile(r"/\d+(?=/|$)")
NOBODY = UUID(int=0)
#: Begins the name of a search without scripts: "find:/zone" holds what was typed.
FIND = "find:"
#: Indents a choice below the one it hangs under.
INDENT = "\u3000"


def finds_in(posted: QueryDict | None) -> dict[str, str]:
    """What is searched without scripts: the pattern of a field ("/rows/*/worker") -> the text typed."""
    found: dict[str, str] = {}
    for name in posted or ():
        text = posted.get(name, "").strip() if posted is not None and name.startswith(FIND) else ""
        if text:
            found[_pattern(name.removeprefix(FIND))] = text[:LONGEST]
    return found


def _pattern(name: str) -> str:
    """Of the name of an input, the pattern of its field: "/rows/7f/worker" -> "/rows/*/worker"."""
    return "/" + "/".join("*" if at % 2 else key for at, key in enumerate(name.split("/")[1:]))


@dataclass(slots=True)
class Choices:
    """Callable as the form's `offers`. Asked for every reference; what a column of rows offers is read once, and so
    are the names of what its rows hold.

    values: of the record as far as known, for picks that name it. record: the stored one. posted: what was sent.
    """

    entry: Entry
    values: Values
    context: Context
    record: Record | None = None
    posted: QueryDict | None = None
    _known: dict[str, Offer | None] = field(default_factory=dict)
    _names: dict[Ref, str | None] = field(default_factory=dict)

    def __call__(self, asked: Field | None, settings: Mapping[str, Any], pointer: str, value: Any) -> Offer | None:
        """The choices of one field; what it holds now is among them while it can be seen."""
        if asked is None:
            return None
        if asked.kind in _FILES:
            return self._files(value)
        pattern = _ROW.sub("/*", pointer)
        if pattern not in self._known:
            self._known[pattern] = self._offer(asked, finds_in(self.posted).get(pattern, ""))
        offer = self._known[pattern]
        return None if offer is None else self._with_now(offer, asked, pattern, value)

    def _offer(self, asked: Field, q: str) -> Offer | None:
        if asked.kind != "user" and asked.reference in {None, "*"}:
            return None
        if asked.reference and self._of_module_off(Ref(asked.reference, NOBODY)) is not None:
            return Offer()
        offered = search_choices(self.entry, asked, q, values=self.values, context=self.context, limit=MOST, few=FEW)
        return Offer(
            self._pairs(asked, offered),
            search=search_address(self.entry, self.record),
            needs=needs_of(asked),
            more=offered.more or offered.cut,
            found=q,
            makes=making(self.entry.seat, asked) is not None,
        )

    def _pairs(self, asked: Field, offered: Offered) -> tuple[tuple[str, str], ...]:
        """The choices by their words; those of a tree below what they hang under."""
        choices = offered.choices
        paths = paths_of(self.entry.seat, [one.ref for one in choices]) if asked.options.get("tree") else {}
        listed = {one.label for one in choices}
        lines = sorted(choices, key=lambda one: [*map(reading_order, (*paths.get(one.ref, ()), one.label))])
        depths = [sum(above in listed for above in paths.get(one.ref, ())) for one in lines]
        return tuple((str(one.ref.id), INDENT * depth + one.label) for one, depth in zip(lines, depths, strict=True))

    def _files(self, value: Any) -> Offer:
        """The names of the files the field holds: this person's own uploads, and those of the record."""
        ids = {ref.id for one in _listed(value) if (ref := _ref("file", one)) is not None}
        stored = files.stored_files(ids) if ids else {}
        me = self.entry.seat.actor.id.id
        mine = {key: one for key, one in stored.items() if one.record is not None or one.by == me}
        links = {str(key): reverse("file", args=[key, "shared"]) for key in mine}
        shown = [key for key, one in mine.items() if one.has_thumbnail]
        pictures = {str(key): reverse("file", args=[key, "thumbnail"]) for key in shown}
        return Offer(tuple((str(key), one.name) for key, one in mine.items()), links=links, pictures=pictures)

    def _with_now(self, offer: Offer, asked: Field, pattern: str, value: Any) -> Offer:
        """The offer with the values the field has now, should `pick` no longer offer them."""
        listed = {key for key, _title in offer.entries}
        missing = [one for one in _listed(value) if one not in listed]
        if not missing or asked.reference == "*":
            return offer
        refs = [ref for one in missing if (ref := _ref(asked.reference or "user", one)) is not None]
        if any(ref not in self._names for ref in refs):
            self._name(asked.reference or "user", pattern, refs)
        named = ((str(ref.id), self._names[ref] or self._of_module_off(ref)) for ref in refs)
        return replace(offer, entries=(*offer.entries, *((key, text) for key, text in named if text is not None)))

    def _of_module_off(self, ref: Ref) -> str | None:
        """What stands for a record whose module is switched off: it stays chosen, and is kept."""
        module, slash, _rest = ref.entity.partition("/")
        return _("(module switched off)") if slash and module not in self.entry.seat.modules else None

    def _name(self, entity: str, pattern: str, refs: list[Ref]) -> None:
        """Read the names of these, and with them of all that the record holds or was sent of the same field."""
        wanted = {ref for ref in refs_of(self.entry.entity.fields, self.values) if ref.entity == entity}
        for name in self.posted or ():
            if _pattern(name) == pattern and self.posted is not None:
                wanted.update(ref for one in self.posted.getlist(name) if (ref := _ref(entity, one)) is not None)
        wanted = {*wanted, *refs} - self._names.keys()
        self._names.update(dict.fromkeys(wanted))
        self._names.update(labels_of(self.entry.seat, wanted))


def _listed(value: Any) -> list[str]:
    """The ids a field holds now, as texts."""
    found = value if isinstance(value, list) else [value]
    return [one for one in found if isinstance(one, str) and one]


def _ref(entity: str, text: str) -> Ref | None:
    try:
        return Ref(entity, UUID(text))
    except ValueError:
        return None  # a hand-made text in the form: the action will refuse it
