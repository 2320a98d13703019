"""The addresses of an entity's fields, as patterns: "/total", "/rows", "/rows/*/rate"."""

from collections.abc import Iterator, Mapping

from dougong.definition.model import Entity, Field
from dougong.definition.pointers import escape


def field_pointers(entity: Entity) -> tuple[str, ...]:
    """Every field of `entity`, detail rows' columns after their rows, in the definition's order."""
    return tuple(_below(entity.fields, ""))


def _below(fields: Mapping[str, Field], prefix: str) -> Iterator[str]:
    for key, field in fields.items():
        pointer = f"{prefix}/{escape(key)}"
        yield pointer
        yield from _below(field.fields, f"{pointer}/*" if field.kind == "rows" else pointer)
