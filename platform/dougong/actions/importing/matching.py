"""Texts of reference columns: the entries they mean, among all this person may see; what fits none may be made."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID

from dougong.admission import Entry, Seat, admit, admit_reference, context_for
from dougong.batches import Matching
from dougong.definition import PROJECT, USER, Entity, Field, apply_defaults, check_values, write_values
from dougong.intake import Known, Register
from dougong.listing import labels_of
from dougong.problem import JsonObject, Problem, Ref, Refused
from dougong.storage import Query, Record, pack, seal_personal, select
from dougong.tenancy import members_named, new_id

#: Entries of one entity that texts are compared with at most.
ENTRIES: Final = 50_000
_PAGE: Final = 1_000
_NAMES: Final = ("name", "title", "code")
#: Texts without an entry that a report names at most.
TOLD: Final = 500
_PLAIN: Final = Matching()


@dataclass(frozen=True, slots=True)
class Found:
    """What a text means: one entry; or several; or a problem. made: the entry is made by this import."""

    ref: Ref | None = None
    several: tuple[Ref, ...] = ()
    made: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """An entry that an import makes because a text names it. packed: as storage writes it. wire: its JSON form."""

    record: Record
    entry: Entry
    wire: JsonObject
    packed: str
    numbered: bool


@dataclass(slots=True)
class References:
    """The references of one batch. Registers are read once and serve the whole check."""

    matching: dict[str, Matching]
    made: dict[tuple[str, UUID | None, str], Made] = field(default_factory=dict)
    records: dict[Ref, Record] = field(default_factory=dict)
    unmatched: Counter[tuple[str, str]] = field(default_factory=Counter)
    choices: dict[tuple[str, str], tuple[Ref, ...]] = field(default_factory=dict)
    _homes: dict[Ref | None, None] = field(default_factory=dict)
    _registers: dict[str, Register] = field(default_factory=dict)
    _can: dict[tuple[str, UUID | None], str | None] = field(default_factory=dict)
    _answers: dict[tuple[str, str], Found] = field(default_factory=dict)

    def find(self, seat: Seat, pointer: str, field: Field, text: str, project: Ref | None) -> Found:
        """What a text in the column of a field means."""
        matching = self.matching.get(pointer, _PLAIN)
        self._homes.setdefault(project)
        target = self.target(seat, field)
        known = self._answers.get((pointer, text))
        if known is None:
            known = self._look(seat, target, matching, text)
            self._answers[pointer, text] = known
        if known.ref is None and not known.several and matching.missing == "create":
            return self._make(seat, target, text, project)
        return known

    def target(self, seat: Seat, field: Field) -> str:
        """The full name of the entity a field refers to; "" where there is none."""
        if field.kind == USER:
            return USER
        named = field.reference or ""
        return (seat.project_entity or "") if named == PROJECT else named

    def missed(self, pointer: str, text: str, several: tuple[Ref, ...] = ()) -> Problem:
        """The problem of a text that fits no entry, or several; counted for the report."""
        if (pointer, text) in self.unmatched or len(self.unmatched) < TOLD:
            self.unmatched[pointer, text] += 1
            self.choices.setdefault((pointer, text), several)
        return Problem("", "import.several" if several else "import.nothing", {"text": text})

    def may_make(self, seat: Seat, target: str) -> bool:
        """Whether entries of an entity could be made from a name alone, in some project at least."""
        entity = seat.entity(target)
        if entity is None:
            return False
        homes = [at for at in self._homes if at is not None] if entity.scope == PROJECT else [None]
        return any(self._name_key(seat, target, home) is not None for home in homes[:1])

    def _look(self, seat: Seat, target: str, matching: Matching, text: str) -> Found:
        register = self._register(seat, target)
        chosen = matching.chosen.get(text)
        if chosen:
            ref = _as_ref(target, chosen)
            return Found(ref if ref in self.records else None)
        match = register.match(text)
        if match.found is not None:
            return Found(_as_ref(target, match.found.id))
        several = tuple(ref for one in match.choices if (ref := _as_ref(target, one.id)) is not None)
        # A part of a name is only offered: taken as nothing where a new entry may be made of the text.
        if match.by == "part" and matching.missing == "create":
            return Found()
        return Found(None, several)

    def _register(self, seat: Seat, target: str) -> Register:
        if target not in self._registers:
            self._registers[target] = Register(list(self._entries(seat, target)))
        return self._registers[target]

    def _entries(self, seat: Seat, target: str) -> Iterable[Known]:
        if target == USER:
            for account, name in members_named():
                self.records[Ref(USER, account)] = Record(USER, account, {})
                yield Known(str(account), "", (name,))
            return
        entry = admit_reference(seat, target) if target else None
        if entry is None:
            return
        keys = _name_fields(entry.entity)
        query = Query(sort=("id",), limit=_PAGE, fields=keys)
        for _page in range(ENTRIES // _PAGE):
            page = select(entry.reach, entry.entity, entry.layout, query)
            labels = labels_of(seat, [Ref(target, one.id) for one in page.records])
            for one in page.records:
                self.records[Ref(target, one.id)] = one
                texts = [str(one.values[key]) for key in keys if one.values.get(key)]
                code = str(one.values.get("code") or "")
                label = labels.get(Ref(target, one.id), "")
                yield Known(
                    str(one.id), one.number or code, tuple(dict.fromkeys([*texts, *([label] if label else [])]))
                )
            if page.next is None:
                return
            query = replace(query, after=page.next)

    def _make(self, seat: Seat, target: str, text: str, project: Ref | None) -> Found:
        """An entry to be made of a text, the same for every line that says it."""
        entity = seat.entity(target)
        home = project if entity is not None and entity.scope == PROJECT else None
        known = (target, home.id if home else None, " ".join(text.split()))
        if known not in self.made:
            key = self._name_key(seat, target, home)
            made = None if key is None else _made(seat, target, {key: known[2]}, home)
            if made is None:
                return Found()
            self.made[known] = made
            self.records[made.record.ref] = made.record
        return Found(self.made[known].record.ref, made=True)

    def _name_key(self, seat: Seat, target: str, project: Ref | None) -> str | None:
        """The field that a text alone makes an entry with; None where this person may not, or it needs more."""
        at = (target, project.id if project else None)
        if at not in self._can:
            entity = seat.entity(target)
            keys = [] if entity is None else sorted(_name_fields(entity), key=lambda key: key == "code")
            self._can[at] = next((key for key in keys if _made(seat, target, {key: "name"}, project)), None)
        return self._can[at]


def _made(seat: Seat, target: str, given: JsonObject, project: Ref | None) -> Made | None:
    """The entry with these fields alone, as `create_record` would make it; None where it may not be."""
    try:
        entry = admit(seat, target, "create")
    except Refused:
        return None  # no right to make one: the caller says that nothing fits
    if entry.entity.scope == PROJECT and project is None:
        return None
    initial = entry.workflow.initial if entry.workflow else None
    record = Record(target, new_id(), {}, project=project if entry.entity.scope == PROJECT else None, state=initial,
                    created_by=seat.actor.id, definition_version=entry.module.version)  # fmt: skip
    context = context_for(seat, entry.entity, system=record.system, complete=True)
    verdict = entry.verdict(None, None, context)
    if any(f"/{key}" not in verdict.fields.editable for key in given):
        return None
    checked = check_values(entry.entity, apply_defaults(entry.entity, given, context), context)
    record = replace(record, values=checked.values)
    if not checked.ok or not entry.verdict(record.values, initial, context).allowed:
        return None
    numbered = entry.workflow is None and entry.entity.numbering is not None
    wire = seal_personal(entry.entity.fields, write_values(entry.entity, record.values))
    return Made(record, entry, wire, pack(entry.entity, [record], entry.layout)[0], numbered)


def _name_fields(entity: Entity) -> tuple[str, ...]:
    """The fields whose text an entry is called by: those of its label, its name, its code, what is unique in it."""
    text = {key for key, one in entity.fields.items() if one.kind == "text" and not one.many and not one.masked
            and one.computed is None and one.rollup is None}  # fmt: skip
    in_label = [key for key in text if f"{{{key}}}" in entity.label]
    alone = [keys[-1] for keys in entity.unique if keys[-1] in text]
    single = [key for key in text if entity.fields[key].unique]
    named = [key for key in _NAMES if key in text]
    return tuple(dict.fromkeys([*named, *sorted(in_label), *alone, *single]))


def _as_ref(target: str, key: str) -> Ref | None:
    try:
        return Ref(target, UUID(key))
    except ValueError:
        return None
