"""Which stored record each line means: by its keys, for some thousand lines with a few queries."""

from collections.abc import Sequence
from typing import Any, Final

from dougong.access import system_reach
from dougong.actions.importing.rights import NUMBER
from dougong.actions.importing.trial import Trial
from dougong.actions.update_record import WHY_WHOLE
from dougong.admission import Entry, admit
from dougong.admission.entry import PROJECT_FIELD
from dougong.batches import ColumnMapping
from dougong.expression import TEXT, Column, In, Literal, Type
from dougong.kinds import KINDS, Unreadable, type_of
from dougong.problem import Problem, Value
from dougong.storage import Query, Record, select

#: Keys of one query: as many records as a page has at most.
_TOGETHER: Final = 500
_PROJECT: Final = f"/{PROJECT_FIELD}"

Key = tuple[Value, ...]


def find_targets(entry: Entry, mapping: ColumnMapping, trials: Sequence[Trial], seen: dict[Any, int]) -> None:
    """Give each record to be the stored one its keys lead to, as far as this person sees it.

    seen: keys met so far, with their lines; the same key further down is a problem. A key that is not there, or is
    there already, is one where the mode says so.
    """
    if not mapping.keys:
        return
    keyed: dict[Key, Trial] = {}
    for trial in trials:
        key = _key(entry, mapping, trial)
        trial.given.pop(NUMBER[1:], None) if NUMBER in mapping.keys else None
        if key is None:
            if mapping.mode != "both":
                trial.say(Problem(mapping.keys[-1], "import.key_empty"))
            continue
        other = seen.setdefault(key, trial.draft.first)
        if other != trial.draft.first:
            trial.say(Problem(mapping.keys[-1], "import.key_twice", {"other": other + 1}))
            continue
        keyed[key] = trial
    found = _stored(entry, mapping, list(keyed))
    for key, trial in keyed.items():
        _settle(mapping, trial, found.get(key))


def _settle(mapping: ColumnMapping, trial: Trial, found: Record | None) -> None:
    at = mapping.keys[-1]
    if found is None and mapping.mode == "update":
        trial.say(Problem(at, "import.no_record"))
    elif found is not None and mapping.mode == "insert":
        trial.say(Problem(at, "import.exists"))
    elif found is not None:
        trial.target, trial.action = found, "update"


def _key(entry: Entry, mapping: ColumnMapping, trial: Trial) -> Key | None:
    """The values a record is known by; None where one of them is missing or cannot be read."""
    key: list[Value] = []
    for at in mapping.keys:
        value: Value = None
        if at == _PROJECT and trial.project is not None:
            value = trial.project
        elif at == NUMBER:
            value = str(trial.given.get(NUMBER[1:]) or "") or None
        elif (given := trial.given.get(at[1:])) is not None:
            field = entry.entity.fields[at[1:]]
            try:
                value = KINDS[field.kind].read(given, field.options)
            except Unreadable:
                return None  # said by the law of the definition, at its place
        if value is None:
            return None
        key.append(value)
    return tuple(key)


def _stored(entry: Entry, mapping: ColumnMapping, keys: Sequence[Key]) -> dict[Key, Record]:
    """The records with these keys, whole; only those this person sees."""
    found: dict[Key, Record] = {}
    sight = admit(entry.seat, entry.entity.name, "see")
    everything = system_reach(entry.entity.name, WHY_WHOLE)
    telling = mapping.keys[-1] if mapping.keys[-1] != _PROJECT else mapping.keys[0]
    at = mapping.keys.index(telling)
    column = Column((telling[1:],), _type(entry, telling))
    wanted = set(keys)
    for start in range(0, len(keys), _TOGETHER):
        values = dict.fromkeys(key[at] for key in keys[start : start + _TOGETHER])
        items = tuple(Literal(value, column.type) for value in values)
        fields = tuple(one[1:] for one in mapping.keys if one not in (NUMBER, _PROJECT))
        query = Query(where=In(column, items), fields=fields, limit=1_000, sort=("id",))
        page = select(sight.reach, sight.entity, sight.layout, query)
        ids = {one.id: key for one in page.records if (key := _of(mapping, one)) in wanted}
        whole = select(everything, entry.entity, entry.layout, Query(ids=tuple(ids), limit=len(ids) or 1))
        found.update((ids[one.id], one) for one in whole.records)
    return found


def _of(mapping: ColumnMapping, record: Record) -> Key:
    known = {NUMBER: record.number, _PROJECT: record.project}
    return tuple(known[at] if at in known else record.values.get(at[1:]) for at in mapping.keys)


def _type(entry: Entry, pointer: str) -> Type:
    if pointer == NUMBER:
        return TEXT
    field = entry.entity.fields[pointer[1:]]
    return type_of(KINDS[field.kind], field.options)
