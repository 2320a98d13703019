"""The unit a header names: "金额（万元）", "税率(%)", "重量/kg", and the one that stands for the whole sheet."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from dougong.intake.cells import narrow, tidy
from dougong.intake.units import LARGE, Unit, unit_of

_BRACKETED: Final = re.compile(r"(.*?)\s*[(\[【{]\s*(?:单位\s*:?\s*)?([^()\[\]【】{}]{1,12})\s*[)\]】}]\s*(.*)")
_BEHIND: Final = re.compile(r"(.+?)\s*[:/,-]\s*([^:/,\s-]{1,8}(?:/[^:/,\s-]{1,6})?)")
_MONEY: Final = re.compile(r"(.*?)((?:百|千|十)?[万亿]元|千元|百元)")
_OF_ALL: Final = re.compile(r"(?:金额|货币)?\s*单位\s*[:：]?\s*(?:人民币)?\s*((?:百|千|十)?[万亿千百]?元)")
_PERCENT: Final = frozenset({"%", "百分比", "百分数", "percent", "pct"})
_WORD: Final = re.compile(r"(百万|千万|十万|万亿|亿|万|千|百)?(.*)")


@dataclass(frozen=True, slots=True)
class HeaderUnit:
    """A label without its unit, and the unit. text: as written. large: 10000 of "万". percent: per cent or mille."""

    words: str
    text: str = ""
    large: Decimal = Decimal(1)
    unit: Unit | None = None
    percent: Decimal | None = None

    @property
    def any(self) -> bool:
        """Whether a unit was found."""
        return bool(self.text)


@lru_cache(maxsize=2048)
def header_unit(label: str) -> HeaderUnit:
    """The unit in a label, in brackets, behind a sign, or at its end."""
    plain = narrow(tidy(label))
    for form in (_BRACKETED, _BEHIND):
        found = form.fullmatch(plain)
        if found:
            rest = found[3] if form is _BRACKETED else ""
            read = _read(found[2].strip(), f"{found[1].strip()} {rest}".strip())
            if read:
                return read
    found = _MONEY.fullmatch(plain)
    if found and found[1]:
        return _read(found[2], found[1]) or HeaderUnit(plain)
    if plain.endswith("%") and len(plain) > 1:
        return HeaderUnit(plain[:-1].strip(), "%", percent=Decimal("0.01"))
    return HeaderUnit(plain)


def unit_of_all(title: str) -> HeaderUnit | None:
    """The unit of money that the words above a table name for all of it ("单位：万元")."""
    found = set(_OF_ALL.findall(narrow(title)))
    return _read(found.pop(), "") if len(found) == 1 else None


def _read(text: str, words: str) -> HeaderUnit | None:
    said = text.casefold()
    if said in _PERCENT:
        return HeaderUnit(words, text, percent=Decimal("0.01"))
    if said == "‰":
        return HeaderUnit(words, text, percent=Decimal("0.001"))
    whole = unit_of(said)
    if whole:
        return HeaderUnit(words, text, unit=whole)
    parts = _WORD.fullmatch(said)
    if parts and parts[1]:
        unit = unit_of(parts[2]) if parts[2] else None
        if unit or not parts[2]:
            return HeaderUnit(words, text, LARGE[parts[1]], unit)
    return None
