"""date: a day of the calendar, ISO 8601."""

import re
from datetime import date
from typing import Any, Final

from dougong.expression.types import DATE
from dougong.kinds._common import N_, bad_form, is_type, not_a, settle
from dougong.kinds._ranges import RANGE_KEYWORDS, check_range, range_options
from dougong.kinds.kind import BY_FORMAT, NOT_MINE, Kind, Options, Schema
from dougong.problem import Json

_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _rank(schema: Schema) -> int:
    return BY_FORMAT if is_type(schema, "string") and schema.get("format") == "date" else NOT_MINE


def parse_date(text: str) -> date:
    """The day an ISO text names; raises `Unreadable` (code "format")."""
    if not _ISO.fullmatch(text):
        raise bad_form(N_("date"))
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise bad_form(N_("date")) from None


def _read(json: Json, options: Options) -> date:
    if not isinstance(json, str):
        raise not_a(N_("a date"))
    return parse_date(json)


def _options(schema: Schema) -> dict[str, Any]:
    return range_options(schema, parse_date)


DATE_KIND = settle(
    Kind(
        name="date",
        type=DATE,
        rank=_rank,
        read=_read,
        check=check_range,
        write=lambda value, options: value.isoformat(),
        as_text=lambda value, options: value.isoformat(),
        options=_options,
        json_schema=lambda options: {"type": "string", "format": "date"},
        keywords=RANGE_KEYWORDS,
    )
)
