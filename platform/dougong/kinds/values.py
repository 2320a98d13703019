"""values: a list of simple values, one control repeated (plain schemas: array of strings, numbers ...)."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from dougong.expression.types import ANY, list_of
from dougong.kinds._common import (
    check_count,
    duplicates,
    effective,
    is_type,
    json_key,
    nullable,
    picked,
    read_list,
    settle,
)
from dougong.kinds.kind import BY_TYPE, NOT_MINE, Kind, Options, Schema
from dougong.problem import Json, Problem, Value

#: Kinds that are no simple value: a list of them is detail rows, or JSON.
_NOT_SIMPLE: Final = frozenset({"json", "group", "rows", "values", "choices", "geo_polygon"})


def values_kind(kind_for: Callable[[object], Kind], kinds: Mapping[str, Kind]) -> Kind:
    """The kind of lists, given how to find the kind of one entry.

    Options: item_kind (a name in `kinds`), item (its options), item_null (an entry may be null),
    min_items, max_items, unique_items.
    """

    def rank(schema: Schema) -> int:
        items = schema.get("items")
        if not is_type(schema, "array") or not isinstance(items, Mapping) or "prefixItems" in schema:
            return NOT_MINE
        simple = kind_for(items)
        return NOT_MINE if simple.name in _NOT_SIMPLE or simple.options(items).get("many") else BY_TYPE

    def options(schema: Schema) -> dict[str, Any]:
        items = effective(schema.get("items"))
        item = kind_for(items)
        found: dict[str, Any] = {"item_kind": item.name, "item": item.options(items)}
        if nullable(schema.get("items", True)):
            found["item_null"] = True
        if schema.get("uniqueItems") is True:
            found["unique_items"] = True
        return {**found, **picked(schema, min_items="minItems", max_items="maxItems")}

    def read(json: Json, options: Options) -> tuple[Value, ...]:
        item, inner = kinds[options["item_kind"]], options["item"]
        return read_list(json, lambda one: item.read(one, inner), nulls=options.get("item_null", False))

    def check(value: tuple[Value, ...], options: Options) -> Iterable[Problem]:
        yield from check_count(len(value), options)
        item, inner = kinds[options["item_kind"]], options["item"]
        for position, one in enumerate(value):
            if one is not None:
                yield from (problem.below(f"/{position}") for problem in item.check(one, inner))
        if options.get("unique_items"):
            for position in duplicates(json_key(one) for one in write(value, options)):
                yield Problem(f"/{position}", "unique_items")

    def write(value: tuple[Value, ...], options: Options) -> list[Json]:
        item, inner = kinds[options["item_kind"]], options["item"]
        return [None if one is None else item.write(one, inner) for one in value]

    def as_text(value: tuple[Value, ...], options: Options) -> str:
        item, inner = kinds[options["item_kind"]], options["item"]
        return ", ".join(item.as_text(one, inner) for one in value if one is not None)

    def json_schema(options: Options) -> dict[str, Any]:
        item = kinds[options["item_kind"]].json_schema(options["item"])
        if options.get("item_null"):
            item = {"anyOf": [item, {"type": "null"}]}
        return {"type": "array", "items": item}

    return settle(
        Kind(
            name="values",
            type=list_of(ANY),
            rank=rank,
            read=read,
            check=check,
            write=write,
            as_text=as_text,
            options=options,
            json_schema=json_schema,
            keywords={
                "items": {"type": "object"},
                "minItems": {"type": "integer", "minimum": 0},
                "maxItems": {"type": "integer", "minimum": 0},
                "uniqueItems": {"type": "boolean"},
            },
        )
    )
