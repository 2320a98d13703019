"""A company's own colour: whether it can be read, and the four tones of it that the pages use, for both themes.

Colours are worked out in OKLCH (Björn Ottosson), contrast as WCAG 2 says. No single colour can be read as text on
white and on the dark theme's paper alike (4.5 to 1 each), so the dark theme has a lighter tone of the same hue.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

#: What text must reach against its ground.
AA: Final = 4.5
#: The grounds that accent text stands on (tokens.css: paper-3, the one hardest to read on), as OKLCH.
LIGHT_GROUND: Final = (0.95, 0.006, 210.0)
DARK_GROUND: Final = (0.26, 0.013, 220.0)
WHITE: Final = "#ffffff"
_HEX = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})")
_STEP = 0.004

Oklch = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Tones:
    """Text and button grounds; ink on such a button; a faint ground; text on that ground."""

    accent: str
    ink: str
    tint: str
    deep: str


def read_colour(text: str) -> str | None:
    """A colour as people type it ("1a6", "#1A66C2") as "#1a66c2"; None for anything else."""
    found = _HEX.fullmatch(text.strip().lower())
    if found is None:
        return None
    figures = found.group(1)
    return "#" + (figures if len(figures) == 6 else "".join(2 * one for one in figures))


def contrast(one: str, other: str) -> float:
    """How far two colours are apart, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def can_be_read(colour: str) -> bool:
    """Whether a colour is dark enough for text on light paper, and so for white text on a button of it."""
    return _reads(colour, _text(LIGHT_GROUND))


def nearest_read(colour: str) -> str:
    """The colour of the same hue that is just dark enough; `colour` itself where it is."""
    return colour if can_be_read(colour) else _moved(_oklch(colour), -_STEP, can_be_read)


def tones(colour: str) -> tuple[Tones, Tones]:
    """A colour that can be read, as the light and as the dark theme use it."""
    lightness, chroma, hue = _oklch(colour)
    tint = _text((0.955, min(chroma, 0.022), hue))
    deep = _moved((min(lightness, 0.5) - 0.07, chroma * 0.92, hue), -_STEP, lambda one: _reads(one, tint))
    plain = colour if _reads(colour, tint) else _moved(_oklch(colour), -_STEP, lambda one: _reads(one, tint))
    light = Tones(plain, WHITE, tint, deep)
    night, soft = _text((0.29, min(chroma, 0.04), hue)), min(chroma, 0.12)
    accent = _moved((0.74, soft, hue), _STEP, lambda one: _reads(one, night) and _reads(one, _text(DARK_GROUND)))
    bright = _moved((0.82, soft, hue), _STEP, lambda one: _reads(one, night))
    return light, Tones(accent, _text((0.17, min(chroma, 0.02), hue)), night, bright)


def _reads(colour: str, ground: str) -> bool:
    return contrast(colour, ground) >= AA


def _moved(colour: Oklch, step: float, enough: Callable[[str], bool]) -> str:
    """The first colour, going lighter or darker from `colour`, that is enough."""
    lightness, chroma, hue = colour
    found = _text((lightness, chroma, hue))
    while not enough(found) and 0 < lightness < 1:
        lightness = min(1.0, max(0.0, lightness + step))
        found = _text((lightness, chroma, hue))
    return found


def _linear(colour: str) -> list[float]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _oklch(colour: str) -> Oklch:
    r, g, b = _linear(colour)
    l = math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)  # noqa: E741 - its name in the literature
    m = math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    s = math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    lightness = 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s
    a = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s
    b = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def _text(colour: Oklch) -> str:
    """As "#1a66c2"; with less chroma where screens cannot show it."""
    lightness, chroma, hue = colour
    while chroma > 0 and not all(-0.0005 <= part <= 1.0005 for part in _rgb(lightness, chroma, hue)):
        chroma = max(0.0, chroma - 0.002)
    parts = (min(1.0, max(0.0, part)) for part in _rgb(lightness, chroma, hue))
    shown = (part * 12.92 if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055 for part in parts)
    return "#" + "".join(f"{round(part * 255):02x}" for part in shown)


def _rgb(lightness: float, chroma: float, hue: float) -> Oklch:
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3  # noqa: E741 - its name in the literature
    m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    s = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
        -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
        -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s,
    )
