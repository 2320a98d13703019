"""Records found by what they refer to: rows whose reference is one of some ids, through an index that begins with it.

Also which records those are: the ones that are called so, a bounded number of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from dougong.definition.layout import SPARE_PREFIX, Layout
from dougong.definition.model import Entity
from dougong.storage.children import within
from dougong.storage.codecs import is_postgres
from dougong.storage.physical import quote
from dougong.storage.records import Referring
from dougong.storage.shapes import Shape, shape_of
from dougong.storage.source import Sql
from dougong.tenancy import current

PROJECT: Final = ("project",)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reference stands. record: the column with the id of the record; own: it is the record's own row."""

    table: str
    discriminator: str | None
    column: str
    record: str
    own: bool
    as_text: bool = False


def refers_by_index(entity: Entity, layout: Layout, path: tuple[str, ...]) -> bool:
    """Whether records can be found by the reference at `path` ("team", "rows" "worker"). Raises NotInstalled."""
    return place_of(shape_of(entity, layout), path) is not None


def place_of(shape: Shape, path: tuple[str, ...]) -> Place | None:
    """The place of a reference of one value that an index begins with; None where there is none."""
    own = len(path) == 1
    if path == PROJECT and PROJECT[0] not in shape.slots:
        return Place(shape.table, shape.discriminator, "project_id", "id", own) if shape.project else None
    for key in path[:-1]:
        if key not in shape.children:
            return None
        shape = shape.children[key]
    slot = shape.slots.get(path[-1])
    if slot is None or len(slot.columns) != 1 or slot.codec.beside or slot.kind not in {"reference", "user"}:
        return None
    spare = slot.columns[0].startswith(SPARE_PREFIX)
    if not spare and not shape.fields[path[-1]].indexed:
        return None
    return Place(shape.table, shape.discriminator, slot.columns[0], "id" if own else "record_id", own, spare)


def one_of(place: Place, alias: str, ids: Sequence[UUID]) -> Sql:
    """The condition that the reference is one of these."""
    column = f"{alias}.{quote(place.column)}"
    if not place.as_text:
        text, params = within(column, ids)
        return Sql(text, tuple(params))
    if is_postgres():
        return Sql(f"{column} = ANY(%s)", ([one.hex for one in ids],))
    return Sql(f"{column} IN ({', '.join(['%s'] * len(ids))})", tuple(one.hex for one in ids))


def referring_rows(place: Place, ids: Sequence[UUID], living: str, alias: str, record: str = "") -> Sql:
    """The ids of records that refer to one of these; of one record, or of all.

    living: the condition on `deleted_at` that the records meet anyway; without it their index could not be used.
    """
    head = f"SELECT {alias}.{place.record} FROM {quote(place.table)} {alias} WHERE {alias}.tenant_id = %s AND "
    found = Sql(head, (current().tenant_id,)) + one_of(place, alias, ids)
    if place.discriminator is not None:
        found = found + Sql(f" AND {alias}.entity = %s", (place.discriminator,))
    if place.own and living:
        found = found + Sql(f" AND {alias}.deleted_at {living}")
    return found if not record else found + Sql(f" AND {alias}.{place.record} = {record}")


def places_in(shape: Shape, refers: Sequence[Referring]) -> list[tuple[Referring, Place]]:
    """The references that an index leads to, each with its place."""
    found = ((one, place_of(shape, one.path)) for one in refers if one.ids)
    return [(one, place) for one, place in found if place is not None]
