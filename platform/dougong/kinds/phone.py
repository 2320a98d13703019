"""phone: a telephone number as people write it, with an extension where there is one."""

import re
from collections.abc import Iterable
from typing import Final

from dougong.kinds._common import N_
from dougong.kinds._text import text_kind
from dougong.kinds.kind import Options
from dougong.problem import Problem

_NUMBER: Final = re.compile(r"\+?[0-9(][0-9 ()\-]{1,28}[0-9]( ?(x|ext\.?|转) ?[0-9]{1,6})?")


def is_phone(text: str) -> bool:
    """Whether the text has 5 to 15 figures (before an extension) and nothing but figures and separators."""
    figures = sum(char in "0123456789" for char in re.split(r"x|ext|转", text)[0])
    return bool(_NUMBER.fullmatch(text)) and 5 <= figures <= 15 and text.count("(") == text.count(")")


def _check(value: str, options: Options) -> Iterable[Problem]:
    if not is_phone(value):
        yield Problem("", "format", {"expected": N_("telephone number")})


PHONE = text_kind("phone", check=_check)
