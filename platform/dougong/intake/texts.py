"""Cells as texts: names and remarks, numbers of things, and what is written in figures but is no number."""

import html
import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final

from dougong.intake.amounts import KNOWN_DIGITS
from dougong.intake.cells import Cell, narrow, tidy, visible
from dougong.intake.doubt import Doubtful
from dougong.intake.guess import Hints
from dougong.intake.note import Note
from dougong.intake.target import Target
from dougong.problem import Json

#: Kinds whose value is figures and letters without blanks, with what each is called by its digits.
CODES: Final = frozenset({"phone", "id_card", "bank_card", "credit_code"})
_POINT_ZERO: Final = re.compile(r"([0-9]{5,})\.0+")
_POWER: Final = re.compile(r"[0-9](?:\.[0-9]+)?e\+?[0-9]{1,2}", re.IGNORECASE)
_FORMULA_QUOTE: Final = re.compile(r"'(?=[=+\-@\t\r\n＝＋－＠])")
_PARTS: Final = re.compile(r"[,，、;；\n]+")
_BLANKS: Final = Note("intake.note.blanks")
_NUMBER: Final = Note("intake.note.number_text")
_WIDTH: Final = Note("intake.note.width")


def text(cell: Cell, target: Target, hints: Hints, notes: list[Note]) -> Json:
    """A text of one line. Raises `Doubtful`."""
    said = _written(cell, notes)
    plain = tidy(said) if "\n" in said or "\r" in said else visible(said)
    if plain != said:
        notes.append(_BLANKS)
    return plain


def lines(cell: Cell, target: Target, hints: Hints, notes: list[Note]) -> Json:
    """A text of several lines. Raises `Doubtful`."""
    said = _written(cell, notes)
    plain = "\n".join(visible(line) for line in said.splitlines()).strip()
    if plain != said.replace("\r\n", "\n").replace("\r", "\n"):
        notes.append(_BLANKS)
    return html.escape(plain, quote=False).replace("\n", "<br>") if target.kind == "rich_text" else plain


def code(cell: Cell, target: Target, hints: Hints, notes: list[Note]) -> Json:
    """Figures and letters: a telephone number, an ID card's. Raises `Doubtful`: digits were lost."""
    said = _written(cell, notes)
    plain = narrow(said).strip("'`\"")
    if _POWER.fullmatch(plain):
        raise Doubtful("digits_lost")
    whole = _POINT_ZERO.fullmatch(plain)
    if whole:
        plain = whole[1]
    if target.kind != "phone":
        plain = re.sub(r"[\s-]", "", plain).upper()
    if plain != said:
        notes.append(_WIDTH)
    return plain


def link(cell: Cell, target: Target, hints: Hints, notes: list[Note]) -> Json:
    """An address of a page or a mailbox."""
    said = _written(cell, notes)
    plain = narrow(said)
    if target.kind == "email":
        plain = plain.removeprefix("mailto:").replace(" ", "")
    if plain != said:
        notes.append(_WIDTH)
    return plain


def reference(cell: Cell, target: Target, hints: Hints, notes: list[Note]) -> Json:
    """The number or name of an entry, or several of them: `Register` finds what is meant."""
    said = _written(cell, notes)
    plain = tidy(said)
    whole = _POINT_ZERO.fullmatch(plain)
    if whole:
        plain = whole[1]
    if plain != said:
        notes.append(_BLANKS)
    if not target.options.get("many"):
        return plain
    return [one for one in map(tidy, _PARTS.split(said)) if one]


def _written(cell: Cell, notes: list[Note]) -> str:
    """What stands in a cell, as text."""
    if isinstance(cell, str):
        return _FORMULA_QUOTE.sub("", cell, count=1) if cell[:1] == "'" else cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, Decimal):
        return _digits(cell, notes)
    if isinstance(cell, datetime):
        return cell.isoformat(" ", timespec="minutes")
    if isinstance(cell, date | time):
        notes.append(Note("intake.note.date_as_text"))
        return cell.isoformat()
    return str(cell)


def _digits(cell: Decimal, notes: list[Note]) -> str:
    """A number's digits: 1001.0 is "1001". Beyond fifteen the rest is unknown."""
    if not cell.is_finite() or cell.adjusted() >= KNOWN_DIGITS:
        raise Doubtful("digits_lost")
    notes.append(_NUMBER)
    return format(cell.normalize() if cell else Decimal(0), "f")
