"""A term to SQL, with exactly the evaluator's meaning of null.

A condition is written so that a row counts when it is true: SQL's "unknown" then does the same as false, and
a plain comparison stays plain, so that an index serves it. `!` is pushed inwards until it meets a comparison.
"""

from collections.abc import Callable, Mapping
from typing import Final

from dougong.expression.errors import fault
from dougong.expression.judging import ORDERED
from dougong.expression.sql_numbers import aligned, exact_number, order_number, scaled
from dougong.expression.sql_parts import Site, Sql, joined, settled, wrapped
from dougong.expression.sql_values import Dialect, encode
from dougong.expression.terms import (
    Add,
    And,
    Column,
    Compare,
    Constant,
    Contains,
    Exists,
    In,
    IsNull,
    Not,
    Or,
    Place,
    Sub,
    Term,
)
from dougong.expression.values import kind_of, number
from dougong.problem import Ref, Value

_OPPOSITE: Final = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def to_sql(
    term: Term,
    dialect: Dialect,
    column: Callable[[Column], tuple[str, int | None] | Place],
    params: Mapping[str, Value],
) -> tuple[str, list[object]]:
    """A condition for WHERE, with a %s for each of the parameters handed back beside it.

    column: where a column lies: its SQL text and, for decimals, its scale; or a `Place`. On PostgreSQL a
    boolean column must be boolean or said to be "integer".
    params: the values of the names known before (me, my_projects, settings; "today" for `today()`).
    Raises `EvaluationError`: a parameter is missing, of a wrong type, or too large to be added up.
    """
    sql = _where(Site(dialect, column, params), term, wanted=True)
    return sql.text, list(sql.params)


def _where(site: Site, term: Term, *, wanted: bool) -> Sql:
    """A condition that is true exactly where `term` is (wanted) or is not; elsewhere false or unknown."""
    match term:
        case And(args=args):
            return joined("AND" if wanted else "OR", [_where(site, arg, wanted=wanted) for arg in args])
        case Or(args=args):
            return joined("OR" if wanted else "AND", [_where(site, arg, wanted=wanted) for arg in args])
        case Not(arg=arg):
            return _where(site, arg, wanted=not wanted)
        case IsNull(arg=arg):
            return wrapped("{} IS NULL" if wanted else "{} IS NOT NULL", _value(site, arg))
        case Compare():
            return _comparison(site, term, wanted=wanted)
        case In():
            return _membership(site, term, wanted=wanted)
        case Contains(arg=arg, part=part):
            return _containing(site, arg, part, wanted=wanted)
        case Exists(over=over, where=inner):
            return _existing(site, over, inner, wanted=wanted)
        case Column():
            return _flag(site, term, wanted=wanted)
    if isinstance(term, Constant):
        given = site.constant(term)
        if not (given is None or isinstance(given, bool)):
            raise fault("operand", 0, op="SQL", expected="bool", type=kind_of(given))
        return settled(holds=bool(given) is wanted)
    raise fault("operand", 0, op="SQL", expected="bool", type="number")


_WILD: Final = str.maketrans({"!": "!!", "%": "!%", "_": "!_"})


def _containing(site: Site, column: Column, part: str, *, wanted: bool) -> Sql:
    """A text that holds another; where there is none it holds nothing."""
    if "\0" in part:
        return settled(holds=not wanted)
    word = "ILIKE" if site.postgresql else "LIKE"
    pattern = f"{{}} {word} {{}} ESCAPE '!'" if wanted else f"({{}} {word} {{}} ESCAPE '!') IS NOT TRUE"
    return wrapped(pattern, _value(site, column), Sql("%s", (f"%{part.translate(_WILD)}%",)))


def _existing(site: Site, over: Column, inner: Term | None, *, wanted: bool) -> Sql:
    """An entry of a list: the place of a list is a subquery still open at its end."""
    opening = Sql(site.place(over).sql)
    found = opening if inner is None else wrapped("{} AND {}", opening, _where(site, inner, wanted=True))
    return wrapped("{})" if wanted else "NOT {})", found)


def _flag(site: Site, column: Column, *, wanted: bool) -> Sql:
    """A boolean column as a condition."""
    place = site.place(column)
    if site.postgresql and place.code == "native":
        return Sql(place.sql if wanted else f"{place.sql} IS NOT TRUE")
    return wrapped("{} = 1" if wanted else _unlike(site), Sql(place.sql), *([] if wanted else [Sql("1")]))


def _alike(site: Site) -> str:
    return "{} IS NOT DISTINCT FROM {}" if site.postgresql else "{} IS {}"


def _unlike(site: Site) -> str:
    return "{} IS DISTINCT FROM {}" if site.postgresql else "{} IS NOT {}"


def _numeric(term: Term) -> bool:
    return isinstance(term, (Add, Sub)) or (isinstance(term, Column) and term.type.name in ("number", "duration"))


