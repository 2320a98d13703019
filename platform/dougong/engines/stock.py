"""Stock by moving average: what comes in changes the average, what goes out takes it along."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Final

CENT: Final = Decimal("0.01")
#: Places of an average price.
PLACE: Final = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Stock:
    """How much there is, and what it is worth."""

    qty: Decimal = Decimal(0)
    value: Decimal = Decimal("0.00")

    @property
    def average(self) -> Decimal | None:
        """The average price of one unit; None where there is nothing."""
        return average_price(self.value, self.qty)


def average_price(value: Decimal, qty: Decimal) -> Decimal | None:
    """Value by quantity, to four places half up; None for no quantity."""
    if qty == 0:
        return None
    with localcontext(prec=60):
        return (value / qty).quantize(PLACE, ROUND_HALF_UP)


def issue_value(qty: Decimal, stock_qty: Decimal, stock_value: Decimal) -> Decimal | None:
    """What `qty` out of a stock is worth, to the cent: its exact share, so that the last unit takes all that is left.

    None where there is nothing to take it from.
    """
    if stock_qty == 0:
        return None
    with localcontext(prec=60):
        return (stock_value * qty / stock_qty).quantize(CENT, ROUND_HALF_UP)


def moved(stock: Stock, movements: Iterable[tuple[Decimal, Decimal | None]]) -> Stock:
    """The stock after movements in order: (quantity, price) comes in, (quantity, None) goes out at the average.

    A quantity below zero without a price comes back at the average.
    Raises ValueError where more goes out than is there.
    """
    for qty, price in movements:
        if price is not None:
            with localcontext(prec=60):
                worth = (qty * price).quantize(CENT, ROUND_HALF_UP)
            stock = Stock(stock.qty + qty, stock.value + worth)
            continue
        worth_out = issue_value(qty, stock.qty, stock.value)
        if worth_out is None or qty > stock.qty:
            raise ValueError(f"{qty} cannot be taken from {stock.qty}")
        stock = Stock(stock.qty - qty, stock.value - worth_out)
    return stock
