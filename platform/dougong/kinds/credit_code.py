"""credit_code: the unified social credit code of an organisation, 18 signs (GB 32100-2015)."""

import re
from collections.abc import Iterable
from typing import Final

from dougong.kinds._check_digits import ORGANISATION_SIGNS, organisation_check
from dougong.kinds._common import N_
from dougong.kinds._text import text_kind
from dougong.kinds.kind import Options
from dougong.problem import Problem

_FORM: Final = re.compile(f"[{ORGANISATION_SIGNS}]{{2}}[0-9]{{6}}[{ORGANISATION_SIGNS}]{{10}}")


def _normalise(text: str) -> str:
    return "".join(text.split()).upper()


def _check(value: str, options: Options) -> Iterable[Problem]:
    if not _FORM.fullmatch(value):
        yield Problem("", "format", {"expected": N_("unified social credit code (18 signs)")})
    elif organisation_check(value[:-1]) != value[-1]:
        yield Problem("", "check_digit")


CREDIT_CODE = text_kind("credit_code", normalise=_normalise, check=_check)
