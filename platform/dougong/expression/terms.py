"""What SQL can do of the language: it compares, adds up and counts stored columns, nothing else."""

from dataclasses import dataclass
from typing import NamedTuple

from dougong.expression.nodes import Expr
from dougong.expression.types import Type
from dougong.problem import Value


@dataclass(frozen=True, slots=True)
class Column:
    """A stored value: `path` leads from the record to it, through references (("team", "leader"))."""

    path: tuple[str, ...]
    type: Type


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written in the formula."""

    value: Value
    type: Type


@dataclass(frozen=True, slots=True)
class Param:
    """A value known when the query runs: me, my_projects, today."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class Given:
    """A formula over such values only, worked out before the query runs: `today() - 30`."""

    expr: Expr
    type: Type


@dataclass(frozen=True, slots=True)
class Compare:
    """`left op right` for ==, !=, <, <=, >, >=. A constant stands on the right."""

    op: str
    left: "Term"
    right: "Term"


@dataclass(frozen=True, slots=True)
class And:
    """All of them."""

    args: tuple["Term", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of them."""

    args: tuple["Term", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary; never null."""

    arg: "Term"


@dataclass(frozen=True, slots=True)
class IsNull:
    """Whether there is no value."""

    arg: "Term"


@dataclass(frozen=True, slots=True)
class In:
    """Whether `arg` is one of `items`: constants, or one parameter that is a list."""

    arg: "Term"
    items: "tuple[Constant, ...] | Param | Given"


@dataclass(frozen=True, slots=True)
class Add:
    """Sum of two numbers; null when either is."""

    left: "Term"
    right: "Term"


@dataclass(frozen=True, slots=True)
class Sub:
    """Difference of two numbers; null when either is."""

    left: "Term"
    right: "Term"


@dataclass(frozen=True, slots=True)
class Contains:
    """Whether a text holds `part`, capitals and small letters of ASCII being alike; never null."""

    arg: Column
    part: str


@dataclass(frozen=True, slots=True)
class Exists:
    """Whether a list has an entry, or one that meets `where`; never null.

    over: the column of the list. `where` names the entry's values by paths that begin with that of `over`.
    """

    over: Column
    where: "Term | None" = None


Constant = Literal | Param | Given
Term = Column | Literal | Param | Given | Compare | And | Or | Not | IsNull | In | Add | Sub | Contains | Exists


class Place(NamedTuple):
    """Where a column lies in SQL.

    sql: its text, already quoted; a percent sign in it must be doubled. Of a list (see `Exists`): a subquery,
        open at the end of its conditions.
    scale: decimal places of a scaled integer; None for what is no decimal.
    code: "native" is the engine's own way (PostgreSQL: uuid, date, boolean ...; SQLite: as Django writes it);
        "text" a text column with ISO dates, times, moments in UTC, or references as 32 hexadecimal digits;
        "integer" an integer column that holds 0 or 1.
    """

    sql: str
    scale: int | None = None
    code: str = "native"
