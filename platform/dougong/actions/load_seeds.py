"""Load records that a module or a demo brings along: named records that refer to one another by their names.

Beside its fields a record may say how it came about:

    "$by": "foreman", "$on": "2025-04-01"     who enters it, and the day it is for him (default: the caller's)
    "$steps": [                               what is done to it afterwards, each step by whom
      {"perform": "submit"},                  a transition, by whoever did the step before
      {"perform": "confirm", "by": "engineer", "after": 1, "set": {...}, "reason": "..."},
      {"answer": "reject", "perform": "approve", "by": "manager", "reason": "..."},
      {"edit": {...}, "by": "foreman"}]       a change of fields

`after` counts days since the step before, `set` holds fields the transition lets him write.
`"$steps": "ROUTE"` names steps of the document's `routes`. A value "$file:NAME" hands in that file as the
person acting.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from dougong import catalog, files, storage
from dougong.access import system_reach
from dougong.actions.create_record import create_in
from dougong.actions.deed import Outcome
from dougong.actions.transitions import Wish, perform_in
from dougong.actions.update_record import WHY_WHOLE, update_in
from dougong.admission import Caller, Seat, admit, seat_of
from dougong.admission.entry import PROJECT_FIELD
from dougong.definition import Entity, Field
from dougong.problem import Refused
from dougong.tenancy import Account, current, reading, writing

_FILE: Final = "$file:"
#: Records asked for in one query.
_AT_ONCE: Final = 1_000
_WHY: Final = "seeds are found by their ids, whoever may see them"


@dataclass(frozen=True, slots=True)
class Seeds:
    """One document of seeds: `records` of one entity by name, in wire form, with names for references.

    routes: steps that several records go through, by name.
    """

    entity: str
    records: Mapping[str, Mapping[str, Any]]
    routes: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)


def load_seeds(
    caller: Caller, seeds: Sequence[Seeds], *, people: Mapping[str, Account], folder: Path | None = None
) -> int:
    """Create what is not there yet; returns how many records were made. One transaction a document.

    caller: enters what names nobody else. people: accounts by the names that steps and fields use.
    folder: where "$file:" values are. The same seeds loaded again make nothing, and ask one query a document:
    a record's id follows from tenant, entity and name. Raises Refused with the name of the record in front of
    each pointer.
    """
    return sum(_load_document(caller, one, people, folder) for one in seeds)


def seed_id(tenant_id: int, entity: str, name: str) -> UUID:
    """The id of a seeded record: the same wherever its name is used."""
    return uuid5(NAMESPACE_URL, f"urn:dougong:seed:{tenant_id}:{entity}:{name}")


def _load_document(caller: Caller, seeds: Seeds, people: Mapping[str, Account], folder: Path | None) -> int:
    with reading(caller.tenant):
        entity = catalog.entity_for(seeds.entity, caller.language)
        missing = _missing(entity, seeds)
    if not missing:
        return 0
    steps = {name: _steps(seeds, seeds.records[name]) for name in missing}
    named = [seeds.records[name] for name in missing]
    named += [step.get(word, {}) for name in missing for step in steps[name] for word in ("set", "edit")]
    with ExitStack() as kept:
        ready = {
            one: kept.enter_context(_prepared(caller, folder, *one))
            for one in sorted({use for values in named for use in _files_in(entity.fields, values)})
        }
        with writing(caller.tenant):
            desk = _Desk(caller, entity, people, ready)
            for name in missing:
                desk.load(name, seeds.records[name], steps[name])
    return len(missing)


def _missing(entity: Entity, seeds: Seeds) -> list[str]:
    tenant = current().tenant_id
    ids = {seed_id(tenant, seeds.entity, name): name for name in seeds.records}
    reach, layout = system_reach(entity.name, _WHY), catalog.layout_for(entity.name)
    wanted, found = tuple(ids), set[UUID]()
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        query = storage.Query(ids=some, fields=(), limit=_AT_ONCE, deleted="also")
        found.update(record.id for record in storage.select(reach, entity, layout, query).records)
    return [name for key, name in ids.items() if key not in found]


def _steps(seeds: Seeds, record: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    named = record.get("$steps", ())
    return seeds.routes[named] if isinstance(named, str) else named


def _files_in(fields: Mapping[str, Field], values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The files that values name, each with the kind of the field that takes it."""
    for key, value in values.items():
        known = fields.get(key)
        for one in value if isinstance(value, list) else [value]:
            if known is not None and isinstance(one, Mapping):
                yield from _files_in(known.fields, one)
            elif known is not None and isinstance(one, str) and one.startswith(_FILE):
                yield one.removeprefix(_FILE), known.kind


