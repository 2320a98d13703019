"""The engines that formulas may call by name, with their types."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import wraps
from typing import Any, Final

from dougong.engines.tax import before_tax, tax_in
from dougong.engines.words import amount_in_words
from dougong.expression import NUMBER, TEXT, Signature
from dougong.problem import Value


def _of_numbers(engine: Callable[..., Value]) -> Callable[..., Value]:
    """The same over formula values: null where one is missing, whole numbers taken as decimals."""

    @wraps(engine)
    def apply(*values: Any) -> Value:
        if any(value is None for value in values):
            return None
        return engine(*(Decimal(value) for value in values))

    return apply


#: By the name formulas use.
SIGNATURES: Final[Mapping[str, Signature]] = {
    "amount_in_words": Signature((NUMBER,), TEXT),
    "before_tax": Signature((NUMBER, NUMBER), NUMBER),
    "tax_in": Signature((NUMBER, NUMBER), NUMBER),
}

FUNCTIONS: Final[Mapping[str, Callable[..., Value]]] = {
    "amount_in_words": _of_numbers(amount_in_words),
    "before_tax": _of_numbers(before_tax),
    "tax_in": _of_numbers(tax_in),
}
