"""Moving a tenant's field into the spare column it was given: a visible job, some rows at a time.

Reading finds a value in either place and saving moves it, so nothing is ever missing meanwhile; only filters and
sums wait for the job.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dougong.definition import Entity
from dougong.definition.layout import Layout
from dougong.storage.codecs import is_postgres
from dougong.storage.encoding import encode
from dougong.storage.jsontext import dumps, loads
from dougong.storage.physical import quote
from dougong.storage.shapes import Shape, shape_of
from dougong.storage.sqlrun import fetch, update_row
from dougong.storage.wire import read_value
from dougong.tenancy import require_writing


@dataclass(frozen=True, slots=True)
class Filled:
    """Some rows done. moved: how many. next: where to go on, as `after`; None when all is done."""

    moved: int
    next: str | None


def fill_spare(entity: Entity, layout: Layout, *, after: str = "", limit: int = 500) -> Filled:
    """Move values of the tenant in scope from `custom` into the columns of `layout`, of at most `limit` rows.

    after: `Filled.next` of the call before. Every table is gone through once, in the order of its rows; doing it
    again moves what is left. Versions stay as they are.
    """
    shapes = _tables(shape_of(entity, layout))
    path, _, last = after.partition(":")
    at = next((number for number, shape in enumerate(shapes) if shape.path == path), 0) if after else 0
    moved = 0
    for number in range(at, len(shapes)):
        shape, begun, room = shapes[number], last if number == at else "", limit - moved
        if room <= 0:
            return Filled(moved, f"{shape.path}:")
        rows = _waiting(shape, begun, room)
        moved += sum(_move(shape, row_id, loads(custom)) for row_id, custom in rows)
        if len(rows) == room:
            return Filled(moved, f"{shape.path}:{rows[-1][0]}")
    return Filled(moved, None)


def _tables(shape: Shape) -> list[Shape]:
    """The tables in which something is to be moved, the records' own first."""
    own = [shape] if _spare_keys(shape) else []
    return own + [found for child in shape.children.values() for found in _tables(child)]


def _spare_keys(shape: Shape) -> list[str]:
    return sorted(key for key in shape.tenants if key in shape.slots and not shape.slots[key].codec.beside)


def _waiting(shape: Shape, last: str, limit: int) -> Sequence[tuple[Any, str]]:
    """The next rows with a value still in `custom`, held until the transaction ends."""
    keys = _spare_keys(shape)
    missing = " OR ".join(f"({quote(shape.slots[key].columns[0])} IS NULL AND custom LIKE %s)" for key in keys)
    where, params = f"tenant_id = %s AND ({missing})", [require_writing().tenant_id, *(f'%"{key}":%' for key in keys)]
    if shape.discriminator is not None:
        where, params = f"{where} AND entity = %s", [*params, shape.discriminator]
    if last:
        where, params = f"{where} AND id > %s", [*params, last]
    hold = " FOR UPDATE" if is_postgres() else ""
    sql = f"SELECT id, custom FROM {quote(shape.table)} WHERE {where} ORDER BY id LIMIT {int(limit)}{hold}"
    return fetch(sql, params)


def _move(shape: Shape, row_id: Any, stored: dict[str, Any]) -> int:
    """Write what of a row is in the wrong place into its columns."""
    here = {key: stored.pop(key) for key in _spare_keys(shape) if stored.get(key) is not None}
    if not here:
        return 0
    values = {key: read_value(shape.fields[key], wire) for key, wire in here.items()}
    columns = {**encode(shape, values), "custom": dumps(stored) if stored else None}
    return update_row(shape.table, columns, "tenant_id = %s AND id = %s", [require_writing().tenant_id, row_id])
