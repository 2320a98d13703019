"""The built-in functions at run time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from dougong.expression.aggregates import greatest, least, mean, total
from dougong.expression.dates import add_months, months_between, read_date
from dougong.expression.errors import fault
from dougong.expression.lexer import NUMBER
from dougong.expression.limits import CHARACTERS_PER_STEP, DIGITS
from dougong.expression.run import Run
from dougong.expression.values import as_text, kind_of, number, round_to, whole
from dougong.problem import Value

Apply = Callable[[Run, list[Value], int], Value]
_PLACES: Final = 12


@dataclass(frozen=True, slots=True)
class Builtin:
    """A built-in function. It takes `low` to `high` values (None: any number above).

    strict: a null among the values makes the answer null without asking `apply`.
    """

    low: int
    high: int | None
    apply: Apply
    strict: bool = True

    def takes(self, count: int) -> bool:
        """Whether it may be called with `count` values."""
        return self.low <= count and (self.high is None or count <= self.high)

    @property
    def arity(self) -> str:
        """The numbers of values allowed, for a message."""
        if self.high is None:
            return f"{self.low}+"
        return str(self.low) if self.low == self.high else f"{self.low}–{self.high}"


def _text(value: Value, op: str, at: int) -> str:
    if not isinstance(value, str):
        raise fault("operand", at, op=op, expected="text", type=kind_of(value))
    return value


def _day(value: Value, op: str, at: int) -> date:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise fault("operand", at, op=op, expected="date", type=kind_of(value))
    return value


def _entries(run: Run, value: Value, op: str, at: int) -> tuple[Value, ...] | list[Value]:
    if value is None:
        return ()
    if not isinstance(value, (tuple, list)):
        raise fault("operand", at, op=op, expected="list", type=kind_of(value))
    run.spend(len(value), at)
    return value


def _round(_run: Run, args: list[Value], at: int) -> Value:
    places = whole(args[1], "round", at) if len(args) > 1 else 0
    if not -_PLACES <= places <= _PLACES:
        raise fault("places", at, op="round")
    return round_to(number(args[0], "round", at), places, ROUND_HALF_UP, at)


def _abs(_run: Run, args: list[Value], at: int) -> Value:
    return number(args[0], "abs", at).copy_abs()


def _len(_run: Run, args: list[Value], at: int) -> Value:
    value = args[0]
    if not isinstance(value, (str, tuple, list)):
        raise fault("operand", at, op="len", expected="list", type=kind_of(value))
    return Decimal(len(value))


def _cased(op: str, change: Callable[[str], str]) -> Apply:
    return lambda run, args, at: run.made(change(_text(args[0], op, at)), at)


def _tested(op: str, test: Callable[[str, str], bool]) -> Apply:
    def apply(run: Run, args: list[Value], at: int) -> Value:
        text, part = _text(args[0], op, at), _text(args[1], op, at)
        run.spend(len(text) // CHARACTERS_PER_STEP, at)
        return test(text, part)

    return apply


def _extreme(op: str, pick: Callable[[list[Value] | tuple[Value, ...], int], Value]) -> Apply:
    """`min(list)` or `min(a, b, ...)`."""

    def apply(run: Run, args: list[Value], at: int) -> Value:
        if len(args) > 1:
            return pick(args, at)
        return pick(_entries(run, args[0], op, at), at)

    return apply


def _date(_run: Run, args: list[Value], at: int) -> Value:
    value = args[0]
    return read_date(value) if isinstance(value, str) else _day(value, "date", at)


def _today(run: Run, _args: list[Value], at: int) -> Value:
    if run.today is None:
        raise fault("no_today", at)
    return run.today


def _part(op: str, pick: Callable[[date], int]) -> Apply:
    return lambda run, args, at: Decimal(pick(_day(args[0], op, at)))


def _number(_run: Run, args: list[Value], at: int) -> Value:
    value = args[0]
    if not isinstance(value, str):
        return number(value, "number", at)
    digits = value.removeprefix("-").replace(".", "", 1)
    return Decimal(value) if len(digits) <= DIGITS and NUMBER.fullmatch(value) else None


def _written(run: Run, args: list[Value], at: int) -> Value:
    text = as_text(args[0], "text", at)
    return None if text is None else run.made(text, at)


def _join(run: Run, args: list[Value], at: int) -> Value:
    separator = _text(args[1], "join", at)
    texts = [as_text(value, "join", at) for value in _entries(run, args[0], "join", at)]
    return run.joined([text for text in texts if text is not None], separator, at)


def _concat(run: Run, args: list[Value], at: int) -> Value:
    return run.joined([as_text(value, "concat", at) or "" for value in args], "", at)


def _days_between(_run: Run, args: list[Value], at: int) -> Value:
    return Decimal((_day(args[1], "days_between", at) - _day(args[0], "days_between", at)).days)


def _months_between(_run: Run, args: list[Value], at: int) -> Value:
    op = "months_between"
    return Decimal(months_between(_day(args[0], op, at), _day(args[1], op, at), at))


def _add_months(_run: Run, args: list[Value], at: int) -> Value:
    return add_months(_day(args[0], "add_months", at), whole(args[1], "add_months", at), at)


BUILTINS: Final[dict[str, Builtin]] = {
    "round": Builtin(1, 2, _round),
    "abs": Builtin(1, 1, _abs),
    "min": Builtin(1, None, _extreme("min", least), strict=False),
    "max": Builtin(1, None, _extreme("max", greatest), strict=False),
    "sum": Builtin(1, 1, lambda run, args, at: total(_entries(run, args[0], "sum", at), at), strict=False),
    "avg": Builtin(1, 1, lambda run, args, at: mean(_entries(run, args[0], "avg", at), at)),
    "len": Builtin(1, 1, _len),
    "lower": Builtin(1, 1, _cased("lower", str.lower)),
    "upper": Builtin(1, 1, _cased("upper", str.upper)),
    "contains": Builtin(2, 2, _tested("contains", lambda text, part: part in text)),
    "starts_with": Builtin(2, 2, _tested("starts_with", str.startswith)),
    "ends_with": Builtin(2, 2, _tested("ends_with", str.endswith)),
    "date": Builtin(1, 1, _date),
    "days": Builtin(1, 1, lambda run, args, at: Decimal(whole(args[0], "days", at))),
    "today": Builtin(0, 0, _today),
    "year": Builtin(1, 1, _part("year", lambda day: day.year)),
    "month": Builtin(1, 1, _part("month", lambda day: day.month)),
    "day": Builtin(1, 1, _part("day", lambda day: day.day)),
    "has": Builtin(1, 1, lambda run, args, at: args[0] is not None, strict=False),
    "if_null": Builtin(2, 2, lambda run, args, at: args[1]),  # lazy: see `program._call`
    "text": Builtin(1, 1, _written),
    "number": Builtin(1, 1, _number),
    "join": Builtin(2, 2, _join),
    "concat": Builtin(1, None, _concat, strict=False),
    "days_between": Builtin(2, 2, _days_between),
    "months_between": Builtin(2, 2, _months_between),
    "add_months": Builtin(2, 2, _add_months),
}
