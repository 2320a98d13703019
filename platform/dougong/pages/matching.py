"""Whether a person's name is meant by what was typed: characters, pinyin or initials."""

from functools import lru_cache

from pypinyin import Style, lazy_pinyin


def fits(name: str, typed: str) -> bool:
    """Whether `typed` (in lower case) is part of the name, or begins its pinyin or the initials of it."""
    if not typed or typed in name.casefold():
        return True
    return any(sound.startswith(typed.replace(" ", "")) for sound in _sounds(name))


@lru_cache(maxsize=4096)
def _sounds(name: str) -> tuple[str, str]:
    full = "".join(lazy_pinyin(name)).casefold()
    initials = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).casefold()
    return full, initials
