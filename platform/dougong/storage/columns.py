"""The facet "how a kind is kept": which columns a field has, and how values go in and come out.

`COLUMNS` names every kind; a kind without a line here stops the start. What a column keeps is fixed for ever.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from dougong.definition.model import Field

Family = Literal["text", "integer", "boolean", "date", "datetime", "uuid"]
# : column: in the record's own table. many: rows of the entity's `__many` table. rows: a child table of its
# own.
Place = Literal["column", "many", "rows"]


@dataclass(frozen=True, slots=True)
class Part:
    """One column of a field. suffix: appended to the field's column name. scale: decimals kept in an
    integer.
    """

    suffix: str = ""
    family: Family = "text"
    scale: int | None = None


@dataclass(frozen=True, slots=True)
class Keeping:
    """How one kind is kept.

    codec: the pair of functions in `codecs`. parts: its columns, the one that SQL compares first.
    """

    codec: str
    parts: tuple[Part, ...] = (Part(),)
    place: Place = "column"


def _scaled(scale: int) -> Keeping:
    return Keeping("scaled", (Part(family="integer", scale=scale),))


_TEXT: Final = Keeping("text")
_INTEGER: Final = Keeping("integer", (Part(family="integer"),))
_REFERENCE: Final = Keeping("reference", (Part(family="uuid"),))
_JSON: Final = Keeping("json")
#: A reference to any entity: the id is compared, the name stands beside it.
_ANY_REFERENCE: Final = Keeping("any_reference", (Part(family="uuid"), Part("_entity")))
_MANY: Final = Keeping("many", (), "many")
#: Personal data: a keyed digest that is compared, and the ciphertext.
_PERSONAL: Final = Keeping("personal", (Part("_hmac"), Part()))
#: Several personal values of one field: only kept, never searched.
_SEALED_JSON: Final = Keeping("sealed_json")

COLUMNS: Final[Mapping[str, Keeping]] = {
    "text": _TEXT,
    "long_text": _TEXT,
    "rich_text": _TEXT,
    "email": _TEXT,
    "phone": _TEXT,
    "url": _TEXT,
    "qr_code": _TEXT,
    "choice": Keeping("choice"),
    "month": _TEXT,
    "credit_code": _TEXT,
    "id_card": _PERSONAL,
    "bank_card": _PERSONAL,
    "boolean": Keeping("boolean", (Part(family="boolean"),)),
    "integer": _INTEGER,
    "duration": _INTEGER,
    # Of any magnitude: the text is exact, the integer (clamped, six places) is what SQL compares and adds up.
    "number": Keeping("number", (Part("_n", "integer", 6), Part())),
    "quantity": _scaled(6),
    "percent": _scaled(6),
    "money": _scaled(4),
    "price": _scaled(4),
    "date": Keeping("date", (Part(family="date"),)),
    "time": Keeping("time"),
    "datetime": Keeping("datetime", (Part(family="datetime"),)),
    "choices": _MANY,
    "reference": _REFERENCE,
    "user": _REFERENCE,
    "file": _REFERENCE,
    "photo": _REFERENCE,
    "signature": _REFERENCE,
    "geo_point": Keeping("geo", (Part("_lat", "integer", 7), Part("_lon", "integer", 7))),
    "geo_polygon": _JSON,
    "json": _JSON,
    "group": _JSON,
    "values": _JSON,
    "rows": Keeping("rows", (), "rows"),
}


def keeping(field: Field) -> Keeping:
    """How `field` is kept: its kind's way, unless it has many values, any target, or is personal data."""
    kept = COLUMNS[field.kind]
    if kept.place == "rows":
        return kept
    personal = kept.codec == "personal" or (field.masked and kept.codec == "text")
    if field.many:
        return _SEALED_JSON if personal else _MANY
    if personal:
        return _PERSONAL
    if field.reference == "*":
        return _ANY_REFERENCE
    return kept
