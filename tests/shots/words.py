"""Which words on a page are not in its reader's language.

On a Chinese page: a text that is one of the product's English texts, or English words where no data stands. On an
English page: a text that is one of the product's Chinese ones.
"""

import json
import re
from functools import cache
from pathlib import Path

from tests import texts

ROOT = Path(__file__).resolve().parents[2]
#: English words a Chinese reader expects: names, units, codes, what stands on his keyboard.
NAMES = frozenset(
    {"Dougong", "English", "Excel", "Ctrl", "Esc", "Enter", "Tab", "Shift", "Alt", "JPEG", "PNG", "PDF", "WBS", "GPS"}
)
_PLACE = re.compile(r"%\([a-z_0-9]+\)[sd]|%[sd]|\{[a-z_0-9]*\}")
_ENGLISH = re.compile(r"(?<![\w@./-])[A-Za-z][a-z]{2,}(?![\w@./-])")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def _pattern(text: str) -> re.Pattern[str] | None:
    """A text with places for values as what it may look like; None for one that says nothing without them."""
    parts = [re.escape(part) for part in _PLACE.split(" ".join(text.split()))]
    return re.compile(".+?".join(parts)) if sum(map(len, parts)) >= 3 else None


@cache
def _catalogue() -> tuple[frozenset[str], frozenset[str], tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...]]:
    english, chinese = set(), set()
    for message in texts.current():
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        english |= {one for one in ids if one}
        chinese |= {one for one in strings if one}
    for path in ROOT.glob("modules/*/locale/zh_Hans.json"):
        locale = json.loads(path.read_text("utf-8"))
        chinese |= {str(text) for key, text in locale.items() if "#/" in key and not key.startswith("seeds/")}
    for path in ROOT.glob("modules/*/[!sl]*/*.json"):
        english |= set(_titles(json.loads(path.read_text("utf-8"))))
    same = english & chinese
    plain = [frozenset(one for one in side - same if not _PLACE.search(one)) for side in (english, chinese)]
    places = [tuple(filter(None, map(_pattern, (one for one in side - same if _PLACE.search(one)))))
              for side in (english, chinese)]  # fmt: skip
    return plain[0], plain[1], places[0], places[1]


def _titles(value: object) -> list[str]:
    """The texts of a definition."""
    if isinstance(value, dict):
        own = [value[key] for key in ("title", "description", "message", "group") if isinstance(value.get(key), str)]
        return own + [one for part in value.values() for one in _titles(part)]
    return [one for part in value for one in _titles(part)] if isinstance(value, list) else []


def foreign(language: str, seen: list[tuple[str, str]]) -> list[str]:
    """The texts of a page that are not in its language, with where they stand."""
    english, chinese, english_places, chinese_places = _catalogue()
    wrong = []
    for text, at in ((text, at) for text, at in seen if len(text) > 1):
        if language == "zh":
            words = [word for word in _ENGLISH.findall(text) if word not in NAMES]
            if (
                text in english
                or any(one.fullmatch(text) for one in english_places if not _CHINESE.search(text))
                or (len(words) >= 2 and not _CHINESE.search(text))
            ):
                wrong.append(f"“{text[:80]}” ({at})")
        elif text in chinese or any(one.fullmatch(text) for one in chinese_places if len(text) < 200):
            wrong.append(f"“{text[:80]}” ({at})")
    return wrong
