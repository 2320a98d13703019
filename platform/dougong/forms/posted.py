"""What a browser sent: names and texts, in order."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, runtime_checkable

from dougong.forms.names import Word, beside


@runtime_checkable
class MultiDict(Protocol):
    """Django's QueryDict and MultiValueDict, as far as a form needs them."""

    def lists(self) -> Iterable[tuple[str, list[str]]]:
        """Every name with its texts in order."""
        ...


class Posted:
    """Texts by name. Line ends are as people type them ("\\n"), whatever the browser made of them."""

    __slots__ = ("_texts",)

    def __init__(self, given: MultiDict | Mapping[str, Sequence[str]]) -> None:
        pairs = given.lists() if isinstance(given, MultiDict) else given.items()
        self._texts = {name: tuple(_unix(text) for text in texts) for name, texts in pairs}

    def all(self, name: str) -> tuple[str, ...]:
        """Every text sent under a name."""
        return self._texts.get(name, ())

    def last(self, name: str) -> str | None:
        """The last text sent under a name; None when there is none."""
        texts = self._texts.get(name)
        return texts[-1] if texts else None

    def beside(self, word: Word, name: str) -> str | None:
        """A companion's text."""
        return self.last(beside(word, name))

    def names(self) -> Iterable[str]:
        """Every name sent."""
        return self._texts.keys()

    def replaced(self, changes: Mapping[str, Sequence[str]]) -> "Posted":
        """The same with other texts under some names; an empty sequence takes the name away."""
        merged = {**self._texts, **changes}
        return Posted({name: texts for name, texts in merged.items() if texts})


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
