"""Creating, changing, removing and restoring records. Always inside `tenancy.writing`, never without
checks.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from dougong.access import system_reach
from dougong.definition import Entity, Field
from dougong.definition.layout import Layout
from dougong.problem import Ref, Value
from dougong.storage import secret
from dougong.storage.checks import check_references, check_unique, laws_of, refs_in
from dougong.storage.codecs import moment_in, uuid_in
from dougong.storage.conflicts import Conflict, Taken, merge, same
from dougong.storage.encoding import encode, encode_custom
from dougong.storage.jsontext import dumps
from dougong.storage.physical import quote
from dougong.storage.records import Record
from dougong.storage.rows import insert_below, out_of_sight, replace_below, with_row_ids
from dougong.storage.selecting import one
from dougong.storage.shapes import Shape, shape_of
from dougong.storage.sqlrun import fetch, insert_rows, update_row
from dougong.storage.wire import write_plain
from dougong.tenancy import require_writing

_REASON = "the writer compares with what is stored; whoever asked was admitted by the action"


def insert(entity: Entity, record: Record, layout: Layout, by: Ref) -> Record:
    """Create a record: one insert, one for each table of rows, one of many values, one look for references.

    The same author creating the same again (a phone that heard no answer) gets what is stored.
    Raises Taken for that id with another author or body; Refused for references, unique values and numbers
    too large; NotInstalled; NoTenant outside `tenancy.writing`.
    """
    require_writing()
    shape = shape_of(entity, layout)
    values = with_row_ids(shape.fields, stored_values(shape, record.values))
    body = digest_of(shape, record)
    if _is_there(shape, record.id):
        return _again(shape, record.id, by, body)
    check_references([*project_ref(record), *refs_in(shape.fields, values)])
    check_unique(shape, replace(record, values=values))
    made = as_new(shape, replace(record, values=values), by)
    columns = insert_columns(shape, made, body)
    if insert_rows(shape.table, tuple(columns), [tuple(columns.values())], skip_existing=True) == 0:
        return _again(shape, record.id, by, body)
    insert_below(shape, [(record.id, values)])
    return made


def as_new(shape: Shape, record: Record, by: Ref) -> Record:
    """A record as it is right after its creation: every stored field, version 1, its author."""
    now = timezone.now()
    return replace(
        record, values=_all(shape, record.values), version=1, created_by=by, created_at=now,
        updated_by=by, updated_at=now, deleted_at=None, touched={},
    )  # fmt: skip


def insert_columns(shape: Shape, record: Record, body: str) -> dict[str, Any]:
    """The columns of a new record, the same in the same order for every record of a shape."""
    assert record.created_by is not None, "a new record has an author"
    assert record.created_at is not None, "and a moment"
    return {
        "tenant_id": require_writing().tenant_id,
        "id": uuid_in(record.id),
        **({"entity": shape.discriminator} if shape.discriminator is not None else {}),
        **_system(shape, record),
        "created_by": uuid_in(record.created_by.id),
        "created_at": moment_in(record.created_at),
        "created_digest": body,
        **encode(shape, record.values),
        **({"custom": encode_custom(shape, record.values)} if shape.tenants else {}),
    }


def update(
    entity: Entity,
    record_id: UUID,
    version: int,
    changes: Mapping[str, Value],
    layout: Layout,
    by: Ref,
    *,
    base: Mapping[str, Value] | None = None,
    state: str | None = None,
    number: str | None = None,
    definition_version: str | None = None,
) -> Record:
    """Change some fields (and the state, number, pinned definition) of the record that had `version`.

    When it has moved on, changes to fields nobody else touched are merged in. `base`, the values the changes
    were made against, lets unchanged fields and single cells of rows be told apart. Raises Conflict with both
    values of every field both changed; Refused (not_found, reference, unique); a change of state never
    merges: it raises Conflict when the record has moved on.
    """
    shape = shape_of(entity, layout)
    require_writing()
    before = one(system_reach(entity.name, _REASON), entity, record_id, layout, for_update=True)
    wanted = with_row_ids(shape.fields, stored_values(shape, changes))
    if before.version == version:
        store = {key: value for key, value in wanted.items() if not same(value, before.values.get(key))}
    else:
        store, conflicts = merge(before, version, wanted, base)
        if conflicts or (state is not None and state != before.state):
            raise Conflict(conflicts, before, {**before.values, **store})
    asked = {"state": state, "number": number, "definition_version": definition_version}
    marks = {name: mark for name, mark in asked.items() if mark is not None and mark != getattr(before, name)}
    if not store and not marks:
        return before
    return _store(shape, before, store, marks, by)


def _store(shape: Shape, before: Record, changes: Mapping[str, Value], marks: Mapping[str, Any], by: Ref) -> Record:
    values = {**before.values, **changes}
    check_references(_new_refs(shape, before, changes))
    version = before.version + 1
    after = replace(
        before, values=values, version=version, updated_by=by, updated_at=timezone.now(),
        touched={**before.touched, **dict.fromkeys(changes, version)}, **marks,
    )  # fmt: skip
    changed = {*changes, *marks}
    if laws := [keys for keys in laws_of(shape.entity) if changed.intersection(keys)]:
        check_unique(shape, after, laws)
    columns = {**_system(shape, after), **_changed_columns(shape, before.id, changes, values)}
    _set(shape, before, columns)
    replace_below(shape, before.id, before.values, changes)
    return after


def _changed_columns(
    shape: Shape, record: UUID, changes: Mapping[str, Value], values: Mapping[str, Value]
) -> dict[str, Any]:
    """The columns to write for some changes. A tenant's fields are written together: they share the JSON."""
    columns = encode(shape, changes)
    if any(key in shape.tenants for key in changes):
        columns |= encode(shape, {key: values.get(key) for key in shape.tenants})
        columns["custom"] = encode_custom(shape, values, out_of_sight(shape, [record]).get(record))
    return columns


