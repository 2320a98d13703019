"""Collects what a check finds, and asks the usual questions of formulas and names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from dougong.definition.checker.world import World
from dougong.definition.model import Entity, Field
from dougong.definition.pointers import escape
from dougong.expression import (
    ANY,
    BOOL,
    Env,
    Expr,
    ExpressionError,
    Type,
    check_types,
    names_used,
    parse,
    to_term,
)
from dougong.problem import Problem


@dataclass(slots=True)
class Findings:
    """What was found so far. Pointers read "entities/slip#/properties/x"."""

    world: World
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, at: str, code: str, level: Literal["error", "warning"] = "error", **params: object) -> None:
        """Note something."""
        self.problems.append(Problem(at, code, params, level=level))

    def no_such(self, at: str, what: str, name: str) -> None:
        """Note a name that names nothing."""
        self.wrong(at, "no_such", what=what, name=name)

    def known(self, at: str, what: str, name: str, names: Iterable[str]) -> bool:
        """Whether `name` is among `names`; noted when not."""
        if name in names:
            return True
        self.no_such(at, what, name)
        return False

    def formula(self, expr: Expr | None, env: Env, at: str, wanted: Type = ANY) -> None:
        """Note what the type checker says of a formula, and whether it answers what is wanted."""
        if expr is None:
            return
        checked = check_types(expr, env)
        self.problems += (problem.below(at) for problem in checked.problems)
        if not checked.problems and not suits(wanted, checked.type):
            self.wrong(at, "formula_type", expected=named(wanted), given=named(checked.type))

    def condition(self, expr: Expr | None, env: Env, at: str) -> None:
        """Note what is wrong with a formula that must be true or false."""
        self.formula(expr, env, at, BOOL)

    def filter(self, expr: Expr | None, env: Env, at: str) -> None:
        """Note what is wrong with a condition the database must decide.

        One that looks into records of a module that is off cannot be judged and passes.
        """
        before = len(self.problems)
        self.condition(expr, env, at)
        if expr is None or len(self.problems) > before or _looks_away(expr, env):
            return
        if to_term(expr, env) is None:
            self.wrong(at, "not_sql")

    def path(self, text: str, env: Env, at: str) -> Type:
        """The type of a field path such as "team.name" or "record.work_date"; noted when there is none."""
        try:
            expr = parse(text.replace("/", "."))
        except ExpressionError as error:
            self.problems.append(error.problem.below(at))
            return ANY
        checked = check_types(expr, env)
        self.problems += (problem.below(at) for problem in checked.problems)
        return checked.type

    def reference(self, name: str, at: str, folder: Literal["entities", "ledgers", "engines"]) -> bool:
        """Whether an entity or ledger is here to be looked at; noted when it exists nowhere."""
        standing = self.world.standing(name, folder)
        if standing == "nowhere":
            self.no_such(at, {"entities": "entity", "ledgers": "ledger", "engines": "engine"}[folder], name)
        elif standing == "undeclared":
            self.wrong(at, "undeclared", module=name.partition("/")[0])
        return standing == "here"

    def field_pointer(self, pointer: str, entity: Entity, at: str) -> None:
        """Note a pointer such as /rows/*/rate that names no field."""
        fields: Mapping[str, Field] = entity.fields
        for key in pointer.split("/")[1:]:
            if key == "*":
                continue
            if key not in fields:
                self.no_such(at, "field", pointer)
                return
            fields = fields[key].fields


def _looks_away(expr: Expr, env: Env) -> bool:
    """Whether a formula reads fields of an entity that is not known here."""
    for first, *rest in names_used(expr):
        type_ = env.names.get(first, ANY)
        for key in rest:
            fields = env.fields_of(type_.entity) if type_.name == "ref" else type_.fields
            if fields is None or type_.name == "any":
                return True
            type_ = fields.get(key, ANY)
    return False


def suits(wanted: Type, given: Type) -> bool:
    """Whether a value of one type can stand where another is wanted; null and JSON suit everything."""
    if {wanted.name, given.name} & {"any", "null"}:
        return True
    if wanted.name == "ref" and given.name == "ref":
        return not wanted.entity or not given.entity or wanted.entity == given.entity
    if wanted.name == "list" and given.name == "list":
        return suits(wanted.item or ANY, given.item or ANY)
    return wanted.name == given.name or {wanted.name, given.name} == {"number", "duration"}


def named(type_: Type) -> str:
    """A type as a message names it."""
    if type_.name == "ref" and type_.entity:
        return type_.entity
    return f"list of {named(type_.item)}" if type_.name == "list" and type_.item else type_.name


def step(pointer: str, *keys: str) -> str:
    """A pointer further in."""
    return pointer + "".join(f"/{escape(key)}" for key in keys)


def text_at(document: Mapping[str, Any], *keys: str) -> Any:
    """What stands at a path of keys; None when nothing does."""
    found: Any = document
    for key in keys:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found
