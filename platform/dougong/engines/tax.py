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


def prepaid_vat(received: Decimal, subcontracted: Decimal, rate: Decimal, share: Decimal) -> Decimal:
    """VAT to be prepaid where the site is (异地预缴): (received - subcontracted) / (1 + rate) x share, never below 0.

    rate: of the method, 9 % general, 3 % simplified. share: prepaid of it, 2 % or 3 %; both as fractions.
    Raises ValueError for a rate below 0.
    """
    if rate < 0:
        raise ValueError(f"a tax rate is not negative: {rate}")
    base = max(received - subcontracted, Decimal(0))
    return (base / (1 + rate) * share).quantize(CENT, rounding=ROUND_HALF_UP)
