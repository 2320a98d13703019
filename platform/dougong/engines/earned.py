"""Earned value and earned schedule: how far a job is in money and in time, and where it will end."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from itertools import pairwise
from typing import Final

CENT: Final = Decimal("0.01")
#: Places of an index, such as CPI, and of an earned schedule.
INDEX: Final = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class EarnedValue:
    """The figures of one moment. A ratio whose denominator is zero is None.

    cv, sv: earned less actual, earned less planned; below zero is bad. eac_cpi: the whole at today's cost index;
    eac_remaining: the rest as planned; eac_both: the rest at cost and schedule index together.
    etc, vac: of eac_cpi. tcpi: the cost index the rest needs for the whole to stay within its budget.
    """

    cv: Decimal
    sv: Decimal
    cpi: Decimal | None
    spi: Decimal | None
    eac_cpi: Decimal | None
    eac_remaining: Decimal
    eac_both: Decimal | None
    etc: Decimal | None
    vac: Decimal | None
    tcpi: Decimal | None


def earned_value(bac: Decimal, pv: Decimal, ev: Decimal, ac: Decimal) -> EarnedValue:
    """The figures from budget at completion, planned value, earned value and actual cost.

    Every figure comes from the exact amounts, never from a rounded index.
    """
    rest = bac - ev
    eac = _ratio(bac * ac, ev, CENT)
    both = None if ev * ev == 0 else ac + _exact(rest * ac * pv, ev * ev)
    return EarnedValue(
        cv=ev - ac,
        sv=ev - pv,
        cpi=_ratio(ev, ac, INDEX),
        spi=_ratio(ev, pv, INDEX),
        eac_cpi=eac,
        eac_remaining=_rounded(ac + rest, CENT),
        eac_both=None if both is None else _rounded(both, CENT),
        etc=None if eac is None else eac - ac,
        vac=None if eac is None else bac - eac,
        tcpi=_ratio(rest, bac - ac, INDEX),
    )


@dataclass(frozen=True, slots=True)
class EarnedSchedule:
    """Progress in time. earned: the period by which as much was planned as is earned now; spi: that by the time gone;
    duration: the whole at this pace, None while nothing is earned.
    """

    earned: Decimal
    spi: Decimal
    duration: Decimal | None


def earned_schedule(planned: Sequence[Decimal], ev: Decimal, at: Decimal, whole: Decimal) -> EarnedSchedule:
    """The schedule earned by `ev` at time `at`, of `whole` planned periods.

    planned: the planned value at the end of each period, summed up from the start.
    Raises ValueError for a time that is not after the start, or a plan that falls.
    """
    if at <= 0 or any(later < sooner for sooner, later in pairwise(planned)):
        raise ValueError("a schedule is earned after the start, against a plan that only grows")
    line = (Decimal(0), *planned)
    done = max(period for period, value in enumerate(line) if value <= ev or period == 0)
    earned = Decimal(done)
    if done + 1 < len(line):
        earned += _exact(ev - line[done], line[done + 1] - line[done])
    spi = _exact(earned, at)
    duration = _rounded(_exact(whole, spi), CENT) if spi > 0 else None
    return EarnedSchedule(_rounded(earned, INDEX), _rounded(spi, INDEX), duration)


def earned_by_quantity(bac: Decimal, done: Decimal, planned: Decimal) -> Decimal | None:
    """What a quantity done has earned, to the cent from the exact ratio; never more than all. None for no plan."""
    if planned == 0:
        return None
    return _rounded(min(_exact(bac * done, planned), bac) if bac >= 0 else _exact(bac * done, planned), CENT)


def share_done(done: Decimal, planned: Decimal) -> Decimal | None:
    """The share of a quantity done, at most 1; None for no plan."""
    return None if planned == 0 else min(Decimal(1), _exact(done, planned))


def _exact(top: Decimal, bottom: Decimal) -> Decimal:
    with localcontext(prec=60):
        return top / bottom


def _rounded(value: Decimal, place: Decimal) -> Decimal:
    with localcontext(prec=60):
        return value.quantize(place, ROUND_HALF_UP)


def _ratio(top: Decimal, bottom: Decimal, place: Decimal) -> Decimal | None:
    return None if bottom == 0 else _rounded(_exact(top, bottom), place)
