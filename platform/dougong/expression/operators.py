"""The binary and unary operators at run time, with their null rules."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, cast

from dougong.expression.errors import fault
from dougong.expression.run import Run
from dougong.expression.values import (
    add,
    divide,
    kind_of,
    less,
    multiply,
    number,
    remainder,
    subtract,
    whole,
)
from dougong.problem import Value

Operator = Callable[[Run, Value, Value, int], Value]


def truth(value: Value, op: str, at: int) -> bool:
    """A condition's answer: null counts as false. Raises `EvaluationError` when it is neither."""
    if value is None or isinstance(value, bool):
        return bool(value)
    raise fault("operand", at, op=op, expected="bool", type=kind_of(value))


def shifted(day: Value, days: int, at: int) -> date:
    """`day` moved by `days`. Raises `EvaluationError` beyond the calendar."""
    try:
        return day + timedelta(days=days)  # type: ignore[operator, return-value]  # callers pass a date
    except OverflowError:
        raise fault("date_range", at) from None


def _numbers(left: Value, right: Value) -> bool:
    return type(left) is type(right) is Decimal or kind_of(left) == kind_of(right) == "number"


def _plus(run: Run, left: Value, right: Value, at: int) -> Value:
    if left is None or right is None:
        return None
    if _numbers(left, right):
        return add(number(left, "+", at), number(right, "+", at), at)
    one, other = kind_of(left), kind_of(right)
    if isinstance(left, str) and isinstance(right, str):
        return run.made(left + right, at)
    if one == "date" and other == "number":
        return shifted(left, whole(right, "+", at), at)
    if one == "number" and other == "date":
        return shifted(right, whole(left, "+", at), at)
    raise fault("operands", at, op="+", left=one, right=other)


def _minus(_run: Run, left: Value, right: Value, at: int) -> Value:
    if left is None or right is None:
        return None
    if _numbers(left, right):
        return subtract(number(left, "-", at), number(right, "-", at), at)
    one, other = kind_of(left), kind_of(right)
    if one == "date" and other == "number":
        return shifted(left, -whole(right, "-", at), at)
    if one == other == "date" and isinstance(left, date) and isinstance(right, date):
        return Decimal((left - right).days)
    raise fault("operands", at, op="-", left=one, right=other)


def _numeric(op: str, work: Callable[[Decimal, Decimal, int], Decimal | None]) -> Operator:
    def apply(_run: Run, left: Value, right: Value, at: int) -> Value:
        if left is None or right is None:
            return None
        if not _numbers(left, right):
            raise fault("operands", at, op=op, left=kind_of(left), right=kind_of(right))
        return work(number(left, op, at), number(right, op, at), at)

    return apply


def _ordering(op: str, *, swap: bool, negate: bool) -> Operator:
    def apply(_run: Run, left: Value, right: Value, at: int) -> Value:
        if left is None or right is None:
            return False
        first, second = (right, left) if swap else (left, right)
        return less(first, second, op, at) is not negate

    return apply


def equal(run: Run, left: Value, right: Value, op: str, at: int) -> bool:
    """`left == right`: null equals only null, values of different types never do, rows cannot be compared."""
    one, other = kind_of(left), kind_of(right)
    if "row" in (one, other) or "any" in (one, other):
        raise fault("operands", at, op=op, left=one, right=other)
    if one != other:
        return False
    if one == "list":
        mine, theirs = cast("tuple[tuple[Value, ...], tuple[Value, ...]]", (left, right))
        run.spend(len(mine), at)
        return len(mine) == len(theirs) and all(map(lambda a, b: equal(run, a, b, op, at), mine, theirs))
    return left == right


def _same(run: Run, left: Value, right: Value, at: int) -> Value:
    return equal(run, left, right, "==", at)


def _different(run: Run, left: Value, right: Value, at: int) -> Value:
    return not equal(run, left, right, "!=", at)


def _among(run: Run, left: Value, right: Value, at: int) -> Value:
    if right is None:
        return False
    if not isinstance(right, (tuple, list)):
        raise fault("operand", at, op="in", expected="list", type=kind_of(right))
    run.spend(len(right), at)
    return any(equal(run, left, item, "in", at) for item in right)


#: Everything but && and ||, which leave their right side alone when the left decides.
BINARY: Final[dict[str, Operator]] = {
    "+": _plus,
    "-": _minus,
    "*": _numeric("*", multiply),
    "/": _numeric("/", divide),
    "%": _numeric("%", remainder),
    "==": _same,
    "!=": _different,
    "<": _ordering("<", swap=False, negate=False),
    ">": _ordering(">", swap=True, negate=False),
    "<=": _ordering("<=", swap=True, negate=True),
    ">=": _ordering(">=", swap=False, negate=True),
    "in": _among,
}


def negative(value: Value, at: int) -> Value:
    """`-value`; null stays null."""
    return None if value is None else number(value, "-", at).copy_negate() or Decimal(0)
