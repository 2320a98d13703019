"""minimum and maximum of kinds written as text: dates, times, months."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from dougong.kinds.kind import Options, Schema, Unreadable
from dougong.problem import Problem

RANGE_KEYWORDS: Final[Mapping[str, Any]] = {"minimum": {"type": "string"}, "maximum": {"type": "string"}}


def range_options(schema: Schema, parse: Callable[[str], Any]) -> dict[str, Any]:
    """minimum and maximum as values of the kind; limits that are no such value are left out."""
    options = {}
    for keyword in ("minimum", "maximum"):
        text = schema.get(keyword)
        if not isinstance(text, str):
            continue
        try:
            options[keyword] = parse(text)
        except Unreadable:
            continue  # a mistake in the definition: the definition's own check names it
    return options


def check_range(value: Any, options: Options) -> Iterable[Problem]:
    """minimum and maximum, both inclusive."""
    if "minimum" in options and value < options["minimum"]:
        yield Problem("", "minimum", {"limit": options["minimum"]})
    if "maximum" in options and value > options["maximum"]:
        yield Problem("", "maximum", {"limit": options["maximum"]})
