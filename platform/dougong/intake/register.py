"""References by what people write: the number or the name of an entry, found among the entries there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from dougong.intake.cells import folded, tidy

#: By what an entry was found.
By = Literal["number", "name", "alike", "part", ""]
_MOST: int = 10


@dataclass(frozen=True, slots=True)
class Known:
    """An entry a reference may mean. number: its number or code; names: its label and other names."""

    id: str
    number: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """What a text means. found: the one entry; choices: the entries that fit where several do, at most 10;
    both empty: nothing fits, and a new entry may be offered.
    """

    found: Known | None = None
    choices: tuple[Known, ...] = ()
    by: By = ""


class Register:
    """The entries of one entity, arranged for looking up. Built once for each import and reference."""

    def __init__(self, entries: Iterable[Known]) -> None:
        self._numbers: dict[str, list[Known]] = {}
        self._names: dict[str, list[Known]] = {}
        self._folded: dict[str, list[Known]] = {}
        for one in entries:
            if one.number:
                self._numbers.setdefault(one.number, []).append(one)
            for name in one.names:
                self._names.setdefault(tidy(name), []).append(one)
            for text in {folded(text) for text in (one.number, *one.names) if text}:
                self._folded.setdefault(text, []).append(one)

    def match(self, text: str) -> Match:
        """The entry a text names: by number, by name, by the same text written otherwise, by a part of it."""
        said, plain = tidy(text), folded(text)
        if not plain:
            return Match()
        steps: tuple[tuple[By, list[Known]], ...] = (
            ("number", self._numbers.get(said, [])),
            ("name", self._names.get(said, [])),
            ("alike", self._folded.get(plain, [])),
        )
        for by, fits in steps:
            if len(fits) == 1:
                return Match(fits[0], (), by)
            if fits:
                return Match(None, tuple(fits[:_MOST]), by)
        return self._by_part(plain)

    def _by_part(self, plain: str) -> Match:
        """Entries whose name holds the text, or is held by it: never taken without being asked."""
        if len(plain) < 2:
            return Match()
        near = [fits for text, fits in self._folded.items() if plain in text or (len(text) > 2 and text in plain)]
        found = tuple(dict.fromkeys(one for fits in near for one in fits))[:_MOST]
        return Match(None, found, "part" if found else "")
