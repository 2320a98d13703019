"""A whole divided by weights so that the parts make the whole exactly (largest remainder, Hamilton's method)."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal
from typing import Final

CENT: Final = Decimal("0.01")


def share_out(whole: Decimal, weights: Sequence[Decimal], step: Decimal = CENT) -> tuple[Decimal, ...]:
    """The part of `whole` for each weight, in multiples of `step`.

    Each part is rounded towards zero first; what is left goes, a step each, to the largest remainders, the first of
    equals first. Raises ValueError when `whole` is no multiple of `step`, a weight is negative, or all are 0.
    """
    total = sum(weights, Decimal(0))
    if total <= 0 or any(weight < 0 for weight in weights):
        raise ValueError("weights are not negative, and one of them is more than 0")
    steps = whole / step
    if steps != steps.to_integral_value():
        raise ValueError(f"{whole} is no multiple of {step}")
    exact = [steps * weight / total for weight in weights]
    parts = [one.quantize(Decimal(1), rounding=ROUND_DOWN) for one in exact]
    left = int(abs(steps - sum(parts)))
    sign = 1 if steps >= 0 else -1
    order = sorted(range(len(exact)), key=lambda at: (-abs(exact[at] - parts[at]), at))
    for at in order[:left]:
        parts[at] += sign
    return tuple(part * step for part in parts)
