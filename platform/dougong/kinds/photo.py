"""photo: a picture taken on site, one or many; `hash` keeps the SHA-256 of the original as evidence."""

from typing import Any

from dougong.kinds._files import FILE_KEYWORDS, HASH_KEYWORD, file_options
from dougong.kinds._references import ref_kind
from dougong.kinds.kind import Schema


def _options(schema: Schema) -> dict[str, Any]:
    return {"accept": ("image/*",), **file_options(schema)}


PHOTO = ref_kind("photo", entity="file", options=_options, keywords={**FILE_KEYWORDS, **HASH_KEYWORD})
