"""Many records at once: each by itself, in a transaction of its own, with its own decision.

What can be done is done; what is refused is told with its reasons. See docs/decisions/016.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from dougong.actions.deed import Outcome
from dougong.actions.perform_transition import perform_transition
from dougong.actions.remove_record import remove_record
from dougong.actions.transitions import Wish
from dougong.actions.update_record import update_record
from dougong.admission import Caller
from dougong.problem import JsonObject, Problem, Refused
from dougong.storage import Conflict

#: Records one call may touch; a door that has more calls again.
MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Target:
    """A record as the person saw it."""

    id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """A record that stayed as it was, and everything against the change."""

    id: UUID
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Many:
    """What became of many records, in the order they were named."""

    done: tuple[Outcome, ...]
    refused: tuple[Refusal, ...]


def edit_many(caller: Caller, name: str, targets: Iterable[Target], sent: JsonObject) -> Many:
    """Write the same fields into each record. sent: wire form, null empties a field.

    Raises Refused (code "limit") for more than MOST records; what is wrong with one of them is in the answer.
    """
    return _each(targets, lambda one: update_record(caller, name, one.id, sent, version=one.version))


def perform_many(caller: Caller, name: str, targets: Iterable[Target], wish: Wish) -> Many:
    """Perform one transition, or give one answer, on each record. Raises Refused like `edit_many`."""
    return _each(targets, lambda one: perform_transition(caller, name, one.id, wish, version=one.version))


def remove_many(caller: Caller, name: str, targets: Iterable[Target]) -> Many:
    """Put each record into the bin. Raises Refused like `edit_many`."""
    return _each(targets, lambda one: remove_record(caller, name, one.id, version=one.version))


def _each(targets: Iterable[Target], verb: Callable[[Target], Outcome]) -> Many:
    named = tuple({one.id: one for one in targets}.values())
    if len(named) > MOST:
        raise Refused([Problem("", "limit", {"what": str(len(named)), "limit": MOST})])
    done: list[Outcome] = []
    refused: list[Refusal] = []
    for one in named:
        try:
            done.append(verb(one))
        except Conflict as conflict:
            refused.append(Refusal(one.id, conflict.problems or (Problem("", "moved_on"),)))
        except Refused as problems:
            refused.append(Refusal(one.id, tuple(problems.problems)))
    return Many(tuple(done), tuple(refused))
