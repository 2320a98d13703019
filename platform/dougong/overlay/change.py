"""One change a tenant made to a definition, and all of them together: plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from dougong.problem import Json


class Absent(Enum):
    """The type of `ABSENT`: JSON's null is a value, this is none."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT


@dataclass(frozen=True, slots=True)
class Add:
    """A new key. after, before: the key beside which it stands; at the end without either."""

    value: Json
    after: str | None = None
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Set:
    """Another value. was: the base's value it was made against; `ABSENT` where the base had none."""

    value: Json
    was: Json | Absent = ABSENT


@dataclass(frozen=True, slots=True)
class Remove:
    """A tombstone: the key is hidden and never used again; data under it stay. was: what is buried."""

    was: Json | Absent = ABSENT


@dataclass(frozen=True, slots=True)
class Order:
    """Another order of the keys of a map, of choices, or of an `order` list. was: the base's order."""

    keys: tuple[str, ...]
    was: tuple[str, ...] = ()


Change = Add | Set | Remove | Order


@dataclass(frozen=True, slots=True)
class Overlay:
    """What a tenant (or an edition) changed in one module's documents.

    changes: by address, "entities/slip#/properties/x_weather": the document, and a JSON pointer into it in
    which a choice of a `oneOf` is named by its `const`. made_against: the content hash of the base.
    """

    module: str
    made_against: str = ""
    changes: Mapping[str, Change] = field(default_factory=dict)
