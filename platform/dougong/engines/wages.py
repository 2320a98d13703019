"""Wages of day labour: hours to pay by rate card, a worker's net, and the bill of the labour company."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

CENT: Final = Decimal("0.01")
GONG: Final = Decimal("0.0001")


def _cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours by class: regular, overtime on a working day, on a rest day, on a statutory holiday."""

    regular: Decimal = Decimal(0)
    overtime: Decimal = Decimal(0)
    rest: Decimal = Decimal(0)
    holiday: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Card:
    """A rate card. fold: overtime hours that make one work day; None where overtime is paid as a multiple."""

    day_rate: Decimal
    std_hours: Decimal = Decimal(8)
    fold: Decimal | None = None
    multiples: tuple[Decimal, Decimal, Decimal] = (Decimal("1.5"), Decimal(2), Decimal(3))


@dataclass(frozen=True, slots=True)
class Pay:
    """Work days, the four parts of the pay, each rounded by itself, and their sum."""

    gong: Decimal
    regular: Decimal
    overtime: Decimal
    rest: Decimal
    holiday: Decimal

    @property
    def gross(self) -> Decimal:
        """The sum of the rounded parts."""
        return self.regular + self.overtime + self.rest + self.holiday


def pay_of(hours: Hours, card: Card) -> Pay:
    """The pay of hours by a rate card."""
    folded = Decimal(0) if card.fold is None else hours.overtime / card.fold
    gong = hours.regular / card.std_hours + folded
    hourly = card.day_rate / card.std_hours
    over, rest, holiday = card.multiples
    return Pay(
        gong.quantize(GONG, rounding=ROUND_HALF_UP),
        _cents(card.day_rate * gong),
        Decimal("0.00") if card.fold is not None else _cents(hourly * over * hours.overtime),
        _cents(hourly * rest * hours.rest),
        _cents(hourly * holiday * hours.holiday),
    )


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker's month: gross wage, and what comes off it."""

    gross: Decimal
    borrowed: Decimal = Decimal(0)
    deducted: Decimal = Decimal(0)

    @property
    def net(self) -> Decimal:
        """What goes to the worker's own card."""
        return self.gross - self.borrowed - self.deducted


@dataclass(frozen=True, slots=True)
class Bill:
    """What the labour company bills, and to which account each part is paid."""

    wages: Decimal
    fee: Decimal
    before_tax: Decimal
    vat: Decimal
    total: Decimal
    payable: Decimal
    wage_account: Decimal
    company: Decimal


def labour_bill(workers: Sequence[Worker], fee_rate: Decimal, tax_rate: Decimal) -> Bill:
    """A team's month: wages, the company's fee on them, VAT on both; nets to the wage account, the rest to the firm."""
    wages = sum((one.gross for one in workers), Decimal(0))
    fee = _cents(wages * fee_rate)
    vat = _cents((wages + fee) * tax_rate)
    total = wages + fee + vat
    payable = total - sum((one.borrowed + one.deducted for one in workers), Decimal(0))
    nets = sum((one.net for one in workers), Decimal(0))
    return Bill(wages, fee, wages + fee, vat, total, payable, nets, payable - nets)
