"""The engines that formulas may call by name, with their types."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import wraps
from typing import Any, Final

from dougong.engines.claims import recovered_of_period, recovery_start
from dougong.engines.earned import earned_by_quantity, share_done
from dougong.engines.forecast import cash_gap, light_of
from dougong.engines.interest import simple_interest
from dougong.engines.payable import payable_limit
from dougong.engines.stock import average_price, issue_value
from dougong.engines.tax import before_tax, prepaid_vat, tax_in
from dougong.engines.words import amount_in_words
from dougong.expression import NUMBER, TEXT, Signature
from dougong.problem import Value


def _of_numbers(engine: Callable[..., Value], needed: int | None = None) -> Callable[..., Value]:
    """The same over formula values: null where one of the first `needed` is missing (all of them when not said),
    whole numbers taken as decimals."""

    @wraps(engine)
    def apply(*values: Any) -> Value:
        if any(value is None for value in values[:needed]):
            return None
        return engine(*(None if value is None else Decimal(value) for value in values))

    return apply


def _numbers(count: int, optional: int = 0) -> Signature:
    return Signature((NUMBER,) * count, NUMBER, optional=optional)


#: By the name formulas use.
SIGNATURES: Final[Mapping[str, Signature]] = {
    "amount_in_words": Signature((NUMBER,), TEXT),
    "before_tax": _numbers(2),
    "tax_in": _numbers(2),
    "prepaid_vat": _numbers(4),
    "payable_limit": _numbers(5, optional=1),
    "recovery_start": _numbers(3),
    "recovered_of_period": _numbers(5),
    "simple_interest": _numbers(4, optional=1),
    "cash_gap": _numbers(2),
    "cash_light": Signature((NUMBER, NUMBER), TEXT),
    "average_price": _numbers(2),
    "earned_by_quantity": _numbers(3),
    "issue_value": _numbers(3),
    "share_done": _numbers(2),
}

FUNCTIONS: Final[Mapping[str, Callable[..., Value]]] = {
    "amount_in_words": _of_numbers(amount_in_words),
    "average_price": _of_numbers(average_price),
    "before_tax": _of_numbers(before_tax),
    "earned_by_quantity": _of_numbers(earned_by_quantity),
    "issue_value": _of_numbers(issue_value),
    "share_done": _of_numbers(share_done),
    "tax_in": _of_numbers(tax_in),
    "prepaid_vat": _of_numbers(prepaid_vat),
    "payable_limit": _of_numbers(payable_limit, 4),
    "recovery_start": _of_numbers(recovery_start),
    "recovered_of_period": _of_numbers(recovered_of_period),
    "simple_interest": _of_numbers(simple_interest),
    "cash_gap": _of_numbers(cash_gap),
    "cash_light": _of_numbers(light_of),
}
