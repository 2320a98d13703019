"""The FROM of a reading: the record's table, the tables joined for what formulas follow, and the reach over
them.

Everything a reading says about a field goes through `Source.expression`, which answers NULL in rows where the
reach hides the field; so nothing can be filtered, sorted, summed or searched that may not be read.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from dougong.access import Case, Reach
from dougong.expression import Column, Term
from dougong.problem import Problem, Refused, Values
from dougong.storage.codecs import is_postgres
from dougong.storage.columns import keeping
from dougong.storage.jsonsql import json_number
from dougong.storage.physical import PhysicalColumn, PhysicalTable, project_entity, quote, table_of
from dougong.storage.shapes import AS_JSON_NUMBER, AS_JSON_TEXT, Shape
from dougong.storage.system import SYSTEM
from dougong.storage.terms import Located, case_term, compile_term
from dougong.tenancy import current


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL with its parameters."""

    text: str
    params: tuple[Any, ...] = ()

    def __add__(self, other: "Sql") -> "Sql":
        return Sql(self.text + other.text, self.params + other.params)


def joined(separator: str, parts: Iterable[Sql]) -> Sql:
    """Pieces put together."""
    found = tuple(parts)
    return Sql(separator.join(part.text for part in found), tuple(p for part in found for p in part.params))


#: Predicates kept compiled with one shape.
_TERMS_MAX = 256

NULL = Sql("NULL")
TRUE = Sql("1=1")
FALSE = Sql("1=0")


def unknown(name: str) -> Refused:
    """The refusal of a name no column can be found for."""
    return Refused([Problem("", "unknown_key", {"key": name})])


def own_path(column: Column) -> tuple[str, ...]:
    """The path of a column from the record on: `record.total` is `total`."""
    return column.path[1:] if column.path[0] == "record" and len(column.path) > 1 else column.path


