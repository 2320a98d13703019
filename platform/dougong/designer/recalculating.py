"""What another formula makes of what is stored: values are kept as they were worked out when an entry was saved."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from dougong import storage
from dougong.admission import Seat, context_for, entry_for_plan
from dougong.definition import Context, Entity, Module, check_values, write_values
from dougong.planning import Change, What
from dougong.problem import Problem, Refused, Value, Values
from dougong.storage import Query, Record

#: Entries that a plan works out again to say how many would come to another value.
LOOKED_AT: Final = 100
_FORMULA: Final[frozenset[What]] = frozenset({"computed_changed", "field_added", "kind_changed"})


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A field whose formula changes, and what that means for what is stored.

    path: "total" or "rows/amount". looked_at: entries worked out again, the newest; more: there are others.
    differing: those of them that would come to another value. documents: they pass through states, and keep what
    they have until somebody saves them; of others a job may work out every one.
    """

    entity: str
    path: str
    looked_at: int
    differing: int
    more: bool
    documents: bool


def other_formulas(changes: Iterable[Change]) -> dict[str, tuple[str, ...]]:
    """By entity the fields that are kept and follow a formula from now on that they did not follow before."""
    found: dict[str, list[str]] = {}
    for one in changes:
        if one.what in _FORMULA and one.after.computed is not None and one.after.stored:
            found.setdefault(one.entity, []).append(one.path)
    return {name: tuple(dict.fromkeys(paths)) for name, paths in found.items()}


def reckoned(seat: Seat, before: Module, after: Module, changes: Iterable[Change]) -> tuple[Reckoned, ...]:
    """What that means for what is stored, field by field."""
    found = other_formulas(changes).items()
    return tuple(one for name, paths in found for one in _of_entity(seat, name, paths, before, after))


def is_document(module: Module, entity: Entity) -> bool:
    """Whether its entries pass through states: what was handed in is not worked out anew behind anybody's back."""
    return any(flow.entity == entity.key for flow in module.workflows.values())


def worked_out(entity: Entity, record: Record, context: Context) -> tuple[Values, tuple[Problem, ...]]:
    """What a stored record's fields come to by the entity's formulas as they are now, and what is wrong on the way."""
    context = replace(context, system={**context.system, **record.system})
    checked = check_values(entity, write_values(entity, record.values), context)
    return checked.values, checked.problems


def _of_entity(seat: Seat, name: str, paths: Iterable[str], before: Module, after: Module) -> Iterator[Reckoned]:
    key = name.rpartition("/")[2]
    old, new = before.entities.get(key), after.entities.get(key)
    if old is None or new is None:
        return
    entry = entry_for_plan(seat, name)
    try:
        page = storage.select(entry.reach, old, entry.layout, Query(limit=LOOKED_AT))
    except Refused:
        return
    context = context_for(seat, new)
    results = [(one.values, worked_out(new, one, context)[0]) for one in page.records]
    for path in paths:
        differing = sum(_at(stored, path) != _at(made, path) for stored, made in results)
        yield Reckoned(name, path, len(results), differing, page.next is not None, is_document(after, new))


def _at(values: Mapping[str, Any], path: str) -> tuple[Value, ...]:
    head, _, rest = path.partition("/")
    value = values.get(head)
    if not rest:
        return (value,)
    return tuple(one for row in value or () for one in _at(row, rest))
