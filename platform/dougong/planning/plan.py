"""From changes to what must be done, and whom it hurts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from dougong.planning.change import Change
from dougong.planning.counting import count_of
from dougong.planning.harm import hurts, impossible
from dougong.planning.making import fresh, steps_of
from dougong.planning.step import (
    DDL,
    AddColumn,
    AddIndex,
    AddRowTable,
    AddTable,
    AllotColumn,
    CopyColumn,
    HideColumn,
    HideTable,
    LiftUnique,
    Recompute,
    Step,
)
from dougong.problem import Problem

Level = Literal["error", "warning"]

#: The order steps are carried out in: what others need first, what takes something from sight last.
TURN = (
    AddTable,
    AddRowTable,
    AddColumn,
    AllotColumn,
    CopyColumn,
    Recompute,
    LiftUnique,
    AddIndex,
    HideColumn,
    HideTable,
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What an installation, an upgrade or the publishing of an overlay does.

    steps: for storage, in their order. destructive: what takes something from people who have it, each at the
    address of its change, with the rows it touches in params ("rows"); a person confirms it.
    affected: address of a change -> rows it touches. problems: what cannot be done; such a plan is refused.
    post_existing: posting rules that came, as (entity, rule): documents effective already can be posted.
    """

    steps: tuple[Step, ...] = ()
    destructive: tuple[Problem, ...] = ()
    affected: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    post_existing: tuple[tuple[str, str], ...] = ()

    @property
    def ddl(self) -> tuple[Step, ...]:
        """The steps that change tables; publishing an overlay must have none."""
        return tuple(step for step in self.steps if isinstance(step, DDL))


def plan(changes: Iterable[Change], counts: Mapping[str, int]) -> Plan:
    """The plan for `changes`.

    counts: rows by the keys that `count_keys` asks for; an entity's own count stands in for a finer one that
    is missing, so that harm is never reckoned too small.
    """
    every = tuple(changes)
    made = fresh(every)
    steps = dict.fromkeys(step for change in every for step in steps_of(change, made))
    touched = [(one, 0 if one.entity in made.entities else count_of(one, counts)) for one in every]
    affected: dict[str, int] = {}
    for change, rows in touched:
        affected[change.at] = max(rows, affected.get(change.at, 0))
    return Plan(
        steps=tuple(sorted(steps, key=lambda step: TURN.index(type(step)))),
        destructive=tuple(_told(change, rows, "warning") for change, rows in touched if rows and hurts(change)),
        affected={at: rows for at, rows in affected.items() if rows},
        problems=tuple(_told(one, rows, "error") for one, rows in touched if impossible(one)),
        post_existing=tuple((one.entity, one.path) for one in every if one.what == "posting_added"),
    )


def _told(change: Change, rows: int, level: Level) -> Problem:
    return Problem(change.at, f"planning.{change.what}", {"rows": rows}, level=level)
