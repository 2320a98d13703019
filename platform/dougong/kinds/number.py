"""number: a plain JSON number, kept exact, of any magnitude up to 38 digits."""

from decimal import Decimal
from typing import Any

from dougong.expression.types import NUMBER
from dougong.kinds._common import is_type, number_text, refuse, settle, whole
from dougong.kinds._numbers import (
    LIMIT_KEYWORDS,
    check_limits,
    limit_options,
    limit_schema,
    places_of,
    to_decimal,
)
from dougong.kinds.kind import BY_TYPE, NOT_MINE, Kind, Options, Schema
from dougong.problem import Json


def _rank(schema: Schema) -> int:
    return BY_TYPE if is_type(schema, "number", "integer") else NOT_MINE


def _options(schema: Schema) -> dict[str, Any]:
    options = limit_options(schema)
    scale = whole(schema, "scale")
    if scale is not None:
        options["scale"] = scale
    return options


def _read(json: Json, options: Options) -> Decimal:
    value = to_decimal(json, texts=False)
    if places_of(value) > options.get("scale", places_of(value)):
        raise refuse("scale", limit=options["scale"])
    return value


def _schema(options: Options) -> dict[str, Any]:
    return {"type": "number", **limit_schema(options)}


NUMBER_KIND = settle(
    Kind(
        name="number",
        type=NUMBER,
        rank=_rank,
        read=_read,
        check=check_limits,
        write=lambda value, options: value,
        as_text=lambda value, options: number_text(value),
        options=_options,
        json_schema=_schema,
        keywords={**LIMIT_KEYWORDS, "scale": {"type": "integer", "minimum": 0, "maximum": 38}},
    )
)
