"""Who refers to some records: asked for thousands at once before they go into the bin."""

from collections.abc import Iterator, Sequence
from typing import Final
from uuid import UUID

from dougong.definition import Entity
from dougong.definition.layout import SPARE_PREFIX, Layout
from dougong.storage.children import within
from dougong.storage.codecs import is_postgres, uuid_out
from dougong.storage.physical import project_entity, quote
from dougong.storage.shapes import Shape, Slot, shape_of
from dougong.storage.sqlrun import fetch
from dougong.tenancy import current

#: Ids in one condition.
_TOGETHER: Final = 2_000


def referring_to(entity: Entity, layout: Layout, target: str, ids: Sequence[UUID]) -> Iterator[tuple[UUID, UUID]]:
    """Which of `ids`, records of `target`, living records of `entity` refer to: each with the record that does.

    One query for each field that may refer to them. Raises NotInstalled.
    """
    shape = shape_of(entity, layout)
    for start in range(0, len(ids), _TOGETHER):
        part = ids[start : start + _TOGETHER]
        if shape.project and target == project_entity():
            yield from _own(shape, "project_id", part)
        yield from _in_columns(shape, shape, target, part)
        if _has_many(shape, target):
            yield from _in_many(shape, target, part)


def _in_columns(top: Shape, shape: Shape, target: str, ids: Sequence[UUID]) -> Iterator[tuple[UUID, UUID]]:
    for slot in shape.slots.values():
        if slot.kind == "reference" and slot.target in (target, "") and not slot.codec.beside:
            found = _own(shape, slot.columns[0], ids, slot) if top is shape else _below(top, shape, slot, ids)
            yield from found
    for child in shape.children.values():
        yield from _in_columns(top, child, target, ids)


def _own(shape: Shape, column: str, ids: Sequence[UUID], slot: Slot | None = None) -> Iterator[tuple[UUID, UUID]]:
    condition, params = _condition(f"t.{quote(column)}", slot, ids)
    sql = f"SELECT t.{quote(column)}, t.id FROM {quote(shape.table)} t WHERE t.tenant_id = %s AND t.deleted_at IS NULL"
    sql, given = f"{sql} AND {condition}", [current().tenant_id, *params]
    if shape.discriminator is not None:
        sql, given = f"{sql} AND t.entity = %s", [*given, shape.discriminator]
    return _pairs(sql, given)


def _below(top: Shape, shape: Shape, slot: Slot, ids: Sequence[UUID]) -> Iterator[tuple[UUID, UUID]]:
    column = f"t.{quote(slot.columns[0])}"
    condition, params = _condition(column, slot, ids)
    sql = (
        f"SELECT {column}, t.record_id FROM {quote(shape.table)} t JOIN {quote(top.table)} r"
        " ON r.tenant_id = t.tenant_id AND r.id = t.record_id"
        f" WHERE t.tenant_id = %s AND r.deleted_at IS NULL AND {condition}"
    )
    given = [current().tenant_id, *params]
    if shape.discriminator is not None:
        sql, given = f"{sql} AND t.entity = %s", [*given, shape.discriminator]
    return _pairs(sql, given)


def _in_many(shape: Shape, target: str, ids: Sequence[UUID]) -> Iterator[tuple[UUID, UUID]]:
    condition, params = within("t.target", ids)
    sql = (
        f"SELECT t.target, t.record_id FROM {quote(shape.many_table)} t JOIN {quote(shape.table)} r"
        " ON r.tenant_id = t.tenant_id AND r.id = t.record_id"
        f" WHERE t.tenant_id = %s AND t.entity = %s AND r.deleted_at IS NULL AND {condition}"
    )
    return _pairs(sql, [current().tenant_id, target, *params])


def _has_many(shape: Shape, target: str) -> bool:
    own = any(field.reference in (target, "*") for field in shape.many.values())
    return own or any(_has_many(child, target) for child in shape.children.values())


def _condition(column: str, slot: Slot | None, ids: Sequence[UUID]) -> tuple[str, list[object]]:
    """That a reference is one of some; a tenant's own field keeps them as text."""
    if slot is None or not slot.columns[0].startswith(SPARE_PREFIX):
        text, params = within(column, ids)
        return text, list(params)
    if is_postgres():
        return f"{column} = ANY(%s)", [[one.hex for one in ids]]
    return f"{column} IN ({', '.join(['%s'] * len(ids))})", [one.hex for one in ids]


def _pairs(sql: str, params: Sequence[object]) -> Iterator[tuple[UUID, UUID]]:
    for referred, referring in fetch(sql, params):
        yield uuid_out(referred), uuid_out(referring)
