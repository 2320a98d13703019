"""The computations of the field, pure: amounts in words, tax, exact shares, stock, working days, earned value, limits
of payment, claims, retention, interest, cash forecasts, wages; formulas call some of them by name."""

from dougong.engines.calendars import Stretch, WorkCalendar, spread
from dougong.engines.claims import Claim, claim_split, recovered_of_period, recovery_start
from dougong.engines.earned import (
    EarnedSchedule,
    EarnedValue,
    earned_by_quantity,
    earned_schedule,
    earned_value,
    share_done,
)
from dougong.engines.forecast import Outlook, Period, Receipt, cash_gap, forecast_cash, light_of
from dougong.engines.interest import simple_interest
from dougong.engines.payable import Limit, payable_limit, payment_limit
from dougong.engines.retention import Release, retention_release
from dougong.engines.shares import share_out
from dougong.engines.signatures import FUNCTIONS, SIGNATURES
from dougong.engines.stock import Stock, average_price, issue_value, moved
from dougong.engines.tax import before_tax, prepaid_vat, tax_in
from dougong.engines.wages import Bill, Card, Hours, Pay, Worker, labour_bill, pay_of
from dougong.engines.words import amount_in_words

__all__ = [
    "FUNCTIONS", "SIGNATURES", "Bill", "Card", "Claim", "EarnedSchedule", "EarnedValue", "Hours", "Limit",
    "Outlook", "Pay", "Period", "Receipt", "Release", "Stock", "Stretch", "WorkCalendar", "Worker",
    "amount_in_words", "average_price", "before_tax", "cash_gap", "claim_split", "earned_by_quantity",
    "earned_schedule", "earned_value", "forecast_cash", "issue_value", "labour_bill", "light_of", "moved", "pay_of",
    "payable_limit", "payment_limit", "prepaid_vat", "recovered_of_period", "recovery_start", "retention_release",
    "share_done", "share_out", "simple_interest", "spread", "tax_in",
]  # fmt: skip
