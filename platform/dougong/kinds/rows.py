"""rows: detail lines. The kind reads and writes the list; the definition reads the columns of each row."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from dougong.expression.types import list_of, row_of
from dougong.kinds._common import N_, check_count, is_type, not_a, picked, read_list, settle, types_of
from dougong.kinds.kind import BY_FORMAT, NOT_MINE, Kind, Options, Schema
from dougong.problem import Json, Problem, Value


def _rank(schema: Schema) -> int:
    items = schema.get("items")
    if not isinstance(items, Mapping) or not isinstance(items.get("properties"), Mapping):
        return NOT_MINE
    listed = is_type(schema, "array") or not types_of(schema)
    objects = is_type(items, "object") or not types_of(items)
    return BY_FORMAT if listed and objects and "prefixItems" not in schema else NOT_MINE


def _options(schema: Schema) -> dict[str, Any]:
    return dict(picked(schema, min_items="minItems", max_items="maxItems"))


def _read_row(json: Json) -> Mapping[str, Value]:
    if not isinstance(json, dict):
        raise not_a(N_("a row"))
    return cast(Mapping[str, Value], json)  # cells are JSON still: the definition reads them by column


def _check(value: tuple[Any, ...], options: Options) -> Iterable[Problem]:
    yield from check_count(len(value), options)


ROWS = settle(
    Kind(
        name="rows",
        type=list_of(row_of({})),
        rank=_rank,
        read=lambda json, options: read_list(json, _read_row),
        check=_check,
        write=lambda value, options: list(value),
        as_text=lambda value, options: str(len(value)),
        options=_options,
        json_schema=lambda options: {"type": "array", "items": {"type": "object"}},
        keywords={
            "items": {"type": "object"},
            "minItems": {"type": "integer", "minimum": 0},
            "maxItems": {"type": "integer", "minimum": 0},
        },
    )
)
