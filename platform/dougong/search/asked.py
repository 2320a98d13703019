"""What was typed into a search, as marks: every word must be found, each in one of several ways."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Final

from dougong.search.folding import Run, folded, runs_in
from dougong.search.marks import WORD_MAX, marks_in, pairs, threes
from dougong.search.sounds import ways_to_read

#: Words and characters of one search that are looked at, and marks asked for one run of letters or characters.
WORDS_MAX: Final = 6
CHARS_MAX: Final = 100
_MARKS_MAX: Final = 6
_WAYS_MAX: Final = 4
#: Characters and marks of a name, which is short.
_NAME: Final = 80


@dataclass(frozen=True, slots=True)
class Asked:
    """One word. ways: sets of marks, any of which finds it, all of a set in one and the same field.

    text: as it was typed, folded. Without ways nothing can be found by it.
    """

    text: str
    ways: tuple[frozenset[str], ...]


def asked_for(q: str) -> tuple[Asked, ...]:
    """The words of a search; () when nothing was typed. Words of punctuation alone do not count beside others."""
    words = [Asked(word, _ways(word)) for word in folded(q[:CHARS_MAX]).split()]
    telling = [word for word in words if word.ways]
    return tuple(dict.fromkeys(telling))[:WORDS_MAX] or tuple(words[:1])


def has_word(name: str, word: Asked) -> bool:
    """Whether a name has a word, as a search would find it: also by its pinyin."""
    marks = _marks_of(name)
    return any(way <= marks for way in word.ways)


@lru_cache(maxsize=4096)
def _marks_of(name: str) -> frozenset[str]:
    return marks_in(name, sounds=True, chars=_NAME, most=_NAME * 5)


def _ways(word: str) -> tuple[frozenset[str], ...]:
    runs = [_run_ways(run) for run in runs_in(word)]
    together = (frozenset().union(*way) for way in product(*runs[:_MARKS_MAX])) if runs else ()
    return tuple(dict.fromkeys(together))[:_WAYS_MAX]


def _run_ways(run: Run) -> list[frozenset[str]]:
    text = run.text
    if run.dense:
        return [frozenset(_some(list(pairs(text)) or [text]))]
    plain = frozenset(_some(list(threes(text[:WORD_MAX])) or [text]))
    if len(text) > 2 and text.isascii() and text.isalpha():
        # Marks that are more than another way's find nothing that the other does not.
        return _widest([plain, *(frozenset(_some(sorted(way))) for way in ways_to_read(text))])
    return [plain]


def _widest(ways: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    return [way for at, way in enumerate(ways) if not any(o < way or (o == way and n < at) for n, o in enumerate(ways))]


def _some(marks: list[str]) -> Iterator[str]:
    """At most so many of them, from all over the word."""
    step = max(1, -(-len(marks) // _MARKS_MAX))
    yield from marks[::step]
    yield marks[-1]
