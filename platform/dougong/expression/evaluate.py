"""Work a formula out."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from dougong.expression.limits import STEPS
from dougong.expression.nodes import Expr
from dougong.expression.program import program_of
from dougong.expression.run import Follow, Functions, Run
from dougong.problem import Value

_NO_FUNCTIONS: Functions = MappingProxyType({})


def evaluate(
    expr: Expr,
    scope: Mapping[str, Value],
    *,
    functions: Functions = _NO_FUNCTIONS,
    today: date | None = None,
    follow: Follow | None = None,
    budget: int = STEPS,
) -> Value:
    """The value of `expr` where `scope` says what its names are.

    functions: the declared look-ups by name; they get values and answer a value. today: what `today()` is.
    follow: reads a field of a referenced record (`team.leader` asks follow(ref, "leader")).
    budget: the steps allowed, see `run.Run`.
    A computed number is a Decimal of at most 28 digits; a number only passed through stays as it came.
    Raises `EvaluationError`: a value of the wrong type, an unknown name, the budget spent, a number, text
    or date out of range.
    """
    return program_of(expr)(Run(scope, functions, today, follow, budget))
