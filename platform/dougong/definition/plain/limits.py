"""Limits on JSON that comes from outside, checked before anything walks it recursively."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from dougong.definition.plain.budget import STEPS
from dougong.definition.pointers import join
from dougong.problem import Problem


@dataclass(frozen=True, slots=True)
class Limits:
    """How large JSON may be.

    depth: levels of nesting. items: entries of one list. nodes: values in all. text: characters of one text.
    digits, exponent: of one number. steps: keywords one validation may look at.
    """

    depth: int
    items: int
    nodes: int
    text: int
    digits: int = 400
    exponent: int = 400
    steps: int = STEPS


#: Of a schema: an enumeration may be long, a document not endless.
SCHEMA_LIMITS: Final = Limits(depth=32, items=5_000, nodes=50_000, text=65_536)
#: Of a module's document: an entity of 500 plain fields takes 220,000 steps.
DOCUMENT_LIMITS: Final = replace(SCHEMA_LIMITS, steps=400_000)
#: Of a record: a photograph as text is no field.
INSTANCE_LIMITS: Final = Limits(depth=32, items=1_000, nodes=100_000, text=1_000_000)


def too_much(json: Any, limits: Limits) -> Problem | None:
    """The first limit the JSON passes, at its place; None when it keeps them all. Never recurses."""
    nodes = 0
    level: list[tuple[Any, tuple[str | int, ...]]] = [(json, ())]
    for _ in range(limits.depth + 1):
        inner: list[tuple[Any, tuple[str | int, ...]]] = []
        for value, path in level:
            if type(value) is str and len(value) <= limits.text:
                continue  # most of a record: nothing else can be wrong with it
            found = _scalar(value, limits) or _keys(value, limits)
            if found is not None:
                return Problem(join(path), "limit", {"what": found[0], "limit": found[1]})
            inner.extend((child, (*path, key)) for key, child in _children(value))
        nodes += len(level)
        if nodes + len(inner) > limits.nodes:
            return Problem("", "limit", {"what": "values", "limit": limits.nodes})
        if not inner:
            return None
        level = inner
    return Problem(join(level[0][1]), "limit", {"what": "nesting", "limit": limits.depth})


def _keys(value: Any, limits: Limits) -> tuple[str, int] | None:
    """Whether a key of an object is too long to be read."""
    long = isinstance(value, Mapping) and any(len(str(key)) > limits.text for key in value)
    return ("text", limits.text) if long else None


def _children(value: Any) -> list[tuple[str | int, Any]]:
    if isinstance(value, Mapping):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, list) else []


def _scalar(value: Any, limits: Limits) -> tuple[str, int] | None:
    """What of this one value is too large, and its limit."""
    if isinstance(value, str) and len(value) > limits.text:
        return "text", limits.text
    if isinstance(value, list) and len(value) > limits.items:
        return "list", limits.items
    if isinstance(value, int) and value.bit_length() > limits.digits * 4:
        return "digits", limits.digits
    if isinstance(value, Decimal):
        _, digits, exponent = value.as_tuple()
        if not isinstance(exponent, int):
            return "number", 0
        if len(digits) > limits.digits:
            return "digits", limits.digits
        if abs(exponent) > limits.exponent:
            return "exponent", limits.exponent
    return None
