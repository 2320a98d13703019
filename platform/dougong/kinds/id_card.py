"""id_card: a Chinese resident's ID number of 18 figures (GB 11643); personal, so masked."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from dougong.kinds._check_digits import person_check
from dougong.kinds._common import N_
from dougong.kinds._text import text_kind
from dougong.kinds.kind import Options
from dougong.problem import Problem

_FORM: Final = re.compile(r"[1-9][0-9]{16}[0-9X]")
_OLD_FORM: Final = re.compile(r"[0-9]{15}")
_FIRST_YEAR: Final = 1800


def _normalise(text: str) -> str:
    return "".join(text.split()).upper()


def birth_date(number: str) -> date | None:
    """The date of birth an 18-sign number carries; None when it is no day of the calendar."""
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return born if born.year >= _FIRST_YEAR else None


def _check(value: str, options: Options) -> Iterable[Problem]:
    if _OLD_FORM.fullmatch(value):
        yield Problem("", "old_id_card")
    elif not _FORM.fullmatch(value):
        yield Problem("", "format", {"expected": N_("ID card number (18 figures)")})
    elif birth_date(value) is None:
        yield Problem("", "birth_date")
    elif person_check(value[:-1]) != value[-1]:
        yield Problem("", "check_digit")


ID_CARD = text_kind("id_card", normalise=_normalise, check=_check, personal=True)
