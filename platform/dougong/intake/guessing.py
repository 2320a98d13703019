"""Which field each column is taken for."""

from collections.abc import Sequence
from decimal import Decimal

from dougong.intake.cells import folded
from dougong.intake.guess import Guess, Hints
from dougong.intake.note import Note
from dougong.intake.table import Column, Table
from dougong.intake.target import Target


def guess(table: Table, targets: Sequence[Target]) -> tuple[Guess, ...]:
    """A guess for each column, in the order of the columns; each target is given at most once."""
    names = {folded(name): target for target in reversed(targets) for name in target.names}
    found = []
    for column in table.columns:
        target = names.pop(folded(column.label), None)
        if target is None:
            found.append(Guess(column.at, None, Decimal(0), Note("intake.because.nothing")))
        else:
            found.append(Guess(column.at, target.pointer, Decimal(1), Note("intake.because.label")))
    return tuple(found)


def hints_for(column: Column, target: Target) -> Hints:
    """How the cells of a column are read for a target a person chose: from its label and its samples."""
    return Hints(unit=target.unit)
