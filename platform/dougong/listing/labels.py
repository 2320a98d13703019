"""The words a reference is shown by: one query for each entity referred to, whatever the number of rows."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from dougong import files
from dougong.admission import Entry, Seat, admit_reference
from dougong.definition import PROJECT, USER, Entity, Field
from dougong.kinds import KINDS
from dougong.problem import Ref, Value, Values
from dougong.storage import Query, Record, select
from dougong.tenancy import names_of

_PART = re.compile(r"\{([a-z_0-9]+(?:\.[a-z_0-9]+)*)\}")
#: Fields tried, in this order, when a definition says nothing of how its records are named.
_NAMES = ("name", "title", "code")


def refs_of(fields: Mapping[str, Field], values: Mapping[str, Any]) -> Iterator[Ref]:
    """Every reference among some values, rows included."""
    for key, field in fields.items():
        value = values.get(key)
        if field.kind == "rows":
            for row in value or ():
                yield from refs_of(field.fields, row)
        elif isinstance(value, Ref):
            yield value
        elif isinstance(value, tuple):
            yield from (one for one in value if isinstance(one, Ref))


def labels_of(seat: Seat, refs: Iterable[Ref]) -> dict[Ref, str]:
    """The labels of what is referred to; what this person may not see has none."""
    by_entity: defaultdict[str, set[UUID]] = defaultdict(set)
    for ref in refs:
        by_entity[ref.entity].add(ref.id)
    found: dict[Ref, str] = {}
    for name, ids in sorted(by_entity.items()):
        found.update(_labels(seat, name, frozenset(ids)))
    return found


def label_of(seat: Seat, entry: Entry, record: Record) -> str:
    """The label of one record that was read already."""
    nested = _nested(seat, entry.entity, [record])
    return _text(entry.entity, record, nested)


def _labels(seat: Seat, name: str, ids: frozenset[UUID]) -> dict[Ref, str]:
    if name == USER:
        return {Ref(USER, key): text for key, text in names_of(ids).items()}
    if name == "file":
        return {Ref("file", key): file.name for key, file in files.stored_files(ids).items()}
    target = seat.project_entity if name == PROJECT else name
    entry = admit_reference(seat, target) if target else None
    if entry is None:
        return {}
    query = Query(ids=tuple(ids), fields=_needed(entry.entity), limit=len(ids), deleted="also")
    records = select(entry.reach, entry.entity, entry.layout, query).records
    nested = _nested(seat, entry.entity, records)
    return {Ref(name, record.id): _text(entry.entity, record, nested) for record in records}


def template_of(entity: Entity) -> str:
    """How a record of `entity` is named: the definition's word, else its name, title, code or number."""
    if entity.label:
        return entity.label
    if entity.numbering is not None:
        return "{number}"
    plain = (key for key, field in entity.fields.items() if field.kind == "text")
    return "{" + next((key for key in (*_NAMES, *plain) if key in entity.fields), "number") + "}"


def label_keys(entity: Entity) -> tuple[str, ...]:
    """Of the names in an entity's label, those the record itself has in a column: what labels are ordered by."""
    own = [path[0] for path in _paths(entity) if len(path) == 1]
    fields = entity.fields
    kept = [key for key in own if key == "number" or (key in fields and fields[key].stored and not fields[key].many)]
    return tuple(dict.fromkeys(key for key in kept if key == "number" or fields[key].reference is None))


def _paths(entity: Entity) -> list[list[str]]:
    return [found.split(".") for found in _PART.findall(template_of(entity))]


def _needed(entity: Entity) -> tuple[str, ...]:
    return tuple(dict.fromkeys(path[0] for path in _paths(entity) if path[0] in entity.fields))


def _nested(seat: Seat, entity: Entity, records: Iterable[Record]) -> Mapping[Ref, Values]:
    """Of every "{team.name}": the team's values, one query for each entity that is reached so."""
    wanted: defaultdict[str, set[str]] = defaultdict(set)
    ids: defaultdict[str, set[UUID]] = defaultdict(set)
    rows = list(records)
    for path in (path for path in _paths(entity) if len(path) > 1):
        for ref in (record.values.get(path[0]) for record in rows):
            if isinstance(ref, Ref):
                wanted[ref.entity].add(path[1])
                ids[ref.entity].add(ref.id)
    found: dict[Ref, Values] = {}
    for name, keys in wanted.items():
        entry = admit_reference(seat, name)
        if entry is None:
            continue
        fields = tuple(key for key in sorted(keys) if key in entry.entity.fields)
        query = Query(ids=tuple(ids[name]), fields=fields, limit=len(ids[name]), deleted="also")
        for record in select(entry.reach, entry.entity, entry.layout, query).records:
            texts = {key: _plain(entry.entity.fields[key], record.values.get(key)) for key in fields}
            found[Ref(name, record.id)] = texts
    return found


def _text(entity: Entity, record: Record, nested: Mapping[Ref, Values]) -> str:
    def part(match: re.Match[str]) -> str:
        path = match.group(1).split(".")
        value = record.values.get(path[0]) if path[0] in entity.fields else record.system.get(path[0])
        if len(path) > 1:
            return str(nested.get(value, {}).get(path[1]) or "") if isinstance(value, Ref) else ""
        field = entity.fields.get(path[0])
        return _plain(field, value) if field else str(value or "")

    text = " ".join(_PART.sub(part, template_of(entity)).split())
    return text or entity.title


def _plain(field: Field, value: Value) -> str:
    return "" if value is None else KINDS[field.kind].as_text(value, field.options)
