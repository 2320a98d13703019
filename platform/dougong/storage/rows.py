"""Writing detail rows and many-valued fields."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.utils import timezone

from dougong.definition.model import Field
from dougong.kinds import choice_key
from dougong.problem import Problem, Ref, Refused, Value
from dougong.storage.children import within
from dougong.storage.codecs import moment_in, uuid_in, uuid_out
from dougong.storage.conflicts import same
from dougong.storage.encoding import encode, encode_custom
from dougong.storage.jsontext import dumps, loads
from dougong.storage.physical import quote
from dougong.storage.shapes import Shape
from dougong.storage.sqlrun import delete_rows, fetch, insert_rows, update_rows
from dougong.storage.wire import write_value
from dougong.tenancy import current, new_id


def with_row_ids(fields: Mapping[str, Field], values: Mapping[str, Any]) -> dict[str, Value]:
    """The values with an id in every detail row; a row that came without one gets a new one."""
    out = dict(values)
    for key, field in fields.items():
        if field.kind == "rows" and field.stored and out.get(key) is not None:
            out[key] = tuple(
                {"id": str(row.get("id") or new_id()), **_rest(with_row_ids(field.fields, row))} for row in out[key]
            )
    return out


def _rest(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != "id"}


@dataclass(frozen=True, slots=True)
class Placed:
    """One detail row, where it hangs and stands. pointer: for problems."""

    values: Mapping[str, Any]
    id: UUID
    record: UUID
    parent: UUID
    position: int
    pointer: str


def insert_below(shape: Shape, records: Sequence[tuple[UUID, Mapping[str, Any]]]) -> None:
    """Insert the rows and many values of new records: one statement for each table."""
    for key, child in shape.children.items():
        rows = [one for record, values in records for one in _placed(values.get(key) or (), record, record, f"/{key}")]
        _insert(child, rows)
    insert_many_values(shape, (row for record, values in records for row in many_rows(shape, record, record, values)))


def replace_below(shape: Shape, record: UUID, before: Mapping[str, Any], changes: Mapping[str, Any]) -> None:
    """Make the rows and many values of the changed fields what `changes` says; rows keep their ids.

    before: the record's values until now: rows that stay as they are cost nothing.
    """
    tenant = current().tenant_id
    for key, child in shape.children.items():
        if key in changes:
            stored = list(_placed(before.get(key) or (), record, record, f"/{key}"))
            _replace(child, stored, list(_placed(changes[key] or (), record, record, f"/{key}")))
    paths = [path for key in changes for path in _many_paths(shape, key)]
    if paths:
        marks = ", ".join(["%s"] * len(paths))
        delete_rows(
            shape.many_table,
            f"tenant_id = %s AND record_id = %s AND field IN ({marks})",
            [tenant, uuid_in(record), *paths],
        )
        kept = {key: value for key, value in changes.items() if key in shape.many or key in shape.children}
        insert_many_values(shape, many_rows(shape, record, record, kept))


def _placed(rows: Sequence[Mapping[str, Any]], record: UUID, parent: UUID, pointer: str) -> Iterator[Placed]:
    for position, row in enumerate(rows):
        yield Placed(row, UUID(str(row["id"])), record, parent, position, f"{pointer}/{position}")


def _insert(shape: Shape, rows: Sequence[Placed]) -> None:
    """Insert rows, and what hangs below them."""
    _insert_flat(shape, rows)
    for key, child in shape.children.items():
        if below := _below(rows, key):
            _insert(child, below)


def _below(rows: Sequence[Placed], key: str) -> list[Placed]:
    return [
        one for row in rows for one in _placed(row.values.get(key) or (), row.record, row.id, f"{row.pointer}/{key}")
    ]


def _insert_flat(shape: Shape, rows: Sequence[Placed]) -> None:
    if not rows:
        return
    encoded = _encoded(shape, rows)
    made = insert_rows(shape.table, tuple(encoded[0]), (tuple(found.values()) for found in encoded), skip_existing=True)
    if made != len(rows):
        raise Refused([Problem(rows[0].pointer.rpartition("/")[0], "row_id_taken")])


def _replace(shape: Shape, before: Sequence[Placed], rows: Sequence[Placed]) -> None:
    tenant = current().tenant_id
    known = {row.id: row for row in before}
    if gone := sorted(known.keys() - {row.id for row in rows}):
        text, ids = within("id", gone)
        delete_rows(shape.table, f"tenant_id = %s AND {text}", [tenant, *ids])
    changed = [row for row in rows if row.id in known and not _stays(shape, known[row.id], row)]
    update_rows(shape.table, _encoded(shape, changed, out_of_sight(shape, [row.id for row in changed])))
    _insert_flat(shape, [row for row in rows if row.id not in known])
    for key, child in shape.children.items():
        _replace(child, _below(before, key), _below(rows, key))


def _stays(shape: Shape, before: Placed, after: Placed) -> bool:
    """Whether a row's own columns need no writing."""
    own = (*shape.slots, *shape.custom)
    unmoved = (before.parent, before.position) == (after.parent, after.position)
    return unmoved and all(same(before.values.get(key), after.values.get(key)) for key in own)


