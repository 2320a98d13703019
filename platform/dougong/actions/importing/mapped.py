"""What is wrong with a mapping before a single line is looked at."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from dougong.actions.importing.rights import (
    NUMBER,
    arrow_of,
    import_targets,
    import_transitions,
    writable_by_import,
)
from dougong.admission import Entry, Seat, admit
from dougong.admission.entry import PROJECT_FIELD
from dougong.batches import ColumnMapping
from dougong.definition import Field
from dougong.problem import Problem, Refused
from dougong.storage import has_column

PROJECT_AT: Final = f"/{PROJECT_FIELD}"


def field_of(entry: Entry, pointer: str) -> Field | None:
    """The field at an address ("/team", "/rows/*/rate"); None where there is none."""
    fields = entry.shaped.fields
    found: Field | None = None
    for key in pointer.removeprefix("/").split("/"):
        if key != "*":
            found = fields.get(key)
            fields = found.fields if found is not None else {}
    return found


def mapping_problems(seat: Seat, name: str, mapping: ColumnMapping) -> list[Problem]:
    """Every reason against a mapping, at its place in the mapping's JSON. Raises Refused without the right at all."""
    entry = admit(seat, name, "import")
    found = [*_transition(entry, mapping), *_columns(seat, entry, mapping), *_fixed(entry, mapping)]
    return [*found, *_keys(entry, mapping), *_updating(seat, name, mapping)]


def _transition(entry: Entry, mapping: ColumnMapping) -> Iterator[Problem]:
    try:
        arrow_of(entry, mapping)
    except Refused as refused:
        yield from refused.problems


def _columns(seat: Seat, entry: Entry, mapping: ColumnMapping) -> Iterator[Problem]:
    offered = {target.pointer for target in import_targets(seat, entry.entity.name)}
    twice = {at for at, many in Counter(mapping.columns.values()).items() if many > 1}
    for column, at in mapping.columns.items():
        where = f"/columns/{column}"
        if at not in offered:
            yield Problem(where, "forbidden" if field_of(entry, at) is not None else "unknown_key", {"key": at})
        elif at in twice:
            yield Problem(where, "import.twice")
        elif at == NUMBER and NUMBER not in mapping.keys:
            yield Problem(where, "import.number")
    grids = {at.split("/")[1] for at in mapping.columns.values() if "/*/" in at}
    if len(grids) > 1:
        yield Problem("/columns", "import.one_grid")
    if not mapping.columns:
        yield Problem("/columns", "required")


def _fixed(entry: Entry, mapping: ColumnMapping) -> Iterator[Problem]:
    named = [one for one in import_transitions(entry) if one.key == mapping.transition]
    writable = writable_by_import(entry, named)
    for at in mapping.fixed:
        if "/*/" in at or (at not in writable and at != PROJECT_AT):
            yield Problem(f"/fixed{at}", "forbidden")
        elif at in mapping.columns.values():
            yield Problem(f"/fixed{at}", "import.twice")
    told = PROJECT_AT in mapping.fixed or PROJECT_AT in mapping.columns.values()
    if entry.entity.scope == "project" and mapping.mode != "update" and not told:
        yield Problem(f"/fixed{PROJECT_AT}", "required")


def _keys(entry: Entry, mapping: ColumnMapping) -> Iterator[Problem]:
    if mapping.mode != "insert" and not mapping.keys:
        yield Problem("/keys", "import.keys")
    for at in mapping.keys:
        if at not in mapping.columns.values() and at not in mapping.fixed:
            yield Problem("/keys", "import.key_column", {"key": at})
        elif at not in (NUMBER, PROJECT_AT):
            field = field_of(entry, at)
            usable = field is not None and "/*/" not in at and has_column(entry.entity, entry.layout, field.key)
            if field is None or not usable or field.many:
                yield Problem("/keys", "import.key_kind", {"key": at})


def _updating(seat: Seat, name: str, mapping: ColumnMapping) -> Iterator[Problem]:
    """Changing what is there takes the right to edit too."""
    if mapping.mode == "insert":
        return
    try:
        admit(seat, name, "edit")
    except Refused as refused:
        yield from (problem.below("/mode") for problem in refused.problems)
