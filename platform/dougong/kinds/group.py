"""group: a nested object. The kind reads its shape; the definition reads its properties."""

from collections.abc import Mapping
from typing import cast

from dougong.expression.types import row_of
from dougong.kinds._common import N_, is_type, no_options, not_a, nothing_wrong, settle, types_of
from dougong.kinds.kind import BY_FORMAT, NOT_MINE, Kind, Options, Schema
from dougong.problem import Json, Value


def _rank(schema: Schema) -> int:
    """An object whose properties are known; one with free keys only is JSON."""
    known = isinstance(schema.get("properties"), Mapping) and bool(schema["properties"])
    return BY_FORMAT if known and (is_type(schema, "object") or not types_of(schema)) else NOT_MINE


def _read(json: Json, options: Options) -> Value:
    if not isinstance(json, dict):
        raise not_a(N_("a group of fields"))
    return cast(Mapping[str, Value], json)  # values are JSON still: the definition reads them by property


GROUP = settle(
    Kind(
        name="group",
        type=row_of({}),
        rank=_rank,
        read=_read,
        check=nothing_wrong,
        write=lambda value, options: cast(Json, dict(value)),
        as_text=lambda value, options: str(len(value)),
        options=no_options,
        json_schema=lambda options: {"type": "object"},
        keywords={
            "properties": {"type": "object"},
            "required": {"type": "array", "items": {"type": "string"}},
        },
    )
)
