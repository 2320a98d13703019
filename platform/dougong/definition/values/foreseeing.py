"""Before formulas are worked out in many rows: what they will ask outside is told at once."""

from collections.abc import Iterable, Sequence

from dougong.definition.context import Context
from dougong.definition.values.scope import Spot, value_of
from dougong.expression import DeclaredCall, EvaluationError, Expr, declared_calls
from dougong.problem import Value


def foresee(exprs: Iterable[Expr], spots: Sequence[Spot], context: Context) -> None:
    """Tell `context.ahead` which look-ups these formulas ask in these places. With one place nothing is gained."""
    ahead = context.ahead
    if ahead is None or len(spots) < 2:
        return
    for expr in exprs:
        for call in declared_calls(expr):
            if ahead.looks_up(call.function):
                asked = [_arguments(call, spot, context) for spot in spots]
                ahead.call(call.function, [one for one in asked if one is not None])


def _arguments(call: DeclaredCall, spot: Spot, context: Context) -> tuple[Value, ...] | None:
    """What the look-up is asked with in one place; None where it cannot be worked out."""
    try:
        return tuple(value_of(argument, spot.scope, context) for argument in call.arguments)
    except EvaluationError:
        return None
