"""What a browser makes of the texts it is given, and the value read back from them."""

import re
from collections.abc import Mapping
from typing import Final

from dougong.forms.absent import ABSENT, Maybe
from dougong.forms.controls import Control, Texts, Unread
from dougong.forms.exact import read as read_json
from dougong.forms.exact import same
from dougong.forms.exact import write as write_json
from dougong.kinds import Options
from dougong.problem import Json, Problem

#: Characters HTML does not bring back unchanged, apart from line ends.
_LOST: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
#: What the browser's own inputs hold; they drop any other text, so that one is shown in a plain input.
_HELD: Final[Mapping[str, re.Pattern[str]]] = {
    "date": re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", re.ASCII),
    "month": re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII),
    "time": re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?", re.ASCII),
    "datetime-local": re.compile(
        r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?", re.ASCII
    ),
    "email": re.compile(r"[!-~]+@[!-~]+"),  # beyond ASCII, Chromium rewrites the host
    "url": re.compile(r"\S+"),
}


def carried(texts: Texts, *, lines: bool) -> Texts:
    """The texts as they will come back from the browser; without `lines`, line breaks are lost."""
    if all(text.isalnum() for text in texts):
        return texts
    return tuple(_carried(text, lines=lines) for text in texts)


def _carried(text: str, *, lines: bool) -> str:
    text = _LOST.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if lines else text.replace("\n", "")


def held(kind: str | None, texts: Texts) -> bool:
    """Whether the browser's input of this type keeps these texts as they are."""
    pattern = _HELD.get(kind or "")
    return pattern is None or all(
        not text or (pattern.fullmatch(text) and not _impossible(kind, text)) for text in texts
    )


def _impossible(kind: str | None, text: str) -> bool:
    """A day its month does not have, or the year 0: browsers drop those."""
    if kind not in {"date", "month", "datetime-local"}:
        return False
    year, month, day = int(text[:4]), int(text[5:7]), int(text[8:10] or 1)
    leap = (year % 4 == 0 and year % 100 != 0) or year % 400 == 0
    length = 29 if month == 2 and leap else 28 if month == 2 else 30 if month in {4, 6, 9, 11} else 31
    return year == 0 or day > length


def taken(control: Control, options: Options, texts: Texts, was: str, *, lines: bool) -> tuple[Maybe, Problem | None]:
    """The value of texts: what came, where the texts still show it; else what they say.

    A text that is no value of the kind goes on as it is, with the problem.
    """
    original = _original(was)
    if original is not ABSENT:
        shown = carried(control.show(original, options), lines=lines)
        several = control.many or options.get("many")
        if shown == texts or (several and set(shown) == set(texts)):
            return original, None
    try:
        return control.read(texts, options), None
    except Unread as unread:
        raw = [text for text in texts if text]
        return (raw[0] if len(raw) == 1 else list(texts)), unread.problem


def _original(was: str) -> Maybe:
    if not was:
        return ABSENT
    try:
        return read_json(was)
    except ValueError:
        return ABSENT


def remembered(value: Json, read: Maybe) -> str:
    """What the form must remember of a value whose texts read as `read`: its JSON, or nothing."""
    return "" if same(value, read) else write_json(value, ascii_only=True)