@dataclass(slots=True)
class Source:
    """One reading under construction.

    reach: whose eyes. shape: of what. joins: alias by the path of references that leads there.
    """

    shape: Shape
    reach: Reach
    joins: dict[tuple[str, ...], "Join"] = field(default_factory=dict)
    _cases: tuple[Sql, ...] | None = None

    def __post_init__(self) -> None:
        if self.reach.entity != self.shape.entity.name:
            raise ValueError(f"a reach of {self.reach.entity} does not open {self.shape.entity.name}")

    # -- conditions ---------------------------------------------------------------------------------------

    def cases(self) -> tuple[Sql, ...]:
        """The predicate of each case of the reach, in order."""
        if self._cases is None:
            self._cases = tuple(self._case(case) for case in self.reach.cases)
        return self._cases

    def _case(self, case: Case) -> Sql:
        term = self._term(case)
        if term is None:
            return TRUE
        return Sql(*compile_term(term, self._open_place, self.reach.params))

    def _term(self, case: Case) -> Term | None:
        """The compiled predicate, kept with the shape: the same rights come with every request."""
        known = self.shape.terms
        key = (case.where.text, tuple(sorted(self.reach.param_types)))
        if key not in known:
            if len(known) >= _TERMS_MAX:
                known.clear()
            known[key] = case_term(case.where, self.shape.entity, self.reach.param_types)
        return known[key]

    def reached(self) -> Sql:
        """The rows of the tenant, of the entity, that any case opens."""
        parts = [Sql("t.tenant_id = %s", (current().tenant_id,))]
        if self.shape.discriminator is not None:
            parts.append(Sql("t.entity = %s", (self.shape.discriminator,)))
        if not self.reach.everywhere:
            opened = joined(" OR ", self.cases()) if self.reach.cases else FALSE
            parts.append(Sql("(") + opened + Sql(")"))
        return joined(" AND ", parts)

    def condition(self, term: Term, params: Values) -> Sql:
        """A condition of the reader's own: of fields he may read, where he may read them."""
        given = {**self.reach.params, **params}
        return Sql(*compile_term(term, self._readable_place, given))

    # -- columns ------------------------------------------------------------------------------------------

    def expression(self, key: str) -> tuple[Sql, Located]:
        """A field or system name as SQL, NULL where the reader may not see it. Raises Refused
        (unknown_key).
        """
        place = self._own_place(key)
        return self._masked(key, Sql(place.sql)), place

    def beyond(self, key: str) -> tuple[Sql, Located]:
        """ "team.name": what a reference leads to, NULL where the reference may not be seen.

        Whether the reader may see what it leads to is for the caller to know. Raises Refused (unknown_key).
        """
        name, _, tail = key.partition(".")
        place = self._join((name,)).place(tail)
        return self._masked(name, Sql(place.sql)), place

    def shown_in(self, key: str) -> Sql | None:
        """The condition under which a field may be read; None when everywhere, FALSE when nowhere."""
        pointer = f"/{key}"
        if self.reach.shows_wherever_reached(pointer):
            return None
        showing = [sql for sql, case in zip(self.cases(), self.reach.cases, strict=True) if case.shows(pointer)]
        return joined(" OR ", showing) if showing else FALSE

    def within(self, key: str, column: Sql) -> Sql:
        """A column of detail rows, NULL where the reader may not see it."""
        return self._masked(key, column)

    def _masked(self, key: str, column: Sql) -> Sql:
        shown = self.shown_in(key)
        if shown is None:
            return column
        if shown is FALSE:
            return NULL
        return Sql("CASE WHEN ") + shown + Sql(" THEN ") + column + Sql(" END")

    def _own_place(self, key: str) -> Located:
        system = SYSTEM.get(key)
        if system is not None and key not in self.shape.slots:
            return Located(f"t.{self._system_column(key)}", system.family, None)
        slot = self.shape.slots.get(key)
        if slot is None:
            return self._custom_place(key)
        return Located(f"t.{quote(slot.columns[0])}", slot.family, slot.scale, slot.form, slot.kind)

    def _custom_place(self, key: str) -> Located:
        """A tenant's field that has no column: its text within the JSON of all such fields."""
        field = self.shape.custom.get(key)
        if field is None or keeping(field).codec not in AS_JSON_TEXT | AS_JSON_NUMBER:
            raise unknown(key)
        if not all(char.isalnum() or char == "_" for char in key):
            raise unknown(key)
        text = f"(t.custom::jsonb ->> '{key}')" if is_postgres() else f"(t.custom ->> '$.{key}')"
        if keeping(field).codec in AS_JSON_NUMBER:
            scale = keeping(field).parts[0].scale
            return Located(json_number(text, scale or 0), "integer", scale, form="custom", kind=field.kind)
        if keeping(field).codec == "reference":
            text = f"replace({text}, '-', '')"
        return Located(text, "text", form="custom", kind=field.kind)

    def _system_column(self, key: str) -> str:
        if key == "project":
            if self.shape.is_project:
                return "id"
            if not self.shape.project and self.shape.discriminator is None:
                raise unknown(key)
        return SYSTEM[key].column

    def _open_place(self, column: Column) -> Located:
        """The place of a column in a rule of the definition, which may follow references."""
        path = own_path(column)
        return self._own_place(path[0]) if len(path) == 1 else self._join(path[:-1]).place(path[-1])

    def _readable_place(self, column: Column) -> Located:
        """The place of a column in a condition of the reader's."""
        path = own_path(column)
        if path[0] in self.shape.many or path[0] in self.shape.children:
            return listed_place(self, path)
        if len(path) != 1:
            if self.reach.reason:
                return self._open_place(column)  # a job acts for nobody, so nobody's sight is at stake
            raise unknown(".".join(path))
        expression, place = self.expression(path[0])
        return place.behind(expression.text, expression.params)

    # -- joins --------------------------------------------------------------------------------------------

    def _join(self, path: tuple[str, ...]) -> "Join":
        """The joined table that a path of references leads to. Raises Refused (unknown_key)."""
        if path not in self.joins:
            if len(path) == 1:
                on, target = self._own_place(path[0]).sql, self._own_target(path[0])
            else:
                before = self._join(path[:-1])
                on, target = before.place(path[-1]).sql, before.target(path[-1])
            table = table_of(target) if target else None
            if table is None:
                raise unknown(".".join(path))
            self.joins[path] = Join(f"j{len(self.joins) + 1}", table, on)
        return self.joins[path]

    def _own_target(self, key: str) -> str:
        slot = self.shape.slots.get(key)
        if slot is not None:
            return slot.target
        return (project_entity() or "") if key == "project" else ""

    def from_clause(self) -> str:
        """FROM with every join met so far; so it is asked for last."""
        return f"FROM {quote(self.shape.table)} t" + "".join(join.clause for join in self.joins.values())


