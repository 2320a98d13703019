"""Doing something once, however often it is asked for: the answer is kept in the transaction of what was done."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from dougong import once
from dougong.actions.deed import deed
from dougong.admission import Caller, Seat
from dougong.problem import JsonObject

#: Characters of a key at most.
KEY_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class Once:
    """key: of the caller's choosing. asked: a digest of everything the request asks."""

    key: str
    asked: str


@dataclass(frozen=True, slots=True)
class Told:
    """An answer. again: it was given before."""

    status: int
    body: JsonObject | None
    again: bool = False


def do_once(caller: Caller, mark: Once | None, do: Callable[[Seat], Told]) -> Told:
    """The one transaction of `do`; with a mark its answer is kept with what it did, and given again for 30 days.

    What was refused is not kept. Raises Refused: whatever `do` does, "key_reused", "in_flight".
    """
    with deed(caller) as seat:
        if mark is None:
            return do(seat)
        before = once.begin(seat.actor.id.id, mark.key, mark.asked)
        if before is not None:
            return Told(before.status, before.body, again=True)
        told = do(seat)
        answer = "" if told.body is None else json.dumps(told.body, default=str)
        once.keep(seat.actor.id.id, mark.key, told.status, answer)
        return told
