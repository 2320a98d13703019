"""bank_card: a bank card number of 12 to 19 figures with Luhn's check figure; personal, so masked."""

import re
from collections.abc import Iterable
from typing import Final

from dougong.kinds._check_digits import luhn_check
from dougong.kinds._common import N_
from dougong.kinds._text import text_kind
from dougong.kinds.kind import Options
from dougong.problem import Problem

_FORM: Final = re.compile(r"[0-9]{12,19}")


def _normalise(text: str) -> str:
    return "".join(text.split())


def _check(value: str, options: Options) -> Iterable[Problem]:
    if not _FORM.fullmatch(value):
        yield Problem("", "format", {"expected": N_("bank card number (12 to 19 figures)")})
    elif luhn_check(value[:-1]) != value[-1]:
        yield Problem("", "check_digit")


BANK_CARD = text_kind("bank_card", normalise=_normalise, check=_check, personal=True)
