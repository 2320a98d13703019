"""Declared look-ups: records of an entity that fit the arguments, and what is answered from them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from dougong import catalog
from dougong.access import system_reach
from dougong.admission.grounding import grounded, left_open
from dougong.definition import Entity, Lookup
from dougong.engines import FUNCTIONS
from dougong.expression import ANY, EvaluationError, Expr, Term, names_used
from dougong.problem import Problem, Refused, Value, Values
from dougong.storage import Page, Query, Record, select, select_each

if TYPE_CHECKING:
    from dougong.admission.surroundings import Surroundings

#: Records a look-up may go through; one that needs more is refused, never cut short.
LOOKUP_ROWS = 1_000
_WHY = "a declared look-up"

#: What tells two readings apart: entity, condition, order, one record or all, lists read, parameters.
Key = tuple[str, Term | None, tuple[str, ...], bool, tuple[str, ...], tuple[tuple[str, Value], ...]]


@dataclass(slots=True)
class Lookups:
    """The look-ups of one module in one evaluation. Each question is asked once; alike ones share one reading.

    It is the `Ahead` of its evaluation: questions told beforehand are asked in few statements.
    """

    around: "Surroundings"
    module: str
    _answers: dict[tuple[str, tuple[Value, ...]], Value] = field(default_factory=dict)
    _pages: dict[Key, Page] = field(default_factory=dict)
    _split: dict[str, tuple[Term | None, Expr | None]] = field(default_factory=dict)

    def functions(self) -> Mapping[str, Callable[..., Value]]:
        """The look-ups and the platform's engines, as functions of formulas."""
        return {**FUNCTIONS, **{key: self._function(lookup) for key, lookup in self._declared.items()}}

    @property
    def _declared(self) -> Mapping[str, Lookup]:
        return self.around.seat.modules[self.module].lookups

    def refer(self, values: Values) -> None:
        """See `definition.Ahead`."""
        self.around.following.expect(tuple(values.values()))

    def looks_up(self, name: str) -> bool:
        """See `definition.Ahead`."""
        return name in self._declared

    def call(self, name: str, arguments: Sequence[tuple[Value, ...]]) -> None:
        """See `definition.Ahead`."""
        lookup = self._declared[name]
        entity = self.around.seat.entity(lookup.entity)
        asked = [one for one in dict.fromkeys(arguments) if (name, one) not in self._answers]
        if entity is None or len(asked) < 2:
            return
        self.around.following.expect(tuple(asked))
        queries: dict[Key, Query] = {}
        for one in asked:
            try:
                query = self._query(lookup, entity, dict(zip(lookup.params, one, strict=False)))
            except (EvaluationError, Refused):
                continue  # said where the formula itself asks
            queries.setdefault(_key(entity, query), query)
        queries = {key: query for key, query in queries.items() if key not in self._pages}
        if len(queries) > 1:
            reach, layout = system_reach(entity.name, _WHY), catalog.layout_for(entity.name)
            pages = select_each(reach, entity, layout, list(queries.values()))
            self._pages.update(zip(queries, pages, strict=True))

    def _function(self, lookup: Lookup) -> Callable[..., Value]:
        def call(*arguments: Value) -> Value:
            asked = (lookup.key, arguments)
            if asked not in self._answers:
                self._answers[asked] = self._look_up(lookup, arguments)
            return self._answers[asked]

        return call

    def _look_up(self, lookup: Lookup, arguments: tuple[Value, ...]) -> Value:
        entity = self.around.seat.entity(lookup.entity)
        given = dict(zip(lookup.params, arguments, strict=False))
        if entity is None:
            return self._otherwise(lookup, given)
        found = self._matches(lookup, entity, given)
        if lookup.aggregate == "count":
            return Decimal(len(found))
        if not found and lookup.aggregate != "sum":
            return self._otherwise(lookup, given)
        if lookup.aggregate == "first":
            return self.around.value(lookup.answer, found[0], given)
        return aggregated(lookup.aggregate, [self.around.value(lookup.answer, one, given) for one in found])

    def _otherwise(self, lookup: Lookup, given: Values) -> Value:
        return None if lookup.otherwise is None else self.around.value(lookup.otherwise, None, given)

    def _matches(self, lookup: Lookup, entity: Entity, given: Values) -> list[Record]:
        query = self._query(lookup, entity, given)
        key = _key(entity, query)
        if key not in self._pages:
            reach = system_reach(entity.name, _WHY)
            self._pages[key] = select(reach, entity, catalog.layout_for(entity.name), query)
        page, rest = self._pages[key], self._parts(lookup, entity)[1]
        if page.next is not None and query.limit != 1:
            raise Refused([Problem("", "limit", {"what": entity.title, "limit": LOOKUP_ROWS})])
        if rest is None:
            return list(page.records)
        return [one for one in page.records if self.around.value(rest, one, given) is True]

    def _query(self, lookup: Lookup, entity: Entity, given: Values) -> Query:
        """What the database is asked. Raises `EvaluationError` where a part over the arguments has no value."""
        term, rest = self._parts(lookup, entity)
        alone = lookup.aggregate == "first" and rest is None
        known = {**given, "today": self.around.seat.today}
        where = None if term is None else grounded(term, known, lambda expr: self.around.value(expr, None, given))
        return Query(
            where=where,
            sort=lookup.order,
            limit=1 if alone else LOOKUP_ROWS,
            fields=_fields(entity, lookup, rest),
            params={name: known[name] for name in left_open(where) if name in known},
        )

    def _parts(self, lookup: Lookup, entity: Entity) -> tuple[Term | None, Expr | None]:
        if lookup.key not in self._split:
            self._split[lookup.key] = self.around.parts(entity, lookup.where, dict.fromkeys(lookup.params, ANY))
        return self._split[lookup.key]


def _key(entity: Entity, query: Query) -> Key:
    params = tuple(sorted(query.params.items(), key=lambda pair: pair[0]))
    return (entity.name, query.where, query.sort, query.limit == 1, query.fields or (), params)


def _fields(entity: Entity, lookup: Lookup, rest: Expr | None) -> tuple[str, ...]:
    """What is read of a record: all that stands in its own row, so that alike look-ups share it; of lists, those
    that the look-up asks for.
    """
    asked = names_used(lookup.answer) | (names_used(rest) if rest else frozenset())
    names = {path[1] if path[0] == "record" and len(path) > 1 else path[0] for path in asked}
    whole = "record" in names
    return tuple(
        key for key, field in entity.fields.items()
        if whole or key in names or not (field.kind == "rows" or field.many)
    )  # fmt: skip


def aggregated(how: str, values: list[Value]) -> Value:
    """Many values as one: sum (0 of nothing), min, max, avg, first (null of nothing); null values are skipped."""
    known: list[Any] = [value for value in values if value is not None]
    if how == "sum":
        return sum(known, Decimal(0))
    if not known:
        return None
    if how == "avg":
        return sum(known, Decimal(0)) / len(known)
    return known[0] if how == "first" else min(known) if how == "min" else max(known)
