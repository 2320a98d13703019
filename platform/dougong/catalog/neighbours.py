"""What a tenant's other modules rely on: a change to one module must not break the formulas of another."""

from collections.abc import Iterator, Mapping
from typing import Any

from dougong.definition import Field, Module, check_module
from dougong.engines import SIGNATURES
from dougong.problem import Problem

Offer = tuple[Any, ...]


def problems_of_others(before: Module | None, after: Module, others: Mapping[str, Module]) -> Iterator[Problem]:
    """The errors that other modules have with `after` and had not with `before`.

    Pointers begin with the other module's key: "day_labour/entities/slip#/rules/x/check".
    """
    if before is None or set(_offers(before)) <= set(_offers(after)):
        return
    for key, other in others.items():
        if after.key in other.requires or after.key in other.works_with:
            known = {_told(one) for one in _errors(other, before, others)}
            fresh = (one for one in _errors(other, after, others) if _told(one) not in known)
            yield from (one.below(f"{key}/") for one in fresh)


def _errors(module: Module, beside: Module, others: Mapping[str, Module]) -> Iterator[Problem]:
    rest = {**others, beside.key: beside}
    found = check_module(module, {key: one for key, one in rest.items() if key != module.key}, engines=SIGNATURES)
    return (one for one in found if one.level == "error" and not one.pointer.startswith("locale/"))


def _told(problem: Problem) -> tuple[str, str, str]:
    return problem.pointer, problem.code, str(problem.params)


def _offers(module: Module) -> Iterator[Offer]:
    """Everything of a module that another one can name, each with what the other's formulas stand on."""
    for entity in module.entities.values():
        yield "entity", entity.key, entity.is_project, entity.scope
        yield from _fields(entity.key, entity.fields)
    for flow in module.workflows.values():
        yield from (("state", flow.entity, key) for key in flow.states)
        yield from (("transition", flow.entity, key, one.on) for key, one in flow.transitions.items())
    for lookup in module.lookups.values():
        yield "lookup", lookup.key, lookup.kind, lookup.aggregate, *lookup.params.items()
    yield from (("role", key) for key in module.roles)
    yield from (("right", one.role, one.entity, one.see is not None) for one in module.rights)
    yield from (("ledger", key, repr(ledger)) for key, ledger in module.ledgers.items())


def _fields(above: str, fields: Mapping[str, Field]) -> Iterator[Offer]:
    for key, field in fields.items():
        path = f"{above}/{key}"
        yield "field", path, field.kind, field.reference, field.many, field.on_read
        yield from _fields(path, field.fields)
