"""The types of the formula language: what a value is, before any value is there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

TypeName = Literal[
    "bool", "number", "text", "date", "time", "datetime", "duration", "geo",
    "ref", "list", "row", "null", "any",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Type:
    """A type.

    name: one of `TypeName`; "any" fits everything (JSON fields), "null" is the literal null.
    entity: for "ref", the full name of the target ("core/team"); "" when it may be any entity.
    item: for "list", the type of one entry.
    fields: for "row", the types of its fields.
    """

    name: TypeName
    entity: str = ""
    item: "Type | None" = None
    fields: Mapping[str, "Type"] = field(default_factory=dict, hash=False)


BOOL = Type("bool")
NUMBER = Type("number")
TEXT = Type("text")
DATE = Type("date")
TIME = Type("time")
DATETIME = Type("datetime")
DURATION = Type("duration")
GEO = Type("geo")
NULL = Type("null")
ANY = Type("any")


def ref(entity: str = "") -> Type:
    """A reference to `entity`, or to any entity when empty."""
    return Type("ref", entity=entity)


def list_of(item: Type) -> Type:
    """A list of `item`."""
    return Type("list", item=item)


def row_of(fields: Mapping[str, Type]) -> Type:
    """A row with these fields."""
    return Type("row", fields=dict(fields))
