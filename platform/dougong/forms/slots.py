"""Where a node's value comes from: a record as it stands, or what was typed; the same questions to both."""

from collections.abc import Mapping
from dataclasses import dataclass

from dougong.forms.absent import ABSENT, Maybe
from dougong.forms.names import ROOT, Word, below, escape
from dougong.forms.posted import Posted
from dougong.problem import Json


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of the record.

    value: what stands there; beside typed texts it is what the server knows (for fields nobody may type in).
    posted: what was typed; None where nothing was sent yet.
    source: the name under which texts were sent.
    fresh: nothing was ever there, so what a new record begins with may be offered.
    """

    value: Maybe = ABSENT
    posted: Posted | None = None
    source: str = ROOT
    fresh: bool = False

    def child(self, key: str, part: str | None = None) -> "Slot":
        """The slot under a key; `part` is its token in names where that is not the key itself."""
        inner = self.value.get(key, ABSENT) if isinstance(self.value, Mapping) else ABSENT
        source = below(self.source, part if part is not None else escape(key))
        return Slot(inner, self.posted, source, self.fresh)

    def entry(self, position: int, token: str) -> "Slot":
        """The slot of one row: its value by position, its texts by token."""
        rows = self.value
        inner: Maybe = rows[position] if isinstance(rows, list) and position < len(rows) else ABSENT
        return Slot(inner, self.posted, below(self.source, token), self.fresh)

    def texts(self) -> tuple[str, ...]:
        """The texts typed here."""
        return self.posted.all(self.source) if self.posted else ()

    def said(self, word: Word) -> str | None:
        """What a companion said."""
        return self.posted.beside(word, self.source) if self.posted else None

    def listed(self, word: Word) -> tuple[str, ...]:
        """Every text of a companion."""
        return self.posted.all(f"{word}:{self.source}") if self.posted else ()

    def holding(self, value: Json) -> "Slot":
        """A slot with this value and nothing typed."""
        return Slot(value, None, self.source, self.fresh)
