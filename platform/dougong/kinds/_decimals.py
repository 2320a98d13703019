"""The family of scaled decimals: quantity, money, price, percent."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from dougong.expression.types import NUMBER
from dougong.kinds._common import is_type, number_text, settle, whole
from dougong.kinds._numbers import (
    LIMIT_KEYWORDS,
    check_limits,
    check_scale,
    limit_options,
    limit_schema,
    to_decimal,
)
from dougong.kinds.kind import Kind, Options, Schema
from dougong.problem import Json


def with_places(value: Decimal, places: int) -> str:
    """Plain decimal text with at least `places` decimals, more when the value has more; never rounded."""
    text = number_text(value)
    if "E" in text:
        text = format(value, "f")
    whole_part, _, decimals = text.partition(".")
    decimals = decimals.ljust(places, "0")
    return f"{whole_part}.{decimals}" if decimals else whole_part


def _wire_schema(options: Options) -> dict[str, Any]:
    if options.get("json_number"):
        return {"type": "number", **limit_schema(options)}
    scale = options["scale"]
    decimals = rf"(\.[0-9]{{1,{scale}}})?" if scale else ""
    return {"type": "string", "pattern": f"^-?[0-9]+{decimals}$"}


def decimal_kind(
    name: str,
    *,
    rank: Callable[[Schema], int],
    stored: int,
    scale: int,
    padded: int = 0,
    as_text: Callable[[Decimal], str] | None = None,
) -> Kind:
    """A kind of scaled decimal.

    stored: places kept by the database, fixed for ever. scale: places a person may type unless the
    schema's `scale` says else (never more than `stored`). padded: places written at least ("1.50").
    On the wire it is decimal text, or a JSON number where the schema's own type is number.
    """

    def options(schema: Schema) -> dict[str, Any]:
        given = whole(schema, "scale")
        found = {**limit_options(schema), "scale": min(scale if given is None else given, stored)}
        if is_type(schema, "number", "integer"):
            found["json_number"] = True
        return found

    def read(json: Json, options: Options) -> Decimal:
        value = to_decimal(json, texts=not options.get("json_number"))
        return check_scale(value, places=options["scale"], stored=stored)

    def write(value: Decimal, options: Options) -> Json:
        return value if options.get("json_number") else with_places(value, min(padded, options["scale"]))

    def shown(value: Decimal, options: Options) -> str:
        return as_text(value) if as_text else with_places(value, min(padded, options["scale"]))

    return settle(
        Kind(
            name=name,
            type=NUMBER,
            rank=rank,
            read=read,
            check=check_limits,
            write=write,
            as_text=shown,
            options=options,
            json_schema=_wire_schema,
            keywords={**LIMIT_KEYWORDS, "scale": {"type": "integer", "minimum": 0, "maximum": stored}},
            scale=stored,
        )
    )
