"""Checking some thousand lines with as many queries as one: cells, references, keys, law, rights, unique values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID

from dougong import storage
from dougong.access import EVERYWHERE, matching_cases
from dougong.actions.checking import row_defaults, writable_fields
from dougong.actions.importing.finding import find_targets
from dougong.actions.importing.mapped import field_of
from dougong.actions.importing.matching import References
from dougong.actions.importing.rights import (
    arrow_of,
    import_targets,
    import_transitions,
    writable_by_import,
)
from dougong.actions.importing.sheet import Draft
from dougong.actions.importing.trial import Reading, Trial, project_of, put_at, texts_in
from dougong.actions.merging import merged
from dougong.actions.references import Use, fits, read_targets, uses
from dougong.actions.transitions import numbers_now
from dougong.admission import Entry, Seat, admit, context_for
from dougong.admission.entry import PROJECT_FIELD
from dougong.batches import ColumnMapping, Ready
from dougong.definition import (
    PROJECT,
    Context,
    Field,
    Transition,
    apply_defaults,
    check_values,
    field_pointers,
    write_values,
)
from dougong.problem import JsonObject, Problem, Ref, Refused, Values
from dougong.storage import Record
from dougong.workflow import decide

#: What a record is told it was moved on for, where a transition wants a reason.
REASON: Final = "import"


@dataclass(slots=True)
class Desk:
    """The check of one batch. It remembers between chunks: registers of references, keys and unique values seen."""

    mapping: ColumnMapping
    name: str
    references: References = field(init=False)
    place: int = 0
    _keys: dict[tuple[Any, ...], int] = field(default_factory=dict)
    _told: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.references = References(dict(self.mapping.matching))

    def check(self, seat: Seat, drafts: Sequence[Draft]) -> list[Ready]:
        """The records of some lines, checked as `create_record` and `update_record` would, ready to be staged.

        Call inside the tenant's scope. Nothing is written. Raises Refused when the person lost the right.
        """
        bench = Bench(seat, admit(seat, self.name, "import"), self.mapping, self.references)
        trials = bench.reading.read(drafts, self.place)
        self.place += len(trials)
        bench.find_references(trials)
        find_targets(bench.entry, self.mapping, trials, self._keys)
        bench.check(trials)
        return self._packed(bench, trials)

    def target_of(self, seat: Seat, pointer: str) -> str:
        """The entity that a reference column of this batch refers to."""
        field = field_of(admit(seat, self.name, "import"), pointer)
        return "" if field is None else self.references.target(seat, field)

    def _packed(self, bench: "Bench", trials: Sequence[Trial]) -> list[Ready]:
        records = {trial.place: bench.record(trial) for trial in trials if not trial.refused}
        packed = bench.pack([one for one in trials if not one.refused and one.action != "same"], records)
        self._refuse_taken(bench, [one for one in trials if one.place in packed], packed)
        before = bench.pack_targets([one for one in trials if one.place in packed and one.target and not one.refused])
        return [bench.ready(one, packed.get(one.place, ""), before.get(one.place, "")) for one in trials]

    def _refuse_taken(self, bench: "Bench", trials: Sequence[Trial], packed: dict[int, str]) -> None:
        """Refuse what has a unique value of another record, in the database or further up in the sheet."""
        entry = bench.entry
        laws = {trial.place: storage.laws_of_packed(packed[trial.place]) for trial in trials}
        for trial in trials:
            for key, told in storage.told_by(entry.entity, laws[trial.place]):
                other = self._told.setdefault(told, trial.draft.first)
                if other != trial.draft.first and not trial.refused:
                    trial.say(Problem(f"/{key}", "import.key_twice", {"other": other + 1}))
        free = [one for one in trials if not one.refused]
        told_of = [(one.target.id if one.target else one.id, laws[one.place]) for one in free]
        for problem in storage.taken_by_others(entry.entity, entry.layout, told_of):
            index, _slash, pointer = problem.pointer[1:].partition("/")
            free[int(index)].say(replace(problem, pointer=f"/{pointer}"))


@dataclass(slots=True)
class Bench:
    """One chunk inside one scope: the entry as it is now, and what formulas read, shared by its records."""

    seat: Seat
    entry: Entry
    mapping: ColumnMapping
    references: References
    reading: Reading = field(init=False)
    arrow: Transition | None = field(init=False)
    context: Context = field(init=False)
    edit: Entry | None = None
    _own: dict[str, Any] = field(default_factory=dict)
    _personal: bool = False
    _closed: dict[UUID | None, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        targets = {one.pointer: one for one in import_targets(self.seat, self.entry.entity.name)}
        missing = [at for at in self.mapping.columns.values() if at not in targets]
        if missing:
            raise Refused([Problem("/columns", "forbidden", {"key": missing[0]})])
        fields = {at: found for at in targets if (found := field_of(self.entry, at)) is not None}
        self.reading = Reading(self.mapping, targets, fields)
        self.arrow = arrow_of(self.entry, self.mapping)
        complete = self.entry.workflow is None or self.arrow is not None
        self._personal = _has_personal(self.entry.entity.fields)
        self._own = {"my_projects": self.seat.actor.my_projects}
        self.context = context_for(self.seat, self.entry.entity, complete=complete)
        if self.mapping.mode != "insert":
            self.edit = admit(self.seat, self.entry.entity.name, "edit")

    def find_references(self, trials: Sequence[Trial]) -> None:
        """Put an entry in the place of every text that means one; the project first, which others may depend on."""
        for trial in trials:
            self._take_project(trial)
            order = sorted(trial.texts.items(), key=lambda one: one[0] != f"/{PROJECT_FIELD}")
            for pointer, (at, text) in order:
                self._find(trial, pointer, at, text)
                self._take_project(trial)

    def _find(self, trial: Trial, pointer: str, at: str, text: str) -> None:
        field, found = self.reading.fields[at], list[Ref]()
        for one in texts_in(text, field):
            meant = self.references.find(self.seat, at, field, one, trial.project)
            ref = meant.ref or self._narrowed(trial, field, meant.several)
            if ref is None:
                trial.say(self.references.missed(at, one, meant.several).below(pointer))
            else:
                found.append(ref)
        if found:
            ids = [str(ref.id) for ref in found]
            put_at(trial.given, pointer, list(ids) if field.many else ids[0])

    def _narrowed(self, trial: Trial, field: Any, several: Sequence[Ref]) -> Ref | None:
        """Of several entries the one that lies in the record's own project, if it is the only one."""
        records = [self.references.records[ref] for ref in several if ref in self.references.records]
        near = [one for one in records if trial.project is not None and one.project == trial.project]
        return near[0].ref if len(near) == 1 else None

    def _take_project(self, trial: Trial) -> None:
        if self.entry.entity.scope != PROJECT or trial.project is not None:
            return
        named = project_of(trial)
        if isinstance(named, str):
            trial.project = _project(named)

    def check(self, trials: Sequence[Trial]) -> None:
        """The law of the definition and the person's rights on every record."""
        told = [ref for trial in trials for ref in self._refs(trial)]
        if self.context.ahead is not None:
            self.context.ahead.refer({"told": tuple(dict.fromkeys(told))})
        used: list[tuple[Trial, list[Use], Context]] = []
        for trial in trials:
            context = self._context(trial)
            if trial.target is None:
                self._new(trial, context)
            else:
                self._changed(trial, trial.target, context)
            used.append((trial, self._uses(trial), context))
        self._judge_references(used)

    def _refs(self, trial: Trial) -> list[Ref]:
        found = [] if trial.project is None else [trial.project]
        for at, one in self.reading.fields.items():
            value = trial.given.get(at[1:])
            if isinstance(value, str) and one.reference:
                found.append(Ref(self.references.target(self.seat, one), _uuid(value)))
        return found

    def _context(self, trial: Trial) -> Context:
        record = trial.target or self.record(trial)
        system: Values = {**self._own, **record.system}
        initial = self.entry.workflow.initial if self.entry.workflow else None
        complete = self.context.complete if trial.target is None else record.state != initial or initial is None
        return replace(self.context, system=system, complete=complete)

    def _new(self, trial: Trial, context: Context) -> None:
        if self.entry.entity.scope == PROJECT and trial.project is None and not trial.refused:
            trial.say(Problem(f"/{PROJECT_FIELD}", "required"))
        for at in self._closed_in(trial.project):
            trial.say(Problem(at, "forbidden"))
        instance = apply_defaults(self.entry.entity, trial.given, context)
        self._judge(trial, instance, context)
        if trial.refused:
            return
        if not _allowed(self.entry, trial.values, context):
            trial.say(Problem("", "forbidden", {"because": self.entry.entity.name}))
        elif self.arrow is not None:
            self._move(trial, self.arrow, context)

    def _changed(self, trial: Trial, before: Record, context: Context) -> None:
        assert self.edit is not None, "only updates find a record"
        entity = self.edit.entity
        if trial.project is not None and trial.project != before.project:
            trial.say(Problem(f"/{PROJECT_FIELD}", "project_fixed"))
        stored = write_values(entity, before.values)
        readable = self.edit.verdict_on("see", before.values, before.state, context).fields.readable
        try:
            writable = writable_fields(self.edit, "edit", before, context)
        except Refused as refused:
            for problem in refused.problems:
                trial.say(problem)
            return
        sent = _with_row_ids(trial, stored)
        instance, problems = merged(entity.fields, stored, sent, writable, readable, whole=False)
        for problem in problems:
            trial.say(problem)
        self._judge(trial, row_defaults(self.edit, instance, context), context)
        same = all(storage.same(trial.values.get(key), before.values.get(key))
                   for key, one in entity.fields.items() if one.stored)  # fmt: skip
        trial.action, trial.state = "same" if same else "update", before.state

    def _judge(self, trial: Trial, instance: JsonObject, context: Context) -> None:
        spoken = {problem.pointer for problem in trial.problems}
        checked = check_values(self.entry.entity, instance, context)
        for problem in checked.problems:
            if problem.pointer not in spoken:
                trial.say(problem)
        trial.values = checked.values

    def _move(self, trial: Trial, arrow: Transition, context: Context) -> None:
        flow = self.entry.workflow
        assert flow is not None, "an arrow belongs to a workflow"
        decision = decide(flow, flow.initial, arrow.key, self.seat.actor, trial.values,
                          context=context, reason=REASON, on="import")  # fmt: skip
        if not decision.allowed:
            for problem in decision.problems or (Problem("", "forbidden", {"because": decision.because}),):
                trial.say(problem)
            return
        trial.numbered = numbers_now(self.entry, flow, self.record(trial), decision)
        trial.state = decision.target

    def _uses(self, trial: Trial) -> list[Use]:
        """The references that are new in a record, and not of those this import makes."""
        before, project = trial.target, trial.project
        home = self.seat.project_entity
        own = self.entry.shaped.fields.get(PROJECT_FIELD)
        named = [Use(f"/{PROJECT_FIELD}", own, Ref(home, project.id), None)] if project and home and own else []
        old = {use.ref for use in uses(self.entry.entity.fields, before.values)} if before else set()
        return named + [use for use in uses(self.entry.entity.fields, trial.values) if use.ref not in old]

    def _judge_references(self, used: Sequence[tuple[Trial, list[Use], Context]]) -> None:
        made = {one.record.ref: one.record for one in self.references.made.values()}
        asked = [use for _trial, found, _context in used for use in found
                 if use.ref not in made and use.ref.entity not in ("user", "file")]  # fmt: skip
        targets = {**read_targets(self.entry, asked), **made}
        for trial, found, context in used:
            for use in found:
                platform = use.ref.entity in ("user", "file")
                if not platform and not fits(use, targets.get(use.ref), trial.values, context):
                    trial.say(Problem(use.pointer, "reference"))

    def record(self, trial: Trial) -> Record:
        """The record as it would be stored."""
        if trial.target is not None:
            return replace(trial.target, values=trial.values)
        initial = self.entry.workflow.initial if self.entry.workflow else None
        return Record(self.entry.entity.name, trial.id, trial.values, project=trial.project,
                      state=trial.state or initial, created_by=self.seat.actor.id,
                      definition_version=self.entry.module.version)  # fmt: skip

    def pack(self, trials: Sequence[Trial], records: dict[int, Record]) -> dict[int, str]:
        """What storage writes, by place; a number too large to keep is a problem of its record."""
        entity, layout = self.entry.entity, self.entry.layout
        try:
            found = storage.pack(entity, [records[one.place] for one in trials], layout)
        except Refused as refused:
            bad = {int(problem.pointer.split("/")[1]) for problem in refused.problems}
            for problem in refused.problems:
                _empty, index, rest = problem.pointer.split("/", 2)
                trials[int(index)].say(replace(problem, pointer=f"/{rest}"))
            return self.pack([one for at, one in enumerate(trials) if at not in bad], records)
        return {one.place: text for one, text in zip(trials, found, strict=True)}

    def pack_targets(self, trials: Sequence[Trial]) -> dict[int, str]:
        """What stands there before an update, as storage would write it again."""
        found = [one.target for one in trials if one.target is not None]
        texts = storage.pack(self.entry.entity, found, self.entry.layout)
        return {one.place: text for one, text in zip(trials, texts, strict=True)}

    def ready(self, trial: Trial, packed: str, before: str) -> Ready:
        """What is staged of a record."""
        entity = self.entry.entity
        shown = write_values(entity, trial.values) if trial.values else dict(trial.given)
        old: JsonObject = {}
        extra: dict[str, Any] = {"state": self.record(trial).state, "numbered": trial.numbered}
        if trial.target is not None:
            was, now = write_values(entity, trial.target.values), shown
            keys = [key for key in {**was, **now} if was.get(key) != now.get(key)]
            shown, old = {key: now.get(key) for key in keys}, {key: was.get(key) for key in keys}
            touched = {**trial.target.touched, **dict.fromkeys(keys, trial.target.version + 1)}
            extra |= {"touched": touched, "number": trial.target.number, "was": dict(trial.target.touched)}
        elif entity.numbering is not None and self.entry.workflow is None:
            extra["numbered"] = True
        project = trial.project or (trial.target.project if trial.target else None)
        extra["project"] = str(project.id) if project else None
        if self._personal:
            shown, old = storage.seal_personal(entity.fields, shown), storage.seal_personal(entity.fields, old)
        staged = trial.staged(entity.name, shown, old)
        if trial.refused or trial.action == "same":
            return Ready(staged)
        return Ready(staged, packed, before, extra)

    def _closed_in(self, project: Ref | None) -> tuple[str, ...]:
        """The mapped fields that this person may not write into new records of a project."""
        key = project.id if project else None
        if key not in self._closed:
            arrows = [one for one in import_transitions(self.entry) if one == self.arrow]
            mapped = (*self.mapping.columns.values(), *self.mapping.fixed)
            known = set(field_pointers(self.entry.entity)).intersection(mapped)
            self._closed[key] = tuple(sorted(known - writable_by_import(self.entry, arrows, key)))
        return self._closed[key]


def _has_personal(fields: Mapping[str, Field]) -> bool:
    return any(storage.is_personal(one) or _has_personal(one.fields) for one in fields.values())


def _allowed(entry: Entry, values: Values, context: Context) -> bool:
    if any(case.where == EVERYWHERE for case in entry.reach.cases):
        return True
    return bool(matching_cases(entry.reach, entry.entity, values, context))


def _with_row_ids(trial: Trial, stored: JsonObject) -> JsonObject:
    """The JSON form of the sheet, its detail rows with the ids of those they take the place of, one by one."""
    rows, before = trial.given.get(trial.grid), stored.get(trial.grid)
    if not trial.grid or not isinstance(rows, list) or not isinstance(before, list):
        return trial.given
    named = [
        {"id": before[at]["id"], **row} if at < len(before) else row  # type: ignore[index,call-overload,dict-item]
        for at, row in enumerate(rows)
    ]
    return {**trial.given, trial.grid: named}


def _project(text: str) -> Ref | None:
    key = _uuid(text)
    return Ref(PROJECT, key) if key.int else None


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)  # no record has it: said as a reference that is not there
