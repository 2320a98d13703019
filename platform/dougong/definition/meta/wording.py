"""Words people read: composed characters, nothing invisible, nothing that turns the writing direction."""

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, Final

from dougong.definition.pointers import join
from dougong.problem import Json, Problem

#: Keys whose text is code, not words.
_CODE: Final = frozenset({"pattern", "$ref", "$id", "$schema"})
#: Characters of class "other" that words may hold: line breaks and tabs.
_ALLOWED: Final = frozenset("\n\t")
#: Classes that show nothing or steer: control, format (zero width, direction), surrogate, private use.
_REFUSED: Final = frozenset({"Cc", "Cf", "Cs", "Co"})


def wording_problems(document: Json) -> Iterator[Problem]:
    """Every text, key or value, that is not in composed form (NFC) or holds a character nobody sees."""
    waiting: list[tuple[tuple[str | int, ...], Any]] = [((), document)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, Mapping):
            for key, inner in value.items():
                if (what := _wrong(str(key))) is not None:
                    yield Problem(join((*path, key)), "wording", {"what": what})
                if key not in _CODE:
                    waiting.append(((*path, key), inner))
        elif isinstance(value, list):
            waiting += [((*path, position), inner) for position, inner in enumerate(value)]
        elif isinstance(value, str) and (what := _wrong(value)) is not None:
            yield Problem(join(path), "wording", {"what": what})


def _wrong(text: str) -> str | None:
    """What is wrong with a text, named by its code point; None when nothing is."""
    if text.isascii() and text.isprintable():
        return None
    for char in text:
        if unicodedata.category(char) in _REFUSED and char not in _ALLOWED:
            return f"U+{ord(char):04X}"
    return None if unicodedata.is_normalized("NFC", text) else "NFC"
