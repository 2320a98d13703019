"""time: a time of day, "08:30". A plain JSON Schema's format "time" carries a zone; both are kept."""

import re
from datetime import time
from typing import Any, Final

from dougong.expression.types import TIME
from dougong.kinds._clock import short_seconds, zoned
from dougong.kinds._common import N_, bad_form, is_type, named, not_a, settle
from dougong.kinds._ranges import RANGE_KEYWORDS, check_range, range_options
from dougong.kinds.kind import BY_FORMAT, NOT_MINE, Kind, Options, Schema
from dougong.problem import Json

_LOCAL: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?")


def _rank(schema: Schema) -> int:
    return BY_FORMAT if is_type(schema, "string") and schema.get("format") == "time" else NOT_MINE


def _parse_local(text: str) -> time:
    if not _LOCAL.fullmatch(text):
        raise bad_form(N_("time of day"))
    return time.fromisoformat(text)


def _parse_zoned(text: str) -> time:
    return time.fromisoformat(zoned(text, "time", N_("time of day with a time zone")))


def _options(schema: Schema) -> dict[str, Any]:
    """minimum, maximum; zoned: the schema is a plain one, whose format asks for a time zone."""
    if named(schema, "time"):
        return range_options(schema, _parse_local)
    return {"zoned": True}


def _read(json: Json, options: Options) -> time:
    if not isinstance(json, str):
        raise not_a(N_("a time of day"))
    return _parse_zoned(json) if options.get("zoned") else _parse_local(json)


def _write(value: time, options: Options) -> str:
    if value.tzinfo is None and not value.second and not value.microsecond:
        return value.strftime("%H:%M")
    return short_seconds(value.isoformat())


def _schema(options: Options) -> dict[str, Any]:
    form = {"format": "time"} if options.get("zoned") else {"pattern": f"^{_LOCAL.pattern}$"}
    return {"type": "string", **form}


TIME_KIND = settle(
    Kind(
        name="time",
        type=TIME,
        rank=_rank,
        read=_read,
        check=check_range,
        write=_write,
        as_text=_write,
        options=_options,
        json_schema=_schema,
        keywords=RANGE_KEYWORDS,
    )
)
