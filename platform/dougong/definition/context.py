"""What the outside gives a check: the day, the person, the settings; and what a check answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol
from uuid import UUID

from dougong.problem import Problem, Ref, Value, Values


class Ahead(Protocol):
    """Is told what is about to be asked in many places, so that it can be read at once instead of one by one."""

    def refer(self, values: Values) -> None:
        """Formulas will follow some of the references in these values."""

    def looks_up(self, name: str) -> bool:
        """Whether this function asks something that can be read beforehand."""

    def call(self, name: str, arguments: Sequence[tuple[Value, ...]]) -> None:
        """Formulas will call this function with these arguments. Raises nothing: who asks hears what is wrong."""


@dataclass(frozen=True, slots=True)
class Context:
    """Everything a check or a computation may know beyond the record itself.

    today: the tenant's date, given in because this floor has no clock.
    me: the person acting; None for the system.
    settings: the module's settings, read.
    functions: declared look-ups and engine functions, by the name formulas call them.
    follow: reads one field of a referenced record; None where nothing can be followed (then it is null).
    system: values of system names the record has outside its fields: project, state, number, my_projects ...
        and the values of its rollups where they are known.
    ahead: is told before many rows are worked out; None where nothing is gained by it.
    held: whether anybody holds a role, for all or in a project; None where that is not known (then everybody counts).
    complete: False for a draft, which may still lack what is required.
    """

    today: date
    me: Ref | None = None
    settings: Values = field(default_factory=dict)
    functions: Mapping[str, Callable[..., Value]] = field(default_factory=dict)
    follow: Callable[[Ref, str], Value] | None = None
    system: Values = field(default_factory=dict)
    ahead: Ahead | None = None
    held: Callable[[str, UUID | None], bool] | None = None
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Checked:
    """The answer of `check_values`: values by field key (None where there is none), and what is wrong."""

    values: Values
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing of level "error" was found."""
        return not any(problem.level == "error" for problem in self.problems)
