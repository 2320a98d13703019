"""What became of a cell, or of a column of cells."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dougong.intake.note import Note
from dougong.problem import Json, Problem


@dataclass(frozen=True, slots=True)
class Repaired:
    """A cell as the field's kind reads it.

    value: JSON for the kind's `read` (decimal text, ISO dates, keys of choices); None: nothing stands here.
        Of a reference it is the text of the number or name; `Register` finds the entry.
    notes: every repair, in the order it was done. problem: why there is no value, or a doubt; pointer "".
    """

    value: Json
    notes: tuple[Note, ...] = ()
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class RepairedColumn:
    """A column of cells. values: one per cell. notes and problems: by position, only where there are any."""

    values: list[Json]
    notes: Mapping[int, tuple[Note, ...]] = field(default_factory=dict)
    problems: Mapping[int, Problem] = field(default_factory=dict)
