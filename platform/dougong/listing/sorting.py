"""What a list may be ordered by, and which orders an index gives without looking at every record."""

from dataclasses import dataclass
from typing import Final

from dougong import storage
from dougong.admission import Entry, admit_reference
from dougong.definition import PROJECT, Field, View
from dougong.definition.environment import SYSTEM_TYPES
from dougong.listing.asking import Branch, Leaf, leaves_of
from dougong.listing.labels import label_keys, template_of
from dougong.problem import Problem, Refused

#: Kinds whose columns may be sorted by.
UNSORTABLE: Final = frozenset({"rows", "json", "group", "values", "geo_polygon", "geo_point", "photo", "file",
                               "signature", "choices", "long_text", "rich_text"})  # fmt: skip
#: Of the platform's own columns, those an index begins with.
_INDEXED: Final = frozenset({"number", "state", "project"})
#: Of the platform's own columns, those that lead to something.
_REFERRING: Final = frozenset({"project", "created_by", "updated_by"})
#: Kinds with few values: within one of them, an index that begins with it does not order any further.
_FEW: Final = frozenset({"choice", "boolean"})
#: Words after which an index leaves few records.
_NARROW: Final = frozenset({"equal", "one_of", "starts", "me", "under", "within", "between"})


@dataclass(frozen=True, slots=True)
class Sort:
    """One key of an order. scans: an order that begins with it looks at every record.

    column: what the database compares: the key, or the label of what a reference leads to ("team.name").
    """

    key: str
    title: str
    descending: bool
    scans: bool
    column: str

    @property
    def asked(self) -> str:
        """As an address names it."""
        return f"-{self.key}" if self.descending else self.key

    @property
    def stored(self) -> str:
        """As `storage.Query` names it."""
        return f"-{self.column}" if self.descending else self.column


def sort_of(entry: Entry, view: View, asked: tuple[str, ...]) -> tuple[Sort, ...]:
    """The order asked for, or the view's. Raises Refused ("unknown_key") for what may not be sorted by.

    What the view says and this person may not see is left out, not refused.
    """
    wrong = [key for key in asked if not may_sort(entry, key.removeprefix("-"))]
    if wrong:
        raise Refused([Problem("/sort", "unknown_key", {"key": key.removeprefix("-")}) for key in wrong])
    return tuple(_sort(entry, key) for key in asked or view.sort if asked or may_sort(entry, key.removeprefix("-")))


def _sort(entry: Entry, asked: str) -> Sort:
    key = asked.removeprefix("-")
    field = entry.entity.fields.get(key)
    column = label_column(entry, key) or key
    scans = column != key or not is_indexed(entry, key)
    return Sort(key, field.title if field else key, asked.startswith("-"), scans, column)


def may_sort(entry: Entry, key: str) -> bool:
    """Whether this person may order a list by `key`."""
    field = entry.entity.fields.get(key)
    if not entry.reach.showing(f"/{key}"):
        return False
    if _refers(field, key):
        return label_column(entry, key) is not None
    if field is None:
        return key in SYSTEM_TYPES
    if field.kind in UNSORTABLE or field.many or not field.stored or storage.is_personal(field):
        return False
    return storage.answers(entry.entity, entry.layout, key)


def label_column(entry: Entry, key: str) -> str | None:
    """What a reference is ordered by: "team.name", where its label is one stored text that this person may read of
    every record there is. None for another, and for what is no reference: the order of ids helps nobody.
    """
    field = entry.entity.fields.get(key)
    if not _refers(field, key) or (field is not None and field.many):
        return None
    name = PROJECT if field is None and key == PROJECT and entry.entity.scope == "project" else ""
    name = name if field is None else field.reference or ""
    name = (entry.seat.project_entity or "") if name == PROJECT else name
    target = admit_reference(entry.seat, name) if name and storage.may_join(entry.entity, entry.layout, key) else None
    label = _label_text(target) if target is not None else None
    return f"{key}.{label}" if label else None


def _label_text(target: Entry) -> str | None:
    """The one text that names each record of an entity, where this person reads it of all of them."""
    keys = label_keys(target.entity)
    if len(keys) != 1 or template_of(target.entity) != "{" + keys[0] + "}":
        return None
    field = target.entity.fields.get(keys[0])
    plain = field is None or (field.kind == "text" and not storage.is_personal(field))
    kept = plain and storage.may_join(target.entity, target.layout, keys[0])
    seen = target.reach.everywhere and target.reach.shows_wherever_reached(f"/{keys[0]}")
    return keys[0] if kept and seen else None


def _refers(field: Field | None, key: str) -> bool:
    return key in _REFERRING if field is None else field.kind in {"reference", "user"}


def is_indexed(entry: Entry, key: str) -> bool:
    """Whether an index begins with `key` (behind the tenant), for this person's sight of it."""
    if not entry.reach.shows_wherever_reached(f"/{key}"):
        return False
    field = entry.entity.fields.get(key)
    if field is None:
        return key in _INDEXED
    return storage.has_index(entry.entity, entry.layout, field)


def sort_scans(entry: Entry, sorts: tuple[Sort, ...]) -> bool:
    """Whether an order cannot be read from an index page by page."""
    if not sorts:
        return False
    if sorts[0].scans:
        return True
    return len(sorts) > 1 and _few(entry.entity.fields.get(sorts[0].key), sorts[0].key)


def filter_scans(entry: Entry, filter_: Branch | None) -> bool:
    """Whether a filter looks within the texts of every record: one for a part of a text, and no other that an index
    answers beside it.
    """
    within = any(leaf.word == "contains" for _at, leaf in leaves_of(filter_))
    return within and not narrows(entry, filter_)


def narrows(entry: Entry, filter_: Branch | None) -> bool:
    """Whether an index finds the few records that a filter leaves."""
    parts = filter_.parts if filter_ is not None and filter_.how == "all" else ()
    return any(isinstance(part, Leaf) and _narrow(entry, part) for part in parts)


def _narrow(entry: Entry, leaf: Leaf) -> bool:
    if leaf.word not in _NARROW or "/" in leaf.field or not _there(entry, leaf.field):
        return False
    return is_indexed(entry, leaf.field) and not _few(entry.entity.fields.get(leaf.field), leaf.field)


def _there(entry: Entry, key: str) -> bool:
    """Whether `key` is there for this person at all."""
    return bool(entry.reach.showing(f"/{key}")) and (key in entry.entity.fields or key in SYSTEM_TYPES)


def _few(field: Field | None, key: str) -> bool:
    return key == "state" if field is None else field.kind in _FEW
