"""What hangs below records of a tree: one recursive query, bounded, over what the reader may see."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from dougong.access import Reach
from dougong.definition.layout import Layout
from dougong.definition.model import Entity
from dougong.storage.children import within
from dougong.storage.codecs import uuid_out
from dougong.storage.shapes import shape_of
from dougong.storage.source import NULL, Source, Sql
from dougong.storage.sqlrun import fetch

#: Records one may begin at.
ROOTS_MAX: Final = 500


def below(
    reach: Reach, entity: Entity, layout: Layout, above: str, roots: Sequence[UUID], *, limit: int
) -> tuple[UUID, ...]:
    """The records of `roots` and all that hang below them by the field `above`; at most limit + 1 of them.

    What the reader does not reach, or whose `above` he may not read, breaks the way down. One query; a circle in
    the data ends it as a leaf does. Raises Refused (unknown_key) for a field without a column.
    """
    if not roots:
        return ()
    source = Source(shape_of(entity, layout), reach)
    parent, _place = source.expression(above)
    reached = source.reached() + Sql(" AND t.deleted_at IS NULL")
    text, params = within("t.id", list(roots)[:ROOTS_MAX])
    first = Sql(f"SELECT t.id {source.from_clause()} WHERE ") + reached + Sql(f" AND {text}", tuple(params))
    if parent is NULL:
        found = fetch(first.text, first.params)
    else:
        step = Sql(f"SELECT t.id {source.from_clause()} JOIN below_it b ON ") + parent + Sql(" = b.id WHERE ") + reached
        whole = Sql("WITH RECURSIVE below_it(id) AS (") + first + Sql(" UNION ") + step
        whole = whole + Sql(f") SELECT id FROM below_it LIMIT {limit + 1}")
        found = fetch(whole.text, whole.params)
    return tuple(uuid_out(row[0]) for row in found)
