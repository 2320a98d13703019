"""Detail rows and many-valued fields of some records: one query per table, however many records and rows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from dougong.kinds import choice_value
from dougong.problem import Json, Ref, Value
from dougong.storage.codecs import is_postgres, uuid_in, uuid_out
from dougong.storage.jsontext import loads
from dougong.storage.physical import quote
from dougong.storage.reader import column_list, field_reader, in_columns
from dougong.storage.shapes import Shape
from dougong.storage.wire import read_value
from dougong.tenancy import current

#: parent id -> field path -> its many values.
Many = Mapping[UUID, Mapping[str, Value]]


def read_children(shape: Shape, ids: Sequence[UUID], keys: Sequence[str] | None) -> dict[UUID, dict[str, Value]]:
    """The rows and many-valued fields wanted (None: all), by record id; every id and wanted field is
    there.
    """
    wanted = [key for key in shape.fields if keys is None or key in keys]
    rows = [key for key in wanted if key in shape.children]
    many = [key for key in wanted if key in shape.many]
    below = any(_has_many(shape.children[key]) for key in rows)
    found = _read_many(shape, ids) if ids and (many or below) else {}
    out: dict[UUID, dict[str, Value]] = {
        one: {key: _many_of(found, one, shape.many_path(key)) for key in many} for one in ids
    }
    for key in rows:
        grouped = _read_rows(shape.children[key], ids, found) if ids else {}
        for one in ids:
            out[one][key] = tuple(grouped.get(one, ()))
    return out


def _many_of(found: Many, parent: UUID, path: str) -> Value:
    return found.get(parent, {}).get(path)


def _has_many(shape: Shape) -> bool:
    return bool(shape.many) or any(_has_many(child) for child in shape.children.values())


def within(column: str, ids: Sequence[UUID]) -> tuple[str, list[Any]]:
    """The condition that a column is one of `ids`."""
    if is_postgres():
        return f"{column} = ANY(%s)", [list(ids)]
    return f"{column} IN ({', '.join(['%s'] * len(ids))})", [uuid_in(one) for one in ids]


def _read_rows(shape: Shape, ids: Sequence[UUID], many: Many) -> dict[UUID, list[dict[str, Value]]]:
    """The rows of one table by parent id, in order, with what hangs below them."""
    own = in_columns(shape, None)
    reader = field_reader(shape, own)
    condition, params = within("t.record_id", ids)
    where = f"t.tenant_id = %s AND {condition}"
    params = [current().tenant_id, *params]
    if shape.discriminator is not None:
        where += " AND t.entity = %s"
        params.append(shape.discriminator)
    columns = column_list("t", ("id", "parent_id", *reader.columns))
    grouped: defaultdict[UUID, list[dict[str, Value]]] = defaultdict(list)
    deeper = {key: _read_rows(child, ids, many) for key, child in shape.children.items()}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {quote(shape.table)} t WHERE {where} ORDER BY t.position", params)
        for row in cursor.fetchall():
            one = uuid_out(row[0])
            values: dict[str, Value] = {"id": str(one), **reader.values(row[2:])}
            for key in shape.many:
                values[key] = _many_of(many, one, shape.many_path(key))
            for key, below in deeper.items():
                values[key] = tuple(below.get(one, ()))
            grouped[uuid_out(row[1])].append(values)
    return grouped


def _read_many(shape: Shape, ids: Sequence[UUID]) -> Many:
    """Every many-valued field of the records and of their rows: one query."""
    condition, params = within("record_id", ids)
    sql = (
        f"SELECT parent_id, field, entity, target, value FROM {quote(shape.many_table)}"
        f" WHERE tenant_id = %s AND {condition} ORDER BY position"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [current().tenant_id, *params])
        found = cursor.fetchall()
    gathered: defaultdict[UUID, defaultdict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for parent, path, entity, target, value in found:
        one = Ref(entity, uuid_out(target)) if target is not None else value
        gathered[uuid_out(parent)][path].append(one)
    fields = _many_fields(shape)
    return {
        parent: {path: _decoded(fields[path], values) for path, values in by_path.items() if path in fields}
        for parent, by_path in gathered.items()
    }


def _many_fields(shape: Shape) -> dict[str, Any]:
    found = {shape.many_path(key): field for key, field in shape.many.items()}
    for child in shape.children.values():
        found |= _many_fields(child)
    return found


def _decoded(field: Any, values: list[Any]) -> Value:
    if isinstance(values[0], Ref):
        return tuple(values)
    if field.kind == "choices":
        return tuple(choice_value(key, field.options) for key in values)
    listed: list[Json] = [loads(text) for text in values]
    return read_value(field, listed)
