"""Schemas as people publish them: what no dialect allows is left out and told, the rest is read."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any, Final

from dougong.definition.plain.schema import PlainSchema, compile_schema
from dougong.definition.pointers import split
from dougong.problem import Json, Refused

#: A schema with more mistakes than this one after another is no schema.
ROUNDS: Final = 8
#: Codes of problems that lie in the text of one keyword; any other refuses the schema.
_MISWRITTEN: Final = frozenset(
    {
        "schema",
        "type",
        "enum",
        "const",
        "minimum",
        "above",
        "min_items",
        "unique_items",
        "pattern",
        "required",
    }
)


def compile_lenient(schema: Json) -> PlainSchema:
    """As `compile_schema`, but keywords whose value their meta-schema refuses (`"required": true` ...) are
    dropped, and their pointers stand in `unsupported`.

    Raises `Refused` for limits, references, and for what is no schema at all.
    """
    dropped: list[str] = []
    mended = schema
    for _ in range(ROUNDS):
        try:
            compiled = compile_schema(mended)
        except Refused as refused:
            pointers = [problem.pointer for problem in refused.problems if problem.code in _MISWRITTEN]
            if not all(pointers) or len(pointers) < len(refused.problems):
                raise
            mended = _without(mended, pointers)
            dropped += pointers
        else:
            return replace(compiled, schema=schema, unsupported=(*compiled.unsupported, *dropped))
    return compile_schema(mended)


def _without(schema: Json, pointers: list[str]) -> Json:
    """A copy with what stands at these pointers taken out; the last of a list first."""
    copy: Json = deepcopy(dict(schema)) if isinstance(schema, Mapping) else schema
    for pointer in sorted(pointers, key=_position, reverse=True):
        *above, last = split(pointer)
        holder: Any = copy
        for key in above:
            holder = holder[int(key)] if isinstance(holder, list) else holder.get(key, {})
        if isinstance(holder, list):
            del holder[int(last)]
        elif isinstance(holder, dict):
            holder.pop(last, None)
    return copy


def _position(pointer: str) -> list[tuple[int, str]]:
    """Sorts positions of a list as numbers."""
    return [(int(key), "") if key.isdigit() else (-1, key) for key in split(pointer)]
