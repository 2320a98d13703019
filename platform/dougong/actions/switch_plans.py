"""What switching a module on or off would do, as values: pages tell it, the verbs ask it again before they act."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from dougong import catalog, outbox, storage
from dougong.access import system_reach
from dougong.actions.granting import administering
from dougong.admission import Seat
from dougong.catalog import Shelved
from dougong.definition import Entity, Field, Module, Workflow, record_env
from dougong.expression import parse, split
from dougong.problem import Problem, Refused
from dougong.tenancy import holders, lasting_holders

_WHY: Final = "a plan says how many records it touches"


@dataclass(frozen=True, slots=True)
class Kept:
    """The records of one entity. waiting: of those, in an approval; open: not yet in a final state."""

    entity: Entity
    records: int
    waiting: int = 0
    open: int = 0


@dataclass(frozen=True, slots=True)
class Use:
    """A field of another module that refers to this one. field, inner: the detail row's column, if it is one.

    records: how many have a value there; None where that is not counted (rows, many).
    """

    module: Module
    entity: Entity
    field: Field
    inner: Field | None
    target: str
    records: int | None


@dataclass(frozen=True, slots=True)
class SwitchOff:
    """What stops. modules: all that go off, the one asked for last. needed_by: those of them that need it.

    uses: fields elsewhere that will say so. sums: fields elsewhere that add up what is there. steps: steps elsewhere
    that write there. roles: of the modules' own, with how many hold each. jobs: work under way, which waits.
    """

    modules: tuple[Module, ...]
    needed_by: tuple[Module, ...]
    kept: tuple[Kept, ...] = ()
    uses: tuple[Use, ...] = ()
    sums: tuple[tuple[Entity, Field], ...] = ()
    steps: tuple[tuple[Entity, str], ...] = ()
    roles: tuple[tuple[str, int], ...] = ()
    jobs: int = 0
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class SwitchOn:
    """What comes. modules: all that go on, in the order they do, the one asked for last. kept: records from before."""

    modules: tuple[Shelved, ...]
    kept: tuple[Kept, ...] = ()
    problems: tuple[Problem, ...] = ()


def plan_switch_on(seat: Seat, key: str) -> SwitchOn:
    """What switching an installed module on brings. Raises Refused ("not_found") when it is not there or is on."""
    shelf = catalog.shelf(seat.caller.language)
    if key not in shelf or shelf[key].on:
        raise Refused([Problem("", "not_found", {"module": key})])
    order: dict[str, None] = {}
    missing: list[Problem] = []
    _needed(shelf, key, order, missing)
    modules = tuple(shelf[one] for one in order)
    kept = tuple(Kept(entity, _count(entity)) for one in modules if one.had for entity in one.module.entities.values())
    return SwitchOn(modules, tuple(one for one in kept if one.records), tuple(missing))


def plan_switch_off(seat: Seat, key: str) -> SwitchOff:
    """What switching a module off, and all that need it, stops. Raises Refused ("not_found") when it is not on."""
    if key not in seat.modules:
        raise Refused([Problem("", "not_found", {"module": key})])
    going = tuple(_dependants(seat.modules, key))
    modules = tuple(seat.modules[one] for one in going)
    rest = [one for one in seat.modules.values() if one.key not in going]
    problems = [] if _administered(rest) else [Problem("", "only_administering")]
    return SwitchOff(
        modules=modules,
        needed_by=modules[:-1],
        kept=tuple(kept for one in modules for kept in _kept(one)),
        uses=tuple(_uses(rest, going)),
        sums=tuple(_sums(rest, going)),
        steps=tuple(_steps(rest, going)),
        roles=tuple(_roles(modules, rest)),
        jobs=sum(outbox.waiting_for(one) for one in going),
        problems=tuple(problems),
    )


def _needed(shelf: Mapping[str, Shelved], key: str, order: dict[str, None], missing: list[Problem]) -> None:
    """Put what `key` needs and is off into `order`, first things first; what is not installed into `missing`."""
    for other, wanted in shelf[key].module.requires.items():
        if other not in shelf:
            missing.append(Problem("", "requires", {"module": key, "other": f"{other} {wanted}"}))
        elif not shelf[other].on and other not in order:
            _needed(shelf, other, order, missing)
    order[key] = None


def _dependants(modules: Mapping[str, Module], key: str) -> Iterator[str]:
    """The modules that need `key`, directly or not, those furthest away first, and then itself."""
    found = {key: None}
    waiting = [key]
    while waiting:
        asked = waiting.pop(0)
        for one in modules.values():
            if asked in one.requires and one.key not in found:
                found[one.key] = None
                waiting.append(one.key)
    yield from reversed(found)


def _administered(rest: Iterable[Module]) -> bool:
    """Whether somebody still administers the company with these modules alone."""
    return bool(lasting_holders(administering(rest)))


def _kept(module: Module) -> Iterator[Kept]:
    for entity in module.entities.values():
        flow = next((one for one in module.workflows.values() if one.entity == entity.key), None)
        records = _count(entity)
        if flow is None or not records:
            yield Kept(entity, records)
            continue
        via = {arrow.via for arrow in flow.transitions.values() if arrow.via}
        yield Kept(entity, records, _in_states(entity, via), _in_states(entity, _unfinished(flow)))


def _unfinished(flow: Workflow) -> set[str]:
    """The states from which something still leads on."""
    return {key for key in flow.states if any(key in arrow.sources or key == arrow.via
                                              for arrow in flow.transitions.values())}  # fmt: skip


def _uses(rest: Iterable[Module], going: tuple[str, ...]) -> Iterator[Use]:
    for module in rest:
        for entity in module.entities.values():
            for field in entity.fields.values():
                for one in (field, *field.fields.values()):
                    target = one.reference or ""
                    if target.partition("/")[0] in going and "/" in target:
                        inner = None if one is field else one
                        yield Use(module, entity, field, inner, target, _filled(entity, field, inner))


def _filled(entity: Entity, field: Field, inner: Field | None) -> int | None:
    return None if inner or field.many or not field.stored else _count(entity, f"{field.key} != null")


def _sums(rest: Iterable[Module], going: tuple[str, ...]) -> Iterator[tuple[Entity, Field]]:
    for module in rest:
        for entity in module.entities.values():
            for field in entity.fields.values():
                if str((field.rollup or {}).get("entity", "")).partition("/")[0] in going:
                    yield entity, field


def _steps(rest: Iterable[Module], going: tuple[str, ...]) -> Iterator[tuple[Entity, str]]:
    for module in rest:
        for flow in module.workflows.values():
            for arrow in flow.transitions.values():
                if any(effect.target.partition("/")[0] in going for effect in arrow.do):
                    yield module.entities[flow.entity], arrow.title


def _roles(modules: Iterable[Module], rest: Iterable[Module]) -> Iterator[tuple[str, int]]:
    staying = {key for one in rest for key in one.roles}
    for module in modules:
        for role in module.roles.values():
            if role.key not in staying:
                yield role.title, len(holders(role.key))


def _in_states(entity: Entity, states: set[str]) -> int:
    return _count(entity, f"state in [{', '.join(repr(one) for one in sorted(states))}]") if states else 0


def _count(entity: Entity, where: str = "") -> int:
    term = split(parse(where), record_env(entity))[0] if where else None
    reach = system_reach(entity.name, _WHY)
    return storage.count(reach, entity, catalog.layout_for(entity.name), storage.Query(where=term))
