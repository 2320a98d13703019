"""What a reader asks of a list, as a value and as the query of its address; one reading and one writing of both."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final, Literal, NoReturn
from urllib.parse import parse_qsl
from uuid import UUID

from dougong.problem import Json, Problem, Refused

#: Everything a filter may say of a field; which of it a kind knows stands in `filters.FILTERS`.
WORDS: Final = (
    "equal", "not_equal", "one_of", "none_of", "contains", "starts", "empty", "filled", "less", "at_most", "more",
    "at_least", "between", "on_or_before", "on_or_after", "within", "under", "me",
)  # fmt: skip
#: Words that stand alone, without `to`.
ALONE: Final = frozenset({"empty", "filled", "me"})
#: Bounds of one address.
DEPTH_MAX: Final = 3
LEAVES_MAX: Final = 50
SORTS_MAX: Final = 5
GROUPS_MAX: Final = 2
COLUMNS_MAX: Final = 60
FILTER_MAX: Final = 20_000
SEARCH_MAX: Final = 200

Joining = Literal["all", "any", "none"]
_JOININGS: Final[tuple[Joining, ...]] = ("all", "any", "none")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One condition. field: a field's key, "rows/worker" for a column of rows, or a name of the platform's.

    word: one of `WORDS`. to: what it is compared with, as JSON; None for the words of `ALONE`.
    """

    field: str
    word: str
    to: Json = None