def _prepared(caller: Caller, folder: Path | None, name: str, kind: str) -> files.Prepared:
    if folder is None:
        raise ValueError(f"the seeds name the file {name}, but no folder of files is given")
    with (folder / name).open("rb") as stream:
        return files.prepare(caller.tenant.scope(), stream, name=name, kind=kind)


@dataclass(slots=True)
class _Desk:
    """One document being loaded, inside its transaction. A seat is taken once for a person and day."""

    caller: Caller
    entity: Entity
    people: Mapping[str, Account]
    files: Mapping[tuple[str, str], files.Prepared]
    _seats: dict[str, Seat] = field(default_factory=dict)

    def load(self, name: str, values: Mapping[str, Any], steps: Sequence[Mapping[str, Any]]) -> None:
        """Make one record as it says it came about. Raises Refused with its name in front."""
        who, day = values.get("$by", ""), values.get("$on")
        on = date.fromisoformat(day) if day else self.caller.today
        body = {key: value for key, value in values.items() if not key.startswith("$")}
        record_id = seed_id(current().tenant_id, self.entity.name, name)
        at = ""
        try:
            seat = self.seat(who, on)
            create_in(seat, self.entity.name, self.resolved(seat, body), record_id=record_id)
            for number, step in enumerate(steps):
                at, who = f"/$steps/{number}", step.get("by", who)
                on = on + timedelta(days=int(step.get("after", 0))) if on else None
                self.take(self.seat(who, on), record_id, step)
        except Refused as refused:
            prefix = f"{self.entity.name}/{name}{at}"
            raise Refused([problem.below(prefix) for problem in refused.problems]) from refused

    def seat(self, who: str, on: date | None) -> Seat:
        """The seat of a named person ("" is the caller) on a day (None is today)."""
        if who not in self._seats:
            account = self.people[who] if who else self.caller.account
            self._seats[who] = seat_of(replace(self.caller, account=account))
        return replace(self._seats[who], today=on) if on else self._seats[who]

    def take(self, seat: Seat, record_id: UUID, step: Mapping[str, Any]) -> None:
        """Take one step on the record, with the rights of whoever sits there."""
        entry = admit(seat, self.entity.name, "see")
        storage.one(entry.reach, entry.entity, record_id, entry.layout, fields=())
        whole = system_reach(self.entity.name, WHY_WHOLE)
        record = storage.one(whole, entry.entity, record_id, entry.layout)
        if "edit" in step:
            sent = self.resolved(seat, step["edit"])
            update_in(seat, self.entity.name, record_id, sent, version=record.version)
        else:
            sent = self.resolved(seat, step.get("set", {}))
            wish = Wish(step["perform"], step.get("reason", ""), step.get("answer"), sent)
            perform_in(seat, entry, Outcome(record), wish)

    def resolved(self, seat: Seat, values: Mapping[str, Any]) -> dict[str, Any]:
        """Values with names replaced by ids wherever the definition expects a reference."""
        found = {key: self._value(seat, self.entity.fields.get(key), value) for key, value in values.items()}
        project = found.get(PROJECT_FIELD)
        if PROJECT_FIELD not in self.entity.fields and isinstance(project, str) and seat.project_entity:
            found[PROJECT_FIELD] = self._target(seat.project_entity, project)
        return found

    def _value(self, seat: Seat, known: Field | None, value: Any) -> Any:
        if known is None:
            return value
        if isinstance(value, list):
            return [self._value(seat, known, one) for one in value]
        if known.kind == "rows" and isinstance(value, Mapping):
            return {key: self._value(seat, known.fields.get(key), cell) for key, cell in value.items()}
        if not isinstance(value, str):
            return value
        if value.startswith(_FILE):
            prepared = self.files[value.removeprefix(_FILE), known.kind]
            return str(files.keep(prepared, by=seat.actor.id.id).id)
        if known.kind == "user":
            return str(self.people[value].pk) if value in self.people else value
        if known.kind == "reference" and known.reference is not None:
            return self._target(known.reference, value)
        return value

    def _target(self, entity: str, name: str) -> str:
        return name if _is_id(name) else str(seed_id(current().tenant_id, entity, name))


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
