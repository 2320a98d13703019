"""How much a column is called like a field, and why."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from dougong.intake.cells import folded, tidy
from dougong.intake.header_units import header_unit
from dougong.intake.hinting import words_of
from dougong.intake.sounds import sound_of
from dougong.intake.table import Column
from dougong.intake.target import Target
from dougong.intake.thesaurus import essence, same_meaning

#: A score of 0 to 1000 and the reason's code.
Score = tuple[int, str]
_NONE: Final[Score] = (0, "nothing")


def called_like(column: Column, target: Target) -> Score:
    """The best score of the column's names with the target's."""
    said = [one for one in _names_of(column) if one]
    if not said:
        return _NONE
    own = max((_alike(one, target.label) for one in said), default=_NONE)
    if own[0] >= 1000:
        return own
    others = max((_other(one, name) for name in target.synonyms for one in said), default=_NONE)
    return max(own, others)


def _other(said: str, name: str) -> Score:
    score, why = _alike(said, name)
    return (score * 97 // 100, "synonym" if why == "label" else why)


def _names_of(column: Column) -> Iterable[str]:
    """What a column may be called: the whole label, its words without units, the last of them, and joined."""
    words = words_of(column)
    names = (tidy(column.label), " ".join(words), "".join(words), "".join(reversed(words)), words[-1])
    return dict.fromkeys(names)


@lru_cache(maxsize=65536)
def _alike(said: str, name: str) -> Score:
    if said == name:
        return 1000, "label"
    one, other = folded(said), folded(name)
    bare = folded(header_unit(name).words)
    if not one or not other:
        return _NONE
    if one in (other, bare):
        return 960, "label"
    if same_meaning(one, other) or same_meaning(one, bare):
        return 860, "synonym"
    if essence(one) == essence(other):
        return 900, "synonym"
    return max(_sounds_like(one, other), _shares(one, other))


def _sounds_like(one: str, other: str) -> Score:
    """By pinyin: letters for characters ("htbh"), or other characters of the same sound."""
    if one.isascii() == other.isascii() and one.isascii():
        return _NONE
    whole, first = sound_of(one)
    wanted, begun = sound_of(other)
    if whole == wanted:
        return 820, "pinyin"
    if one.isascii() and one == begun and len(one) > 1:
        return (780 if len(one) > 2 else 560), "pinyin"
    if other.isascii() and other == first and len(other) > 1:
        return (780 if len(other) > 2 else 560), "pinyin"
    return _NONE


def _shares(one: str, other: str) -> Score:
    """By the letters both have: one inside the other, or many pairs in common."""
    short, long = sorted((one, other), key=len)
    if len(short) > 1 and short in long:
        return 520 + 280 * len(short) // len(long), "alike"
    pairs, wanted = _pairs(one), _pairs(other)
    common = len(pairs & wanted)
    if not common:
        return _NONE
    share = 2 * common / (len(pairs) + len(wanted))
    return (int(380 + 380 * share), "alike") if share >= 0.4 else _NONE


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))
