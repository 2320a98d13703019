"""The columns of a list: chosen, or the view's; what no row may show is not among them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from dougong import storage
from dougong.admission import Entry, admit_reference, listed_figures, with_figures
from dougong.definition import PROJECT, Entity, Field, View
from dougong.definition.environment import SYSTEM_TYPES
from dougong.listing.labels import refs_of
from dougong.listing.sorting import may_sort
from dougong.problem import Problem, Ref, Refused
from dougong.storage import Query, Record

#: Kinds that are too long, or are tables themselves, for a column chosen without being asked for.
_NOT_BY_ITSELF: Final = frozenset(
    {"rows", "long_text", "rich_text", "json", "group", "values", "geo_polygon", "signature"}
)
_DERIVED_COLUMNS: Final = 7


@dataclass(frozen=True, slots=True)
class Column:
    """One column. field is None for the platform's own (number, state, project ...).

    key: a field's, or "team.name" for a field of what a reference leads to.
    """

    key: str
    title: str
    field: Field | None
    sortable: bool

    @property
    def through(self) -> str:
        """The reference it goes through; "" for a column of the record itself."""
        return self.key.partition(".")[0] if "." in self.key else ""


def columns_of(entry: Entry, view: View, asked: Sequence[str] = ()) -> tuple[Column, ...]:
    """The columns asked for, or the view's. Raises Refused ("unknown_key") for one asked for that is not there."""
    found = [(key, column_of(entry, key)) for key in asked or view.columns or _derived(entry.entity)]
    wrong = [key for key, column in found if column is None] if asked else []
    if wrong:
        raise Refused([Problem("/columns", "unknown_key", {"key": key}) for key in wrong])
    return tuple(column for _key, column in found if column is not None)


def columns_offered(entry: Entry) -> tuple[Column, ...]:
    """Every column this person may choose."""
    keys = [key for key in SYSTEM_TYPES if _has_system(entry, key)]
    found = (column_of(entry, key) for key in (*keys, *entry.entity.fields))
    return tuple(column for column in found if column is not None)


def _has_system(entry: Entry, key: str) -> bool:
    entity = entry.entity
    there = {
        "number": entity.numbering is not None,
        "state": entry.workflow is not None,
        "project": entity.scope == "project",
    }
    return there.get(key, key != "version")


def _derived(entity: Entity) -> tuple[str, ...]:
    shown = [key for key, field in entity.fields.items() if field.kind not in _NOT_BY_ITSELF]
    head = ("number",) if entity.numbering is not None else ()
    return (*head, *shown[:_DERIVED_COLUMNS])


def column_of(entry: Entry, key: str) -> Column | None:
    """A column, or None when no row may show it to this person: it is then not in the page at all."""
    if "." in key:
        return _beyond(entry, key)
    if not entry.reach.showing(f"/{key}"):
        return None
    field = entry.entity.fields.get(key)
    if field is not None and field.on_read and key not in listed_figures(entry.seat, entry.entity):
        return None  # it would need a query for each record
    if field is not None:
        return Column(key, field.title, field, may_sort(entry, key))
    if key in SYSTEM_TYPES:
        return Column(key, key, None, key not in {"project"})
    return None


def _beyond(entry: Entry, key: str) -> Column | None:
    """A field of what a reference of one value leads to."""
    name, _, tail = key.partition(".")
    field = entry.entity.fields.get(name)
    target = _target(entry, field) if field is not None and entry.reach.showing(f"/{name}") else None
    beyond = target.entity.fields.get(tail) if target is not None else None
    if field is None or target is None or beyond is None or not target.reach.showing(f"/{tail}"):
        return None
    if not beyond.stored or beyond.kind in {"rows", "group"}:
        return None
    return Column(key, f"{field.title} · {beyond.title}", beyond, sortable=False)


def _target(entry: Entry, field: Field) -> Entry | None:
    if field.many or field.reference in {None, "*"}:
        return None
    name = entry.seat.project_entity if field.reference == PROJECT else field.reference
    return admit_reference(entry.seat, name) if name else None


def needed(entry: Entry, columns: Sequence[Column]) -> tuple[str, ...]:
    """The record's own stored fields that these columns are made of."""
    own = (column.through or column.key for column in columns if column.field is not None)
    made = listed_figures(entry.seat, entry.entity) if any(map(_on_read, columns)) else {}
    keys = (part for key in own for part in made.get(key, (key,)))
    return tuple(dict.fromkeys(key for key in keys if entry.entity.fields[key].stored))


def figured(entry: Entry, columns: Sequence[Column], records: tuple[Record, ...]) -> tuple[Record, ...]:
    """The records with what is known only on read: one query for each rollup, whatever the number of records."""
    keys = [column.key for column in columns if _on_read(column)]
    return with_figures(entry.seat, entry.entity, keys, records) if keys else records


def _on_read(column: Column) -> bool:
    return column.field is not None and not column.through and column.field.on_read


def with_beyond(entry: Entry, columns: Sequence[Column], records: tuple[Record, ...]) -> tuple[Record, ...]:
    """The records with the values of columns that go through a reference: one query for each reference."""
    wanted: defaultdict[str, list[str]] = defaultdict(list)
    for column in columns:
        if column.through:
            wanted[column.through].append(column.key.partition(".")[2])
    for name, keys in wanted.items():
        found = _read(entry, name, keys, records)
        records = tuple(
            replace(one, values={**one.values, **_named(name, keys, found, one.values.get(name))}) for one in records
        )
    return records


def _named(name: str, keys: Sequence[str], found: Mapping[UUID, Mapping[str, Any]], ref: Any) -> dict[str, Any]:
    values = found.get(ref.id, {}) if isinstance(ref, Ref) else {}
    return {f"{name}.{key}": values.get(key) for key in keys}


def _read(entry: Entry, name: str, keys: Sequence[str], records: tuple[Record, ...]) -> dict[UUID, Mapping[str, Any]]:
    target = _target(entry, entry.entity.fields[name])
    ids = {ref.id for one in records if isinstance(ref := one.values.get(name), Ref)}
    if target is None or not ids:
        return {}
    query = Query(ids=tuple(ids), fields=tuple(keys), limit=len(ids), deleted="also")
    page = storage.select(target.reach, target.entity, target.layout, query)
    return {one.id: one.values for one in page.records}


def refs_in(columns: Sequence[Column], records: Sequence[Record]) -> set[Ref]:
    """Every reference that these columns show."""
    fields = {column.key: column.field for column in columns if column.field is not None}
    found = {ref for record in records for ref in refs_of(fields, record.values)}
    system = {column.key for column in columns if column.field is None}
    for key in system & {"project", "created_by", "updated_by"}:
        found |= {ref for record in records if isinstance(ref := record.system[key], Ref)}
    return found
