"""Spare columns for a tenant's own fields: given when a module is published, recorded, never taken back in passing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dougong.catalog.models import SpareColumn
from dougong.definition import Entity, Field, Module
from dougong.definition.layout import Layout, is_tenants, spare_family
from dougong.expression import Expr, names_used
from dougong.problem import Problem, Refused
from dougong.tenancy import require_writing


@dataclass(frozen=True, slots=True)
class Allotment:
    """Who gets which column. given: (entity, field path, column) of each that gets one now.

    moved: entities with fields that were there already without a column, whose values must be moved.
    problems: "no_spare_column" at each field for which none is free.
    """

    given: tuple[tuple[str, str, str], ...] = ()
    moved: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def allotment(after: Module, before: Module | None, layouts: Mapping[str, Layout]) -> Allotment:
    """The columns for the fields of `after` that want one and have none. Nothing is recorded."""
    given: list[tuple[str, str, str]] = []
    moved: dict[str, None] = {}
    problems: list[Problem] = []
    for entity in after.entities.values():
        layout = layouts.get(entity.name, Layout())
        old = dict(own_fields(before.entities[entity.key])) if before and entity.key in before.entities else {}
        asked = _asked_for(after, entity)
        for path, field in own_fields(entity):
            family = spare_family(field)
            wanted = field.indexed or field.unique or path in asked
            if family is None or not wanted or layout.column_of(path) is not None:
                continue
            layout = layout.with_field(path, family)
            column = layout.column_of(path)
            if column is None:
                problems.append(Problem(f"entities/{entity.key}#/properties/{path}", "no_spare_column"))
                continue
            given.append((entity.name, path, column))
            if path in old:
                moved[entity.name] = None
    return Allotment(tuple(given), tuple(moved), tuple(problems))


def allot(after: Module, before: Module | None, layouts: Mapping[str, Layout]) -> tuple[str, ...]:
    """Give columns to the fields of `after` that want one and have none; record them.

    Returns the entities with fields that were there `before` without a column: their values must be moved.
    Raises Refused (code "no_spare_column") at the field for which none is free.
    """
    tenant = require_writing().tenant_id
    found = allotment(after, before, layouts)
    if found.problems:
        raise Refused(found.problems)
    for entity, path, column in found.given:
        SpareColumn.objects.create(tenant_id=tenant, entity=entity, path=path, column=column)
    return found.moved


def own_fields(entity: Entity, *, rows: bool = False) -> Iterator[tuple[str, Field]]:
    """The tenant's fields of an entity by path; all of them when he invented it. rows: also rows themselves."""
    yield from _below(entity.fields, "", own=is_tenants(entity.key) or is_tenants(entity.module), rows=rows)


def _below(fields: Mapping[str, Field], prefix: str, *, own: bool, rows: bool) -> Iterator[tuple[str, Field]]:
    for key, field in fields.items():
        mine = own or is_tenants(key)
        if field.kind == "rows":
            yield from _below(field.fields, f"{prefix}{key}/", own=mine, rows=rows)
        if mine and field.stored and (rows or field.kind != "rows"):
            yield f"{prefix}{key}", field


def _asked_for(module: Module, entity: Entity) -> frozenset[str]:
    """The fields that lists and rights of an entity sort, sum, group or decide by."""
    formulas: list[Expr | None] = []
    names: set[str] = set()
    table = module.tables.get(entity.key)
    for view in table.views.values() if table is not None else ():
        names.update(key.removeprefix("-") for key in (*view.sort, *view.totals, view.group or ""))
        formulas.append(view.where)
    for right in module.rights:
        if right.entity == entity.name:
            formulas += [right.see, right.create, right.edit, right.remove, right.export, right.import_]
    for formula in formulas:
        if formula is not None:
            names.update(path[1] if path[0] == "record" and len(path) > 1 else path[0] for path in names_used(formula))
    return frozenset(names)
