"""percent: kept as the fraction (0.03), shown as per cent (3%)."""

from decimal import Decimal

from dougong.kinds._common import number_text, only_named
from dougong.kinds._decimals import decimal_kind


def _as_text(value: Decimal) -> str:
    return number_text(value.scaleb(2)) + "%"


PERCENT = decimal_kind("percent", rank=only_named, stored=6, scale=6, as_text=_as_text)
