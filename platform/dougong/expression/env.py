"""What a formula may use, as types: the ground the checker stands on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dougong.expression.types import Type
from dougong.problem import Problem


@dataclass(frozen=True, slots=True)
class Signature:
    """A function declared by a module. `optional`: how many of the last `params` may be left out."""

    params: tuple[Type, ...]
    result: Type
    optional: int = 0


def no_fields(_entity: str) -> Mapping[str, Type] | None:
    """A `fields_of` that knows no entity: every field of a reference counts as "any"."""
    return None


@dataclass(frozen=True, slots=True)
class Env:
    """The scope of a formula.

    names: name -> type. functions: declared functions. fields_of: full entity name -> its fields' types,
    None when it is not known (then any field is allowed).
    given: the names whose values are known before any record is read (me, my_projects, settings); in SQL they
    become parameters, every other name a column.
    """

    names: Mapping[str, Type] = field(default_factory=dict)
    functions: Mapping[str, Signature] = field(default_factory=dict)
    fields_of: Callable[[str], Mapping[str, Type] | None] = no_fields
    given: frozenset[str] = frozenset({"me", "my_projects", "settings"})


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checker found: the type of the result, and every problem."""

    type: Type
    problems: tuple[Problem, ...]
