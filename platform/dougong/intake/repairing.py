"""A raw cell as the field's kind reads it, with a note of everything that was done."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from dougong.intake.amounts import amount
from dougong.intake.cells import Cell, narrow
from dougong.intake.clocks import clock, length
from dougong.intake.days import day, moment, month
from dougong.intake.doubt import Doubtful
from dougong.intake.guess import PLAIN, Hints
from dougong.intake.note import Note
from dougong.intake.repaired import Repaired, RepairedColumn
from dougong.intake.target import Target
from dougong.intake.texts import code, lines, link, reference, text
from dougong.intake.words import choice, choices, truth
from dougong.problem import Json, Problem

Repair = Callable[[Cell, Target, Hints, list[Note]], Json]
#: How a cell becomes a value, by kind; every other kind takes it as a text.
REPAIRS: Final[Mapping[str, Repair]] = {
    **dict.fromkeys(("quantity", "money", "price", "number", "integer", "percent"), amount),
    "date": day, "datetime": moment, "month": month, "time": clock, "duration": length,
    "boolean": truth, "choice": choice, "choices": choices,
    "long_text": lines, "rich_text": lines, "email": link, "url": link,
    **dict.fromkeys(("phone", "id_card", "bank_card", "credit_code"), code),
    "reference": reference, "user": reference,
}  # fmt: skip
#: What people write where nothing is to be written; narrow and in small letters.
NOTHING: Final = frozenset(
    {"-", "--", "---", "/", "//", "\\", "n/a", "na", "null", "none", "nil", "无", "暂无", "空", "."}
)
#: Kinds for which a word for nothing may be a word for something.
_ASKED_FIRST: Final = frozenset({"boolean", "choice", "choices"})
_ERRORS: Final = frozenset(
    {"#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#GETTING_DATA", "#FIELD!"}
)
_NO_RESULT: Final = "#CALC!"
_WAS_NOTHING: Final = Note("intake.note.nothing")
_EMPTY: Final = Repaired(None)
_NOTHING: Final = Repaired(None, (_WAS_NOTHING,))
_LONGEST_WORD: Final = 8
_LARGEST: Final = 60  # places before or behind the point; a spreadsheet's own largest have 308


def repair(cell: Cell, target: Target, hints: Hints = PLAIN) -> Repaired:
    """A cell as the target's kind reads it. Never raises: what cannot be read is a problem."""
    if cell is None:
        return _EMPTY
    if isinstance(cell, Decimal) and not (cell.is_finite() and abs(cell.adjusted()) <= _LARGEST):
        return Repaired(None, (), Problem("", "intake.no_number"))
    if isinstance(cell, str):
        special = _special(cell, target)
        if special is not None:
            return special
    notes: list[Note] = []
    try:
        value = REPAIRS.get(target.kind, text)(cell, target, hints, notes)
    except Doubtful as doubt:
        if isinstance(cell, str) and narrow(cell).casefold() in NOTHING:
            return _NOTHING
        return Repaired(None, tuple(notes), doubt.problem)
    return _NOTHING if value in ("", []) else Repaired(value, tuple(notes))


def _special(cell: str, target: Target) -> Repaired | None:
    """What a text is before its kind is asked: blank, a word for nothing, an error of the sheet; else None."""
    if not cell or cell.isspace():
        return _EMPTY
    if cell[0] == "#" and cell.strip() in _ERRORS:
        return Repaired(None, (), Problem("", "intake.error_cell", {"text": cell.strip()}))
    if cell == _NO_RESULT:
        return Repaired(None, (), Problem("", "intake.no_result"))
    if len(cell) <= _LONGEST_WORD and target.kind not in _ASKED_FIRST:
        plain = narrow(cell).casefold()
        if not plain:
            return _EMPTY
        if plain in NOTHING:
            return _NOTHING
    return None


def repair_column(cells: Sequence[Cell], target: Target, hints: Hints = PLAIN) -> RepairedColumn:
    """A column of cells; the same cell is worked out once."""
    values: list[Json] = []
    notes: dict[int, tuple[Note, ...]] = {}
    problems: dict[int, Problem] = {}
    known: dict[tuple[type, Cell], Repaired] = {}
    for position, cell in enumerate(cells):
        key = (cell.__class__, cell)
        one = known.get(key)
        if one is None:
            one = known[key] = repair(cell, target, hints)
        values.append(one.value)
        if one.notes:
            notes[position] = one.notes
        if one.problem is not None:
            problems[position] = one.problem
    return RepairedColumn(values, notes, problems)
