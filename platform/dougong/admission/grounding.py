"""Conditions with what is known beforehand put in: then alike ones are equal, and only columns are left open."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from typing import Any, Final

from dougong.expression import Add, And, Compare, Exists, Expr, Given, In, IsNull, Literal, Not, Or, Param, Sub, Term
from dougong.problem import Value

#: Terms that may hold formulas over given values further down.
_TERMS: Final = (And, Or, Not, Compare, In, IsNull, Add, Sub, Exists, Given, Param)


def grounded(term: Term, known: Mapping[str, Value], value: Callable[[Expr], Value]) -> Term:
    """The term with every formula over given names alone ("who.team") replaced by its value, and every name of
    `known` by its own. A list that is a parameter stays one.
    """
    if isinstance(term, Given):
        return Literal(value(term.expr), term.type)
    if isinstance(term, Param):
        return Literal(known[term.name], term.type) if term.name in known else term
    changes: dict[str, Any] = {}
    for part in fields(term):
        inner = getattr(term, part.name)
        if isinstance(inner, tuple):
            changes[part.name] = tuple(
                grounded(one, known, value) if isinstance(one, _TERMS) else one for one in inner
            )  # fmt: skip
        elif isinstance(inner, _TERMS) and not (part.name == "items" and isinstance(inner, Param)):
            changes[part.name] = grounded(inner, known, value)
    return replace(term, **changes) if changes else term


def left_open(term: Term | None) -> frozenset[str]:
    """The names a grounded term still asks for."""
    return frozenset(_names(term))


def _names(term: Any) -> Iterator[str]:
    if isinstance(term, Param):
        yield term.name
    elif isinstance(term, tuple):
        for one in term:
            yield from _names(one)
    elif isinstance(term, _TERMS):
        for part in fields(term):
            yield from _names(getattr(term, part.name))