@dataclass(frozen=True, slots=True)
class Branch:
    """Conditions together: all of them, any of them, or none of them. Without parts it holds everywhere."""

    how: Joining
    parts: tuple["Leaf | Branch", ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader asks of a list.

    view: key of a list view ("" is the first). q: what was typed into the search. state: only this state.
    filter: further conditions. sort: column keys, "-" before a descending one. group: keys, "day:month" for the
    months of a date. columns: keys in order instead of the view's. after: where the page before ended.
    removed: those in the bin instead of the living. only: of these records, those that meet everything else.
    """

    view: str = ""
    state: str = ""
    sort: tuple[str, ...] = ()
    after: str | None = None
    limit: int = 50
    removed: bool = False
    only: tuple[UUID, ...] | None = None
    q: str = ""
    filter: Branch | None = None
    group: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()

    def narrowed(self, *more: Leaf) -> "Wanted":
        """The same with further conditions that must hold as well, from the first page on."""
        held = () if self.filter is None else _joined_by_all(self.filter)
        return replace(self, filter=Branch("all", (*held, *more)), after=None)


def _joined_by_all(branch: Branch) -> tuple[Leaf | Branch, ...]:
    return branch.parts if branch.how == "all" else (branch,)


def leaves_of(branch: Branch | None, at: str = "/filter") -> Iterator[tuple[str, Leaf]]:
    """Every condition of a filter with its pointer, in reading order."""
    for position, part in enumerate(branch.parts if branch else ()):
        below = f"{at}/{branch.how if branch else ''}/{position}"
        if isinstance(part, Leaf):
            yield below, part
        else:
            yield from leaves_of(part, below)


def read_wanted(params: Mapping[str, str]) -> Wanted:
    """What an address asks. Raises Refused, each problem under the parameter's name: "/filter/all/0/is"."""
    wanted, problems = read_wanted_as_far(params)
    if problems:
        raise Refused(problems)
    return wanted


def wanted_of_address(address: str) -> Wanted:
    """What the address of a list asks, whole or from its "?" on; nothing for "". Raises Refused."""
    return read_wanted(dict(parse_qsl(address.strip().partition("?")[2], max_num_fields=20)))


#: Says in an address: no groups, though the view has some.
UNGROUPED: Final = "-"


def read_wanted_as_far(params: Mapping[str, str]) -> tuple[Wanted, tuple[Problem, ...]]:
    """What an address asks as far as it can be read, and what is wrong with the rest."""
    problems: list[Problem] = []
    branch: Branch | None = None
    if params.get("filter"):
        try:
            branch = read_filter(params["filter"])
        except Refused as refused:
            problems += refused.problems
    lists = {
        name: _listed(params.get(name, ""), name, most, problems)
        for name, most in (("sort", SORTS_MAX), ("group", GROUPS_MAX), ("columns", COLUMNS_MAX))
    }
    wanted = Wanted(
        view=params.get("view", ""),
        state=params.get("state", ""),
        q=" ".join(params.get("q", "").replace("\0", " ").split())[:SEARCH_MAX],
        filter=branch,
        after=params.get("after") or None,
        removed=params.get("removed") == "1",
        sort=lists["sort"],
        group=() if lists["group"] == (UNGROUPED,) else lists["group"],
        columns=lists["columns"],
    )
    return wanted, tuple(problems)


def _listed(text: str, name: str, most: int, problems: list[Problem]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(one.strip() for one in text.split(",") if one.strip()))
    if len(found) > most:
        problems.append(Problem(f"/{name}", "max_items", {"limit": most}))
    return found[:most]


def write_wanted(wanted: Wanted) -> dict[str, str]:
    """The parameters of an address that asks this; nothing for what is not asked."""
    asked = {
        "view": wanted.view,
        "q": wanted.q,
        "state": wanted.state,
        "filter": write_filter(wanted.filter),
        "sort": ",".join(wanted.sort),
        "group": ",".join(wanted.group),
        "columns": ",".join(wanted.columns),
        "removed": "1" if wanted.removed else "",
        "after": wanted.after or "",
    }
    return {name: value for name, value in asked.items() if value}


def write_filter(branch: Branch | None) -> str:
    """A filter as the JSON of an address; "" when it says nothing."""
    if branch is None or not branch.parts:
        return ""
    return json.dumps(filter_json(branch), ensure_ascii=False, separators=(",", ":"), default=str)


def filter_json(branch: Branch | Leaf) -> Json:
    """A filter as JSON."""
    if isinstance(branch, Branch):
        return {branch.how: [filter_json(part) for part in branch.parts]}
    told: dict[str, Json] = {"field": branch.field, "is": branch.word}
    return told if branch.to is None else {**told, "to": branch.to}


def read_filter(text: str) -> Branch:
    """A filter from its JSON. Raises Refused: "filter" for what is no filter, "limit" for one too large."""
    if len(text) > FILTER_MAX:
        raise Refused([Problem("/filter", "max_length", {"limit": FILTER_MAX})])
    try:
        found = json.loads(text, parse_float=Decimal, parse_constant=_no_number)
        json.dumps(found, ensure_ascii=False, default=str).encode()
    except (ValueError, RecursionError):
        raise Refused([Problem("/filter", "filter")]) from None
    branch = read_branch(found)
    if sum(1 for _ in leaves_of(branch)) > LEAVES_MAX:
        raise Refused([Problem("/filter", "max_items", {"limit": LEAVES_MAX})])
    return branch


def read_branch(found: Any, at: str = "/filter", depth: int = 1) -> Branch:
    """A branch from JSON already read. Raises Refused."""
    part = _part(found, at, depth)
    # The outermost is one that conditions are added to, or alternatives.
    return part if isinstance(part, Branch) and part.how != "none" else Branch("all", (part,))


def _part(found: Any, at: str, depth: int) -> Leaf | Branch:
    if not isinstance(found, dict):
        _wrong(at)
    for how in _JOININGS:
        if how in found:
            return _branch(found, how, at, depth)
    return _leaf(found, at)


def _branch(found: dict[str, Any], how: Joining, at: str, depth: int) -> Branch:
    parts = found[how]
    if len(found) != 1 or not isinstance(parts, Sequence) or isinstance(parts, str):
        _wrong(at)
    if depth > DEPTH_MAX:
        raise Refused([Problem(at, "limit", {"what": "filter", "limit": DEPTH_MAX})])
    return Branch(how, tuple(_part(part, f"{at}/{how}/{place}", depth + 1) for place, part in enumerate(parts)))


def _leaf(found: dict[str, Any], at: str) -> Leaf:
    if not set(found) <= {"field", "is", "to"} or not isinstance(found.get("field"), str):
        _wrong(at)
    word = found.get("is")
    if word not in WORDS:
        raise Refused([Problem(f"{at}/is", "enum")])
    if word in ALONE:
        return Leaf(found["field"], word)
    if found.get("to") is None:
        raise Refused([Problem(f"{at}/to", "required")])
    return Leaf(found["field"], word, found["to"])


def _wrong(at: str) -> NoReturn:
    raise Refused([Problem(at, "filter")])


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)
