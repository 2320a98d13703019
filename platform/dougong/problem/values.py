"""Value types. A record's values in Python are these and nothing else; JSON is their wire form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

#: JSON as read with decimals kept exact: never a float.
Json = None | bool | int | Decimal | str | list["Json"] | dict[str, "Json"]
JsonObject = dict[str, Json]


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """A reference: the entity's full name ("core/team", or "user", "file", "project") and the record's id."""

    entity: str
    id: UUID


@dataclass(frozen=True, slots=True)
class GeoPoint:
    """WGS 84, decimal degrees, seven places."""

    lat: Decimal
    lon: Decimal


#: None stands for "no value"; a row is a mapping, many values are a tuple.
Value = (
    None
    | bool
    | int
    | Decimal
    | str
    | date
    | datetime
    | time
    | Ref
    | GeoPoint
    | tuple["Value", ...]
    | Mapping[str, "Value"]
)
Values = Mapping[str, Value]
