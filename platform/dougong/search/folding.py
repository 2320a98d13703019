"""Texts made comparable, and cut into the runs that marks are made of."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

#: Written without spaces, so every character counts: Han (all planes) and kana.
_DENSE = "\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af"
_RUN = re.compile(f"(?P<dense>[{_DENSE}]+)|(?P<word>[^\\W_{_DENSE}]+)|(?P<sign>[^\\w\\s])")
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U000323af]+")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text of one sort. dense: written without spaces; else a word or number, or one emoji."""

    text: str
    dense: bool


def folded(text: str) -> str:
    """Lower case, full width and other forms made plain, accents taken off: 'ＨＲＢ４００', 'hrb400' are the same."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(char for char in plain if unicodedata.category(char) != "Mn")
    return unicodedata.normalize("NFC", bare)


def runs_in(text: str) -> Iterator[Run]:
    """The runs of a folded text, in order; punctuation is between them, an emoji is one by itself."""
    for found in _RUN.finditer(text):
        sign = found.group("sign")
        if sign is None:
            yield Run(found.group(), dense=found.group("dense") is not None)
        elif unicodedata.category(sign) == "So":
            yield Run(sign, dense=True)


def is_han(text: str) -> bool:
    """Whether all of it is Chinese characters, which have a sound."""
    return _HAN.fullmatch(text) is not None