def listed_place(source: Source, path: tuple[str, ...]) -> Located:
    """A list (a subquery over it, open at its end), or what one of its entries holds: ("trades", "*") is an entry
    of a many-valued field, ("rows", "worker") a column of detail rows. Raises Refused (unknown_key).
    """
    shape, left = source.shape, list(path)
    while left and left[0] in shape.children:
        shape = shape.children[left.pop(0)]
    depth = len(path) - len(left)
    if depth and not left:
        return _open(source, path, _rows_of(shape))
    if depth and len(left) == 1 and left[0] in shape.slots:
        slot = shape.slots[left[0]]
        column = source.within("/*/".join(path), Sql(f"r.{quote(slot.columns[0])}"))
        return Located(column.text, slot.family, slot.scale, slot.form, slot.kind, column.params)
    if not depth and left[0] in shape.many:
        if len(left) == 1:
            return _open(source, path, _many_of(shape, left[0]))
        if left[1:] == ["*"]:
            refers = shape.many[left[0]].kind != "choices"
            return Located("m.target" if refers else "m.value", "uuid" if refers else "text")
    raise unknown("/".join(path))


def _open(source: Source, path: tuple[str, ...], rows: Sql) -> Located:
    shown = source.shown_in("/*/".join(path))
    found = rows if shown is None else rows + Sql(" AND (") + shown + Sql(")")
    return Located(found.text, "list", params=found.params)


def _rows_of(shape: Shape) -> Sql:
    rows = Sql(f"EXISTS (SELECT 1 FROM {quote(shape.table)} r WHERE r.tenant_id = t.tenant_id AND r.record_id = t.id")
    return rows if shape.discriminator is None else rows + Sql(" AND r.entity = %s", (shape.discriminator,))


def _many_of(shape: Shape, key: str) -> Sql:
    many = f"EXISTS (SELECT 1 FROM {quote(shape.many_table)} m WHERE m.tenant_id = t.tenant_id AND m.parent_id = t.id"
    return Sql(f"{many} AND m.field = %s", (shape.many_path(key),))


@dataclass(frozen=True, slots=True)
class Join:
    """A table reached through a reference. on: the SQL of the reference."""

    alias: str
    table: PhysicalTable
    on: str

    @property
    def clause(self) -> str:
        """The LEFT JOIN."""
        table, alias = quote(self.table.name), self.alias
        return f" LEFT JOIN {table} {alias} ON {alias}.tenant_id = t.tenant_id AND {alias}.id = {self.on}"

    def place(self, key: str) -> Located:
        """A field or system name of the joined record. Raises Refused (unknown_key)."""
        column = self._column(key)
        if column is not None:
            return Located(f"{self.alias}.{quote(column.name)}", column.family, column.scale, kind=column.kind)
        system = SYSTEM.get(key)
        if system is None or (key == "project" and not self.table.project):
            raise unknown(f"{self.table.entity}.{key}")
        return Located(f"{self.alias}.{system.column}", system.family)

    def target(self, key: str) -> str:
        """The entity a reference of the joined record names; "" when it is none."""
        column = self._column(key)
        return column.target if column is not None else ""

    def _column(self, key: str) -> PhysicalColumn | None:
        parts = self.table.columns.get(key)
        return next(iter(parts.values())) if parts else None
