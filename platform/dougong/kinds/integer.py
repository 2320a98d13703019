"""integer: a whole number that fits 64 bits."""

from typing import Any

from dougong.expression.types import NUMBER
from dougong.kinds._common import is_type, settle
from dougong.kinds._numbers import LIMIT_KEYWORDS, check_limits, limit_options, limit_schema, read_integer
from dougong.kinds.kind import BY_TYPE, NOT_MINE, Kind, Options, Schema
from dougong.problem import Json


def _rank(schema: Schema) -> int:
    return BY_TYPE + 1 if is_type(schema, "integer") else NOT_MINE


def _read(json: Json, options: Options) -> int:
    return read_integer(json)


def _schema(options: Options) -> dict[str, Any]:
    return {"type": "integer", **limit_schema(options)}


INTEGER = settle(
    Kind(
        name="integer",
        type=NUMBER,
        rank=_rank,
        read=_read,
        check=check_limits,
        write=lambda value, options: int(value),
        as_text=lambda value, options: str(value),
        options=limit_options,
        json_schema=_schema,
        keywords=LIMIT_KEYWORDS,
    )
)
