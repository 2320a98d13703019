"""What time and datetime share: zones and fractions of a second."""

import re
from typing import Final

from dougong.kinds._common import bad_form, refuse
from dougong.kinds._formats import fits_format

_FRACTION: Final = re.compile(r"\.([0-9]+)")
_PLACES: Final = 6


def zoned(text: str, form: str, expected: str) -> str:
    """An RFC 3339 text (`form` is "time" or "date-time") as Python's parsers want it.

    Raises `Unreadable`: code "format", or "scale" for more than six places of a second (never cut off).
    """
    if not fits_format(text, form):
        raise bad_form(expected)
    fraction = _FRACTION.search(text)
    if fraction and len(fraction[1].rstrip("0")) > _PLACES:
        raise refuse("scale", limit=_PLACES)
    return text.upper()


def short_seconds(text: str) -> str:
    """ISO text without the zeros Python appends to a fraction, and with Z for UTC."""
    trimmed = _FRACTION.sub(lambda found: f".{found[1].rstrip('0')}", text)
    return re.sub(r"\+00:00$", "Z", trimmed)
