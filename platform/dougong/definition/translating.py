"""Documents in another language: titles replaced where `locale/` has a translation for their place."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from dougong.definition.pointers import split
from dougong.problem import Json


def translate(documents: Mapping[str, Json], locale: Mapping[str, Json]) -> dict[str, Json]:
    """The documents with every text that `locale` translates in its language; nothing given is changed.

    locale: address ("entities/slip#/properties/cause/oneOf/own/title", a choice named by its const) to text.
    A translation whose place is not there, or is no text, is passed over: `check_module` names it.
    """
    out = dict(documents)
    copied: set[str] = set()
    for address, text in locale.items():
        path, _, pointer = address.partition("#")
        if path not in out or not isinstance(text, str) or not pointer.startswith("/"):
            continue
        if path not in copied:
            out[path] = deepcopy(out[path])
            copied.add(path)
        _put(out[path], split(pointer), text)
    return out


def _put(document: Any, parts: tuple[str, ...], text: str) -> None:
    """Replace the text at a path; nothing where there is none."""
    for part in parts[:-1]:
        document = document[_key(document, part)] if _key(document, part) is not None else None
    key = _key(document, parts[-1])
    if key is not None and isinstance(document[key], str):
        document[key] = text


def _key(holder: Any, part: str) -> Any:
    """The key or position a token means in an object or list: of choices, the one with this const."""
    if isinstance(holder, Mapping):
        return part if part in holder else None
    if not isinstance(holder, list):
        return None
    for position, entry in enumerate(holder):
        if isinstance(entry, Mapping) and entry.get("const") == part:
            return position
    return int(part) if part.isdecimal() and int(part) < len(holder) else None
