"""Translations: each leads to a text, each text has one, none is the English copied through."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from dougong.definition.checker.findings import Findings
from dougong.definition.pointers import join

#: The language that must be complete.
COMPLETE: Final = "zh_Hans"
#: Words whose text people read.
_READ: Final = frozenset(
    {"title", "description", "message", "guard_message", "placeholder", "header", "footer", "text"}
)
#: Lists of texts people read.
_READ_LISTS: Final = frozenset({"labels", "copies"})
#: Words below which keys are names and values formulas or data: no text is looked for there.
_DATA: Final = frozenset({"default", "examples", "const", "enum", "match", "values"})
#: Words below which keys are names given by the author.
_NAMED: Final = frozenset(
    {
        "properties", "$defs", "rules", "states", "transitions", "steps", "views", "sections", "roles",
        "rights", "measures", "dimensions", "fields", "set", "widgets", "series", "filters", "columns",
        "blocks", "levels", "inputs", "outputs", "sums", "parameters", "params", "lights", "watermark",
    }
)  # fmt: skip
#: Documents nobody reads on a screen.
_SILENT: Final = ("cases/", "seeds/", "locale/")
#: A text that is the same in every language: codes, units, abbreviations.
_UNIVERSAL: Final = re.compile(r"[^a-z]*")

Path = tuple[str | int, ...]


def _all(path: str, value: Any, above: tuple[str | int, ...] = ()) -> Iterator[str]:
    """The address of every text in a document of seeds: whether it is words or a code, nobody can tell."""
    entries = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in entries:
        if isinstance(inner, str):
            yield f"{path}#{join((*above, key))}"
        yield from _all(path, inner, (*above, key))


def check_translations(found: Findings) -> None:
    """Every locale document of the module against the texts it should translate."""
    documents = found.world.module.documents
    texts = dict(readable(documents))
    seeds = {key for path, doc in documents.items() if path.startswith("seeds/") for key in _all(path, doc)}
    locales = {path: doc for path, doc in documents.items() if path.startswith("locale/")}
    if f"locale/{COMPLETE}" not in locales:
        found.wrong(f"locale/{COMPLETE}", "required")
    for path, locale in sorted(locales.items()):
        translated = {key: text for key, text in locale.items() if "#" in key}
        for address in sorted(translated.keys() - texts.keys() - seeds):
            found.wrong(f"{path}#{join((address,))}", "no_text", address=address)
        for address in sorted(texts.keys() - translated.keys()):
            found.wrong(address, "untranslated", language=path.removeprefix("locale/"))
        for address in sorted(texts.keys() & translated.keys()):
            if _copied(texts[address], translated[address], path):
                found.wrong(f"{path}#{join((address,))}", "copied", text=texts[address])


def _copied(source: str, translation: Any, path: str) -> bool:
    """Whether a Chinese text is the English one; letters that are capitals everywhere may stay."""
    return path.startswith("locale/zh") and source == translation and not _UNIVERSAL.fullmatch(source)


def readable(documents: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every text of a module that people read, with its address ("entities/slip#/title").

    An entry of a list that has a `const` is addressed by it: .../oneOf/own/title.
    """
    for path, document in documents.items():
        if not path.startswith(_SILENT):
            for place, text in _texts(document, (), named=False):
                yield f"{path}#{join(place)}", text


def _texts(value: Any, above: Path, *, named: bool) -> Iterator[tuple[Path, str]]:
    """named: the keys of this object are names given by the author, not words of the language."""
    if isinstance(value, list):
        for position, inner in enumerate(value):
            key = inner.get("const", position) if isinstance(inner, Mapping) else position
            yield from _texts(inner, (*above, key if isinstance(key, str) else position), named=False)
    for key, inner in value.items() if isinstance(value, Mapping) else ():
        here = (*above, key)
        if named:
            yield from _texts(inner, here, named=False)
        elif isinstance(inner, str):
            if inner and (key in _READ or (key == "group" and above[:2] == ("menu", "set"))):
                yield here, inner
        elif isinstance(inner, list) and key in _READ_LISTS:
            yield from (((*here, n), one) for n, one in enumerate(inner) if isinstance(one, str))
        elif key not in _DATA:
            yield from _texts(inner, here, named=key in _NAMED)
