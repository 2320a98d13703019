"""Cells as yes or no, and as choices by what they are called in any language."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Final

from dougong.intake.cells import Cell, folded, narrow, tidy
from dougong.intake.doubt import Doubtful
from dougong.intake.guess import Hints
from dougong.intake.note import Note
from dougong.intake.target import Target
from dougong.kinds import choice_value
from dougong.problem import Json

_YES: Final = frozenset(
    [
        "是",
        "对",
        "有",
        "真",
        "已",
        "√",
        "✓",
        "✔",
        "☑",
        "y",
        "yes",
        "true",
        "t",
        "1",
        "on",
        "启用",
        "○",
        "●",
        "v",
    ]
)
_NO: Final = frozenset(
    [
        "否",
        "不",
        "无",
        "没有",
        "假",
        "未",
        "×",
        "✗",
        "✘",
        "☐",
        "□",
        "x",
        "n",
        "no",
        "false",
        "f",
        "0",
        "off",
        "停用",
        "不是",
    ]
)
_PARTS: Final = re.compile(r"[,，、;；/|\n]+")
_TRUTH: Final = Note("intake.note.truth")
_MOST: Final = 10


def truth(cell: Cell, target: Target, hints: Hints, notes: list[Note]) -> Json:
    """Yes or no. Raises `Doubtful`."""
    if isinstance(cell, bool):
        return cell
    said = _said(cell)
    titles: Mapping[bool, str] = target.options.get("titles", {})
    for value, title in titles.items():
        if folded(title) == folded(said) or title == said:
            return value
    word = narrow(said).casefold()
    if word in _YES or word in _NO:
        if word not in {"是", "否", "yes", "no"}:
            notes.append(_TRUTH)
        return word in _YES
    raise Doubtful("no_truth", text=said[:40])


def choice(cell: Cell, target: Target, hints: Hints, notes: list[Note]) -> Json:
    """The choice a text names. Raises `Doubtful`."""
    return _value(_key(_said(cell), target, notes), target)


def choices(cell: Cell, target: Target, hints: Hints, notes: list[Note]) -> Json:
    """Several choices, as people part them. Raises `Doubtful`."""
    said = _said(cell)
    names = _names(target)
    parts = [said] if said in names or folded(said) in names else [one for one in map(tidy, _PARTS.split(said)) if one]
    keys = dict.fromkeys(_key(part, target, notes) for part in parts)
    return [_value(key, target) for key in keys]


def _said(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return format(cell.normalize(), "f") if cell.is_finite() and abs(cell.adjusted()) < 40 else str(cell)
    return tidy(str(cell)).removeprefix("'")


def _value(key: str, target: Target) -> Json:
    found: Json = choice_value(key, target.options)
    return found


def _names(target: Target) -> Mapping[str, tuple[str, ...]]:
    """Every text a choice is known by, as it is and folded: the keys it stands for."""
    listed: Mapping[str, str] = target.options.get("choices", {})
    told = {key: (key, listed[key], *target.choices.get(key, ())) for key in listed}
    return _arranged(tuple(told.items()))


@lru_cache(maxsize=256)
def _arranged(told: tuple[tuple[str, tuple[str, ...]], ...]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for key, names in told:
        for name in names:
            for text in filter(None, (name, folded(name))):
                found.setdefault(text, {})[key] = None
    return {text: tuple(keys) for text, keys in found.items()}


def _key(said: str, target: Target, notes: list[Note]) -> str:
    """The key of a choice: by its name, by the same letters written otherwise, by the only name that holds the text."""
    names = _names(target)
    plain = folded(said)
    if len(names.get(said, ())) == 1:
        return names[said][0]
    if len(names.get(plain, ())) == 1:
        notes.append(_taken(names[plain][0], target))
        return names[plain][0]
    if len(plain) > 1:
        for near in (
            {key for text, keys in names.items() if text.startswith(plain) for key in keys},
            {key for text, keys in names.items() if plain in text or (len(text) > 1 and text in plain) for key in keys},
        ):
            if len(near) == 1:
                key = near.pop()
                notes.append(_taken(key, target))
                return key
    raise Doubtful("no_choice", text=said[:40], choices=_listed(target.options.get("choices", {}).values()))


def _taken(key: str, target: Target) -> Note:
    return Note("intake.note.choice", {"title": target.options["choices"][key]})


def _listed(titles: Iterable[str]) -> str:
    shown = list(titles)
    return "、".join(shown[:_MOST]) + ("…" if len(shown) > _MOST else "")
