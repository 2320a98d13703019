"""A raw cell as the field's kind reads it, with a note of everything that was done."""

from collections.abc import Sequence

from dougong.intake.cells import Cell, is_blank, tidy
from dougong.intake.guess import PLAIN, Hints
from dougong.intake.note import Note
from dougong.intake.repaired import Repaired, RepairedColumn
from dougong.intake.target import Target
from dougong.problem import Json, Problem


def repair(cell: Cell, target: Target, hints: Hints = PLAIN) -> Repaired:
    """A cell as the target's kind reads it. Never raises: what cannot be read is a problem."""
    return Repaired(None if is_blank(cell) else tidy(str(cell)))


def repair_column(cells: Sequence[Cell], target: Target, hints: Hints = PLAIN) -> RepairedColumn:
    """A column of cells; the same cell is worked out once."""
    values: list[Json] = []
    notes: dict[int, tuple[Note, ...]] = {}
    problems: dict[int, Problem] = {}
    for position, cell in enumerate(cells):
        one = repair(cell, target, hints)
        values.append(one.value)
        if one.notes:
            notes[position] = one.notes
        if one.problem is not None:
            problems[position] = one.problem
    return RepairedColumn(values, notes, problems)
