"""Sums, least, greatest and mean of a list: null entries are left out."""

from collections.abc import Iterable
from decimal import Decimal

from dougong.expression.errors import fault
from dougong.expression.values import add, divide, kind_of, less, number
from dougong.problem import Value


def total(values: Iterable[Value], at: int) -> Decimal:
    """Sum of the numbers; of none it is 0."""
    result = Decimal(0)
    for value in values:
        if value is not None:
            result = add(result, number(value, "sum", at), at)
    return result


def mean(values: Iterable[Value], at: int) -> Decimal | None:
    """Mean of the numbers to 12 places; of none it is null."""
    present = [value for value in values if value is not None]
    return divide(total(present, at), Decimal(len(present)), at)


def least(values: Iterable[Value], at: int) -> Value:
    """The least value; of none it is null."""
    return _extreme(values, "min", at)


def greatest(values: Iterable[Value], at: int) -> Value:
    """The greatest value; of none it is null."""
    return _extreme(values, "max", at)


def _extreme(values: Iterable[Value], op: str, at: int) -> Value:
    best: Value = None
    for value in values:
        if value is None:
            continue
        if best is None:
            if kind_of(value) not in ("number", "text", "date", "time", "datetime"):
                raise fault("operand", at, op=op, expected="number", type=kind_of(value))
            best = value
        elif less(value, best, op, at) if op == "min" else less(best, value, op, at):
            best = value
    return best
