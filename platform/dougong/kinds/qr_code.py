"""qr_code: the contents of a QR code, scanned or printed."""

from collections.abc import Iterable
from typing import Final

from dougong.kinds._common import N_
from dougong.kinds._text import text_kind
from dougong.kinds.kind import Options
from dougong.problem import Problem

#: Bytes the largest QR code holds (version 40, correction level L).
MAX_BYTES: Final = 2_953


def _check(value: str, options: Options) -> Iterable[Problem]:
    if len(value.encode()) > MAX_BYTES:
        yield Problem("", "limit", {"what": N_("a QR code's number of bytes"), "limit": MAX_BYTES})


QR_CODE = text_kind("qr_code", check=_check)
