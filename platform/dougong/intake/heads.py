"""The header of a table: which rows it has, and what each column is called."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from dougong.intake.cells import Cell, Merged, Row, folded, is_blank, narrow, tidy
from dougong.intake.header_units import header_unit
from dougong.intake.labels import counted, kind_of_row, known_word, like_label

_BELOW: Final = 30
_MOST_ROWS: Final = 4
_LONGEST: Final = 200
_SCORE_LEAST: Final = 0.42


@dataclass(frozen=True, slots=True)
class Head:
    """A header. rows: where it stands. parts: by column, the words from the group down. score: how likely it is."""

    rows: tuple[int, ...]
    parts: tuple[tuple[str, ...], ...]
    score: float


def heads_in(rows: Sequence[Row], merged: Sequence[Merged]) -> list[Head]:
    """The likely headers among the first rows of a sheet, the likeliest first, none sharing a row with another."""
    width = max((len(row) for row in rows), default=0)
    scored = sorted(((_score(rows, at), -at) for at in range(len(rows))), reverse=True)
    found: list[Head] = []
    for score, minus in scored:
        if score < _SCORE_LEAST:
            break
        block = _block(rows, -minus, merged)
        if not any(set(block) & set(one.rows) for one in found):
            found.append(Head(block, _parts(rows, block, merged, width), score))
    return found[:5]


def _filled(row: Row) -> list[tuple[int, Cell]]:
    return [(at, cell) for at, cell in enumerate(row) if not is_blank(cell)]


def _score(rows: Sequence[Row], at: int) -> float:
    """How much a row looks like the one header row above entries; 0 where it cannot be."""
    here = _filled(rows[at])
    if not here:
        return 0
    own = tuple(folded(str(cell)) if isinstance(cell, str) else "" for cell in rows[at])
    below = [row for row in rows[at + 1 : at + 1 + _BELOW] if kind_of_row(row, own) == "entry"]
    if not below:
        return 0
    used = [column for column in range(max(map(len, below))) if _count(below, column) * 5 >= len(below)]
    numbers = [cell for _, cell in here if isinstance(cell, Decimal)]
    counting = counted(numbers)
    labels = sum(like_label(cell) or (counting and isinstance(cell, Decimal)) for _, cell in here)
    purity, coverage = labels / len(here), min(1.0, len(here) / max(len(used), 1))
    if purity < 0.7 or coverage < 0.4 or (len(here) == 1 and len(used) > 1):
        return 0
    columns = [at for at, _ in here]
    again = sum(_recurs(below, column, cell) for column, cell in here) / len(here)
    contrast = sum(_other_sort(below, column) for column in columns) / len(here)
    known = sum(known_word(cell) for _, cell in here) / len(here)
    distinct = len({folded(str(cell)) for _, cell in here}) / len(here)
    if len(here) == 1 and not known:
        return 0
    early = at * 0.004
    return 0.3 * coverage + 0.15 * purity + 0.3 * known + 0.15 * contrast + 0.1 * distinct - 0.6 * again - early


def _count(rows: Sequence[Row], column: int) -> int:
    return sum(column < len(row) and not is_blank(row[column]) for row in rows)


def _recurs(below: Sequence[Row], column: int, cell: Cell) -> bool:
    """Whether the same text stands again below: then it is a value."""
    return any(column < len(row) and row[column] == cell for row in below)


def _other_sort(below: Sequence[Row], column: int) -> bool:
    """Whether most of what stands below could name no column."""
    cells = [row[column] for row in below if column < len(row) and not is_blank(row[column])]
    return bool(cells) and sum(not like_label(cell) for cell in cells) * 2 > len(cells)


def _block(rows: Sequence[Row], at: int, merged: Sequence[Merged]) -> tuple[int, ...]:
    """The rows of the header around its best one."""
    first = last = at
    while last + 1 < len(rows) and last - first < _MOST_ROWS - 1 and _goes_on(rows, last, merged):
        last += 1
    while first > 0 and last - first < _MOST_ROWS - 1 and _is_group(rows, first - 1, first, merged):
        first -= 1
    return tuple(range(first, last + 1))


def _goes_on(rows: Sequence[Row], at: int, merged: Sequence[Merged]) -> bool:
    """Whether the row after `at` belongs to the header: it divides groups, and holds nothing but labels."""
    upper, lower = rows[at], _filled(rows[at + 1])
    if not lower or not all(like_label(cell) for _, cell in lower) or kind_of_row(rows[at + 1]) != "entry":
        return False
    if any(one.top <= at < one.bottom for one in merged) or all(_is_unit(cell) for _, cell in lower):
        return True
    if any(one.top == at and one.right > one.left for one in merged):
        return all(_under_group(at, column, upper, merged) for column, _ in lower)
    under = all(_blank_at(upper, column) or _blank_at(upper, column + 1) for column, _ in lower)
    spared = [column for column, _ in _filled(upper) if _blank_at(rows[at + 1], column)]
    below = [row for row in rows[at + 2 : at + 12] if kind_of_row(row) == "entry"]
    told = [column for column, _ in lower]
    return (
        under
        and any(_blank_at(upper, column) for column in told)
        and any(_count(below, column) for column in spared)
        and any(_other_sort(below, column) for column in told)
    )


def _is_unit(cell: Cell) -> bool:
    """Whether a cell of its own names the unit of the column above: "(t)", "万元"."""
    return isinstance(cell, str) and header_unit(f"x({narrow(cell).strip('()[]')})").any


def _under_group(at: int, column: int, upper: Row, merged: Sequence[Merged]) -> bool:
    grouped = any(one.top == at and one.left <= column <= one.right and one.right > one.left for one in merged)
    return grouped or _blank_at(upper, column)


def _is_group(rows: Sequence[Row], at: int, below: int, merged: Sequence[Merged]) -> bool:
    """Whether the row at `at` names groups of the columns that the row `below` names."""
    here = _filled(rows[at])
    detailed = _filled(rows[below])
    if len(here) < 2 or not all(like_label(cell) for _, cell in here):
        return False
    across = [one for one in merged if one.top == at and one.right > one.left]
    down = [one for one in merged if one.top == at and one.bottom >= below]
    if across or down:
        return any(one.right - one.left + 1 < len(detailed) for one in across) or bool(down)
    if merged:
        return False
    columns = {column for column, _ in detailed}
    spans = sum(_blank_at(rows[at], column + 1) and column + 1 in columns for column, _ in here)
    return spans > 0 and len(here) < len(detailed)


def _blank_at(row: Row, column: int) -> bool:
    return column >= len(row) or is_blank(row[column])


def _parts(
    rows: Sequence[Row], block: Sequence[int], merged: Sequence[Merged], width: int
) -> tuple[tuple[str, ...], ...]:
    """By column, the words of the header from the group down, each once."""
    lines = [
        list(_line(rows, at, last=at == block[-1], below=rows[block[-1]], merged=merged, width=width)) for at in block
    ]
    found = []
    for column in range(width):
        words = [line[column] for line in lines if line[column]]
        found.append(tuple(dict.fromkeys(words)))
    return tuple(found)


def _line(
    rows: Sequence[Row], at: int, *, last: bool, below: Row, merged: Sequence[Merged], width: int
) -> Iterator[str]:
    """The words of one header row by column; a group's word stands above each of its columns."""
    row = rows[at]
    across = [one for one in merged if one.top <= at <= one.bottom and one.right > one.left]
    carried, until = "", -1
    for column in range(width):
        own = "" if _blank_at(row, column) else tidy(str(row[column]))[:_LONGEST]
        if own:
            carried = own
            until = next(
                (one.right for one in across if one.left == column), width if not merged and not last else column
            )
            yield own
        elif carried and column <= until and (merged or not _blank_at(below, column)):
            yield carried
        else:
            until = -1 if not merged else until
            yield ""
