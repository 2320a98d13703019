"""Records as the database takes them, worked out beforehand: an import writes thousands in one short transaction.

What is packed is JSON text of database values, personal data sealed, so that it may wait in a table.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from dougong.definition import Entity
from dougong.definition.layout import Layout
from dougong.problem import Refused
from dougong.storage.checks import NUMBER, compared, laws_of, refs_in
from dougong.storage.codecs import uuid_in
from dougong.storage.encoding import encode, encode_custom
from dougong.storage.jsontext import loads
from dougong.storage.records import Record
from dougong.storage.rows import many_rows, out_of_sight, rows_below, with_row_ids
from dougong.storage.shapes import Shape, shape_of
from dougong.storage.sqlrun import as_text
from dougong.storage.writing import project_ref, stored_values

#: Of each unique law of an entity but that of its number: the columns and values of a record, None without them.
Laws = list[list[list[Any]] | None]
#: What is hidden in rows now and may come back, by the path of their table and their id.
_Beside = Mapping[str, Mapping[UUID, Mapping[str, Any]]]
_NONE: Final[Mapping[UUID, Mapping[str, Any]]] = {}


def pack(entity: Entity, records: Sequence[Record], layout: Layout) -> list[str]:
    """Records, new or changed, with the values they are to have, as text for `insert_packed` and `update_packed`.

    Rows without an id get one. A tenant's fields that are out of sight stay what they are: a query for each table
    that has any. Raises Refused (code "limit") with "/<index>" before its pointers.
    """
    shape = shape_of(entity, layout)
    ready = [with_row_ids(shape.fields, stored_values(shape, one.values)) for one in records]
    beside = _beside(shape, [one.id for one in records], ready)
    found = []
    for index, (record, values) in enumerate(zip(records, ready, strict=True)):
        try:
            found.append(as_text(_packed(shape, record, values, beside)))
        except Refused as refused:
            raise Refused([problem.below(f"/{index}") for problem in refused.problems]) from refused
    return found


def laws_of_packed(packed: str) -> Laws:
    """What a packed record says to the unique laws of its entity: columns and values, or nothing, law by law."""
    found: Laws = loads(packed)["laws"]
    return found


def told_by(entity: Entity, laws: Laws) -> Iterator[tuple[str, str]]:
    """What tells a record from others, law by law: a field, and a text that no two records can have."""
    for keys, found in zip((keys for keys in laws_of(entity) if keys != NUMBER), laws, strict=True):
        if found:
            yield keys[-1], as_text([keys, [value for _column, value in found]])


def _packed(shape: Shape, record: Record, values: Mapping[str, Any], beside: _Beside) -> dict[str, Any]:
    own = encode(shape, {key: values.get(key) for key in shape.fields})
    if shape.tenants:
        own["custom"] = encode_custom(shape, values, beside.get("", _NONE).get(record.id))
    if shape.project:
        own["project_id"] = None if record.project is None else uuid_in(record.project.id)
    refs = {ref for _at, ref in (*project_ref(record), *refs_in(shape.fields, values))}
    laws = (compared(shape, keys, record) for keys in laws_of(shape.entity) if keys != NUMBER)
    return {
        "own": own,
        "rows": dict(rows_below(shape, record.id, values, beside)),
        "many": list(many_rows(shape, record.id, record.id, values)),
        "refs": sorted((ref.entity, ref.id.hex) for ref in refs),
        "laws": list(laws),
    }


def _beside(shape: Shape, ids: Sequence[UUID], values: Sequence[Mapping[str, Any]]) -> _Beside:
    """What `custom` holds out of sight, of the records and of their rows."""
    found: dict[str, Mapping[UUID, Mapping[str, Any]]] = {}
    found |= {shape.path: out_of_sight(shape, ids)} if shape.tenants else {}
    for key, child in shape.children.items():
        rows = [row for one in values for row in one.get(key) or ()]
        found |= _beside(child, [UUID(str(row["id"])) for row in rows], rows)
    return found
