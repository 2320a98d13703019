"""Progress claims and the advance in them: what is due, where it is paid to, when recovery begins."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

CENT: Final = Decimal("0.01")


def _cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Claim:
    """A period's claim: what is due, the advance taken back from it, and the two accounts it is paid to."""

    due: Decimal
    recovered: Decimal
    wage_account: Decimal
    general: Decimal


def claim_split(output: Decimal, ratio: Decimal, recovery: Decimal, labour: Decimal) -> Claim:
    """The claim for a period's output.

    output: with tax. ratio: the share paid with progress. recovery: the share of the output that goes towards the
    advance. labour: the share of the output that belongs on the wage account; at most what is due goes there.
    """
    recovered = _cents(output * recovery)
    due = _cents(output * ratio) - recovered
    wages = min(_cents(output * labour), max(due, Decimal(0)))
    return Claim(due, recovered, wages, due - wages)


def recovery_start(contract: Decimal, advance: Decimal, materials: Decimal) -> Decimal | None:
    """The output from which an advance is recovered: T = P - M / N.

    contract: P, the contract sum. advance: M. materials: N, the share of materials, a fraction. None where N is 0.
    """
    if materials == 0:
        return None
    return contract - _cents(advance / materials)


def recovered_of_period(before: Decimal, now: Decimal, start: Decimal, materials: Decimal, left: Decimal) -> Decimal:
    """What is taken back in a period by the start-point method: the material share of the output beyond the start.

    before, now: output altogether before and after the period. left: the advance not recovered yet, the most.
    """
    beyond = max(now - max(before, start), Decimal(0))
    return min(_cents(beyond * materials), max(left, Decimal(0)))
