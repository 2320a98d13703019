"""Small readers of JSON shared by the documents: text, lists of slugs, maps with an order."""

from collections.abc import Iterator, Mapping
from typing import Any

from dougong.definition.pointers import escape
from dougong.definition.reading.notes import Notes
from dougong.expression import Expr


def text(document: Mapping[str, Any], key: str) -> str:
    """The text under `key`, "" when there is none."""
    value = document.get(key)
    return value if isinstance(value, str) else ""


def title_of(document: Mapping[str, Any], key: str) -> str:
    """The document's title, or its key made readable."""
    return text(document, "title") or key.replace("_", " ").strip().capitalize()


def words(document: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """A list of texts, or a single text as a list of one."""
    value = document.get(key)
    if isinstance(value, str):
        return (value,)
    return tuple(word for word in value if isinstance(word, str)) if isinstance(value, list) else ()


def mapping(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The object under `key`, empty when there is none."""
    value = document.get(key)
    return value if isinstance(value, Mapping) else {}


def entries(document: Mapping[str, Any], key: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The objects of a map, in the order written."""
    for name, value in mapping(document, key).items():
        if isinstance(value, Mapping):
            yield name, value


def ordered(holder: Mapping[str, Any], found: Mapping[str, Any]) -> tuple[str, ...]:
    """The keys of `found`: first those of the holder's `order` list, then the rest as written."""
    first = [key for key in words(holder, "order") if key in found]
    return (*dict.fromkeys(first), *(key for key in found if key not in first))


def formulas(document: Mapping[str, Any], key: str, notes: Notes, pointer: str) -> dict[str, Expr]:
    """A map of formulas; wrong ones are noted and left out."""
    found = {}
    for name, value in mapping(document, key).items():
        expr = notes.expr(value, f"{pointer}/{key}/{escape(name)}")
        if expr is not None:
            found[name] = expr
    return found
