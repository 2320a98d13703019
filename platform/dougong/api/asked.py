"""What the query of an address asks, read closely: an unknown parameter or value is refused, never passed over."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from django.http import HttpRequest

from dougong.api.calls import Malformed
from dougong.listing import Wanted, read_wanted
from dougong.listing.asking import COLUMNS_MAX, SEARCH_MAX
from dougong.problem import Problem, Refused

#: Names of this door -> those of the pages' addresses.
_NAMES: Final = {"fields": "columns"}
#: Parameters of which an empty one says nothing, and what they are. Of the others it asks for nothing.
_NEVER_EMPTY: Final = {
    "removed": "true or false",
    "total": "true or false",
    "limit": "a whole number",
    "offset": "a whole number",
}


def read_query(request: HttpRequest, known: Sequence[str]) -> dict[str, str]:
    """The parameters, each at most once. Raises Malformed."""
    problems = []
    for name, values in request.GET.lists():
        if name not in known:
            problems.append(Problem(f"/{name}"[:80], "unknown_key", {"key": name[:80]}))
        elif len(values) > 1:
            problems.append(Problem(f"/{name}", "unique_items"))
        elif "\0" in values[0]:
            problems.append(Problem(f"/{name}", "format", {"expected": "text"}))
        elif values[0] == "" and name in _NEVER_EMPTY:
            problems.append(Problem(f"/{name}", "type", {"expected": _NEVER_EMPTY[name]}))
    if problems:
        raise Malformed(problems)
    if len(request.GET.get("q", "")) > SEARCH_MAX:
        raise Malformed([Problem("/q", "max_length", {"limit": SEARCH_MAX})])
    return {name: value for name, value in request.GET.items() if value != ""}


def whole(asked: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    """A whole number of the query. Raises Malformed."""
    text = asked.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 20):
        raise Malformed([Problem(f"/{name}", "type", {"expected": "a whole number"})])
    number = int(text)
    if number < least:
        raise Malformed([Problem(f"/{name}", "minimum", {"limit": least})])
    if number > most:
        raise Malformed([Problem(f"/{name}", "maximum", {"limit": most})])
    return number


def flag(asked: Mapping[str, str], name: str) -> bool:
    """A parameter that is "true" or "false". Raises Malformed."""
    text = asked.get(name, "false")
    if text not in {"true", "false"}:
        raise Malformed([Problem(f"/{name}", "enum")])
    return text == "true"


def names(asked: Mapping[str, str], name: str, most: int) -> tuple[str, ...]:
    """Names with commas between them. Raises Malformed."""
    found = [one.strip() for one in asked.get(name, "").split(",") if one.strip()]
    if len(found) > most:
        raise Malformed([Problem(f"/{name}", "max_items", {"limit": most})])
    return tuple(dict.fromkeys(found))


def read_asked(asked: Mapping[str, str], *, limit: int) -> Wanted:
    """The list that a query asks for. Raises Malformed; Refused for what cannot be answered."""
    names(asked, "fields", COLUMNS_MAX)
    given = {_NAMES.get(name, name): value for name, value in asked.items() if name != "removed"}
    if flag(asked, "removed"):
        given["removed"] = "1"
    try:
        wanted = read_wanted(given)
    except Refused as refused:
        raise as_sent(refused, asked) from None
    return replace(wanted, limit=limit)


def as_sent(refused: Refused, asked: Mapping[str, str]) -> Refused:
    """The refusal of what a query asks, its pointers into the query as it was sent."""
    return Refused([_as_sent(problem, asked) for problem in refused.problems])


def _as_sent(problem: Problem, asked: Mapping[str, str]) -> Problem:
    pointer = problem.pointer
    if pointer.startswith("/columns"):
        pointer = "/fields" + pointer.removeprefix("/columns")
    if pointer.startswith("/filter/all/0") and not asked.get("filter", "").lstrip("{ \n\t").startswith('"all"'):
        pointer = "/filter" + pointer.removeprefix("/filter/all/0")  # a condition alone was put into "all"
    return replace(problem, pointer=pointer)
