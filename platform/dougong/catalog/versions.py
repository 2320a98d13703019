"""Versions of modules and the ranges others ask for: ">=1.2 <2", every condition of which must hold."""

import operator
import re
from collections.abc import Callable, Mapping
from itertools import zip_longest
from typing import Any, Final

_CONDITION: Final = re.compile(r"(>=|<=|>|<|==|=|)\s*([0-9]+(?:\.[0-9]+)*)")
_HOLDS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "==": operator.eq,
    "=": operator.eq,
    "": operator.eq,
}


def fits(version: str, wanted: str) -> bool:
    """Whether a version lies in a range; "" and "*" are any. A range that cannot be read fits nothing."""
    if wanted.strip() in {"", "*"}:
        return True
    conditions = _CONDITION.findall(wanted)
    if _CONDITION.sub("", wanted).strip(" ,") or not conditions:
        return False
    return all(_HOLDS[sign](*_aligned(version, limit)) for sign, limit in conditions)


def _aligned(one: str, other: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Both versions as numbers, the shorter filled up with zeros."""
    pairs = list(zip_longest(_numbers(one), _numbers(other), fillvalue=0))
    return tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"[0-9]+", version.partition("-")[0]))
