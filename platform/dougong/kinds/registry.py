"""Every kind, and which one a schema means."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from dougong.expression.types import Type, list_of, ref
from dougong.kinds._choices import choice_type
from dougong.kinds._common import effective
from dougong.kinds._references import ANY_ENTITY
from dougong.kinds.bank_card import BANK_CARD
from dougong.kinds.boolean import BOOLEAN
from dougong.kinds.choice import CHOICE
from dougong.kinds.choices import CHOICES
from dougong.kinds.credit_code import CREDIT_CODE
from dougong.kinds.date import DATE_KIND
from dougong.kinds.datetime import DATETIME_KIND
from dougong.kinds.duration import DURATION_KIND
from dougong.kinds.email import EMAIL
from dougong.kinds.file import FILE
from dougong.kinds.geo_point import GEO_POINT
from dougong.kinds.geo_polygon import GEO_POLYGON
from dougong.kinds.group import GROUP
from dougong.kinds.id_card import ID_CARD
from dougong.kinds.integer import INTEGER
from dougong.kinds.json_value import JSON_KIND
from dougong.kinds.kind import Kind, Options
from dougong.kinds.long_text import LONG_TEXT
from dougong.kinds.money import MONEY
from dougong.kinds.month import MONTH
from dougong.kinds.number import NUMBER_KIND
from dougong.kinds.percent import PERCENT
from dougong.kinds.phone import PHONE
from dougong.kinds.photo import PHOTO
from dougong.kinds.price import PRICE
from dougong.kinds.qr_code import QR_CODE
from dougong.kinds.quantity import QUANTITY
from dougong.kinds.reference import REFERENCE
from dougong.kinds.rich_text import RICH_TEXT
from dougong.kinds.rows import ROWS
from dougong.kinds.signature import SIGNATURE
from dougong.kinds.text import TEXT_KIND
from dougong.kinds.time import TIME_KIND
from dougong.kinds.url import URL
from dougong.kinds.user import USER
from dougong.kinds.values import values_kind

_SINGLE: Final = (
    TEXT_KIND,
    LONG_TEXT,
    RICH_TEXT,
    BOOLEAN,
    INTEGER,
    NUMBER_KIND,
    QUANTITY,
    MONEY,
    PRICE,
    PERCENT,
    DATE_KIND,
    TIME_KIND,
    DATETIME_KIND,
    MONTH,
    DURATION_KIND,
    CHOICE,
    CHOICES,
    REFERENCE,
    USER,
    ROWS,
    FILE,
    PHOTO,
    SIGNATURE,
    GEO_POINT,
    GEO_POLYGON,
    EMAIL,
    PHONE,
    URL,
    QR_CODE,
    ID_CARD,
    BANK_CARD,
    CREDIT_CODE,
)
_LAST: Final = (GROUP, JSON_KIND)


def _best(kinds: Mapping[str, Kind], schema: object) -> Kind:
    """The kind that ranks the schema highest; the first of equals."""
    seen = effective(schema)
    return max(kinds.values(), key=lambda kind: kind.rank(seen))


def _all_kinds() -> Mapping[str, Kind]:
    """The kinds of single values, and the list of them, which must know the others."""
    single = {kind.name: kind for kind in (*_SINGLE, *_LAST)}
    several = values_kind(lambda schema: _best(single, schema), single)
    return MappingProxyType({kind.name: kind for kind in (*_SINGLE, several, *_LAST)})


#: Every kind by its name, in a stable order (menus and docs follow it).
KINDS: Final = _all_kinds()


def kind_for(schema: object) -> Kind:
    """The kind a schema means: the one it names, else the one that ranks it highest; "json" at the last.

    Accepts any JSON (`true`, unresolved `$ref`, unknown "kind"): there is always an answer.
    """
    return _best(KINDS, schema)


@dataclass(frozen=True, slots=True)
class Scale:
    """Decimal places: `stored` by the database (fixed), `typed` at most by a person, `shown` at least."""

    stored: int
    typed: int
    shown: int


_SHOWN: Final = {"money": 2, "price": 2}


def scale_of(kind: Kind, options: Options) -> Scale | None:
    """The places of a field kept as scaled integers; None for every other kind, also for plain `number`."""
    if kind.scale is None:
        return None
    typed = int(options.get("scale", kind.scale))
    return Scale(stored=kind.scale, typed=typed, shown=min(_SHOWN.get(kind.name, 0), typed))


def type_of(kind: Kind, options: Options) -> Type:
    """The expression type of a field: the kind's, made precise by target, many and listed values."""
    found = kind.type
    if kind.name == "reference":
        target = str(options["reference"])
        found = ref("" if target == ANY_ENTITY else target)
    if kind.name == "choice":
        found = choice_type(options)
    if kind.name == "choices":
        found = list_of(choice_type(options))
    if kind.name == "values":
        found = list_of(type_of(KINDS[options["item_kind"]], options["item"]))
    return list_of(found) if options.get("many") else found
