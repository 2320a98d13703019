"""Which field each column is taken for: by what it is called, and by what stands in it."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from dougong.intake.assigning import best_pairs
from dougong.intake.cells import Cell
from dougong.intake.guess import Guess, Hints
from dougong.intake.hinting import hints_for
from dougong.intake.likeness import Score, called_like
from dougong.intake.note import Note
from dougong.intake.repairing import repair
from dougong.intake.table import Column, Table
from dougong.intake.target import Target
from dougong.kinds import KINDS, Unreadable
from dougong.problem import Json

#: Below it nothing is guessed.
_LEAST: Final = 430
_BY_CONTENT: Final = 520
_LOOKED_AT: Final = 24
#: Kinds that a column's cells alone may tell, and how many of them must fit.
_TELLING: Final = frozenset(
    {"id_card", "phone", "email", "bank_card", "credit_code", "date", "month", "choice", "choices", "url", "percent"}
)
#: Kinds whose cells hold a name that is looked up later.
_NAMED: Final = frozenset({"reference", "user"})
_FITS: Final = 0.9
_LEAST_CELLS: Final = 3
_LONGEST: Final = 100
_SHAPE: Final = re.compile(r"[0-9]+|[a-z]+|[\u4e00-\u9fff]+", re.IGNORECASE)


def guess(table: Table, targets: Sequence[Target], *, from_1904: bool = False) -> tuple[Guess, ...]:
    """A guess for each column, in the order of the columns; each target is given at most once.

    Names decide first, with the cells as a counter-check; a record's own fields come before those of its rows. What
    is left over is matched by its cells alone, where only one field and one column have such cells. from_1904: the
    workbook counts its days from 1904.
    """
    columns = [_short(column) for column in table.columns]
    scores = [[_score(column, target, table.title) for target in targets] for column in columns]
    near = [target.pointer.count("/") < 2 for target in targets]
    pairs = best_pairs([[_weight(one, up=up) for (one, _), up in zip(row, near, strict=True)] for row in scores])
    found = {at: _guess(columns[at], targets[to], _doubted(scores[at], to), table.title) for at, to in pairs.items()}
    rest = [at for at in range(len(columns)) if at not in found]
    free = [to for to in range(len(targets)) if to not in pairs.values()]
    for at, to in _by_content([columns[at] for at in rest], [targets[to] for to in free], table.title).items():
        found[rest[at]] = _guess(columns[rest[at]], targets[free[to]], (_BY_CONTENT, "content"), table.title)
    nothing = Note("intake.because.nothing")
    guesses = (found.get(at) or Guess(column.at, None, Decimal(0), nothing) for at, column in enumerate(columns))
    return tuple(replace(one, hints=replace(one.hints, from_1904=from_1904)) for one in guesses)


def _short(column: Column) -> Column:
    """A column with no more of its label than anybody reads."""
    if len(column.label) <= _LONGEST:
        return column
    return replace(column, label=column.label[:_LONGEST], parts=tuple(part[:_LONGEST] for part in column.parts))


def _weight(score: int, *, up: bool) -> int:
    """A score for the sum; of equals the record's own field wins."""
    return score * 10 + up if score >= _LEAST else 0


def _guess(column: Column, target: Target, score: Score, title: str) -> Guess:
    because = Note(f"intake.because.{score[1]}", {"label": target.label})
    return Guess(column.at, target.pointer, Decimal(score[0]) / 1000, because, hints_for(column, target, title))


def _score(column: Column, target: Target, title: str) -> Score:
    """By name, lowered where the cells cannot be read as the field's kind."""
    score, why = called_like(column, target)
    if score < _LEAST:
        return score, why
    fits = fit(column, target, hints_for(column, target, title))
    return (score if fits is None else int(score * (0.55 + 0.45 * fits))), why


def _doubted(scores: Sequence[Score], to: int) -> Score:
    """The score of a pair, lowered where another field is called almost as much like it."""
    score, why = scores[to]
    near = max((one for at, (one, _) in enumerate(scores) if at != to), default=0)
    return (score * 7 // 10, "several") if why != "label" and near >= score * 97 // 100 else (score, why)


def fit(column: Column, target: Target, hints: Hints) -> float | None:
    """The share of the column's cells that can be read for the target; None without any."""
    cells = column.samples[:_LOOKED_AT]
    if not cells:
        return None
    return sum(_reads(cell, target, hints) for cell in cells) / len(cells)


def _reads(cell: Cell, target: Target, hints: Hints) -> bool:
    """Whether a cell becomes a value that its kind finds nothing wrong with."""
    repaired = repair(cell, target, hints)
    if repaired.problem is not None:
        return False
    if repaired.value is None or target.kind in _NAMED:
        return True
    return _lawful(repaired.value, target)


def _lawful(value: Json, target: Target) -> bool:
    kind = KINDS[target.kind]
    try:
        read = kind.read(value, target.options)
    except (Unreadable, KeyError):
        return False
    return not any(problem.level == "error" for problem in kind.check(read, target.options))


def _by_content(columns: Sequence[Column], targets: Sequence[Target], title: str) -> dict[int, int]:
    """Columns whose cells fit one field only, where no other column fits that field as well."""
    fitting = [
        (at, to)
        for at, column in enumerate(columns)
        for to, target in enumerate(targets)
        if _told_by_cells(column, target, title)
    ]
    lefts, rights = Counter(at for at, _ in fitting), Counter(to for _, to in fitting)
    return {at: to for at, to in fitting if lefts[at] == 1 and rights[to] == 1}


def _told_by_cells(column: Column, target: Target, title: str) -> bool:
    if len(column.samples) < _LEAST_CELLS:
        return False
    if target.reference:
        return bool(target.shapes) and _shaped_alike(column.samples, target.shapes)
    if target.kind not in _TELLING or not _distinct_enough(column, target):
        return False
    return (fit(column, target, hints_for(column, target, title)) or 0) >= _FITS


def _distinct_enough(column: Column, target: Target) -> bool:
    """Keeps a column of bare numbers from being taken for a date or a share by chance."""
    if target.kind in {"date", "month", "percent"}:
        return not all(isinstance(cell, Decimal) for cell in column.samples)
    return True


def _shaped_alike(cells: Sequence[Cell], shapes: Sequence[str]) -> bool:
    """Whether nearly all cells have the shape of a number like these: "HT-2025-001"."""
    wanted = {shape_of(one) for one in shapes}
    told = [shape_of(cell) in wanted for cell in cells[:_LOOKED_AT] if isinstance(cell, str)]
    return len(told) >= _LEAST_CELLS and sum(told) >= len(told) * _FITS


def shape_of(text: str) -> str:
    """A text's shape: figures by their count, letters as they are, other signs as they are."""
    return _SHAPE.sub(lambda part: "9" * len(part[0]) if part[0].isdecimal() else part[0].casefold(), text.strip())
