"""json: any JSON value, kept as it is; the last resort for schemas no other kind answers to."""

from typing import Any, cast

from dougong.expression.types import ANY
from dougong.kinds._common import (
    MAX_DEPTH,
    MAX_LONG_TEXT,
    N_,
    json_key,
    no_options,
    not_a,
    nothing_wrong,
    settle,
    too_large,
)
from dougong.kinds.kind import Kind, Options, Schema
from dougong.problem import Json, Value

LAST_RESORT = 1


def _rank(schema: Schema) -> int:
    return LAST_RESORT


def _read(json: Json, options: Options) -> Value:
    """The same JSON. Raises `Unreadable`: nested deeper than 32, no JSON (a float), or too large."""
    level: list[Any] = [json]
    for _ in range(MAX_DEPTH + 1):
        if not level:
            break
        if any(isinstance(one, float) for one in level):
            raise not_a(N_("JSON with exact numbers"))
        level = [inner for one in level for inner in _children(one)]
    if level:
        raise too_large(N_("the nesting"), MAX_DEPTH)
    if len(json_key(json)) > MAX_LONG_TEXT:
        raise too_large(N_("a text"), MAX_LONG_TEXT)
    return cast(Value, json)


def _children(json: Json) -> list[Json]:
    if isinstance(json, dict):
        return list(json.values())
    return json if isinstance(json, list) else []


def _as_text(value: Any, options: Options) -> str:
    return value if isinstance(value, str) else json_key(value)


JSON_KIND = settle(
    Kind(
        name="json",
        type=ANY,
        rank=_rank,
        read=_read,
        check=nothing_wrong,
        write=lambda value, options: cast(Json, value),
        as_text=_as_text,
        options=no_options,
        json_schema=lambda options: {},
        keywords={},
    )
)
