"""Names of tables and columns: readable, unique, within the databases' limits; and columns under a second key."""

from collections.abc import Iterator
from typing import Final

from dougong.definition import Entity, Field
from dougong.planning import CopyColumn
from dougong.storage.columns import keeping
from dougong.storage.models import RowColumns, SpareColumns, StoredColumn, StoredTable, SystemColumns
from dougong.storage.physical import fitting
from dougong.storage.wanted import WantedColumn, WantedTable

_RESERVED: Final = frozenset({"tenant_id", "project_id", "entity", "record_id", "parent_id", "position"})
#: The suffix under which the path of a many-valued field is kept.
MANY: Final = "#"


def table_name(wanted: WantedTable) -> str:
    """A free name: `e_<module>_<entity>`, with the path of the rows behind it; a digest tells twins apart."""
    entity = wanted.entity
    base = "__".join([f"e_{entity.module}_{entity.key}", *(part for part in wanted.path.split("/") if part)])
    name = fitting(base, 54)
    if StoredTable.objects.filter(name=name).exists():
        name = fitting(f"{base}{'_' * 60}{entity.name}#{wanted.path}", 54)
    return name


def allot_column(stored: StoredTable, column: WantedColumn, taken: set[str]) -> StoredColumn:
    """A column for one part of a field, under the field's key or, where that is taken, one like it."""
    name = fitting(f"{column.key}{column.part.suffix}", 60)
    if name in taken or name in _reserved():
        name = fitting(f"{name}_f", 62)
    return StoredColumn.objects.create(
        table=stored,
        key=column.key,
        suffix=column.part.suffix,
        name=name,
        family=column.part.family,
        scale=column.part.scale,
        target=column.target,
        kind=column.kind,
    )


def _reserved() -> frozenset[str]:
    """Names a field's column may not have: the platform's own, in records and in rows."""
    bases = (SystemColumns, RowColumns, SpareColumns)
    return _RESERVED | {field.column for base in bases for field in base._meta.fields}


def share_column(step: CopyColumn, entity: Entity) -> list[str]:
    """Give a field's columns its new key as well; both keys mean the same columns from then on."""
    field = _field_at(entity, step.path, step.column.key)
    if keeping(field).place == "rows":
        return list(_share_rows(entity.name, _below(step.path, step.was), _below(step.path, field.key), field))
    table = StoredTable.objects.filter(entity=entity.name, path=step.path).first()
    if table is None or StoredColumn.objects.filter(table=table, key=field.key).exists():
        return []
    if keeping(field).place == "many":
        _share_many(table, step.was, field.key)
    for column in StoredColumn.objects.filter(table=table, key=step.was).exclude(suffix=MANY):
        _copied(column, table, field.key)
    return [f"{entity.name}#{_below(step.path, field.key)} is what {step.was} was"]


def _share_rows(entity: str, was: str, path: str, field: Field) -> Iterator[str]:
    """The tables of a rows field, and of the rows below it, under a new path."""
    before = StoredTable.objects.filter(entity=entity, path=was).first()
    if before is None or StoredTable.objects.filter(entity=entity, path=path).exists():
        return
    table = StoredTable.objects.create(entity=entity, path=path, name=before.name)
    for column in StoredColumn.objects.filter(table=before):
        _copied(column, table, column.key)
    shared = set(StoredColumn.objects.filter(table=table, suffix=MANY).values_list("key", flat=True))
    for key, below in field.fields.items():
        if keeping(below).place == "many" and key not in shared:
            StoredColumn.objects.create(
                table=table, key=key, suffix=MANY, name=_below(was, key), family="", kind=below.kind
            )
        elif keeping(below).place == "rows":
            yield from _share_rows(entity, _below(was, key), _below(path, key), below)
    yield f"{entity}#{path} is what {was} was"


def _share_many(table: StoredTable, was: str, key: str) -> None:
    before = StoredColumn.objects.filter(table=table, key=was, suffix=MANY).first()
    path = before.name if before is not None else _below(table.path, was)
    StoredColumn.objects.create(table=table, key=key, suffix=MANY, name=path, family="", kind="")


def _copied(column: StoredColumn, table: StoredTable, key: str) -> None:
    StoredColumn.objects.create(
        table=table, key=key, suffix=column.suffix, name=column.name, family=column.family,
        scale=column.scale, target=column.target, kind=column.kind,
    )  # fmt: skip


def _field_at(entity: Entity, path: str, key: str) -> Field:
    fields = entity.fields
    for part in path.split("/") if path else []:
        fields = fields[part].fields
    return fields[key]


def _below(path: str, key: str) -> str:
    return f"{path}/{key}" if path else key
