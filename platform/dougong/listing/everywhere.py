"""One search over everything a person may see: what the palette shows while somebody types."""

from dataclasses import dataclass
from typing import Final

from dougong import search, storage
from dougong.admission import Entry, Seat, admit_reference
from dougong.listing.labels import labels_of
from dougong.listing.searching import marked_by
from dougong.problem import Ref
from dougong.storage import Query

#: Hits of one entity, and entities that are looked into: the first ones that have all the words.
EACH: Final = 5
ENTITIES: Final = 12


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found. module, entity: keys of its address; title: of the entity, in the reader's language."""

    ref: Ref
    label: str
    module: str
    entity: str
    title: str
    number: str | None
    state: str


def find_everywhere(seat: Seat, q: str, limit: int = 20) -> tuple[Hit, ...]:
    """Records of any entity with every word of `q`, at most `limit`; those first that are called so.

    One query tells which entities have the words at all; each of those, ENTITIES at most, is read with its reach in
    a constant number of queries. Nothing that was not seen by name, number or text in a field this person may see.
    """
    entries = {entry.entity.name: entry for entry in _entries(seat)}
    asked = {name: _marked(entry, q) for name, entry in entries.items()}
    if not any(asked.values()):
        return ()
    holding = storage.holding(asked)
    found = [
        hit for name in [name for name in entries if name in holding][:ENTITIES] for hit in _hits(entries[name], q)
    ]
    words = [word.text for word in search.asked_for(q)]
    found.sort(key=lambda hit: not all(word in search.folded(hit.label) for word in words))
    return tuple(found[: max(1, limit)])


def _entries(seat: Seat) -> list[Entry]:
    names = [entity.name for module in seat.modules.values() for entity in module.entities.values()]
    return [entry for entry in (admit_reference(seat, name) for name in names) if entry is not None]


def _marked(entry: Entry, q: str) -> tuple[storage.Marked, ...]:
    return marked_by(entry, q, paths=search.found_in(entry.entity))


def _hits(entry: Entry, q: str) -> list[Hit]:
    entity, states = entry.entity, entry.workflow.states if entry.workflow else {}
    query = Query(marked=_marked(entry, q), limit=EACH, fields=())
    records = storage.select(entry.reach, entity, entry.layout, query).records
    labels = labels_of(entry.seat, [record.ref for record in records])
    return [
        Hit(
            record.ref,
            labels.get(record.ref, entity.title),
            entity.module,
            entity.key,
            entity.title,
            record.number,
            states[record.state].title if record.state is not None and record.state in states else "",
        )
        for record in records
    ]
