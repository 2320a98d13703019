"""choice: one of a list, kept as its slug (or as the JSON value a plain schema lists)."""

from typing import Any

from dougong.expression.types import TEXT
from dougong.kinds._choices import (
    CHOICE_KEYWORDS,
    choice_key,
    choice_options,
    choice_schema,
    listed_choices,
    read_choice,
)
from dougong.kinds._common import is_type, nothing_wrong, settle
from dougong.kinds.kind import BY_FORMAT, NOT_MINE, Kind, Options, Schema


def _rank(schema: Schema) -> int:
    """Listed values; but a yes/no with titles stays a yes/no, and a list of lists is JSON."""
    listed = listed_choices(schema)
    if not listed or is_type(schema, "boolean"):
        return NOT_MINE
    scalars = not any(isinstance(value, list | dict) for value, _, _ in listed)
    return BY_FORMAT + 5 if scalars else NOT_MINE


def _as_text(value: Any, options: Options) -> str:
    key = choice_key(value, options)
    return str(options["choices"].get(key, key))


CHOICE = settle(
    Kind(
        name="choice",
        type=TEXT,
        rank=_rank,
        read=read_choice,
        check=nothing_wrong,
        write=lambda value, options: value,
        as_text=_as_text,
        options=choice_options,
        json_schema=choice_schema,
        keywords=CHOICE_KEYWORDS,
    )
)
