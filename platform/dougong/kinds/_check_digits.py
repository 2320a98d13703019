"""Check digits of identity numbers, pure: GB 11643 (person), Luhn (bank card), GB 32100 (organisation)."""

from typing import Final

_PERSON_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_PERSON_SIGNS: Final = "10X98765432"
#: The 31 signs of GB 32100: figures and letters without I, O, S, V, Z.
ORGANISATION_SIGNS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def person_check(body: str) -> str:
    """The 18th sign of an ID card number, from its first 17 figures (GB 11643: ISO 7064, MOD 11-2)."""
    total = sum(int(figure) * weight for figure, weight in zip(body, _PERSON_WEIGHTS, strict=True))
    return _PERSON_SIGNS[total % 11]


def luhn_check(body: str) -> str:
    """The last figure of a bank card number, from the figures before it (Luhn)."""
    doubled = (int(figure) * (2 - place % 2) for place, figure in enumerate(reversed(body)))
    return str(-sum(number // 10 + number % 10 for number in doubled) % 10)


def organisation_check(body: str) -> str:
    """The 18th sign of a unified social credit code, from its first 17 (GB 32100-2015)."""
    total = sum(ORGANISATION_SIGNS.index(sign) * 3**place for place, sign in enumerate(body))
    return ORGANISATION_SIGNS[-total % 31]
