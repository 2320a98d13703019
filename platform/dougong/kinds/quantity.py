"""quantity: a decimal with a unit; six places kept, four typed."""

from dougong.kinds._common import is_type, types_of
from dougong.kinds._decimals import decimal_kind
from dougong.kinds.kind import BY_OPTION, NOT_MINE, Schema


def _rank(schema: Schema) -> int:
    """A number with a unit is a quantity; a whole number with a unit stays an integer."""
    open_or_number = not types_of(schema) or is_type(schema, "number")
    return BY_OPTION if isinstance(schema.get("unit"), str) and open_or_number else NOT_MINE


QUANTITY = decimal_kind("quantity", rank=_rank, stored=6, scale=4)
