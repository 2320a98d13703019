"""Patterns under RE2, which takes time in proportion to the text whatever the pattern."""

from dougong.kinds import fits_pattern, usable_pattern


def matched(pattern: object, text: str) -> bool:
    """Whether the pattern is found in the text. One that cannot be run lets every text pass (see
    `unsupported`), and a text that no database could store has no form at all."""
    if not isinstance(pattern, str) or not usable_pattern(pattern):
        return True
    try:
        return fits_pattern(text, pattern)
    except UnicodeEncodeError:
        return False


def found_in(pattern: str, key: str) -> bool:
    """Whether a pattern of keys means this key; one that cannot be run means none."""
    return usable_pattern(pattern) and matched(pattern, key)
