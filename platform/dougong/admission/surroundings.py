"""What formulas may ask of the outside: the day, the person, references followed, and declared look-ups."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from dougong import catalog
from dougong.access import system_reach
from dougong.admission.following import Following
from dougong.admission.grounding import grounded
from dougong.admission.looking_up import LOOKUP_ROWS, Lookups
from dougong.admission.seat import Seat
from dougong.definition import Context, Entity, record_env, record_scope, value_of
from dougong.expression import Expr, Term, Type, split
from dougong.problem import Problem, Refused, Value, Values
from dougong.storage import Query, Record, select
from dougong.tenancy import roles_held


def context_for(
    seat: Seat,
    entity: Entity,
    *,
    system: Values | None = None,
    complete: bool = True,
    surroundings: "Surroundings | None" = None,
) -> Context:
    """The surroundings of one record of `entity`. Call inside the tenant's scope.

    system: the record's system values (project, state, number ...). Each referenced record is read once.
    surroundings: what was read for others of the same evaluation already.
    """
    surroundings = surroundings or Surroundings(seat)
    lookups = surroundings.lookups(entity.module)
    return Context(
        today=seat.today,
        me=seat.actor.id,
        settings=catalog.settings_of(entity.module),
        functions=lookups.functions(),
        follow=surroundings.following.follow,
        system={"my_projects": seat.actor.my_projects, **(system or {})},
        ahead=lookups,
        held=surroundings.held,
        complete=complete,
    )


@dataclass(slots=True)
class Surroundings:
    """Reads what one evaluation needs, and remembers it for that evaluation only."""

    seat: Seat
    following: Following = field(init=False)
    _lookups: dict[str, Lookups] = field(default_factory=dict)
    _held: frozenset[tuple[str, UUID | None]] | None = None

    def __post_init__(self) -> None:
        self.following = Following(self.seat)

    def lookups(self, module: str) -> Lookups:
        """The look-ups of a module."""
        if module not in self._lookups:
            self._lookups[module] = Lookups(self, module)
        return self._lookups[module]

    def held(self, role: str, project: UUID | None) -> bool:
        """Whether any member holds a role, tenant-wide or in the project."""
        if self._held is None:
            self._held = roles_held()
        return (role, None) in self._held or (project is not None and (role, project) in self._held)

    def matches(
        self,
        entity: Entity,
        where: Expr | None,
        given: Values,
        types: Mapping[str, Type],
        *,
        why: str,
        functions: str = "",
        sort: tuple[str, ...] = (),
    ) -> list[Record]:
        """The records of `entity` that meet `where`, over their own names and those of `given`.

        functions: the module whose look-ups `where` may call. sort: their order, as in a `Query`.
        The database decides what it can, the rest is worked out record by record.
        Raises Refused (code "limit") when more than LOOKUP_ROWS would have to be gone through.
        """
        term, rest = self.condition(entity, where, given, types, functions=functions)
        query = Query(where=term, sort=sort, limit=LOOKUP_ROWS, params=given)
        page = select(system_reach(entity.name, why), entity, catalog.layout_for(entity.name), query)
        if page.next is not None:
            raise Refused([Problem("", "limit", {"what": entity.title, "limit": LOOKUP_ROWS})])
        if rest is None:
            return list(page.records)
        return [one for one in page.records if self.value(rest, one, given, functions) is True]

    def condition(
        self, entity: Entity, where: Expr | None, given: Values, types: Mapping[str, Type], *, functions: str = ""
    ) -> tuple[Term | None, Expr | None]:
        """What of `where` the database can decide, with the given values worked out; and the rest."""
        term, rest = self.parts(entity, where, types)
        if term is not None:
            term = grounded(term, {}, lambda expr: self.value(expr, None, given, functions))
        return term, rest

    def parts(self, entity: Entity, where: Expr | None, types: Mapping[str, Type]) -> tuple[Term | None, Expr | None]:
        """What of `where` the database can decide once the given values are known; and the rest."""
        return (None, None) if where is None else split(where, record_env(entity, given=types))

    def value(self, expr: Expr, record: Record | None, given: Values, functions: str = "") -> Value:
        """A formula over a found record (or none) and given values. Raises `EvaluationError`."""
        context = self._context(record.system if record else {}, functions)
        scope = record_scope(record.values if record else {}, context)
        return value_of(expr, {**scope, **given}, context)

    def _context(self, system: Values, functions: str = "") -> Context:
        return Context(
            today=self.seat.today,
            me=self.seat.actor.id,
            follow=self.following.follow,
            system=system,
            functions=self.lookups(functions).functions() if functions else {},
        )
