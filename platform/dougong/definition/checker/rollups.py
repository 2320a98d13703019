"""Figures evaluated on read may use others across entities; none may end up using itself."""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from dougong.definition.checker.findings import Findings
from dougong.definition.model import Entity, Field
from dougong.definition.reading.order import Path, pointer_of, uses, walk
from dougong.expression import ExpressionError, names_used, parse

Node = tuple[str, Path]


def check_rollups(found: Findings) -> None:
    """Refuse a circle of rollups and what is computed from them, through every module that is here."""
    world = found.world
    modules = (world.module, *world.others.values())
    entities = {entity.name: entity for each in modules for entity in each.entities.values()}
    graph: dict[Node, list[Node]] = {}
    for entity in entities.values():
        for path, field in walk(entity.fields):
            if field.on_read:
                graph[entity.name, path] = sorted(_needs(entities, entity, path, field))
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle: list[Node] = list(reversed(error.args[1]))
        name, path = next((node for node in circle if node[0] in _own(found)), circle[0])
        key = name.partition("/")[2]
        told = " → ".join(f"{entity}.{'.'.join(field)}" for entity, field in circle)
        found.wrong(f"entities/{key}#{pointer_of(path, entities[name].fields)}", "cycle", cycle=told)


def _own(found: Findings) -> frozenset[str]:
    return frozenset(entity.name for entity in found.world.module.entities.values())


def _needs(entities: dict[str, Entity], entity: Entity, path: Path, field: Field) -> Iterator[Node]:
    """The figures evaluated on read that this one needs."""
    if field.computed is not None:
        for used in uses(field.computed, path, entity.fields):
            if _field(entity, used).on_read:
                yield entity.name, used
    rollup = field.rollup or {}
    named = rollup.get("entity")
    target = entities.get(str(named) if "/" in str(named) else f"{entity.module}/{named}")
    for word in ("value", "where") if target else ():
        for used in _names(rollup.get(word)):
            if target is not None and used in dict(walk(target.fields)) and _field(target, used).on_read:
                yield target.name, used


def _names(text: object) -> frozenset[Path]:
    if not isinstance(text, str):
        return frozenset()
    try:
        return names_used(parse(text))
    except ExpressionError:
        return frozenset()  # told where the rollup is checked


def _field(entity: Entity, path: Path) -> Field:
    return dict(walk(entity.fields))[path]
