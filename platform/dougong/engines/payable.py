"""What may still be paid on a contract: by what is settled, and by what is invoiced where the invoice comes first."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Limit:
    """Both figures, and the smaller of them. by_invoice: None where no invoice is needed first."""

    by_settlement: Decimal
    by_invoice: Decimal | None

    @property
    def least(self) -> Decimal:
        """What may be paid: never below nothing."""
        return max(Decimal(0), min(one for one in (self.by_settlement, self.by_invoice) if one is not None))


def payment_limit(
    settled: Decimal, ratio: Decimal, withheld: Decimal, paid: Decimal, invoiced: Decimal | None = None
) -> Limit:
    """The limit of the next payment.

    settled: with tax, altogether. ratio: the share that is due now, a fraction. withheld: retention, recovered
    advance and other deductions. paid: before. invoiced: with tax, altogether; None where no invoice is needed.
    """
    due = (settled * ratio).quantize(CENT, rounding=ROUND_HALF_UP)
    return Limit(due - withheld - paid, None if invoiced is None else invoiced - paid)


def payable_limit(
    settled: Decimal, ratio: Decimal, withheld: Decimal, paid: Decimal, invoiced: Decimal | None = None
) -> Decimal:
    """`payment_limit`, as one figure."""
    return payment_limit(settled, ratio, withheld, paid, invoiced).least
