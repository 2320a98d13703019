"""Amounts of money in Chinese words, as cheques and payment requests carry them (支付结算办法, annex)."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
UNITS: Final = ("", "拾", "佰", "仟")
ZERO: Final = DIGITS[0]


def amount_in_words(amount: Decimal) -> str:
    """An amount in yuan as words: 1409.50 is 人民币壹仟肆佰零玖元伍角整.

    amount: rounded half up to fen. Where the rule leaves a choice: 整 also after 角; 零 before 角 when the digit of
    yuan is 0; no 零 after 万 when a 仟 follows. Any size is written; a negative begins with 负.
    """
    fen = int(abs(amount).scaleb(2).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    yuan, rest = divmod(fen, 100)
    jiao, fen = divmod(rest, 10)
    sign = "负" if amount < 0 and (yuan or rest) else ""
    whole = f"{_number(yuan)}元" if yuan or not rest else ""
    return f"人民币{sign}{whole}{_part(yuan, jiao, fen)}"


def _part(yuan: int, jiao: int, fen: int) -> str:
    """What follows the yuan."""
    if not jiao and not fen:
        return "整"
    gap = ZERO if yuan and (not jiao or yuan % 10 == 0) else ""
    tens = f"{DIGITS[jiao]}角" if jiao else ""
    return f"{gap}{tens}{DIGITS[fen]}分" if fen else f"{gap}{tens}整"


def _number(value: int) -> str:
    """A whole number from 0 up."""
    for size, name in ((10**8, "亿"), (10**4, "万")):
        if value >= size:
            high, low = divmod(value, size)
            gap = ZERO if low and low < size // 10 else ""
            return f"{_number(high)}{name}{gap}{_number(low) if low else ''}"
    return _thousands(value)


def _thousands(value: int) -> str:
    """A number below 10,000; several zeros inside are one 零."""
    if value == 0:
        return ZERO
    text, gap = "", False
    for place in (3, 2, 1, 0):
        digit = value // 10**place % 10
        if digit:
            text += (ZERO if gap and text else "") + DIGITS[digit] + UNITS[place]
        gap = not digit
    return text