def set_derived(entity: Entity, record_id: UUID, values: Mapping[str, Value], layout: Layout) -> None:
    """Store what an engine or a new formula worked out: no version, no author, no event.

    Only computed fields, and rows for the sake of computed columns in them, may be set so.
    Raises Refused (not_found); ValueError for another field.
    """
    shape = shape_of(entity, layout)
    require_writing()
    others = [key for key in values if not _is_derived(shape.fields.get(key))]
    if others:
        raise ValueError(f"not derived: {', '.join(others)}")
    everything = system_reach(entity.name, _REASON)
    before = one(everything, entity, record_id, layout, for_update=True, deleted="also")
    whole = {**before.values, **with_row_ids(shape.fields, values)}
    changes = {key: whole[key] for key in values if not same(whole[key], before.values.get(key))}
    if changes:
        columns = _changed_columns(shape, record_id, changes, whole)
        if columns:
            _set(shape, before, columns)
        replace_below(shape, record_id, before.values, changes)


def _is_derived(field: Field | None) -> bool:
    if field is None:
        return False
    return field.computed is not None or any(map(_is_derived, field.fields.values()))


def soft_delete(entity: Entity, record_id: UUID, version: int, layout: Layout, by: Ref) -> Record:
    """Put a living record into the bin. Raises Conflict when it has moved on, Refused (not_found)."""
    return _bin(entity, record_id, version, layout, by, deleted_at=timezone.now())


def restore(entity: Entity, record_id: UUID, version: int, layout: Layout, by: Ref) -> Record:
    """Take a record out of the bin. Raises Refused (unique) when its unique values were taken meanwhile."""
    return _bin(entity, record_id, version, layout, by, deleted_at=None)


