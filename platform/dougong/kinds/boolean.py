"""boolean: yes or no. A schema may title both (`oneOf`) or allow only one of them (`const`)."""

from collections.abc import Iterable, Mapping
from typing import Any

from dougong.expression.types import BOOL
from dougong.kinds._common import N_, alternatives, is_type, not_a, settle
from dougong.kinds.kind import BY_FORMAT, BY_TYPE, NOT_MINE, Kind, Options, Schema
from dougong.problem import Json, Problem


def _rank(schema: Schema) -> int:
    if is_type(schema, "boolean"):
        return BY_FORMAT if "oneOf" in schema or "enum" in schema or "const" in schema else BY_TYPE
    return NOT_MINE


def _options(schema: Schema) -> dict[str, Any]:
    options: dict[str, Any] = {}
    titled = [one for one in alternatives(schema) if "const" in one]
    titles = {one["const"]: str(one["title"]) for one in titled if isinstance(one["const"], bool) and "title" in one}
    if titles:
        options["titles"] = titles
    allowed = schema["enum"] if isinstance(schema.get("enum"), list) else None
    if "const" in schema:
        allowed = [schema["const"]]
    if allowed is not None:
        options["only"] = tuple(value for value in (True, False) if any(value is one for one in allowed))
    return options


def _read(json: Json, options: Options) -> bool:
    if not isinstance(json, bool):
        raise not_a(N_("yes or no"))
    return json


def _check(value: Any, options: Options) -> Iterable[Problem]:
    if value not in options.get("only", (True, False)):
        yield Problem("", "enum")


def _as_text(value: Any, options: Options) -> str:
    titles: Mapping[bool, str] = options.get("titles", {})
    return titles.get(value, "yes" if value else "no")


BOOLEAN = settle(
    Kind(
        name="boolean",
        type=BOOL,
        rank=_rank,
        read=_read,
        check=_check,
        write=lambda value, options: bool(value),
        as_text=_as_text,
        options=_options,
        json_schema=lambda options: {"type": "boolean"},
        keywords={"const": {"type": "boolean"}, "enum": {"type": "array", "items": {"type": "boolean"}}},
    )
)
