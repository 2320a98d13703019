"""The types the built-in functions ask for and answer with."""

from collections.abc import Callable, Sequence
from typing import Final, Protocol

from dougong.expression.dates import read_date
from dougong.expression.judging import ORDERED, WRITABLE, common, fits, numeric, open_to_all, shown
from dougong.expression.nodes import Call, Const, Each
from dougong.expression.types import ANY, BOOL, DATE, NULL, NUMBER, TEXT, Type, list_of


class Report(Protocol):
    """Notes a problem and answers "any"."""

    def __call__(self, why: str, at: int, **figures: object) -> Type:
        """Note the reason `why` at character `at`."""
        ...


Rule = Callable[[Call | Each, Sequence[Type], Report], Type]


def _op(node: Call | Each) -> str:
    return node.function if isinstance(node, Call) else node.verb


def _place(node: Call | Each, index: int) -> int:
    if isinstance(node, Call):
        return node.args[index].at
    return node.at


def _wrong(node: Call | Each, index: int, expected: str, given: Type, report: Report) -> Type:
    return report("operand", _place(node, index), op=_op(node), expected=expected, type=shown(given))


def _takes(*wanted: Type, gives: Type) -> Rule:
    """A function of fixed types; values left out are not looked at."""

    def rule(node: Call | Each, given: Sequence[Type], report: Report) -> Type:
        for index, (want, got) in enumerate(zip(wanted, given, strict=False)):
            if not fits(want, got):
                _wrong(node, index, shown(want), got, report)
        return gives

    return rule


def _entries(node: Call | Each, given: Type, report: Report) -> Type | None:
    """What a list holds; None (and a problem) when it is no list."""
    if not fits(list_of(ANY), given):
        _wrong(node, 0, "list", given, report)
        return None
    return given.item or ANY


def _sum(node: Call | Each, given: Sequence[Type], report: Report) -> Type:
    item = _entries(node, given[0], report)
    if item is None:
        return NUMBER
    if not numeric(item):
        _wrong(node, 0, "number", item, report)
    return item if item.name == "duration" and _op(node) == "sum" else NUMBER


def _extreme(node: Call | Each, given: Sequence[Type], report: Report) -> Type:
    best = NULL
    values = list(given)
    if len(values) == 1:
        item = _entries(node, given[0], report)
        if item is None:
            return ANY
        values = [item]
    for index, value in enumerate(values):
        both = common(best, value)
        if both is None or not (both.name in ORDERED or open_to_all(both)):
            return _wrong(node, index, "number" if both is not None else best.name, value, report)
        best = both
    return best


def _len(node: Call | Each, given: Sequence[Type], report: Report) -> Type:
    if not (fits(TEXT, given[0]) or fits(list_of(ANY), given[0])):
        _wrong(node, 0, "list", given[0], report)
    return NUMBER


def _written(node: Call | Each, given: Sequence[Type], report: Report) -> Type:
    for index, value in enumerate(given):
        if not (value.name in WRITABLE or open_to_all(value)):
            _wrong(node, index, "text", value, report)
    return TEXT


def _join(node: Call | Each, given: Sequence[Type], report: Report) -> Type:
    item = _entries(node, given[0], report)
    if item is not None and not (item.name in WRITABLE or open_to_all(item)):
        _wrong(node, 0, "text", item, report)
    if not fits(TEXT, given[1]):
        _wrong(node, 1, "text", given[1], report)
    return TEXT


def _date(node: Call | Each, given: Sequence[Type], report: Report) -> Type:
    if not (fits(TEXT, given[0]) or fits(DATE, given[0])):
        _wrong(node, 0, "text", given[0], report)
    literal = node.args[0] if isinstance(node, Call) else None
    if isinstance(literal, Const) and isinstance(literal.value, str) and read_date(literal.value) is None:
        report("date_text", literal.at, text=literal.value)
    return DATE


def _number(node: Call | Each, given: Sequence[Type], report: Report) -> Type:
    if not (fits(TEXT, given[0]) or numeric(given[0])):
        _wrong(node, 0, "text", given[0], report)
    return NUMBER


def _if_null(node: Call | Each, given: Sequence[Type], report: Report) -> Type:
    both = common(given[0], given[1])
    if both is None:
        return report("branches", node.at, left=shown(given[0]), right=shown(given[1]))
    return both


def _abs(node: Call | Each, given: Sequence[Type], report: Report) -> Type:
    if not numeric(given[0]):
        _wrong(node, 0, "number", given[0], report)
    return given[0] if given[0].name == "duration" else NUMBER


SIGNATURES: Final[dict[str, Rule]] = {
    "round": _takes(NUMBER, NUMBER, gives=NUMBER),
    "abs": _abs,
    "min": _extreme,
    "max": _extreme,
    "sum": _sum,
    "avg": _sum,
    "len": _len,
    "lower": _takes(TEXT, gives=TEXT),
    "upper": _takes(TEXT, gives=TEXT),
    "contains": _takes(TEXT, TEXT, gives=BOOL),
    "starts_with": _takes(TEXT, TEXT, gives=BOOL),
    "ends_with": _takes(TEXT, TEXT, gives=BOOL),
    "date": _date,
    "days": _takes(NUMBER, gives=NUMBER),
    "today": _takes(gives=DATE),
    "year": _takes(DATE, gives=NUMBER),
    "month": _takes(DATE, gives=NUMBER),
    "day": _takes(DATE, gives=NUMBER),
    "has": _takes(ANY, gives=BOOL),
    "if_null": _if_null,
    "text": _written,
    "number": _number,
    "join": _join,
    "concat": _written,
    "days_between": _takes(DATE, DATE, gives=NUMBER),
    "months_between": _takes(DATE, DATE, gives=NUMBER),
    "add_months": _takes(DATE, NUMBER, gives=DATE),
}
