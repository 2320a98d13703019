"""The family of kinds whose value names another record: reference, user, file, photo, signature."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from dougong.expression.types import ref
from dougong.kinds._common import (
    N_,
    bad_form,
    check_count,
    duplicates,
    flags,
    not_a,
    picked,
    read_list,
    settle,
)
from dougong.kinds.kind import BY_OPTION, NOT_MINE, Kind, Options, Schema
from dougong.problem import Json, Problem, Ref

ANY_ENTITY: Final = "*"
MANY_KEYWORDS: Final[Mapping[str, Any]] = {
    "many": {"type": "boolean"},
    "items": {
        "type": "object",
        "description": "Another way to say many: the items name the kind or reference.",
    },
    "minItems": {"type": "integer", "minimum": 0},
    "maxItems": {"type": "integer", "minimum": 0},
}


def parse_uuid(json: Json) -> UUID:
    """A UUID in its usual text. Raises `Unreadable`."""
    if not isinstance(json, str):
        raise not_a(N_("a reference"))
    if len(json) != 36:
        raise bad_form(N_("identifier"))
    try:
        return UUID(json)
    except ValueError:
        raise bad_form(N_("identifier")) from None


def read_ref(json: Json, entity: str) -> Ref:
    """One reference: a UUID, or {"entity", "id"} where any entity may be meant. Raises `Unreadable`."""
    if entity != ANY_ENTITY:
        return Ref(entity, parse_uuid(json))
    if not isinstance(json, dict) or set(json) != {"entity", "id"}:
        raise not_a(N_("a reference with “entity” and “id”"))
    named = json["entity"]
    if not isinstance(named, str) or not 0 < len(named) <= 127:
        raise bad_form(N_("entity"))
    return Ref(named, parse_uuid(json["id"]))


def write_ref(value: Ref, entity: str) -> Json:
    """The wire form of one reference."""
    if entity == ANY_ENTITY:
        return {"entity": value.entity, "id": str(value.id)}
    return str(value.id)


def many_options(schema: Schema) -> dict[str, Any]:
    """many, min_items, max_items; `"type": "array"` says many as well."""
    counts = picked(schema, min_items="minItems", max_items="maxItems")
    options: dict[str, Any] = {**flags(schema, "many"), **counts}
    if schema.get("type") == "array":
        options["many"] = True
    return options


def ref_kind(
    name: str,
    *,
    entity: str = "",
    rank: Callable[[Schema], int] | None = None,
    options: Callable[[Schema], dict[str, Any]] = many_options,
    keywords: Mapping[str, Any] = MANY_KEYWORDS,
) -> Kind:
    """A kind of reference.

    entity: the one entity this kind refers to ("user", "file"); "" when options["reference"] names it.
    rank: when a schema without its name means it; else only a list whose items name it does.
    """

    def own_rank(schema: Schema) -> int:
        items = schema.get("items")
        return BY_OPTION if isinstance(items, Mapping) and items.get("kind") == name else NOT_MINE

    def target(options: Options) -> str:
        return entity or str(options["reference"])

    def read(json: Json, options: Options) -> Ref | tuple[Ref, ...]:
        if options.get("many"):
            return read_list(json, lambda one: read_ref(one, target(options)))
        return read_ref(json, target(options))

    def check(value: Ref | tuple[Ref, ...], options: Options) -> Iterable[Problem]:
        if isinstance(value, Ref):
            return
        yield from check_count(len(value), options)
        for position in duplicates(f"{one.entity} {one.id}" for one in value):
            yield Problem(f"/{position}", "unique_items")

    def write(value: Ref | tuple[Ref, ...], options: Options) -> Json:
        if isinstance(value, Ref):
            return write_ref(value, target(options))
        return [write_ref(one, target(options)) for one in value]

    def as_text(value: Ref | tuple[Ref, ...], options: Options) -> str:
        return ", ".join(str(one.id) for one in ((value,) if isinstance(value, Ref) else value))

    def schema_of(options: Options) -> dict[str, Any]:
        one: dict[str, Any] = {"type": "string", "format": "uuid"}
        if target(options) == ANY_ENTITY:
            properties = {"entity": {"type": "string"}, "id": one}
            one = {"type": "object", "properties": properties, "required": ["entity", "id"]}
        return {"type": "array", "items": one, "uniqueItems": True} if options.get("many") else one

    return settle(
        Kind(
            name=name,
            type=ref(entity),
            rank=rank or own_rank,
            read=read,
            check=check,
            write=write,
            as_text=as_text,
            options=options,
            json_schema=schema_of,
            keywords=keywords,
        )
    )
