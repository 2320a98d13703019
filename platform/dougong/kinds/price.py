"""price: a unit price; four places kept and typed, at least two shown."""

from dougong.kinds._common import only_named
from dougong.kinds._decimals import decimal_kind

PRICE = decimal_kind("price", rank=only_named, stored=4, scale=4, padded=2)
