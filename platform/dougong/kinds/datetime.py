"""datetime: a moment, always with its time zone."""

import re
from datetime import UTC, datetime
from typing import Any, Final

from dougong.expression.types import DATETIME
from dougong.kinds._clock import short_seconds, zoned
from dougong.kinds._common import N_, is_type, not_a, settle
from dougong.kinds._ranges import RANGE_KEYWORDS, check_range, range_options
from dougong.kinds.kind import BY_FORMAT, NOT_MINE, Kind, Options, Schema
from dougong.problem import Json

_NO_SECONDS: Final = re.compile(r"(.{10}[Tt][0-9]{2}:[0-9]{2})([Zz]|[+-][0-9]{2}:[0-9]{2})")


def _rank(schema: Schema) -> int:
    return BY_FORMAT if is_type(schema, "string") and schema.get("format") == "date-time" else NOT_MINE


def parse_datetime(text: str, *, seconds: bool = False) -> datetime:
    """The moment an RFC 3339 text names; seconds may be left out unless `seconds`. Raises `Unreadable`."""
    short = None if seconds else _NO_SECONDS.fullmatch(text)
    full = f"{short[1]}:00{short[2]}" if short else text
    return datetime.fromisoformat(zoned(full, "date-time", N_("date and time with a time zone")))


def _options(schema: Schema) -> dict[str, Any]:
    return range_options(schema, parse_datetime)


def _read(json: Json, options: Options) -> datetime:
    if not isinstance(json, str):
        raise not_a(N_("a date and time"))
    return parse_datetime(json, seconds=bool(options.get("plain")))


def _write(value: datetime, options: Options) -> str:
    """ISO text; a zone whose offset is no whole minute (old local mean times) is written as UTC."""
    offset = value.utcoffset()
    if offset is not None and offset.total_seconds() % 60:
        value = value.astimezone(UTC)
    return short_seconds(value.isoformat())


def _as_text(value: datetime, options: Options) -> str:
    return _write(value, options).replace("T", " ")


DATETIME_KIND = settle(
    Kind(
        name="datetime",
        type=DATETIME,
        rank=_rank,
        read=_read,
        check=check_range,
        write=_write,
        as_text=_as_text,
        options=_options,
        json_schema=lambda options: {"type": "string", "format": "date-time"},
        keywords=RANGE_KEYWORDS,
    )
)
