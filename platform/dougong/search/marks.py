"""The marks of a text: what it may be found by. Pure; how they were chosen is in docs/decisions."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from dougong.search.folding import Run, folded, is_han, runs_in
from dougong.search.sounds import sounds_of

#: Letters or figures of one word that are looked at.
WORD_MAX: Final = 40
#: Characters of a mark at most; the longest is a syllable.
MARK_MAX: Final = 12


def marks_in(text: str, *, sounds: bool, chars: int, most: int) -> frozenset[str]:
    """The marks of a text, at most `most`, from its first `chars` characters.

    Chinese: each character and each two neighbours; with `sounds`, its pinyin. Words: their two first letters
    and each three neighbours; of figures, each two as well. An emoji is its own mark.
    """
    found: dict[str, None] = {}
    for run in runs_in(folded(text[:chars])):
        for mark in _marks(run, sounds=sounds):
            found[mark] = None
            if len(found) == most:
                return frozenset(found)
    return frozenset(found)


def _marks(run: Run, *, sounds: bool) -> Iterator[str]:
    if not run.dense:
        yield from word_marks(run.text)
        return
    yield from run.text
    yield from pairs(run.text)
    if sounds and is_han(run.text):
        yield from sounds_of(run.text)


def pairs(text: str) -> Iterator[str]:
    """Each two neighbours."""
    yield from (a + b for a, b in pairwise(text))


def word_marks(word: str) -> Iterator[str]:
    """The marks of a word or number."""
    word = word[:WORD_MAX]
    yield word[:2]
    yield from (pair for pair in pairs(word) if pair.isdigit())
    yield from threes(word)


def threes(word: str) -> Iterator[str]:
    """Each three neighbours."""
    yield from (word[at : at + 3] for at in range(len(word) - 2))
