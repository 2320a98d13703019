"""One facet per field kind: what of a value stands in a cell, and how a spreadsheet shows it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from dougong.admission import Seat
from dougong.definition import Field
from dougong.kinds import KINDS
from dougong.problem import GeoPoint, Ref, Value
from dougong.sheets.writing.plain import Plain

#: Minutes of a working day, of which durations are told in.
WORK_DAY_MINUTES: Final = 8 * 60
MONEY: Final = "#,##0.00"


@dataclass(frozen=True, slots=True)
class Words:
    """Who reads: names of what is referred to, the time zone, and the words that stand for values.

    hidden: for what this reader may not know the name of. on: the modules switched on; off: for a record of another.
    """

    labels: Mapping[Ref, str]
    timezone: ZoneInfo
    yes: str
    no: str
    off: str
    on: frozenset[str]
    hidden: str = "•••"

    def name_of(self, ref: Ref) -> str:
        """What a record is called."""
        module, slash, _key = ref.entity.partition("/")
        gone = bool(slash) and module not in self.on
        return self.labels.get(ref, self.off if gone else self.hidden)


def words_of(seat: Seat, labels: Mapping[Ref, str]) -> Words:
    """The words of one person, in the language that is active."""
    return Words(labels, seat.timezone, _("Yes"), _("No"), _("(module switched off)"), frozenset(seat.modules))


@dataclass(frozen=True, slots=True)
class Facet:
    """A kind in a spreadsheet. value: what stands in the cell. form: how it is shown, "" as it is."""

    value: Callable[[Any, Field, Words], Plain]
    form: Callable[[Field], str] = lambda _field: ""


def plain_of(value: Value, field: Field, words: Words) -> Plain:
    """What stands in the cell of any value; nothing for a missing one."""
    if value is None or value in ((), ""):
        return None
    if isinstance(value, tuple) and field.kind not in {"rows", "geo_polygon"}:
        facet = CELLS[field.kind]
        return "、".join(_said(facet.value(one, field, words)) for one in value)
    return CELLS[field.kind].value(value, field, words)


def form_of(field: Field) -> str:
    """How the cells of a field are shown."""
    return "" if field.many else CELLS[field.kind].form(field)


def _said(plain: Plain) -> str:
    return f"{plain:f}" if isinstance(plain, Decimal) else str(plain)


def _as_text(value: Any, field: Field, _words: Words) -> Plain:
    return KINDS[field.kind].as_text(value, field.options)


def _as_it_is(value: Any, _field: Field, _words: Words) -> Plain:
    return value  # numbers, days and times are cells already


def _moment(value: datetime, _field: Field, words: Words) -> Plain:
    return value.astimezone(words.timezone).replace(tzinfo=None)


def _days(value: int, _field: Field, _words: Words) -> Plain:
    return Decimal(value) / WORK_DAY_MINUTES


def _boolean(value: bool, _field: Field, words: Words) -> Plain:  # noqa: FBT001 - the value itself
    return words.yes if value else words.no


def _name(value: Ref, _field: Field, words: Words) -> Plain:
    return words.name_of(value)


def _rows(value: tuple[Any, ...], _field: Field, _words: Words) -> Plain:
    return len(value)


def _geo_point(value: GeoPoint, _field: Field, _words: Words) -> Plain:
    return f"{value.lat:f}, {value.lon:f}"


def _places(field: Field, least: int, usual: int) -> str:
    """Places that are always shown, and those shown where there are figures: "0.00##"."""
    most = max(int(field.options.get("scale", usual)), 0)
    least = min(least, most)
    return "#,##0" + (f".{'0' * least}{'#' * (most - least)}" if most else "")


def _with_unit(form: str, field: Field) -> str:
    unit = str(field.options.get("unit") or "").replace('"', "").replace("\\", "")
    return f'{form} "{unit}"' if unit else form


_TEXT: Final = Facet(_as_text)
_NAMED: Final = Facet(_name)

#: The facet table: every kind has its line; the law of completeness names what is missing.
CELLS: Final[Mapping[str, Facet]] = {
    "text": _TEXT, "long_text": _TEXT, "rich_text": _TEXT, "email": _TEXT, "phone": _TEXT, "url": _TEXT,
    "qr_code": _TEXT, "month": _TEXT, "json": _TEXT, "group": _TEXT, "values": _TEXT, "choice": _TEXT,
    "choices": _TEXT, "id_card": _TEXT, "bank_card": _TEXT, "credit_code": _TEXT, "geo_polygon": _TEXT,
    "boolean": Facet(_boolean),
    "integer": Facet(_as_it_is, lambda field: _with_unit("#,##0", field) if field.options.get("unit") else "0"),
    "number": Facet(_as_it_is),
    "money": Facet(_as_it_is, lambda field: _places(field, 2, 2)),
    "price": Facet(_as_it_is, lambda field: _places(field, 2, 4)),
    "quantity": Facet(_as_it_is, lambda field: _with_unit(_places(field, 2, 4), field)),
    "percent": Facet(_as_it_is, lambda _field: "0.00##%"),
    "date": Facet(_as_it_is, lambda _field: "yyyy-mm-dd"),
    "datetime": Facet(_moment, lambda _field: "yyyy-mm-dd hh:mm"),
    "time": Facet(_as_it_is, lambda _field: "hh:mm"),
    "duration": Facet(_days, lambda _field: '0.00 "d"'),
    "reference": _NAMED, "user": _NAMED, "file": _NAMED, "photo": _NAMED, "signature": _NAMED,
    "rows": Facet(_rows, lambda _field: "0"), "geo_point": Facet(_geo_point),
}  # fmt: skip
