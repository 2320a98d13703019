"""duration: working time in minutes; a calendar makes days of it. Negative only where `minimum` says so."""

from decimal import Decimal
from typing import Any

from dougong.expression.types import DURATION
from dougong.kinds._common import only_named, settle
from dougong.kinds._numbers import LIMIT_KEYWORDS, check_limits, limit_options, limit_schema, read_integer
from dougong.kinds.kind import Kind, Options, Schema


def _options(schema: Schema) -> dict[str, Any]:
    return {"minimum": Decimal(0), **limit_options(schema)}


def _as_text(value: int, options: Options) -> str:
    """Hours and minutes, "7:30"."""
    hours, minutes = divmod(abs(value), 60)
    return f"{'-' if value < 0 else ''}{hours}:{minutes:02}"


DURATION_KIND = settle(
    Kind(
        name="duration",
        type=DURATION,
        rank=only_named,
        read=lambda json, options: read_integer(json),
        check=check_limits,
        write=lambda value, options: int(value),
        as_text=_as_text,
        options=_options,
        json_schema=lambda options: {"type": "integer", **limit_schema(options)},
        keywords={name: schema for name, schema in LIMIT_KEYWORDS.items() if name != "unit"},
    )
)
