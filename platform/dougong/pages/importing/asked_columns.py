"""What was sent of the columns' page, as a mapping; what of it no mapping can say stays as it was proposed."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import QueryDict

from dougong.actions import Proposal
from dougong.admission import Entry
from dougong.batches import MODES, ColumnMapping, Matching
from dougong.intake import Hints, Target, hints_for
from dougong.pages.some_fields import some_fields, taken_fields
from dougong.problem import Json, Problem

#: Rows of a sheet that are offered as its header.
TOP = 40


def place_asked(asked: QueryDict) -> tuple[int | None, tuple[int, ...] | None]:
    """The sheet and the rows of its header that an address or a form names; None where it leaves it open."""
    sheet = _number(asked.get("sheet", ""))
    rows = sorted({one for text in asked.getlist("header") if (one := _number(text)) is not None and one < TOP})
    if not rows or sheet is None:
        return sheet, None
    # A header is one block: what stands between the first and the last row of it belongs to it.
    return sheet, tuple(range(rows[0], rows[-1] + 1))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def mapping_asked(
    entry: Entry, posted: QueryDict, proposal: Proposal, targets: Mapping[str, Target], kept: ColumnMapping
) -> tuple[ColumnMapping, tuple[Problem, ...]]:
    """The mapping that a form stands for, and what of it could not be read. kept: as it was before."""
    columns = dict(_columns(posted, proposal, targets))
    mode = posted.get("mode", "")
    mapping = replace(
        proposal.mapping,
        columns=columns,
        hints=dict(_hints(posted, proposal, targets, columns)),
        mode=mode if mode in MODES else "insert",
        keys=tuple(one for one in dict.fromkeys(posted.getlist("key")) if one in columns.values()),
        transition=posted.get("transition") or None,
        matching=dict(_matching(posted, columns, kept)),
    )
    fixed, problems = fixed_asked(entry, posted, fixed_keys(entry, targets, mapping))
    return replace(mapping, fixed=fixed), problems


def fixed_keys(entry: Entry, targets: Mapping[str, Target], mapping: ColumnMapping) -> tuple[str, ...]:
    """The fields without a column that a new record cannot do without: one value is given for all of them."""
    taken = set(mapping.columns.values())
    found = []
    for pointer, target in targets.items():
        key = pointer[1:]
        field = entry.shaped.fields.get(key)
        if field is None or pointer in taken or not (target.required or key == "project"):
            continue
        if not (field.has_default or field.default_from or field.kind == "rows"):
            found.append(key)
    return tuple(found)


def fixed_asked(entry: Entry, posted: QueryDict, keys: tuple[str, ...]) -> tuple[dict[str, Json], tuple[Problem, ...]]:
    """One value for all records, by address; a field left empty says nothing."""
    if not keys:
        return {}, ()
    found, problems = taken_fields(some_fields(entry, keys), posted, keys)
    below = tuple(one.below("/fixed") for one in problems)
    return {f"/{key}": value for key, value in found.items() if value not in (None, "", [])}, below


def _columns(posted: QueryDict, proposal: Proposal, targets: Mapping[str, Target]) -> Iterator[tuple[int, str]]:
    for column in proposal.table.columns:
        pointer = posted.get(f"column-{column.at}", "")
        if pointer in targets:
            yield column.at, pointer


def _hints(
    posted: QueryDict, proposal: Proposal, targets: Mapping[str, Target], columns: Mapping[int, str]
) -> Iterator[tuple[int, Hints]]:
    """How cells are read: as chosen; for a field chosen just now as its column's label says."""
    by_place = {column.at: column for column in proposal.table.columns}
    for at, pointer in columns.items():
        told = hints_for(by_place[at], targets[pointer])
        if posted.get(f"was-{at}", "") == pointer:
            told = replace(told, **dict(_chosen(posted, at)))
        yield at, told


def _chosen(posted: QueryDict, at: int) -> Iterator[tuple[str, Any]]:
    factor = posted.get(f"factor-{at}")
    if factor is not None:
        try:
            yield "factor", Decimal(factor)
        except InvalidOperation:
            yield "factor", Decimal(1)
    for name, allowed in (("percent", {"", "fraction", "hundredths"}), ("date_order", {"", "dmy", "mdy", "ymd"})):
        value = posted.get(f"{name}-{at}")
        if value in allowed:
            yield name, value
            if name == "percent":
                yield "sure", bool(value)
    year = posted.get(f"year-{at}")
    if year is not None:
        yield "year", _number(year) or 0


def _matching(posted: QueryDict, columns: Mapping[int, str], kept: ColumnMapping) -> Iterator[tuple[str, Matching]]:
    """What happens to texts that fit nothing; the entries chosen after a check stay chosen."""
    for pointer in columns.values():
        before = kept.matching.get(pointer, Matching())
        said = posted.get(f"missing:{pointer}")
        if said == "create":
            yield pointer, replace(before, missing="create")
        elif said is not None and before.chosen:
            yield pointer, replace(before, missing="refuse")
        elif said is None and before != Matching():
            yield pointer, before
