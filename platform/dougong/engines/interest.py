"""Interest on a loan inside the firm."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

CENT: Final = Decimal("0.01")
BASIS: Final = Decimal(360)


def simple_interest(principal: Decimal, rate: Decimal, days: Decimal, basis: Decimal = BASIS) -> Decimal | None:
    """principal x rate / basis x days, rounded once; None where the basis is 0.

    rate: of a year, a fraction. basis: days of a year.
    """
    if basis == 0:
        return None
    return (principal * rate * days / basis).quantize(CENT, rounding=ROUND_HALF_UP)
