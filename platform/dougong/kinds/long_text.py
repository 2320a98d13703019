"""long_text: several lines."""

from dougong.kinds._common import MAX_LONG_TEXT, is_type, whole
from dougong.kinds._text import text_kind
from dougong.kinds.kind import BY_FORMAT, NOT_MINE, Schema

LONG_FROM = 500


def _rank(schema: Schema) -> int:
    """Texts that may run beyond a line, and encoded or marked-up contents nobody types into one line."""
    if not is_type(schema, "string"):
        return NOT_MINE
    room = whole(schema, "maxLength") or 0
    encoded = "contentEncoding" in schema or "contentMediaType" in schema
    return BY_FORMAT if encoded or room >= LONG_FROM else NOT_MINE


LONG_TEXT = text_kind("long_text", rank=_rank, limit=MAX_LONG_TEXT)
