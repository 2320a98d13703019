"""Predicates put together as trees, so that no limit on a formula's text is ever met by combining two."""

from dougong.access.reach import EVERYWHERE
from dougong.expression import Expr
from dougong.expression.nodes import Binary


def both(one: Expr, other: Expr) -> Expr:
    """The predicate that holds where both hold."""
    if one == EVERYWHERE:
        return other
    if other in (EVERYWHERE, one):
        return one
    return Expr(f"({one.text}) && ({other.text})", Binary("&&", one.ast, other.ast))
