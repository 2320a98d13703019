"""Pieces of SQL with their parameters, and what every part of the compiler to SQL shares."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from dougong.expression.errors import fault
from dougong.expression.evaluate import evaluate
from dougong.expression.sql_values import CASTS, Dialect
from dougong.expression.terms import Column, Constant, Given, Literal, Place
from dougong.problem import Value


class Sql(NamedTuple):
    """SQL text with a %s for each parameter."""

    text: str
    params: tuple[object, ...] = ()


#: Conditions that hold always or never.
ALWAYS, NEVER = Sql("1 = 1"), Sql("1 = 0")


def settled(*, holds: bool) -> Sql:
    """A condition whose answer is known already."""
    return ALWAYS if holds else NEVER


def wrapped(pattern: str, *parts: Sql) -> Sql:
    """`pattern` with each {} replaced by a piece, and their parameters in order."""
    return Sql(pattern.format(*(part.text for part in parts)), tuple(p for part in parts for p in part.params))


def joined(word: str, parts: list[Sql]) -> Sql:
    """Pieces in brackets with AND or OR between them, each once: told something twice, a database believes it
    rarer than it is.
    """
    parts = [part for place, part in enumerate(parts) if part not in parts[:place]]
    if len(parts) == 1:
        return parts[0]
    return wrapped("(" + f" {word} ".join("{}" for _ in parts) + ")", *parts)


class Site:
    """Where a term is rendered: the engine, the columns, the values known."""

    def __init__(
        self,
        dialect: Dialect,
        column: Callable[[Column], tuple[str, int | None] | Place],
        params: Mapping[str, Value],
    ) -> None:
        self.dialect = dialect
        self.column = column
        self.params = params

    @property
    def postgresql(self) -> bool:
        """Whether this is PostgreSQL."""
        return self.dialect == "postgresql"

    def place(self, column: Column) -> Place:
        """Where a column lies."""
        return Place(*self.column(column))

    def constant(self, term: Constant) -> Value:
        """The value of a constant. Raises `EvaluationError`."""
        if isinstance(term, Literal):
            return term.value
        if isinstance(term, Given):
            today = self.params.get("today")
            return evaluate(term.expr, self.params, today=today if isinstance(today, date) else None)
        if term.name not in self.params:
            raise fault("unknown_name", 0, name=term.name)
        return self.params[term.name]

    def native(self, column: Column) -> Sql:
        """A column's value in the engine's own type, to stand beside another column."""
        place = self.place(column)
        if not self.postgresql or place.code == "native":
            return Sql(place.sql)
        if place.code == "integer":
            return Sql(f"({place.sql} = 1)")
        return Sql(CASTS.get(column.type.name, "{sql}").format(sql=place.sql))
