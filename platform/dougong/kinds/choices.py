"""choices: several of a list, each at most once."""

from collections.abc import Iterable, Mapping
from typing import Any

from dougong.expression.types import TEXT, list_of
from dougong.kinds._choices import (
    CHOICE_KEYWORDS,
    choice_key,
    choice_options,
    choice_schema,
    listed_choices,
    read_choice,
)
from dougong.kinds._common import (
    check_count,
    duplicates,
    effective,
    is_type,
    picked,
    read_list,
    settle,
    types_of,
)
from dougong.kinds.kind import BY_FORMAT, NOT_MINE, Kind, Options, Schema
from dougong.problem import Json, Problem


def _items(schema: Schema) -> Schema:
    return effective(schema.get("items"))


def _rank(schema: Schema) -> int:
    """A list of listed values without repetition; with repetition it is a list of single choices."""
    listed = is_type(schema, "array") or not types_of(schema)
    single = schema.get("uniqueItems") is True and bool(listed_choices(_items(schema)))
    return BY_FORMAT + 5 if listed and single and "prefixItems" not in schema else NOT_MINE


def _options(schema: Schema) -> dict[str, Any]:
    """As `choice`, read from `items`; and min_items, max_items."""
    return {**choice_options(_items(schema)), **picked(schema, min_items="minItems", max_items="maxItems")}


def _read(json: Json, options: Options) -> tuple[Any, ...]:
    return read_list(json, lambda one: read_choice(one, options))


def _check(value: tuple[Any, ...], options: Options) -> Iterable[Problem]:
    yield from check_count(len(value), options)
    for position in duplicates(choice_key(one, options) for one in value):
        yield Problem(f"/{position}", "unique_items")


def _as_text(value: tuple[Any, ...], options: Options) -> str:
    titles: Mapping[str, str] = options["choices"]
    return ", ".join(titles.get(key, key) for key in (choice_key(one, options) for one in value))


def _schema(options: Options) -> dict[str, Any]:
    return {"type": "array", "items": choice_schema(options), "uniqueItems": True}


CHOICES = settle(
    Kind(
        name="choices",
        type=list_of(TEXT),
        rank=_rank,
        read=_read,
        check=_check,
        write=lambda value, options: list(value),
        as_text=_as_text,
        options=_options,
        json_schema=_schema,
        keywords={
            "items": {"type": "object", "properties": dict(CHOICE_KEYWORDS)},
            "uniqueItems": {"type": "boolean"},
            "minItems": {"type": "integer", "minimum": 0},
            "maxItems": {"type": "integer", "minimum": 0},
        },
    )
)
