"""Records as programs ask for them: the rows of a reach, filtered and sorted as lists are, without what a page shows
beside them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Final
from uuid import UUID

from dougong import storage
from dougong.admission import Entry, admit_reference
from dougong.definition import PROJECT, Field, View
from dougong.kinds import KINDS
from dougong.listing.asking import Wanted
from dougong.listing.columns import Column, column_of, columns_of, figured, needed
from dougong.listing.groups import group_fields
from dougong.listing.page import query_of, view_of
from dougong.listing.sorting import sort_of
from dougong.problem import Problem, Ref, Refused, Value
from dougong.storage import Measure, Record

#: Kinds a list leaves out unless they are asked for: each takes a query of its own, or is long.
_ASKED_FOR: Final = frozenset({"rows", "json", "geo_polygon"})
#: The plain list of an entity: everything, in the order of creation, the newest first.
_EVERYTHING: Final = View(key="", title="")
#: What may be worked out over records, beside their number.
FIGURES: Final = ("sum", "min", "max", "avg", "count")
MEASURES_MAX: Final = 10


@dataclass(frozen=True, slots=True)
class Rows:
    """A page of records. keys: of the fields asked for. next: what `after` is for those that follow."""

    entry: Entry
    keys: tuple[str, ...]
    records: tuple[Record, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Figured:
    """A group of records: what they have in common, how many they are, and the figures asked for."""

    group: tuple[Value, ...]
    count: int
    figures: tuple[Decimal | int | None, ...]


def open_rows(entry: Entry, wanted: Wanted, *, offset: int = 0) -> Rows:
    """A page of the records this person may see.

    One query; one more for each table of detail rows, many-valued fields and each rollup asked for.
    Raises Refused (as `open_list`).
    """
    columns = columns_of(entry, _EVERYTHING, wanted.columns or _by_themselves(entry))
    query = replace(
        query_of(entry, _view(entry, wanted), wanted),
        sort=tuple(sort.stored for sort in sort_of(entry, _EVERYTHING, wanted.sort)),
        after=wanted.after,
        offset=offset,
        limit=wanted.limit,
        fields=needed(entry, columns),
    )
    page = storage.select(entry.reach, entry.entity, entry.layout, query)
    keys = tuple(column.key for column in columns if column.field is not None)
    return Rows(entry, keys, figured(entry, columns, page.records), page.next)


def count_rows(entry: Entry, wanted: Wanted) -> int:
    """How many records a list has on all its pages. One query. Raises Refused."""
    query = query_of(entry, _view(entry, wanted), wanted)
    return storage.count(entry.reach, entry.entity, entry.layout, query)


def figures_of(entry: Entry, wanted: Wanted, measures: Sequence[tuple[str, str]]) -> tuple[Figured, ...]:
    """The records of a list gathered by `wanted.group`, with figures: pairs of one of FIGURES and a field's key.

    One query, at most a thousand groups. Raises Refused: "unknown_key" at "/group" or at the figure's name.
    """
    known = {one.key for one in group_fields(entry)}
    wrong = [Problem("/group", "unknown_key", {"key": key}) for key in wanted.group if key not in known]
    wrong += [Problem(f"/{figure}", "unknown_key", {"key": key}) for figure, key in measures if not adds_up(entry, key)]
    if wrong:
        raise Refused(wrong)
    query = query_of(entry, _view(entry, wanted), wanted)
    asked = [Measure("", "count")]
    for figure, key in measures:
        asked += [Measure(key, "sum"), Measure(key, "count")] if figure == "avg" else [Measure(key, figure)]  # type: ignore[arg-type] # one of FIGURES
    found = storage.total(entry.reach, entry.entity, entry.layout, query, asked, group=wanted.group)
    return tuple(
        Figured(one.group, _whole(one.figures[0]), _figures(entry, measures, one.figures[1:])) for one in found
    )


def _figures(
    entry: Entry, measures: Sequence[tuple[str, str]], found: Sequence[Value]
) -> tuple[Decimal | int | None, ...]:
    values, out = iter(found), []
    for figure, key in measures:
        value = next(values)
        if figure == "avg":
            value = _mean(entry.entity.fields[key], value, _whole(next(values)))
        out.append(value if isinstance(value, Decimal | int) else None)
    return tuple(out)


def _mean(field: Field, total: Value, count: int) -> Decimal | None:
    """Rounded at the places the field keeps; None of no values."""
    if not count or not isinstance(total, Decimal | int):
        return None
    places = Decimal(1).scaleb(-(KINDS[field.kind].scale or 6))
    return (Decimal(total) / count).quantize(places, ROUND_HALF_UP)


def _whole(value: Value) -> int:
    assert isinstance(value, int), "a count is a whole number"
    return value


def adds_up(entry: Entry, key: str) -> bool:
    """Whether figures of a field may be asked for."""
    field = entry.entity.fields.get(key)
    if field is None or not field.stored or field.many or not entry.reach.showing(f"/{key}"):
        return False
    numbers = KINDS[field.kind].scale is not None or field.kind in {"integer", "duration"}
    return numbers and not field.kind.startswith("geo") and storage.answers(entry.entity, entry.layout, key)


def expansions(entry: Entry) -> dict[str, Entry]:
    """The references of one value that may be followed, with the entry to what they lead to."""
    found = {}
    for key, field in entry.shaped.fields.items():
        if field.kind != "reference" or field.many or not field.stored or not entry.reach.showing(f"/{key}"):
            continue
        name = entry.seat.project_entity if field.reference == PROJECT else field.reference
        target = admit_reference(entry.seat, name) if name and "/" in name else None
        if target is not None:
            found[key] = target
    return found


def followed(entry: Entry, keys: Sequence[str], records: Sequence[Record]) -> Mapping[tuple[str, UUID], Record]:
    """What references lead to, by their key and the id: one query for each key. Raises Refused at "/expand"."""
    known = expansions(entry)
    wrong = [Problem("/expand", "unknown_key", {"key": key}) for key in keys if key not in known]
    if wrong:
        raise Refused(wrong)
    found = {}
    for key in keys:
        target = known[key]
        ids = {ref.id for record in records if (ref := referred(entry, record, key)) is not None}
        if ids:
            fields = tuple(_by_themselves(target))
            columns = columns_of(target, _EVERYTHING, fields)
            query = storage.Query(ids=tuple(ids), fields=needed(target, columns), limit=len(ids), deleted="also")
            page = storage.select(target.reach, target.entity, target.layout, query)
            found.update({(key, one.id): one for one in page.records})
    return found


def referred(entry: Entry, record: Record, key: str) -> Ref | None:
    """What a reference of one value leads to, the project included."""
    value = record.values.get(key) if key in entry.entity.fields else record.project
    return value if isinstance(value, Ref) else None


def default_keys(entry: Entry) -> tuple[str, ...]:
    """The fields of a list for which none was asked."""
    return tuple(_by_themselves(entry))


def _by_themselves(entry: Entry) -> list[str]:
    """Every field this person may see that costs no query of its own."""
    columns: list[Column] = [one for key in entry.entity.fields if (one := column_of(entry, key)) is not None]
    plain = [one for one in columns if one.field is not None and one.field.stored and not one.field.many]
    return [one.key for one in plain if one.field is not None and one.field.kind not in _ASKED_FOR]


def _view(entry: Entry, wanted: Wanted) -> View:
    return view_of(entry, wanted) if wanted.view else _EVERYTHING
