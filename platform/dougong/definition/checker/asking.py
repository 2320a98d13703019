"""One formula asked about while it is being written: what it may use, what it gives, what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from dougong.definition.checker.entities import wanted_type, with_names, with_row
from dougong.definition.checker.findings import named, suits
from dougong.definition.checker.world import World
from dougong.definition.environment import field_types
from dougong.definition.model import Entity, Field, Module
from dougong.expression import BOOL, Env, ExpressionError, Signature, Type, check_types, parse
from dougong.problem import Problem

#: Words of a field whose formula must be true or false.
CONDITIONS = frozenset({"visible_when", "required_when", "readonly_when"})


@dataclass(frozen=True, slots=True)
class Judged:
    """What can be said of a formula. type: what it gives, None where it cannot be read. wanted: what it must give."""

    type: Type | None
    wanted: Type
    problems: tuple[Problem, ...]


def scope_of_field(
    module: Module,
    others: Mapping[str, Module],
    engines: Mapping[str, Signature],
    entity: Entity,
    path: tuple[str, ...],
) -> Env:
    """What the formulas of a field may use; path: ("total",) or ("rows", "amount")."""
    env = World(module, others, engines).env(entity)
    fields: Mapping[str, Field] = entity.fields
    for key in path[:-1]:
        holder = fields[key]
        fields = holder.fields
        env = with_row(env, fields) if holder.kind == "rows" else with_names(env, field_types(fields))
    return env


def judge_formula(text: str, env: Env, word: str, field: Field) -> Judged:
    """A formula as it would stand under `word` ("computed", "visible_when" ...) of a field."""
    wanted = BOOL if word in CONDITIONS else wanted_type(field)
    try:
        expr = parse(text)
    except ExpressionError as error:
        return Judged(None, wanted, (error.problem,))
    checked = check_types(expr, env)
    problems = checked.problems
    if not problems and not suits(wanted, checked.type):
        problems = (Problem("", "formula_type", {"expected": named(wanted), "given": named(checked.type)}),)
    return Judged(checked.type, wanted, problems)
