"""Numbers as people write them in sheets: separators, signs, large words, per cent, a unit behind."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

from dougong.intake.cells import narrow
from dougong.intake.doubt import Doubtful
from dougong.intake.units import LARGE, unit_of

_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]{1,3})?")
_GROUPED: Final = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_SPACED: Final = re.compile(r"[+-]?[0-9]{1,3}(?:[ '][0-9]{3})+(?:\.[0-9]*)?")
_SPLIT: Final = re.compile(r"([+-]?(?:[0-9.,' ]*[0-9.])(?:e[+-]?[0-9]{1,3}(?![0-9a-z]))?)\s*(.*)", re.DOTALL)
_MONEY: Final = re.compile(r"^([+-]?)\s*(?:人民币|rmb|cny|[¥¥$])\s*:?\s*([+-]?)")
_ABOUT: Final = re.compile(r"约|大概|左右|上下|以上|以下|多|余|~|≈|<|>|≤|≥|±|至|到|\d\s*-\s*\d")
_BRACKETED: Final = re.compile(r"\((.+)\)(.*)", re.DOTALL)
_LONGEST: Final = 120
#: Arithmetic that is exact for every number the platform keeps; halves are rounded up.
WIDE: Final = Context(prec=200, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number out of a text. behind: what stands behind it ("t", "", "元"). percent: a % or ‰ stood there.

    done: codes of what was done to read it.
    """

    value: Decimal
    behind: str = ""
    percent: bool = False
    done: tuple[str, ...] = ()


def figure_of(text: str) -> Figure:
    """The number in a text. Raises `Doubtful`: none, or one that could be two."""
    plain = narrow(text).casefold()
    done = [] if text.isascii() or plain == text.strip().casefold() else ["width"]
    if not plain or len(plain) > _LONGEST:
        raise Doubtful("no_number")
    if _NUMBER.fullmatch(plain):
        return Figure(Decimal(plain), done=tuple(done))
    plain = _without_currency(plain, done)
    plain = _signed(plain, done)
    found = _SPLIT.fullmatch(plain)
    if not found:
        raise Doubtful("about" if _ABOUT.search(plain) and any(map(str.isdigit, plain)) else "no_number")
    number, behind = found[1].strip(), found[2].strip()
    value = _exact(number, done)
    return _scaled(value, behind, done)


def _without_currency(plain: str, done: list[str]) -> str:
    found = _MONEY.match(plain)
    if not found:
        return plain
    done.append("currency")
    return (found[1] or found[2]) + plain[found.end() :].lstrip()


def _signed(plain: str, done: list[str]) -> str:
    """Accountants' negatives: "(1,234.50)" and "5-"."""
    bracketed = _BRACKETED.fullmatch(plain)
    if bracketed and bracketed[1][:1].isdigit():
        done.append("negative")
        return f"-{bracketed[1]}{bracketed[2]}"
    if plain[:1].isdigit() and plain.endswith("-"):
        done.append("negative")
        return f"-{plain[:-1]}"
    if plain[:1] in "+-" and plain[1:2] == " ":
        return plain[0] + plain[1:].lstrip()
    return plain


def _exact(number: str, done: list[str]) -> Decimal:
    """The digits as a decimal. Raises `Doubtful` where a comma may be a separator or a point."""
    if _NUMBER.fullmatch(number):
        return Decimal(number)
    if _GROUPED.fullmatch(number):
        done.append("thousands")
        return Decimal(number.replace(",", ""))
    if _SPACED.fullmatch(number):
        done.append("thousands")
        return Decimal(number.replace(" ", "").replace("'", ""))
    if any(map(str.isdigit, number)) and "," in number:
        raise Doubtful("separators", text=number)
    raise Doubtful("no_number")


def _scaled(value: Decimal, behind: str, done: list[str]) -> Figure:
    """With "%", "万" or "亿" behind it worked in; what stands further behind is left to the unit."""
    if behind[:1] in {"%", "‰"}:
        if behind[1:].strip():
            raise Doubtful("no_number")
        return Figure(WIDE.scaleb(value, -2 if behind[0] == "%" else -3), "", percent=True, done=(*done, "percent"))
    for word, factor in LARGE.items():
        if behind.startswith(word) and (word != "w" or behind == "w"):
            done.append("large")
            value, behind = WIDE.multiply(value, factor), behind.removeprefix(word).strip()
            break
    if _ABOUT.search(behind) or (any(map(str.isdigit, behind)) and unit_of(behind) is None):
        raise Doubtful("about")
    return Figure(value, behind, done=tuple(done))
