"""A list in groups: first the groups themselves, page by page; then how many records each has and what they sum to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Final

from dougong import storage
from dougong.admission import Entry
from dougong.definition import View
from dougong.kinds import KINDS, choice_key
from dougong.listing.asking import Leaf, Wanted
from dougong.listing.filters import SYSTEM_KINDS, FilterField, filter_field
from dougong.listing.labels import labels_of
from dougong.listing.page import query_of, search_warnings, totals_of, view_of
from dougong.listing.periods import PERIODS
from dougong.listing.reading_order import reading_order
from dougong.listing.sentences import title_said
from dougong.listing.sorting import is_indexed, narrows
from dougong.problem import Problem, Ref, Refused, Value
from dougong.storage import Measure, Query

#: Groups given at once.
GROUPS: Final = 50
MONTH: Final = "month"
#: Kinds whose values records may be gathered by.
GROUPED: Final = frozenset({"text", "choice", "reference", "user", "boolean", "date", "month", "integer"})
_SYSTEM: Final = frozenset({"state", "project", "created_by", "updated_by"})


#: Kinds whose groups stand in the order people read them in, where all of them fit on one page; the database knows
#: references by their ids, and texts by the numbers of their characters.
_READ: Final = frozenset({"reference", "user", "text"})


@dataclass(frozen=True, slots=True)
class GroupField:
    """What records may be gathered by. key: as `Wanted.group` names it."""

    key: str
    title: str
    kind: str


@dataclass(frozen=True, slots=True)
class Group:
    """Records that have a value in common.

    value: None for those without. label: its words; "" without a value, and for a reference that may not be seen.
    where: the condition that finds them. opens: the list of them, or of the groups within. count, sums: once
    they were asked for.
    """

    value: Value
    label: str
    where: Leaf
    opens: Wanted
    count: int | None = None
    sums: Mapping[str, Decimal | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Groups:
    """A page of groups. field: what they are groups of. next: what `after` is for those that follow."""

    entry: Entry
    view: View
    field: GroupField
    groups: tuple[Group, ...]
    next: str | None
    warnings: tuple[str, ...] = ()


def group_fields(entry: Entry) -> tuple[GroupField, ...]:
    """Everything this person may gather records by."""
    keys = (*(key for key in SYSTEM_KINDS if key in _SYSTEM), *entry.entity.fields)
    found = [(key, filter_field(entry, key)) for key in keys]
    fields = [
        GroupField(key, title_said(entry, one), one.kind) for key, one in found if one is not None and _may(entry, one)
    ]
    months = [GroupField(f"{one.key}:{MONTH}", one.title, MONTH) for one in fields if one.kind == "date"]
    return (*fields, *months)


def _may(entry: Entry, about: FilterField) -> bool:
    if about.kind not in GROUPED or about.many or (about.kind in {"reference", "user"} and not about.target):
        return False
    if about.field is None:
        return about.key in _SYSTEM
    packaged = storage.has_column(entry.entity, entry.layout, about.key)
    return packaged and not storage.is_personal(about.field)


def group_of_view(entry: Entry, view: View) -> tuple[str, ...]:
    """What a view gathers its records by when nobody asks for anything else; () for nothing."""
    if view.kind != "list" or not view.group:
        return ()
    return (view.group,) if any(one.key == view.group for one in group_fields(entry)) else ()


def open_groups(entry: Entry, wanted: Wanted, *, figures: bool = False) -> Groups:
    """The groups of a list by the first key of `wanted.group`; each opens the next key's, or its records.

    figures: with counts and sums, which take as long as counting does; they are for after the page.
    A constant number of queries. Raises Refused ("unknown_key") for what cannot be grouped by.
    """
    known = {one.key: one for one in group_fields(entry)}
    by = known.get(wanted.group[0]) if wanted.group else None
    if by is None or any(key not in known for key in wanted.group):
        raise Refused([Problem("/group", "unknown_key", {"key": ",".join(wanted.group)})])
    view = view_of(entry, wanted)
    query = query_of(entry, view, wanted)
    indexed = is_indexed(entry, by.key.partition(":")[0])
    quick = indexed and query.where is None and not query.marked
    common = storage.common_values(
        entry.reach, entry.entity, entry.layout, query, by.key, indexed=quick, after=wanted.after, limit=GROUPS
    )
    groups = _labelled(entry, by, wanted, common.values)
    if common.next is None and wanted.after is None and by.kind in _READ:
        groups = tuple(sorted(groups, key=lambda one: reading_order(one.label)))
    if figures and groups:
        groups = _figured(entry, view, query, by, groups)
    scans = not (indexed if wanted.filter is None else narrows(entry, wanted.filter))
    warnings = (*(("group_scans",) if scans else ()), *search_warnings(query))
    return Groups(entry, view, by, groups, common.next, warnings)


def _labelled(entry: Entry, by: GroupField, wanted: Wanted, values: Sequence[Value]) -> tuple[Group, ...]:
    about = filter_field(entry, by.key.partition(":")[0])
    assert about is not None, "one of group_fields"
    refs = [value for value in values if isinstance(value, Ref)]
    labels = labels_of(entry.seat, refs) if refs else {}
    found = []
    for value in values:
        where = _where(about, by, value)
        opens = replace(wanted.narrowed(where), group=wanted.group[1:])
        label = labels.get(value, "") if isinstance(value, Ref) else _words(about, by, value)
        found.append(Group(value, label, where, opens))
    return tuple(found)


def _words(about: FilterField, by: GroupField, value: Value) -> str:
    if value is None:
        return ""
    if about.key == "state":
        return dict(about.choices).get(str(value), str(value))
    if by.kind == MONTH or about.field is None:
        return str(value)
    return KINDS[about.kind].as_text(value, about.field.options)


def _where(about: FilterField, by: GroupField, value: Value) -> Leaf:
    if value is None:
        return Leaf(about.key, "empty")
    if about.kind == "date" and by.kind == MONTH:
        first, last = PERIODS["this_month"](date.fromisoformat(f"{value}-01"))
        return Leaf(about.key, "between", [first.isoformat(), last.isoformat()])
    if isinstance(value, Ref):
        return Leaf(about.key, "one_of", [str(value.id)])
    if about.choices:
        return Leaf(about.key, "one_of", [choice_key(value, about.field.options if about.field else {})])
    return Leaf(about.key, "equal", KINDS[about.kind].write(value, about.field.options if about.field else {}))


def _figured(entry: Entry, view: View, query: Query, by: GroupField, groups: tuple[Group, ...]) -> tuple[Group, ...]:
    """The groups with their counts and sums: one query over the records of these groups."""
    keys = totals_of(entry, view)
    measures = [Measure("", "count"), *(Measure(key) for key in keys)]
    found = storage.total(entry.reach, entry.entity, entry.layout, query, measures, group=(by.key,))
    figures = {one.group[0]: one.figures for one in found}
    return tuple(_with(group, keys, figures.get(group.value)) for group in groups)


def _with(group: Group, keys: Sequence[str], figures: Sequence[Value] | None) -> Group:
    if figures is None:
        return replace(group, count=0)
    count, *sums = figures
    told = {key: value if isinstance(value, Decimal) else None for key, value in zip(keys, sums, strict=True)}
    return replace(group, count=int(count) if isinstance(count, int) else 0, sums=told)
