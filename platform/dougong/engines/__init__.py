"""The computations of the field, pure: amounts in words, tax, exact shares; formulas call some of them by name."""

from dougong.engines.shares import share_out
from dougong.engines.signatures import FUNCTIONS, SIGNATURES
from dougong.engines.tax import before_tax, tax_in
from dougong.engines.words import amount_in_words

__all__ = ["FUNCTIONS", "SIGNATURES", "amount_in_words", "before_tax", "share_out", "tax_in"]