def _value(site: Site, term: Term) -> Sql:
    """The value of a term as it is stored, null included."""
    if isinstance(term, Column):
        return Sql(site.place(term).sql)
    if isinstance(term, (Add, Sub)):
        return scaled(site, term)[0]
    return wrapped("COALESCE({}, FALSE)", _where(site, term, wanted=True))


def _pair(site: Site, left: Term, right: Term) -> tuple[Sql, Sql]:
    """Two terms that are no constants, made comparable."""
    if _numeric(left) and _numeric(right):
        return aligned(site, left, right)
    one, other = (site.native(t) if isinstance(t, Column) else _value(site, t) for t in (left, right))
    return one, other


def _coded(site: Site, left: Term, given: Value) -> Sql | None:
    """`given` as a parameter to stand beside `left`; None when `left` can never hold it."""
    kind = kind_of(given)
    if _numeric(left):
        return exact_number(site, left, number(given, "==", 0)) if kind == "number" else None
    if not isinstance(left, Column):
        return Sql("%s", (encode(given, Place(""), site.dialect),)) if kind == "bool" else None
    if kind != left.type.name or (isinstance(given, str) and "\0" in given):
        return None
    if isinstance(given, Ref) and given.entity != left.type.entity:
        return None
    return Sql("%s", (encode(given, site.place(left), site.dialect),))


def _comparison(site: Site, term: Compare, *, wanted: bool) -> Sql:
    left, op, right = term.left, term.op, term.right
    if op in ("==", "!="):
        wanted = (op == "==") is wanted
        if isinstance(right, Constant):
            return _equality(site, left, site.constant(right), wanted=wanted)
        return wrapped(_alike(site) if wanted else _unlike(site), *_pair(site, left, right))
    if isinstance(right, Constant):
        return _order_constant(site, left, op, site.constant(right), wanted=wanted)
    one, other = _pair(site, left, right)
    pattern = f"{{}}{_collation(site, left)} {op if wanted else _OPPOSITE[op]} {{}}"
    ordered = wrapped(pattern, one, other)
    if wanted:
        return ordered
    return joined("OR", [ordered, wrapped("{} IS NULL", one), wrapped("{} IS NULL", other)])


def _equality(site: Site, left: Term, given: Value, *, wanted: bool) -> Sql:
    subject = _value(site, left)
    if given is None:
        return wrapped("{} IS NULL" if wanted else "{} IS NOT NULL", subject)
    coded = _coded(site, left, given)
    if coded is None:
        return settled(holds=not wanted)
    return wrapped("{} = {}" if wanted else _unlike(site), subject, coded)


def _order_constant(site: Site, left: Term, op: str, given: Value, *, wanted: bool) -> Sql:
    if given is None:
        return settled(holds=not wanted)
    ordered = _ordered(site, left, op if wanted else _OPPOSITE[op], given)
    return ordered if wanted else joined("OR", [ordered, wrapped("{} IS NULL", _value(site, left))])


def _ordered(site: Site, left: Term, op: str, given: Value) -> Sql:
    if _numeric(left) and kind_of(given) == "number":
        return order_number(site, left, op, number(given, op, 0))
    coded = _coded(site, left, given)
    if coded is None or not isinstance(left, Column) or left.type.name not in ORDERED:
        raise fault("operands", 0, op=op, left=_name(left), right=kind_of(given))
    return wrapped(f"{{}}{_collation(site, left)} {op} {{}}", _value(site, left), coded)


def _name(term: Term) -> str:
    if isinstance(term, Column):
        return term.type.name
    return "number" if isinstance(term, (Add, Sub)) else "bool"


def _collation(site: Site, term: Term) -> str:
    """Text is ordered by code point, whatever the database's language."""
    return ' COLLATE "C"' if site.postgresql and isinstance(term, Column) and term.type.name == "text" else ""


def _membership(site: Site, term: In, *, wanted: bool) -> Sql:
    items = site.constant(term.items) if isinstance(term.items, Constant) else tuple(map(site.constant, term.items))
    if items is None:
        return settled(holds=not wanted)
    if not isinstance(items, (tuple, list)):
        raise fault("operand", 0, op="in", expected="list", type=kind_of(items))
    subject = _value(site, term.arg)
    coded = [_coded(site, term.arg, item) for item in items if item is not None]
    entries = [entry for entry in coded if entry is not None]
    empty = wrapped("{} IS NULL", subject)
    if not entries:
        if None not in items:
            return settled(holds=not wanted)
        return empty if wanted else wrapped("{} IS NOT NULL", subject)
    among = f"{{}} {'IN' if wanted else 'NOT IN'} ({', '.join('{}' for _ in entries)})"
    found = wrapped(among, subject, *entries)
    return joined("OR", [found, empty]) if (None in items) is wanted else found
