"""text: one line."""

from dougong.kinds._common import is_type
from dougong.kinds._text import TEXT_KEYWORDS, text_kind
from dougong.kinds.kind import BY_TYPE, NOT_MINE, Schema


def _rank(schema: Schema) -> int:
    return BY_TYPE if is_type(schema, "string") else NOT_MINE


TEXT_KIND = text_kind("text", rank=_rank, keywords={**TEXT_KEYWORDS, "format": {"type": "string"}})
