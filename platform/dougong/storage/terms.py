"""From formulas of rights and filters to SQL, with every column in the form it is kept in."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from dougong.definition import record_env
from dougong.definition.environment import SYSTEM_TYPES
from dougong.definition.model import Entity
from dougong.expression import (
    TEXT,
    TRUE_EXPR,
    Add,
    And,
    Column,
    Compare,
    Constant,
    Contains,
    Exists,
    Expr,
    Given,
    In,
    Literal,
    Not,
    Or,
    Param,
    Place,
    Sub,
    Term,
    Type,
    evaluate,
    ref,
    to_sql,
    to_term,
)
from dougong.kinds import KINDS
from dougong.problem import Problem, Refused, Value, Values
from dougong.storage import secret
from dougong.storage.codecs import is_postgres
from dougong.storage.physical import project_entity, table_of


@dataclass(frozen=True, slots=True)
class Located:
    """A column as SQL meets it.

    sql, params: its text, with parameters where a reach hides it in some rows. family, scale: what it keeps.
    form: "plain" as its kind is kept; "spare" in a tenant's spare column; "digest" personal data.
    """

    sql: str
    family: str
    scale: int | None = None
    form: str = "plain"
    kind: str = ""
    params: tuple[Any, ...] = ()

    def behind(self, sql: str, params: tuple[Any, ...]) -> "Located":
        """The same column behind a condition."""
        return replace(self, sql=sql, params=params)

    @property
    def code(self) -> str:
        """How values beside it are written: see `expression.Place`."""
        if self.family == "text":
            return "text"
        return "integer" if self.form == "spare" and self.kind == "boolean" else "native"


def fields_of(entity: str) -> Mapping[str, Type] | None:
    """The types of another entity's columns, as far as they are kept in a table of its own."""
    table = table_of(project_entity() or entity) if entity == "project" else table_of(entity)
    if table is None:
        return None
    found = dict(SYSTEM_TYPES)
    for key, parts in table.columns.items():
        column = next(iter(parts.values()))
        if column.suffix != "_hmac":
            found[key] = ref(column.target) if column.target else KINDS[column.kind].type
    return found


def case_term(where: Expr, entity: Entity, given: Mapping[str, Type]) -> Term | None:
    """The predicate of a right as a term; None when it holds everywhere.

    Raises Refused (code "not_in_sql") when the database cannot decide it; such a right is refused on
    publishing.
    """
    if where.text == TRUE_EXPR.text:
        return None
    term = to_term(where, record_env(entity, given=given, fields_of=fields_of))
    if term is None:
        raise Refused([Problem("", "not_in_sql", {"formula": where.text})])
    return term


def compile_term(term: Term, locate: Callable[[Column], Located], params: Values) -> tuple[str, tuple[Any, ...]]:
    """SQL text and parameters of a term.

    Raises Refused for a name without a column, and for personal data compared otherwise than for equality.
    """
    known: dict[tuple[str, ...], Located] = {}

    def located(column: Column) -> Located:
        if column.path not in known:
            known[column.path] = locate(column)
        return known[column.path]

    marked: list[Located] = []

    def place(column: Column) -> Place:
        found = located(column)
        if not found.params:
            return Place(found.sql, found.scale, found.code)
        marked.append(found)
        return Place(f"\x00{len(marked) - 1}\x00", found.scale, found.code)

    ready = _with_digests(term, located, params)
    text, values = to_sql(ready, "postgresql" if is_postgres() else "sqlite", place, params)
    return _unmarked(text, values, marked)


_MARK: Final = re.compile(r"\x00(\d+)\x00|%s")


def _unmarked(text: str, values: list[Any], marked: list[Located]) -> tuple[str, tuple[Any, ...]]:
    """The text with marks replaced by the columns they stand for, whose parameters take their turn."""
    if not marked:
        return text, tuple(values)
    waiting: Iterator[Any] = iter(values)
    params: list[Any] = []

    def written(found: re.Match[str]) -> str:
        if found.group(1) is None:
            params.append(next(waiting))
            return "%s"
        column = marked[int(found.group(1))]
        params.extend(column.params)
        return column.sql

    return _MARK.sub(written, text), tuple(params)


def _with_digests(term: Term, located: Callable[[Column], Located], params: Values) -> Term:
    """The term with values compared to personal data replaced by their digests."""

    def walk(part: Term) -> Term:
        return _with_digests(part, located, params)

    match term:
        case And(args=args):
            return And(tuple(map(walk, args)))
        case Or(args=args):
            return Or(tuple(map(walk, args)))
        case Not(arg=arg):
            return Not(walk(arg))
        case Compare(op=op, left=left, right=right) if _is_digest(left, located) or _is_digest(right, located):
            if op not in ("==", "!=") or not isinstance(left, Column) or not isinstance(right, Constant):
                raise _personal(left if isinstance(left, Column) else right)
            return Compare(op, Column(left.path, TEXT), _digested(located(left), _value(right, params)))
        case In(arg=arg, items=items) if isinstance(arg, Column) and _is_digest(arg, located):
            values = _value(items, params) if isinstance(items, Constant) else [_value(i, params) for i in items]
            listed = values if isinstance(values, list | tuple) else ()
            return In(Column(arg.path, TEXT), tuple(_digested(located(arg), value) for value in listed))
        case Exists(over=over, where=inner) if inner is not None:
            return Exists(over, walk(inner))
        case Contains(arg=arg) if _is_digest(arg, located):
            raise _personal(arg)
        case Add(left=left, right=right) | Sub(left=left, right=right):
            if _is_digest(left, located) or _is_digest(right, located):
                raise _personal(left)
    return term


def _is_digest(term: Term, located: Callable[[Column], Located]) -> bool:
    return isinstance(term, Column) and located(term).form == "digest"


def _digested(column: Located, value: Value) -> Literal:
    return Literal(None if value is None else secret.digest(column.kind, str(value)), TEXT)


def _personal(term: Term) -> Refused:
    name = ".".join(term.path) if isinstance(term, Column) else ""
    return Refused([Problem("", "personal", {"field": name})])


def _value(term: Constant, params: Values) -> Value:
    match term:
        case Literal(value=value):
            return value
        case Param(name=name):
            return params.get(name)
        case Given(expr=expr):
            today = params.get("today")
            return evaluate(expr, params, today=today if isinstance(today, date) else None)
    return None
