"""What a sheet hands in: raw cells, merged ranges, and the plain form of a text that people wrote."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final

#: A raw cell. Never a float: numbers are decimals of at most 15 significant digits, as spreadsheets keep them.
Cell = str | Decimal | bool | date | datetime | time | None
Row = Sequence[Cell]

#: Signs nobody sees, which sheets carry about: joiners, marks of direction, soft hyphens, byte order marks.
_UNSEEN: Final = dict.fromkeys(
    map(ord, "\u200b\u200c\u200d\u2060\u00ad\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e")
)
#: Signs of one meaning in several forms, after NFKC.
_FORMS: Final = str.maketrans({"−": "-", "–": "-", "—": "-", "―": "-", "¥": "¥", "〜": "~", "。": ".", "、": ","})


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged range, counted from 0, the last row and column included; its value stands in the first cell."""

    top: int
    left: int
    bottom: int
    right: int


def tidy(text: str) -> str:
    """A text as a person meant it: unseen signs gone, every kind of blank one space, none at the ends."""
    if text.isascii() and "  " not in text and "\n" not in text and "\t" not in text and "\r" not in text:
        return text.strip()
    return " ".join(text.translate(_UNSEEN).split())


def narrow(text: str) -> str:
    """A text with full-width letters, figures and signs as narrow ones, without unseen signs and outer blanks."""
    if text.isascii():
        return text.strip()
    return unicodedata.normalize("NFKC", text.translate(_UNSEEN)).translate(_FORMS).strip()


def folded(text: str) -> str:
    """What labels and names are compared by: narrow, small letters, no blanks and no punctuation."""
    return "".join(char for char in narrow(text).casefold() if char.isalnum() or char in "%‰²³")


def is_blank(cell: Cell) -> bool:
    """Whether nothing stands in a cell."""
    return cell is None or (isinstance(cell, str) and not tidy(cell))


def visible(text: str) -> str:
    """A text without unseen signs and outer blanks, every blank a plain one; what stands inside stays."""
    return text.translate(_UNSEEN).replace("\xa0", " ").replace("\u3000", " ").strip()
