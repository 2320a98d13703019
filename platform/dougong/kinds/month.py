"""month: a calendar month, "2025-04"."""

import re
from typing import Any, Final

from dougong.expression.types import TEXT
from dougong.kinds._common import N_, bad_form, not_a, only_named, settle
from dougong.kinds._ranges import RANGE_KEYWORDS, check_range, range_options
from dougong.kinds.kind import Kind, Options, Schema
from dougong.problem import Json

_MONTH: Final = re.compile(r"(?!0000)[0-9]{4}-(0[1-9]|1[0-2])")


def _parse(text: str) -> str:
    if not _MONTH.fullmatch(text):
        raise bad_form(N_("month"))
    return text


def _options(schema: Schema) -> dict[str, Any]:
    return range_options(schema, _parse)


def _read(json: Json, options: Options) -> str:
    if not isinstance(json, str):
        raise not_a(N_("a month"))
    return _parse(json)


MONTH = settle(
    Kind(
        name="month",
        type=TEXT,
        rank=only_named,
        read=_read,
        check=check_range,
        write=lambda value, options: str(value),
        as_text=lambda value, options: str(value),
        options=_options,
        json_schema=lambda options: {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$"},
        keywords=RANGE_KEYWORDS,
    )
)
