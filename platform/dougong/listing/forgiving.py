"""What of an address can be answered, when not all of it can: the rest is told, and the list stays usable."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, TypeVar

from dougong.listing.asking import Branch, Leaf, Wanted
from dougong.problem import Problem, Refused

Answer = TypeVar("Answer")


def as_far_as_possible(wanted: Wanted, work: Callable[[Wanted], Answer]) -> tuple[Answer, Wanted, tuple[Problem, ...]]:
    """What `work` answers, for what it was asked in the end, and why anything was left out.

    Left out are the conditions, sort keys, groups, columns and the place in the list that a `Refused` points at.
    Raises the Refused when it points at nothing of these.
    """
    told: list[Problem] = []
    while True:
        try:
            return work(wanted), wanted, tuple(told)
        except Refused as refused:
            less = _without(wanted, refused.problems)
            if less == wanted:
                raise
            told += refused.problems
            wanted = less


def _without(wanted: Wanted, problems: Iterable[Problem]) -> Wanted:
    changes: dict[str, Any] = {}
    pointers = [problem.pointer for problem in problems]
    if any(problem.code == "cursor" for problem in problems):
        changes["after"] = None
    if wanted.filter is not None and any(one.startswith("/filter") for one in pointers):
        rest = _pruned(wanted.filter, "/filter", pointers)
        changes["filter"] = None if rest == wanted.filter or not rest.parts else rest
    for name in ("sort", "group", "columns"):
        if f"/{name}" in pointers:
            changes[name] = ()
    return replace(wanted, **changes)


def _pruned(branch: Branch, at: str, pointers: list[str]) -> Branch:
    kept: list[Leaf | Branch] = []
    for position, part in enumerate(branch.parts):
        below = f"{at}/{branch.how}/{position}"
        if isinstance(part, Branch):
            rest = _pruned(part, below, pointers)
            kept += [rest] if rest.parts else []
        elif not any(one == below or one.startswith(f"{below}/") for one in pointers):
            kept.append(part)
    return Branch(branch.how, tuple(kept))
