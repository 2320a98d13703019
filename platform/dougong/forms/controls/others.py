"""Controls of files, places, and of raw JSON."""

import re
from collections.abc import Mapping
from typing import Final

from dougong.forms.absent import ABSENT, Maybe
from dougong.forms.controls.choosing import read_reference, show_reference
from dougong.forms.controls.control import Control, Texts, Unread, attributes_of, first
from dougong.forms.controls.numbers import decimal_text, figures
from dougong.forms.exact import read as read_json
from dougong.forms.exact import write
from dougong.kinds import Options
from dougong.problem import Json, Problem

_BETWEEN: Final = re.compile(r"[\s,;，；]+")


def _file_attributes(accept: str | None, capture: str | None = None) -> Mapping[str, str]:
    return attributes_of(type="file", accept=accept, capture=capture)


def _any_file(options: Options) -> Mapping[str, str]:
    accepted = options.get("accept")
    return _file_attributes(", ".join(accepted) if isinstance(accepted, list | tuple) else accepted)


def _photo(options: Options) -> Mapping[str, str]:
    return _file_attributes("image/*", "environment")


def _drawing(options: Options) -> Mapping[str, str]:
    return _file_attributes("image/png")


def show_point(value: Json, options: Options) -> Texts:
    """Latitude and longitude."""
    if isinstance(value, dict) and set(value) <= {"lat", "lon"}:
        return tuple(_degrees(value.get(part, "")) for part in ("lat", "lon"))
    return (write(value), "")


def _degrees(value: Json) -> str:
    return value if isinstance(value, str) else write(value)


def read_point(texts: Texts, options: Options) -> Maybe:
    """A point of two decimal texts; one of them may still be missing."""
    point: dict[str, Json] = {}
    for part, text in zip(("lat", "lon"), texts, strict=False):
        if text.strip():
            plain = figures(text)
            point[part] = text.strip() if plain is None else decimal_text(plain)
    return point or ABSENT


def show_polygon(value: Json, options: Options) -> Texts:
    """One corner per line: latitude, longitude."""
    if isinstance(value, list) and all(isinstance(one, dict) for one in value):
        return ("\n".join(", ".join(show_point(one, options)) for one in value),)
    return (write(value),)


def read_polygon(texts: Texts, options: Options) -> Maybe:
    """Corners, one per line."""
    corners: list[Json] = []
    for line in filter(None, map(str.strip, first(texts).split("\n"))):
        pair = _BETWEEN.split(line)
        if len(pair) != 2 or any(figures(one) is None for one in pair):
            raise Unread(Problem("", "format", {"expected": "list of corners"}))
        corners.append({"lat": decimal_text(figures(pair[0]) or ""), "lon": decimal_text(figures(pair[1]) or "")})
    return corners or ABSENT


def show_json(value: Json, options: Options) -> Texts:
    """JSON with its structure visible."""
    return (write(value, indent=2),)


def read_raw(texts: Texts, options: Options) -> Maybe:
    """The JSON typed."""
    typed = first(texts)
    if not typed.strip():
        return ABSENT
    try:
        return read_json(typed)
    except ValueError as error:
        raise Unread(Problem("", "format", {"expected": "JSON", "reason": str(error)})) from None


def _degree_attributes(options: Options) -> Mapping[str, str]:
    return attributes_of(type="text", inputmode="text", autocomplete="off")


FILE = Control(template="file", show=show_reference, read=read_reference, attributes=_any_file, wide=True)
PHOTO = Control(template="photo", show=show_reference, read=read_reference, attributes=_photo, wide=True)
SIGNATURE = Control(template="signature", show=show_reference, read=read_reference, attributes=_drawing, wide=True)
GEO_POINT = Control(
    template="geo_point",
    show=show_point,
    read=read_point,
    attributes=_degree_attributes,
    parts=("lat", "lon"),
    number=True,
)
GEO_POLYGON = Control(
    template="geo_polygon",
    show=show_polygon,
    read=read_polygon,
    attributes=lambda options: attributes_of(rows=5, spellcheck="false"),
    lines=True,
    wide=True,
)
RAW = Control(
    template="json",
    show=show_json,
    read=read_raw,
    attributes=lambda options: attributes_of(rows=6, spellcheck="false"),
    lines=True,
    wide=True,
)
