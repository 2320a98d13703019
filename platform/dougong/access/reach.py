"""A reach: the rows one person may touch, and the fields he may read in each. Nothing reads without one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from dougong.definition import TRUE_EXPR
from dougong.definition.pointers import any_covers
from dougong.expression import Expr, Type
from dougong.problem import Value

Verb = Literal["see", "create", "edit", "remove", "export", "import"]

#: The predicate that holds in every row.
EVERYWHERE = TRUE_EXPR


@dataclass(frozen=True, slots=True)
class Case:
    """One way into an entity: the rows where `where` holds, without the fields `hide` covers.

    where: an expression over a record and the reach's params; `EVERYWHERE` when every row is meant.
    hide: pointers (with *) that may not be read by this case. readonly: those it may read and never write.
    rule: the address of the rule in the definition, "roles#/rights/slip/foreman/see".
    """

    where: Expr
    hide: tuple[str, ...] = ()
    readonly: tuple[str, ...] = ()
    rule: str = ""

    def shows(self, pointer: str) -> bool:
        """Whether this case lets the field at `pointer` be read in its rows."""
        return not any_covers(self.hide, pointer)

    def opens(self, pointer: str) -> bool:
        """Whether this case lets the field at `pointer` be written in its rows."""
        return self.shows(pointer) and not any_covers(self.readonly, pointer)


@dataclass(frozen=True, slots=True)
class Reach:
    """What one actor (or a named job) may reach of one entity for one verb.

    entity: full name, "module/entity". cases: in order; a row is reached when any of them holds, and a field
    of it may be read when any case that holds shows it. An empty reach reaches nothing.
    params: values of the names that the cases use beside the record's own (me, my_projects, today ...).
    param_types: the type of every name of `params`, for the compiler to SQL.
    reason: why a job reads without a person; "" for people.
    """

    entity: str
    cases: tuple[Case, ...]
    params: Mapping[str, Value] = field(default_factory=dict)
    verb: Verb = "see"
    param_types: Mapping[str, Type] = field(default_factory=dict)
    reason: str = ""

    @property
    def everywhere(self) -> bool:
        """Whether every row is reached, whatever stands in it."""
        return any(case.where == EVERYWHERE for case in self.cases)

    def showing(self, pointer: str) -> tuple[Case, ...]:
        """The cases in whose rows the field at `pointer` may be read; () when it is hidden everywhere."""
        return tuple(case for case in self.cases if case.shows(pointer))

    def shows_wherever_reached(self, pointer: str) -> bool:
        """Whether no case hides the field at `pointer`, so that it may be used without looking at the row."""
        return len(self.showing(pointer)) == len(self.cases)

    def hidden_in(self, matching: Iterable[Case]) -> tuple[str, ...]:
        """The patterns that every one of the `matching` cases hides; what must be left out of such a row."""
        held = tuple(matching)
        patterns = dict.fromkeys(pattern for case in held for pattern in case.hide)
        return tuple(p for p in patterns if all(any_covers(case.hide, p) for case in held))


def system_reach(entity: str, reason: str, verb: Verb = "see") -> Reach:
    """The whole of `entity` (its full name), for a job or a law that acts for nobody.

    reason: a sentence that names why; callers are listed by a test, so that none is added unseen.
    Raises ValueError when no reason is given.
    """
    if not reason.strip():
        raise ValueError("a system reach states its reason")
    return Reach(entity=entity, cases=(Case(EVERYWHERE, rule=f"system: {reason}"),), verb=verb, reason=reason)
