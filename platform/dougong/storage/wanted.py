"""What an entity wants of the database: tables, columns, indexes and foreign keys, as values. No SQL yet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dougong.definition.layout import SPARE_COLUMNS, is_tenants
from dougong.definition.model import Entity, Field
from dougong.storage.checks import uniques
from dougong.storage.codecs import target_of
from dougong.storage.columns import Part, keeping


@dataclass(frozen=True, slots=True)
class WantedColumn:
    """One column of a packaged field."""

    key: str
    part: Part
    kind: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class WantedIndex:
    """An index over fields (by key) and system columns (by "@name"); the tenant always leads.

    filled: only over rows where the first column has a value. living: only over records not in the bin, as
    every list is; so counting needs the index alone.
    """

    keys: tuple[str, ...]
    unique: bool = False
    filled: bool = False
    living: bool = False


@dataclass(frozen=True, slots=True)
class WantedTable:
    """One table. path: "" for records, else of the rows field."""

    entity: Entity
    path: str
    columns: tuple[WantedColumn, ...]
    indexes: tuple[WantedIndex, ...]


def wanted_tables(entity: Entity) -> Iterator[WantedTable]:
    """The table of an entity's records and one for each of its packaged rows fields, to any depth."""
    system = [
        WantedIndex(("@state", "@id"), living=True),
        WantedIndex(("@number",), unique=True, filled=True),
        WantedIndex(("@deleted_at", "@id"), filled=True),
    ]
    if entity.scope == "project":
        system.append(WantedIndex(("@project_id", "@id"), living=True))
    laws = [
        WantedIndex(keys, unique=True, living=True)
        for keys in uniques(entity)
        if not any(is_tenants(key) for key in keys)
    ]
    yield from _table(entity, "", entity.fields, (*system, *laws, *_spare_indexes(living=True)))


def _table(
    entity: Entity, path: str, fields: Mapping[str, Field], indexes: tuple[WantedIndex, ...]
) -> Iterator[WantedTable]:
    packaged = {key: field for key, field in fields.items() if field.stored and not is_tenants(key)}
    columns = tuple(column for field in packaged.values() for column in _columns(field))
    asked = tuple(
        WantedIndex((key, "@id"), living=not path) for key, field in packaged.items()
        if field.indexed and keeping(field).place == "column"
    )  # fmt: skip
    yield WantedTable(entity, path, columns, (*indexes, *asked))
    for key, field in packaged.items():
        if keeping(field).place == "rows":
            below = f"{path}/{key}" if path else key
            hanging = (WantedIndex(("@record_id", "@position")), *_spare_indexes(living=False))
            yield from _table(entity, below, field.fields, hanging)


def _columns(field: Field) -> Iterator[WantedColumn]:
    kept = keeping(field)
    for number, part in enumerate(kept.parts):
        target = target_of(field) if number == 0 and part.family == "uuid" else ""
        yield WantedColumn(field.key, part, field.kind, target)


def _spare_indexes(*, living: bool) -> tuple[WantedIndex, ...]:
    return tuple(
        WantedIndex((f"@{column}", "@id"), filled=True, living=living)
        for columns in SPARE_COLUMNS.values()
        for column in columns
    )
