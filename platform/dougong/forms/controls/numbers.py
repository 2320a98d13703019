"""Controls of numbers. What a person types may have thousands separators, full-width figures and a real minus."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Context, Decimal
from typing import Final

from dougong.forms.absent import ABSENT, Maybe
from dougong.forms.controls.control import Control, Texts, Unread, attributes_of, first
from dougong.forms.exact import write
from dougong.kinds import Options
from dougong.problem import Json, Problem

_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_GROUPED: Final = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_PLAIN: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_SIGNS: Final = str.maketrans({"−": "-", "，": ",", "。": ".", "¥": "", "￥": ""})
#: Beyond this many figures no number is meant, and reading it would take long.
MAX_FIGURES: Final = 1_000
_WIDE: Final = Context(prec=MAX_FIGURES + 10)


def figures(text: str) -> str | None:
    """What was typed as plain decimal text ("1,234.50" -> "1234.50"); None when it is no number."""
    plain = unicodedata.normalize("NFKC", text.strip()).translate(_SIGNS).replace(" ", "").replace("\u202f", "")
    if len(plain) > MAX_FIGURES:
        return None
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    return plain if _NUMBER.fullmatch(plain) else None


def json_number(text: str) -> int | Decimal:
    """The JSON number of decimal text: an integer where there is neither point nor exponent."""
    if text.lstrip("+-").isdigit():
        return int(text)
    return Decimal(text)


def decimal_text(text: str) -> str:
    """Decimal text as it travels: no plus, no exponent, a figure on both sides of the point."""
    if _PLAIN.fullmatch(text) and "e" not in text.lower():
        return text
    return format(Decimal(text), "f")


def show(value: Json, options: Options) -> Texts:
    """Decimal text and numbers as they are written."""
    return (value if isinstance(value, str) else write(value),)


def read_number(texts: Texts, options: Options) -> Maybe:
    """A JSON number, digit for digit."""
    typed = first(texts)
    if not typed.strip():
        return ABSENT
    plain = figures(typed)
    if plain is None:
        raise Unread(Problem("", "type", {"expected": "a number"}))
    return json_number(plain)


def read_decimal(texts: Texts, options: Options) -> Maybe:
    """Decimal text; a JSON number where the schema's own type is number."""
    found = read_number(texts, options)
    if found is ABSENT or options.get("json_number"):
        return found
    return decimal_text(figures(first(texts)) or "")


def show_percent(value: Json, options: Options) -> Texts:
    """The fraction 0.03 as "3"."""
    text = figures(value) if isinstance(value, str) else None
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        text = str(value)
    if text is None or not Decimal(text).is_finite() or abs(Decimal(text).adjusted()) > MAX_FIGURES:
        return show(value, options)
    return (format(Decimal(text).scaleb(2, _WIDE), "f"),)


def read_percent(texts: Texts, options: Options) -> Maybe:
    """ "3" as the fraction 0.03; "3%" as well."""
    typed = first(texts).strip().removesuffix("%").removesuffix("％")
    found = read_number((typed,), options)
    if found is ABSENT:
        return found
    number = Decimal(figures(typed) or "")
    if abs(number.adjusted()) > MAX_FIGURES:
        raise Unread(Problem("", "type", {"expected": "a number"}))
    fraction = number.scaleb(-2, _WIDE)
    return fraction if options.get("json_number") else format(fraction, "f")


def _control(
    template: str,
    *,
    shown: Callable[[Json, Options], Texts] = show,
    read: Callable[[Texts, Options], Maybe] = read_decimal,
    inputmode: str = "decimal",
) -> Control:
    def attributes(options: Options) -> Mapping[str, str]:
        limits = {f"data_{end}": options.get(end) for end in ("minimum", "maximum", "scale")}
        mode = "text" if _may_be_negative(options) else inputmode
        return attributes_of(type="text", inputmode=mode, autocomplete="off", **limits)

    return Control(template=template, show=shown, read=read, attributes=attributes, number=True)


def _may_be_negative(options: Options) -> bool:
    """A phone's decimal keyboard has no minus: offer it only where no negative number is asked for."""
    least = options.get("minimum", options.get("above"))
    return least is not None and least < 0


INTEGER = _control("integer", read=read_number, inputmode="numeric")
NUMBER = _control("number", read=read_number)
QUANTITY = _control("quantity")
MONEY = _control("money")
PRICE = _control("price")
PERCENT = _control("percent", shown=show_percent, read=read_percent)