def _bin(
    entity: Entity, record_id: UUID, version: int, layout: Layout, by: Ref, *, deleted_at: datetime | None
) -> Record:
    shape = shape_of(entity, layout)
    require_writing()
    asked = "no" if deleted_at is not None else "only"
    everything = system_reach(entity.name, _REASON)
    before = one(everything, entity, record_id, layout, for_update=True, deleted=asked)
    if before.version != version:
        raise Conflict((), before, before.values)
    if deleted_at is None:
        check_unique(shape, before)
    after = replace(before, version=before.version + 1, updated_by=by, updated_at=timezone.now(), deleted_at=deleted_at)
    _set(shape, before, _system(shape, after))
    return after


def _set(shape: Shape, before: Record, columns: dict[str, Any]) -> None:
    """Write the columns, if the record still is what was read: on SQLite it cannot be otherwise, nor under a
    lock.
    """
    where, params = (
        "tenant_id = %s AND id = %s AND version = %s",
        [require_writing().tenant_id, uuid_in(before.id)],
    )
    if update_row(shape.table, columns, where, [*params, before.version]) != 1:
        raise Conflict((), before, before.values)


def stored_values(shape: Shape, values: Mapping[str, Value]) -> dict[str, Value]:
    """Of some values, those of fields that are stored."""
    return {key: values[key] for key in shape.fields if key in values}


def _all(shape: Shape, values: Mapping[str, Any]) -> dict[str, Value]:
    """The values as a reader will find them: every stored field, no value as None, no rows as ()."""
    found = {key: values.get(key) for key in shape.fields}
    found |= {key: found[key] or None for key in shape.many}
    return found | {key: tuple(found[key] or ()) for key in shape.children}


def _system(shape: Shape, record: Record) -> dict[str, Any]:
    assert record.updated_by is not None, "set by every caller"
    assert record.updated_at is not None, "set by every caller"
    columns = {
        "number": record.number,
        "state": record.state,
        "version": record.version,
        "definition_version": record.definition_version,
        "updated_by": uuid_in(record.updated_by.id),
        "updated_at": moment_in(record.updated_at),
        "deleted_at": None if record.deleted_at is None else moment_in(record.deleted_at),
        "touched": json.dumps(dict(record.touched)) if record.touched else None,
    }
    if shape.project:
        columns["project_id"] = None if record.project is None else uuid_in(record.project.id)
    return columns


def project_ref(record: Record) -> list[tuple[str, Ref]]:
    """The record's project as a reference to look at."""
    return [] if record.project is None else [("/project", record.project)]


def _new_refs(shape: Shape, before: Record, changes: Mapping[str, Value]) -> list[tuple[str, Ref]]:
    """The references that a change brings in: what stood there before may meanwhile lie in the bin."""
    old = {ref for _pointer, ref in refs_in(shape.fields, before.values)}
    return [(pointer, ref) for pointer, ref in refs_in(shape.fields, changes) if ref not in old]


def _is_there(shape: Shape, record_id: UUID) -> bool:
    sql = f"SELECT 1 FROM {quote(shape.table)} WHERE tenant_id = %s AND id = %s"
    return bool(fetch(sql, [require_writing().tenant_id, uuid_in(record_id)]))


def _again(shape: Shape, record_id: UUID, by: Ref, body: str) -> Record:
    """What is stored, for the same author and body. Raises Taken."""
    sql = f"SELECT created_by, created_digest FROM {quote(shape.table)} WHERE tenant_id = %s AND id = %s"
    found = fetch(sql, [require_writing().tenant_id, uuid_in(record_id)])
    if not found or str(found[0][0]).replace("-", "") != by.id.hex or found[0][1] != body:
        raise Taken
    everything = system_reach(shape.entity.name, _REASON)
    return one(everything, shape.entity, record_id, shape.layout, deleted="also")


def digest_of(shape: Shape, record: Record) -> str:
    """What tells one body from another: the fields as given, the project, the state it starts in."""
    wire = write_plain(shape.fields, record.values)
    project = None if record.project is None else str(record.project.id)
    return secret.digest("body", dumps([shape.entity.name, project, wire]))
