"""Value-added tax: the amount before tax and the tax in it, so that both always make the amount with tax."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

CENT: Final = Decimal("0.01")


def before_tax(gross: Decimal, rate: Decimal) -> Decimal:
    """The part of an amount with tax that is not tax: round(gross / (1 + rate), 2), half up.

    gross: yuan. rate: a fraction, 0.09 for 9 %. Raises ValueError for a rate below 0.
    """
    if rate < 0:
        raise ValueError(f"a tax rate is not negative: {rate}")
    return (gross / (1 + rate)).quantize(CENT, rounding=ROUND_HALF_UP)


def tax_in(gross: Decimal, rate: Decimal) -> Decimal:
    """The tax in an amount with tax: what is left of it after `before_tax`."""
    return gross - before_tax(gross, rate)