def out_of_sight(shape: Shape, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """What `custom` holds of fields the shape does not know, by id: hidden now, they may come back with values."""
    if not shape.tenants or not ids:
        return {}
    text, params = within("id", ids)
    sql = f"SELECT id, custom FROM {quote(shape.table)} WHERE tenant_id = %s AND {text} AND custom IS NOT NULL"
    found = {uuid_out(key): loads(custom) for key, custom in fetch(sql, [current().tenant_id, *params])}
    return {key: {name: one for name, one in held.items() if name not in shape.fields} for key, held in found.items()}


def _encoded(
    shape: Shape, rows: Sequence[Placed], beside: Mapping[UUID, Mapping[str, Any]] = MappingProxyType({})
) -> list[dict[str, Any]]:
    """The columns of each row; the same columns in the same order for all of them. beside: see `encode_custom`."""
    tenant = current().tenant_id
    general = general_columns(shape)
    return [
        {
            "tenant_id": tenant,
            "id": uuid_in(row.id),
            "record_id": uuid_in(row.record),
            "parent_id": uuid_in(row.parent),
            "position": row.position,
            **general,
            **encode(shape, {key: row.values.get(key) for key in shape.fields}, row.pointer),
            **({"custom": encode_custom(shape, row.values, beside.get(row.id))} if shape.tenants else {}),
        }
        for row in rows
    ]


def general_columns(shape: Shape) -> dict[str, Any]:
    """What the general table wants beside a detail row's own columns; nothing for a table of its own."""
    if shape.discriminator is None or not shape.path:
        return {}
    now, nobody = moment_in(timezone.now()), uuid_in(UUID(int=0))
    return {
        "entity": shape.discriminator,
        "version": 1,
        "definition_version": "",
        "created_by": nobody,
        "created_at": now,
        "updated_by": nobody,
        "updated_at": now,
        "created_digest": "",
    }


def _many_paths(shape: Shape, key: str) -> Iterator[str]:
    """The paths of many-valued fields at a field and in the rows below it."""
    if key in shape.many:
        yield shape.many_path(key)
    if key in shape.children:
        child = shape.children[key]
        for below in child.fields:
            yield from _many_paths(child, below)


def rows_below(
    shape: Shape, record: UUID, values: Mapping[str, Any], beside: Mapping[str, Mapping[UUID, Mapping[str, Any]]]
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The columns of every detail row of one record, by the path of its table. beside: by path, see `encode_custom`."""
    for key, child in shape.children.items():
        yield from _all_below(child, list(_placed(values.get(key) or (), record, record, f"/{key}")), beside)


def _all_below(
    shape: Shape, rows: Sequence[Placed], beside: Mapping[str, Mapping[UUID, Mapping[str, Any]]]
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    if rows:
        yield shape.path, _encoded(shape, rows, beside.get(shape.path, {}))
        for key, child in shape.children.items():
            yield from _all_below(child, _below(rows, key), beside)


def many_rows(shape: Shape, record: UUID, parent: UUID, values: Mapping[str, Any]) -> Iterator[list[Any]]:
    """Every many value of a record and of its detail rows, as rows for `insert_many_values`."""
    tenant = current().tenant_id
    for key, field in shape.many.items():
        for position, (entity, target, text) in enumerate(_many_values(field, values.get(key) or ())):
            at = None if target is None else uuid_in(target)
            yield [tenant, uuid_in(parent), shape.many_path(key), position, uuid_in(record), entity, at, text]
    for key, child in shape.children.items():
        for row in values.get(key) or ():
            yield from many_rows(child, record, UUID(str(row["id"])), row)


def _many_values(field: Field, values: Sequence[Any]) -> Iterator[tuple[str | None, UUID | None, str | None]]:
    if field.kind == "choices":
        yield from ((None, None, choice_key(value, field.options)) for value in values)
    elif values and isinstance(values[0], Ref):
        yield from ((value.entity, value.id, None) for value in values)
    else:
        listed = write_value(field, values)
        assert isinstance(listed, list), "a field with many values is written as a list"
        yield from ((None, None, dumps(value)) for value in listed)


def insert_many_values(shape: Shape, rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of the table of many-valued fields."""
    columns = ("tenant_id", "parent_id", "field", "position", "record_id", "entity", "target", "value")
    insert_rows(shape.many_table, columns, rows)
