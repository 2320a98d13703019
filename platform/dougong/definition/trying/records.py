"""The records a case says exist: keys stand for references, look-ups search them, references are followed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from typing import Any

from dougong.definition.actor import PROJECT
from dougong.definition.context import Context
from dougong.definition.model import Entity, Field, Lookup, Module
from dougong.definition.trying.given import as_given, identity, keyed, parted
from dougong.definition.values.checking import check_values
from dougong.definition.values.scope import record_scope, value_of
from dougong.expression import parse
from dougong.kinds import KINDS, Unreadable
from dougong.problem import Json, JsonObject, Ref, Value, Values


@dataclass(slots=True)
class Records:
    """Every record of a case but the one being tried. found: by reference."""

    modules: Mapping[str, Module]
    context: Context
    found: dict[Ref, Values] = field(default_factory=dict)

    def entity(self, name: str) -> Entity | None:
        """An entity by its full name."""
        module, _, key = name.partition("/")
        owner = self.modules.get(module)
        return owner.entities.get(key) if owner else None

    def add(self, given: Mapping[str, Any], home: str) -> None:
        """Take in records by entity and key; `home` is the module whose keys need no prefix."""
        for name, by_key in given.items():
            full = name if "/" in name else f"{home}/{name}"
            entity = self.entity(full)
            for key, record in by_key.items():
                ref = Ref(full, identity(key))
                self.found[ref] = self._values(entity, record, ref) if entity else dict(record)

    def _values(self, entity: Entity, record: JsonObject, ref: Ref) -> Values:
        system, fields = parted(record, entity)
        entity = as_given(entity, fields)
        context = replace(self.context, system={**self.context.system, **system}, complete=False)
        checked = check_values(entity, keyed(entity.fields, fields), context)
        return {**system, **checked.values, "id": ref}

    def follow(self, ref: Ref, key: str) -> Value:
        """A field of a referenced record; None where the case says nothing of it."""
        if ref.entity == PROJECT:
            return next((values.get(key) for one, values in self.found.items() if one.id == ref.id), None)
        return self.found.get(ref, {}).get(key)

    def function(self, lookup: Lookup) -> Callable[..., Value]:
        """A look-up as a function that searches these records."""

        def call(*arguments: Value) -> Value:
            return self._answer(lookup, dict(zip(lookup.params, arguments, strict=False)))

        return call

    def _answer(self, lookup: Lookup, given: Values) -> Value:
        answers = list(self._matches(lookup, given))
        if lookup.aggregate == "count":
            return Decimal(len(answers))
        if not answers and lookup.aggregate not in ("sum", "min", "max"):
            return None if lookup.otherwise is None else value_of(lookup.otherwise, given, self.context)
        return _one(lookup.aggregate, answers)

    def rolled_up(self, entity: Entity, field: Field, own: Values) -> Value:
        """A rollup of the record being tried, over these records. own: its system values; `where` knows no others."""
        rollup: Mapping[str, Any] = field.rollup or {}
        name = str(rollup.get("entity", ""))
        full = name if "/" in name else f"{entity.module}/{name}"
        where = parse(rollup["where"]) if "where" in rollup else None
        found: list[Value] = []
        for ref, values in self.found.items():
            scope = {**record_scope(values, self.context), "record": own}
            fits = where is None or (ref.entity == full and value_of(where, scope, self.context) is True)
            if ref.entity == full and fits and values.get("state") in rollup.get("states", (values.get("state"),)):
                found.append(value_of(parse(rollup["value"]), scope, self.context) if "value" in rollup else None)
        how = str(rollup.get("aggregate", "sum"))
        return Decimal(len(found)) if how == "count" else _one(how, found)

    def _matches(self, lookup: Lookup, given: Values) -> Iterator[Value]:
        """The answers of every record that matches, in the order asked for."""
        matching = []
        for ref, values in self.found.items():
            scope = {**record_scope(values, self.context), **given}
            if ref.entity == lookup.entity and value_of(lookup.where, scope, self.context) is True:
                matching.append(scope)
        for key in reversed(lookup.order):
            name = key.removeprefix("-")
            matching.sort(key=partial(_rank, name), reverse=key.startswith("-"))
        yield from (value_of(lookup.answer, scope, self.context) for scope in matching)


def _one(how: str, answers: list[Value]) -> Value:
    """Many answers as one."""
    known: list[Any] = [answer for answer in answers if answer is not None]
    if how == "sum":
        return sum(known, Decimal(0))
    if how in ("min", "max"):
        return (min if how == "min" else max)(known) if known else None
    if how == "avg":
        return sum(known, Decimal(0)) / len(known) if known else None
    return answers[0] if answers else None


def _rank(name: str, scope: Values) -> tuple[bool, str]:
    """Sorts any values of one field, missing ones lowest, so that "-" puts them last."""
    value = scope.get(name)
    return value is not None, f"{value:040}" if isinstance(value, Decimal | int) else str(value)


def constant(lookup: Lookup, given: Json) -> Value:
    """The answer a case gives for a look-up, as a value of its kind."""
    kind = KINDS.get("integer" if lookup.aggregate == "count" else lookup.kind)
    if kind is None or given is None or kind.name == "reference":
        return Ref(lookup.kind, identity(given)) if isinstance(given, str) else None
    try:
        return kind.read(given, kind.options({"kind": kind.name}))
    except Unreadable:
        return given if isinstance(given, str) else None
