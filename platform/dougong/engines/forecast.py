"""A forecast of cash: the balance after each period, what is missing, and its light."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Light = Literal["green", "yellow", "red"]


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money expected: an amount, and how likely it is to come (1: certain)."""

    amount: Decimal
    probability: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Period:
    """What is expected to come, and to be paid, in one period."""

    receipts: Sequence[Receipt]
    paid: Decimal


@dataclass(frozen=True, slots=True)
class Outlook:
    """The end of a period. worst: the balance when of this period only what is certain comes."""

    balance: Decimal
    gap: Decimal
    light: Light
    worst: Decimal
    worst_light: Light


def light_of(balance: Decimal, minimum: Decimal) -> Light:
    """Red below nothing, yellow below the minimum, else green."""
    return "red" if balance < 0 else "yellow" if balance < minimum else "green"


def cash_gap(balance: Decimal, minimum: Decimal) -> Decimal:
    """What is missing to the minimum; 0 where nothing is."""
    return max(Decimal(0), minimum - balance)


def forecast_cash(opening: Decimal, periods: Sequence[Period], minimum: Decimal) -> tuple[Outlook, ...]:
    """Period by period: balance before + receipts x probability - payments. Amounts in one unit, whichever."""
    found: list[Outlook] = []
    balance = opening
    for one in periods:
        likely = sum((each.amount * each.probability for each in one.receipts), Decimal(0))
        certain = sum((each.amount for each in one.receipts if each.probability >= 1), Decimal(0))
        worst = balance + certain - one.paid
        balance = balance + likely - one.paid
        gap = cash_gap(balance, minimum)
        found.append(Outlook(balance, gap, light_of(balance, minimum), worst, light_of(worst, minimum)))
    return tuple(found)
