"""What a sheet holds, as values: heads, plain cells, and cells that are marked because something is wrong with them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final, Literal

#: What stands in a cell: text, a number, a day, a moment without a zone (as the reader's clock shows it), a time.
Plain = str | int | Decimal | date | datetime | time | None
Fill = Literal["", "wrong", "warned", "good"]

#: What a spreadsheet takes for the beginning of a formula; the wide forms too, which some of them turn into plain ones.
FORMULA_SIGNS: Final = frozenset("=+-@\t\r\n＝＋－＠")


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column. form: how its numbers and days are shown, as a spreadsheet writes it ("#,##0.00")."""

    title: str
    form: str = ""


@dataclass(frozen=True, slots=True)
class Marked:
    """A cell with something to say: its colour, and a remark that opens when the mouse is over it."""

    value: Plain
    fill: Fill = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table. rows: read once, from first to last, each as long as `heads`."""

    title: str
    heads: Sequence[Head]
    rows: Iterable[Sequence[Plain | Marked]]


def begins_a_formula(text: str) -> bool:
    """Whether a spreadsheet that opens this text could take it for a formula."""
    return text[:1] in FORMULA_SIGNS and text != ""


def safe_text(text: str) -> str:
    """A text that no spreadsheet takes for a formula when it reads it from a CSV file: with a quote before it."""
    return f"'{text}" if begins_a_formula(text) else text
