"""What putting an overlay in force would do: what changes, whom it hurts, and why it cannot be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from dougong import catalog, search, storage
from dougong.admission import Entry, Seat, entry_for_plan
from dougong.definition import Module
from dougong.definition.layout import SPARE_COLUMNS, is_tenants
from dougong.designer.recalculating import Reckoned, is_document, other_formulas, reckoned
from dougong.listing import Branch, Leaf, term_of
from dougong.overlay import Overlay
from dougong.planning import Change, Plan, count_keys, diff, plan
from dougong.problem import Problem, Refused
from dougong.storage import Query


@dataclass(frozen=True, slots=True)
class Forecast:
    """before: the module in force. after: as it would be; None when the changes make none.

    changes, plan: what is different between the two, with the records each change touches. problems: everything
    publishing would be refused for. given: (entity, field path, column) of the spare columns it takes. left: by
    entity, how many columns for numbers and for texts it has then. reckoned: fields that follow another formula.
    """

    before: Module
    after: Module | None
    changes: tuple[Change, ...] = ()
    plan: Plan = field(default_factory=Plan)
    problems: tuple[Problem, ...] = ()
    given: tuple[tuple[str, str, str], ...] = ()
    left: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    reckoned: tuple[Reckoned, ...] = ()


def forecast_of(seat: Seat, overlay: Overlay) -> Forecast:
    """What publishing would do, in the reader's language. Raises Refused ("not_found") when the module is off."""
    before = catalog.module_for(overlay.module, seat.caller.language)
    problems, allotted = catalog.forecast(overlay)
    try:
        after = catalog.preview(overlay, seat.caller.language)
    except Refused as refused:
        return Forecast(before, None, problems=problems or refused.problems)
    changes, found = planned(seat, before, after)
    other = reckoned(seat, before, after, changes)
    return Forecast(before, after, changes, found, problems, allotted.given, _left(allotted.given), other)


def _left(given: Iterable[tuple[str, str, str]]) -> dict[str, tuple[int, int]]:
    """Of every entity that gets columns, how many of each family its records have then; those of rows left aside."""
    found: dict[str, tuple[int, int]] = {}
    every = tuple(given)
    for name in dict.fromkeys(entity for entity, _path, _column in every):
        used = [column for path, column in catalog.layout_for(name).columns if "/" not in path]
        used += [column for entity, path, column in every if entity == name and "/" not in path]
        numbers, texts = (len(set(columns) - set(used)) for columns in SPARE_COLUMNS.values())
        found[name] = (numbers, texts)
    return found


def planned(seat: Seat, before: Module, after: Module) -> tuple[tuple[Change, ...], Plan]:
    """The changes from one module to the other, and their plan with the tenant's records counted."""
    changes = diff(before, after)
    return changes, plan(changes, _counts(seat, before, count_keys(changes)))


def losses(seat: Seat, overlay: Overlay) -> tuple[Problem, ...]:
    """What publishing takes from people who have it: each an error for whoever has not agreed to it."""
    before = catalog.module_for(overlay.module, seat.caller.language)
    found = planned(seat, before, catalog.preview(overlay, seat.caller.language))[1]
    return tuple(replace(loss, level="error") for loss in found.destructive)


def worked_out_anew(seat: Seat, overlay: Overlay) -> tuple[str, ...]:
    """The entities without states of which stored values follow another formula once this overlay is in force."""
    before = catalog.module_for(overlay.module, seat.caller.language)
    after = catalog.preview(overlay, seat.caller.language)
    known = {entity.name: entity for entity in after.entities.values() if entity.key in before.entities}
    names = other_formulas(diff(before, after))
    return tuple(name for name in names if name in known and not is_document(after, known[name]))


def newly_searched(seat: Seat, overlay: Overlay) -> frozenset[str]:
    """Entities with fields that are found by from now on and had values before: they were out of sight."""
    before = catalog.module_for(overlay.module, seat.caller.language)
    known, found = catalog.was_published(overlay.module), set()
    for key, entity in catalog.preview(overlay, seat.caller.language).entities.items():
        former = before.entities.get(key)
        old = () if former is None else search.found_in(former)
        for path in search.found_in(entity):
            if path not in old and (_is_packaged(path) or _address(key, path) in known):
                found.add(entity.name)
    return frozenset(found)


def _is_packaged(path: str) -> bool:
    return not any(is_tenants(part) for part in path.split("/"))


def _address(entity: str, path: str) -> str:
    """The address of a field by its path: "rows/*/note" is a column of the rows field `rows`."""
    return f"entities/{entity}#/properties/" + path.replace("/*/", "/items/properties/")


def _counts(seat: Seat, module: Module, keys: Iterable[str]) -> dict[str, int]:
    """Rows by key, as `count_keys` names them; what cannot be asked of the database is left to the entity's count."""
    found: dict[str, int] = {}
    for key in keys:
        name, mark, part = _split(key)
        if module.entities.get(name.partition("/")[2]) is None:
            continue
        entry = entry_for_plan(seat, name)
        if (counted := _count(entry, mark, part)) is not None:
            found[key] = counted
        elif name not in found:
            found[name] = _count(entry, "", "") or 0
    return found


def _split(key: str) -> tuple[str, str, str]:
    """The entity, "#" or "@", and what stands behind it."""
    for mark in "#@":
        name, found, part = key.partition(mark)
        if found:
            return name, mark, part
    return key, "", ""


def _count(entry: Entry, mark: str, part: str) -> int | None:
    """How many records; None when the database cannot say."""
    try:
        where = term_of(entry, _asked(mark, part)) if mark else None
        return storage.count(entry.reach, entry.entity, entry.layout, Query(where=where, deleted="also"))
    except Refused:
        return None


def _asked(mark: str, part: str) -> Branch:
    field, equals, choice = part.partition("=")
    if mark == "@":
        leaf = Leaf("state", "one_of", [part])
    elif equals:
        leaf = Leaf(field, "one_of", [choice])
    else:
        leaf = Leaf(field, "filled")
    return Branch("all", (leaf,))
