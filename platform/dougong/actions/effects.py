"""What else follows a transition, as the definition says: create, transition, set, gather. Same transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dougong import catalog, storage
from dougong.actions.deed import log_change, refuse_errors
from dougong.actions.numbers import number_for
from dougong.admission import Seat, Surroundings, context_for
from dougong.admission.entry import PROJECT_FIELD, Entry, entry_for_consequence
from dougong.definition import (
    Context,
    Effect,
    Entity,
    apply_defaults,
    check_values,
    record_scope,
    record_types,
    row_scope,
    value_of,
    write_values,
)
from dougong.expression import row_of
from dougong.kinds import KINDS
from dougong.problem import Json, JsonObject, Problem, Ref, Refused, Value, Values
from dougong.storage import Record
from dougong.tenancy import new_id

#: Transitions that may set one another off, and records one of them may touch: a loop in a definition ends here.
HOPS, TARGETS = 10, 1_000


@dataclass(frozen=True, slots=True)
class Consequences:
    """The effects of one transition under way. hops: transitions that led here."""

    seat: Seat
    hops: int = 0

    def carry_out(self, entry: Entry, record: Record, effects: tuple[Effect, ...]) -> Record:
        """Carry the effects out, in order; returns the record as they left it.

        They happen whatever the rights of the person: the definition's author answers for them. What would happen in
        a module that is switched off does not.
        Raises Refused when one of them cannot happen; then nothing of the transition is kept.
        """
        on = self.seat.modules
        for effect in (one for one in effects if one.target.partition("/")[0] in on):
            verb: Callable[[Entry, Record, Effect], Record] = getattr(self, f"_{effect.verb}")
            record = verb(entry, record, effect)
        return record

    def _set(self, entry: Entry, record: Record, effect: Effect) -> Record:
        target = self._entry(effect.target)
        for found in self._targets(target.entity, record, entry.entity, effect):
            context = self._context(target.entity, found)
            changes = self._values(effect.values, found, record, self._context(entry.entity, record))
            stored = self._keep(target, found, {**found.values, **changes}, context)
            record = stored if stored.id == record.id else record
        return record

    def _gather(self, entry: Entry, record: Record, effect: Effect) -> Record:
        """Fill a rows field of the record with one row for each record found."""
        target = self._entry(effect.target)
        context = self._context(entry.entity, record)
        columns = entry.entity.fields[effect.into].fields
        rows: list[Json] = []
        for found in self._targets(target.entity, record, entry.entity, effect):
            values = self._values(effect.values, found, record, context)
            rows.append({key: KINDS[columns[key].kind].write(value, columns[key].options)
                         for key, value in values.items() if value is not None})  # fmt: skip
        wire: JsonObject = {**write_values(entry.entity, record.values), effect.into: rows}
        return self._keep_wire(entry, record, apply_defaults(entry.entity, wire, context), context)

    def _create(self, entry: Entry, record: Record, effect: Effect) -> Record:
        """One new record, or one for each row of a rows field; where an earlier row's is asked for, it is there."""
        own = record_scope(record.values, self._context(entry.entity, record))
        rows: Any = record.values.get(effect.foreach) or () if effect.foreach else (None,)
        if len(rows) > TARGETS:
            raise Refused([Problem("", "limit", {"what": effect.target, "limit": TARGETS})])
        for row in rows:
            self._create_one(entry, record, effect, own if row is None else row_scope(own, row))
        return record

    def _create_one(self, entry: Entry, record: Record, effect: Effect, scope: Mapping[str, Value]) -> None:
        source = self._context(entry.entity, record)
        if effect.where is not None and value_of(effect.where, scope, source) is not True:
            return
        target = self._entry(effect.target)
        values = {key: value_of(expr, scope, source) for key, expr in effect.values.items()}
        given = values.pop(PROJECT_FIELD, None) if PROJECT_FIELD not in target.entity.fields else None
        project = Ref("project", given.id) if isinstance(given, Ref) else record.project
        made = Record(
            entity=target.entity.name, id=new_id(), state=target.workflow.initial if target.workflow else None,
            project=project if target.entity.scope == "project" else None, created_by=self.seat.actor.id,
            definition_version=target.module.version,
        )  # fmt: skip
        context = self._context(target.entity, made)
        wire = apply_defaults(target.entity, write_values(target.entity, values), context)
        checked = check_values(target.entity, wire, context)
        refuse_errors(checked.problems)
        number = number_for(target, made) if target.workflow is None and target.entity.numbering else None
        new = storage.insert(
            target.entity,
            replace(made, values=checked.values, number=number),
            target.layout,
            self.seat.actor.id,
        )
        log_change(self.seat, target, None, new, "create")

    def _transition(self, entry: Entry, record: Record, effect: Effect) -> Record:
        if self.hops >= HOPS:
            raise Refused([Problem("", "limit", {"what": effect.transition or "", "limit": HOPS})])
        target = self._entry(effect.target)
        workflow = target.workflow
        arrow = workflow.transitions.get(effect.transition or "") if workflow else None
        if arrow is None:
            raise Refused([Problem("", "transition", {"transition": effect.transition})])
        for found in self._targets(target.entity, record, entry.entity, effect):
            if found.state not in arrow.sources:
                raise Refused([Problem("", "state", {"state": found.state})])
            moved = storage.update(
                target.entity, found.id, found.version, found.values, target.layout, self.seat.actor.id,
                state=arrow.target, definition_version=target.module.version,
            )  # fmt: skip
            log_change(self.seat, target, found, moved, arrow.key)
            moved = Consequences(self.seat, self.hops + 1).carry_out(target, moved, arrow.do)
            record = moved if moved.id == record.id else record
        return record

    def _entry(self, name: str) -> Entry:
        return entry_for_consequence(self.seat, name)

    def _targets(self, entity: Entity, record: Record, source: Entity, effect: Effect) -> list[Record]:
        own: Values = {**record.values, **record.system}
        given: Values = {
            "record": own,
            "me": self.seat.actor.id,
            "settings": catalog.settings_of(entity.module),
        }
        types = {"record": row_of(record_types(source))}
        why = "a transition's consequences reach whatever its definition names"
        surroundings = Surroundings(self.seat)
        found = surroundings.matches(
            entity, effect.where, given, types, why=why, functions=source.module, sort=effect.sort
        )
        if len(found) > TARGETS:
            raise Refused([Problem("", "limit", {"what": entity.title, "limit": TARGETS})])
        return found

    def _values(self, formulas: Mapping[str, Any], found: Record, record: Record, context: Context) -> dict[str, Value]:
        """Formulas over a target's own names, with the record whose transition it is as `record`."""
        own: Values = {**record.values, **record.system}
        scope = {**found.values, **found.system, "record": own, "me": self.seat.actor.id,
                 "settings": context.settings}  # fmt: skip
        return {key: value_of(expr, scope, context) for key, expr in formulas.items()}

    def _context(self, entity: Entity, record: Record) -> Context:
        return context_for(self.seat, entity, system=record.system, complete=False)

    def _keep(self, target: Entry, before: Record, values: Values, context: Context) -> Record:
        return self._keep_wire(target, before, write_values(target.entity, values), context)

    def _keep_wire(self, target: Entry, before: Record, wire: JsonObject, context: Context) -> Record:
        checked = check_values(target.entity, wire, context)
        refuse_errors(checked.problems)
        after = storage.update(
            target.entity, before.id, before.version, checked.values, target.layout, self.seat.actor.id
        )
        if after.version != before.version:
            log_change(self.seat, target, before, after, "edit")
        return after
