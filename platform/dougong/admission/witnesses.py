"""Who else may see a record: the people that may be turned to about it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from uuid import UUID

from dougong import storage
from dougong.access import Actor, authorize, system_reach
from dougong.admission.entry import Entry
from dougong.admission.rollups import read_values
from dougong.admission.surroundings import context_for
from dougong.definition import Context
from dougong.storage import Record
from dougong.tenancy import actors_named


def people_who_see(
    entry: Entry, record: Record, wanted: Callable[[str], bool] = lambda _name: True
) -> Iterator[tuple[Actor, str]]:
    """The members of the tenant who may see `record`, by name. wanted: only those whose name it accepts.

    Three queries and what the rights themselves look at; each person is judged only when asked for.
    """
    seat, everything = (
        entry.seat,
        system_reach(entry.entity.name, "whether another person may see it is asked of all of it"),
    )
    whole = storage.one(everything, entry.entity, record.id, entry.layout, deleted="also")
    context = context_for(seat, entry.entity, system=whole.system)
    for actor, name in actors_named():
        if not wanted(name):
            continue
        verdict = authorize(
            seat.rights, actor, entry.entity, "see", whole.values,
            context=context, state=whole.state, workflow=entry.workflow,
        )  # fmt: skip
        if verdict.allowed:
            yield actor, name


def for_another(entry: Entry, record: Record, person: UUID) -> tuple[Entry, Record, Context, str] | None:
    """The record whole, with the entry and surroundings it would have for another member, and his name.

    For those alone who run the company's settings and ask what somebody may do here: nothing of the record is to be
    shown by it. None when nobody of that id works for the tenant now. Three queries and what the rights look at.
    """
    found = next(((actor, name) for actor, name in actors_named() if actor.id.id == person), None)
    if found is None:
        return None
    seat = replace(entry.seat, actor=found[0])
    everything = system_reach(entry.entity.name, "whether another person may see it is asked of all of it")
    whole = storage.one(everything, entry.entity, record.id, entry.layout, deleted="also")
    context = context_for(seat, entry.entity, system=whole.system)
    read = replace(whole, values=read_values(seat, entry.entity, whole, context))
    return replace(entry, seat=seat), read, context, found[1]
