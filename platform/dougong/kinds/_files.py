"""What file, photo and signature share: they refer to a stored file."""

from collections.abc import Mapping
from typing import Any, Final

from dougong.kinds._common import flags, whole
from dougong.kinds._references import MANY_KEYWORDS, many_options
from dougong.kinds.kind import Schema

FILE_KEYWORDS: Final[Mapping[str, Any]] = {
    **MANY_KEYWORDS,
    "accept": {"type": "array", "items": {"type": "string"}, "description": "Media types allowed (image/*)."},
    "max_bytes": {"type": "integer", "minimum": 1},
}
HASH_KEYWORD: Final[Mapping[str, Any]] = {
    "hash": {"type": "boolean", "description": "Keep and show the SHA-256 of the original."}
}


def file_options(schema: Schema) -> dict[str, Any]:
    """many and its limits, accept (media types), max_bytes, hash."""
    options = {**many_options(schema), **flags(schema, "hash")}
    accept = schema.get("accept")
    if isinstance(accept, list):
        options["accept"] = tuple(str(one) for one in accept)
    largest = whole(schema, "max_bytes")
    if largest is not None:
        options["max_bytes"] = largest
    return options
