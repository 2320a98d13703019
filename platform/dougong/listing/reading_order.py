"""The order people look names up in: Chinese by pinyin, among what is small enough to be sorted here."""

from functools import lru_cache
from typing import Final

from pypinyin import Style, lazy_pinyin

_KEPT: Final = 20_000


@lru_cache(maxsize=_KEPT)
def reading_order(label: str) -> tuple[str, str]:
    """What labels are compared by: how they are read (tones told apart), Latin letters without regard to case.

    "" comes last.
    """
    if not label:
        return ("\uffff", "")
    return (" ".join(lazy_pinyin(label, style=Style.TONE3, neutral_tone_with_five=True)).casefold(), label)
