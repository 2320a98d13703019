"""money: an amount in the tenant's currency; four places kept, two typed and shown."""

from dougong.kinds._common import only_named
from dougong.kinds._decimals import decimal_kind

MONEY = decimal_kind("money", rank=only_named, stored=4, scale=2, padded=2)
