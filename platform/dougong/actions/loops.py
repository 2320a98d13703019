"""Arrows between records close no loop: what is being saved is one more arrow, told with the way back to its start."""

from collections.abc import Iterator
from uuid import UUID

from dougong import storage
from dougong.access import system_reach
from dougong.admission import Entry
from dougong.listing import labels_of
from dougong.problem import Problem, Ref, Values
from dougong.storage import Record

_WHY = "a loop is a loop, whoever may see its arrows"


def loop_problems(entry: Entry, values: Values, before: Record | None, own: UUID) -> Iterator[Problem]:
    """A problem at the end of each arrow that would close a loop, naming every record on the way.

    own: the id of the record being saved.
    """
    for begins, leads in entry.entity.arrows:
        start = values.get(begins) if begins else Ref(entry.entity.name, own)
        end = values.get(leads)
        if not isinstance(start, Ref) or not isinstance(end, Ref):
            continue
        if (
            before is not None
            and before.values.get(leads) == end
            and (not begins or before.values.get(begins) == start)
        ):
            continue
        reach = system_reach(entry.entity.name, _WHY)
        back = storage.way(reach, entry.entity, entry.layout, (begins, leads), end.id, start.id, own)
        if back:
            steps = [Ref(end.entity, one) for one in (start.id, *back)]
            told = labels_of(entry.seat, steps)
            yield Problem(f"/{leads}", "loop", {"path": " → ".join(told.get(one) or "?" for one in steps)})
