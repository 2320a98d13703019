"""How Chinese labels sound: whole and by first letters. Some systems name their columns so ("htbh")."""

from collections.abc import Callable
from functools import cache, lru_cache
from importlib import import_module


@cache
def _pinyin() -> Callable[..., list[list[str]]]:
    # A quarter of a second and 30 MB: only processes that guess columns pay for it, on first use.
    found: Callable[..., list[list[str]]] = import_module("pypinyin").pinyin
    return found


@lru_cache(maxsize=4096)
def sound_of(text: str) -> tuple[str, str]:
    """A text by its sound, whole and by first letters: "合同编号" is ("hetongbianhao", "htbh"); letters stay."""
    heard = [one[0].replace("ü", "v").casefold() for one in _pinyin()(text, style=0) if one and one[0]]
    return "".join(heard), "".join(one if one.isascii() and len(one) == 1 else one[:1] for one in heard)
