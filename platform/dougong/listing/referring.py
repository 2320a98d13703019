"""Records found by the names of what they refer to: a team in the list, a worker in a detail row."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from dougong import search, storage
from dougong.admission import Entry, admit_reference
from dougong.definition import PROJECT, USER, Entity, Field
from dougong.listing.labels import label_keys
from dougong.search import Asked
from dougong.storage import Marked, NotInstalled, Referring
from dougong.tenancy import members_named

#: Records of one entity that a word stands for; of more, those whose names are shortest.
MOST: Final = 200
#: Entities that are looked into.
TARGETS: Final = 10

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meant:
    """What a word may mean besides a text: the references that meet it. cut: it may mean more than that."""

    refers: tuple[Referring, ...] = ()
    cut: bool = False


def meant_by(entry: Entry, words: Sequence[Asked], marked: Sequence[Marked]) -> tuple[Meant, ...]:
    """For each word, the references to records that are called so: of shown fields, and of records this person sees.

    Only references of one value that an index leads to count; names of persons, the project, and fields of detail
    rows among them. One query for each entity referred to, and one for persons.
    """
    found = tuple(Meant() for _ in words)
    if not any(word.ways for word in words):
        return found
    for target, paths in list(_targets(entry).items())[:TARGETS]:
        called = _persons(words) if target == USER else _records(entry, target, marked)
        found = tuple(_with(meant, paths, one) for meant, one in zip(found, called, strict=True))
    return found


def _with(meant: Meant, paths: Sequence[Path], called: storage.Called) -> Meant:
    refers = tuple(Referring(path, called.ids) for path in paths) if called.ids else ()
    return Meant((*meant.refers, *refers), meant.cut or called.cut)


def _targets(entry: Entry) -> Mapping[str, list[Path]]:
    """The entities referred to, the ones of the record itself first, and where."""
    found: defaultdict[str, list[Path]] = defaultdict(list)
    for path, target in sorted(_references(entry), key=lambda one: len(one[0])):
        if entry.reach.showing("/" + "/*/".join(path)) and _is_indexed(entry, path):
            found[target].append(path)
    return found


def _references(entry: Entry) -> Iterator[tuple[Path, str]]:
    project = entry.seat.project_entity
    if entry.entity.scope == "project" and project:
        yield (PROJECT,), project
    for path, field in _fields(entry.entity.fields):
        target = USER if field.kind == USER else field.reference
        target = project if target == PROJECT else target
        if target and target != "*" and not field.many:
            yield path, target


def _fields(fields: Mapping[str, Field], above: Path = ()) -> Iterator[tuple[Path, Field]]:
    for key, field in fields.items():
        if field.kind == "rows":
            yield from _fields(field.fields, (*above, key))
        elif field.stored:
            yield (*above, key), field


def _is_indexed(entry: Entry, path: Path) -> bool:
    try:
        return storage.refers_by_index(entry.entity, entry.layout, path)
    except NotInstalled:
        return False


def _records(entry: Entry, name: str, marked: Sequence[Marked]) -> tuple[storage.Called, ...]:
    target = admit_reference(entry.seat, name)
    if target is None:
        return tuple(storage.Called() for _ in marked)
    keys, places = _named_by(target.entity), search.places_of(target.entity)
    fields = {number: paths for number, paths in places.items() if set(paths) & set(keys)}
    number = search.entity_number(target.entity.name)
    words = [replace(one, entity=number, fields=fields, or_where=None) for one in marked]
    return storage.called(target.reach, target.entity, target.layout, words, by=next(iter(keys), None), limit=MOST)


def _named_by(entity: Entity) -> tuple[str, ...]:
    return tuple(key for key in label_keys(entity) if key in search.found_in(entity))


def _persons(words: Sequence[Asked]) -> tuple[storage.Called, ...]:
    members = members_named()
    return tuple(_called(members, word) for word in words)


def _called(members: Sequence[tuple[UUID, str]], word: Asked) -> storage.Called:
    ids = [key for key, name in members if search.has_word(name, word)]
    return storage.Called(tuple(ids[:MOST]), cut=len(ids) > MOST)
