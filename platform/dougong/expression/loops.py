"""Loops over a list at run time: one function per verb."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Final

from dougong.expression.aggregates import greatest, least, mean, total
from dougong.expression.operators import truth
from dougong.problem import Value

#: The list's entries, each with what the body answers for it. Verbs stop it early when they know enough.
Answers = Iterator[tuple[Value, Value]]
Verb = Callable[[Answers, int], Value]


def _count(answers: Answers, at: int) -> Value:
    return Decimal(sum(1 for _, answer in answers if truth(answer, "count", at)))


def _all(answers: Answers, at: int) -> Value:
    return all(truth(answer, "all", at) for _, answer in answers)


def _exists(answers: Answers, at: int) -> Value:
    return any(truth(answer, "exists", at) for _, answer in answers)


def _map(answers: Answers, _at: int) -> Value:
    return tuple(answer for _, answer in answers)


def _filter(answers: Answers, at: int) -> Value:
    return tuple(entry for entry, answer in answers if truth(answer, "filter", at))


VERBS: Final[dict[str, Verb]] = {
    "sum": lambda answers, at: total((answer for _, answer in answers), at),
    "min": lambda answers, at: least((answer for _, answer in answers), at),
    "max": lambda answers, at: greatest((answer for _, answer in answers), at),
    "avg": lambda answers, at: mean((answer for _, answer in answers), at),
    "count": _count,
    "all": _all,
    "exists": _exists,
    "map": _map,
    "filter": _filter,
}
