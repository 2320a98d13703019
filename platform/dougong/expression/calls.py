"""Which declared look-ups a formula asks outside of loops: what can be found out before it is worked out."""

from dataclasses import dataclass

from dougong.expression.functions import BUILTINS
from dougong.expression.nodes import Call, Each, Expr, Node, children


@dataclass(frozen=True, slots=True)
class DeclaredCall:
    """A call of a declared function, and the formulas of its arguments over the same scope."""

    function: str
    arguments: tuple[Expr, ...]


def declared_calls(expr: Expr) -> tuple[DeclaredCall, ...]:
    """The calls in `expr` whose arguments depend on its scope alone, inner ones first. Found once per formula.

    What stands in the body of a loop is left out: its variable has no value before the loop runs.
    """
    found: tuple[DeclaredCall, ...] | None = expr._calls
    if found is None:
        calls: list[DeclaredCall] = []
        _collect(expr.ast, calls)
        found = tuple(calls)
        object.__setattr__(expr, "_calls", found)
    return found


def _collect(node: Node, calls: list[DeclaredCall]) -> None:
    below = (node.of,) if isinstance(node, Each) else children(node)
    for child in below:
        _collect(child, calls)
    if isinstance(node, Call) and node.function not in BUILTINS:
        calls.append(DeclaredCall(node.function, tuple(Expr("", arg) for arg in node.args)))
