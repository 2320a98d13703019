"""Records that are arrows between others: what can be reached along them, in one bounded recursive query."""

from typing import Final
from uuid import UUID

from dougong.access import Reach
from dougong.definition.layout import Layout
from dougong.definition.model import Entity
from dougong.storage.checks import hold_all
from dougong.storage.codecs import uuid_in, uuid_out
from dougong.storage.shapes import shape_of
from dougong.storage.source import NULL, Source, Sql
from dougong.storage.sqlrun import fetch

#: Arrows gone along; a net with more of them is not searched to its end.
ARROWS_MAX: Final = 20_000


def way(
    reach: Reach, entity: Entity, layout: Layout, arrow: tuple[str, str], start: UUID, end: UUID, but: UUID
) -> tuple[UUID, ...]:
    """The shortest way from `start` to `end` along living arrows, both included; () where there is none.

    arrow: the fields that say where an arrow begins ("": at the record itself) and where it leads. but: a record that
    counts for nothing, since it is about to be another arrow. Other writers of the entity wait until the transaction
    ends, so that two of them do not close a loop together.
    """
    if start == end:
        return (start,)
    hold_all(entity.name)
    came: dict[UUID, UUID] = {}
    onward: dict[UUID, list[UUID]] = {}
    for begins, leads in _arrows(reach, entity, layout, arrow, start, but):
        onward.setdefault(begins, []).append(leads)
    waiting = [start]
    for place in waiting:
        for step in onward.get(place, ()):
            if step not in came and step != start:
                came[step] = place
                waiting.append(step)
    if end not in came:
        return ()
    steps = [end]
    while steps[-1] != start:
        steps.append(came[steps[-1]])
    return tuple(reversed(steps))


def _arrows(
    reach: Reach, entity: Entity, layout: Layout, arrow: tuple[str, str], start: UUID, but: UUID
) -> list[tuple[UUID, UUID]]:
    """Every arrow that can be gone along from `start`."""
    source = Source(shape_of(entity, layout), reach)
    begins = source.expression(arrow[0])[0] if arrow[0] else Sql("t.id")
    leads = source.expression(arrow[1])[0]
    if NULL in (begins, leads):
        return []
    pair = Sql("SELECT ") + begins + Sql(", ") + leads + Sql(f" {source.from_clause()}")
    alive = (
        source.reached()
        + Sql(" AND t.deleted_at IS NULL AND ")
        + leads
        + Sql(" IS NOT NULL AND t.id <> %s", (uuid_in(but),))
    )
    first = pair + Sql(" WHERE ") + alive + Sql(" AND ") + begins + Sql(" = %s", (uuid_in(start),))
    step = pair + Sql(" JOIN onward o ON ") + begins + Sql(" = o.leads WHERE ") + alive
    whole = Sql("WITH RECURSIVE onward(begins, leads) AS (") + first + Sql(" UNION ") + step
    whole = whole + Sql(f") SELECT begins, leads FROM onward LIMIT {ARROWS_MAX}")
    return [(uuid_out(one), uuid_out(other)) for one, other in fetch(whole.text, whole.params)]
