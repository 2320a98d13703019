"""Numbers in SQL: scaled whole numbers, aligned so that nothing is ever rounded."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import Final

from dougong.expression.errors import fault
from dougong.expression.sql_parts import NEVER, Site, Sql, wrapped
from dougong.expression.terms import Add, Column, Constant, Sub, Term
from dougong.expression.values import number

_BIGGEST: Final = 2**63 - 1
_SUMMAND: Final = 10**18
_EXACT: Final = Context(prec=400)
_ROUNDED: Final = {"<": ROUND_CEILING, ">=": ROUND_CEILING, "<=": ROUND_FLOOR, ">": ROUND_FLOOR}


def places_of(value: Decimal) -> int:
    """How many decimal places a finite number needs."""
    exponent = value.normalize(_EXACT).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def order_number(site: Site, left: Term, op: str, given: Decimal) -> Sql:
    """`left op given` for < <= > >=; unknown where `left` is null."""
    sql, places = scaled(site, left)
    whole = int(given.scaleb(places, _EXACT).to_integral_value(_ROUNDED[op]))
    if abs(whole) > _BIGGEST:
        holds = (whole > 0) == (op in ("<", "<="))
        return wrapped("{} IS NOT NULL", sql) if holds else NEVER
    return wrapped(f"{{}} {op} {{}}", sql, Sql("%s", (whole,)))


def exact_number(site: Site, left: Term, given: Decimal) -> Sql | None:
    """`given` scaled as `left` is; None when no such column can hold it."""
    exact = given.scaleb(scaled(site, left)[1], _EXACT)
    whole = int(exact)
    return Sql("%s", (whole,)) if whole == exact and abs(whole) <= _BIGGEST else None


def aligned(site: Site, left: Term, right: Term) -> tuple[Sql, Sql]:
    """Two numbers scaled alike."""
    one, other = scaled(site, left), scaled(site, right)
    places = max(one[1], other[1])
    return _aligned(site, one, places), _aligned(site, other, places)


def scaled(site: Site, term: Term) -> tuple[Sql, int]:
    """A number as a whole number and the places it is scaled by. Raises `EvaluationError`."""
    if isinstance(term, Column):
        place = site.place(term)
        return Sql(place.sql), place.scale or 0
    if isinstance(term, (Add, Sub)):
        one, other = scaled(site, term.left), scaled(site, term.right)
        places = max(one[1], other[1])
        sign = "+" if isinstance(term, Add) else "-"
        parts = _aligned(site, one, places, wide=True), _aligned(site, other, places)
        return wrapped(f"({{}} {sign} {{}})", *parts), places
    if isinstance(term, Constant):
        return _summand(site, term)
    raise fault("operand", 0, op="SQL", expected="number", type="bool")


def _summand(site: Site, term: Constant) -> tuple[Sql, int]:
    given = site.constant(term)
    if given is None:
        return Sql("NULL"), 0
    value = number(given, "+", 0)
    places = places_of(value)
    whole = int(value.scaleb(places, _EXACT))
    if abs(whole) >= _SUMMAND:
        raise fault("number_too_large", 0)
    return Sql("%s", (whole,)), places


def _aligned(site: Site, number_: tuple[Sql, int], places: int, *, wide: bool = False) -> Sql:
    """A number scaled further to `places`; on PostgreSQL as numeric, so that it cannot overflow."""
    sql, own = number_
    factor = f" * {10 ** (places - own)}" if places > own else ""
    if site.postgresql and (wide or factor):
        return wrapped(f"({{}}::numeric{factor})", sql)
    return wrapped(f"({{}}{factor})", sql) if factor else sql
