"""One presenter per field kind: a value becomes a `Cell`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from dougong.definition import Field
from dougong.kinds import KINDS
from dougong.problem import GeoPoint, Ref, Value

#: What stands for "no value". Never 0.
NONE: Final = "—"
#: U+2212: lines up with digits and is read as "minus", unlike a hyphen.
MINUS: Final = "−"
WORK_DAY_MINUTES: Final = 8 * 60
#: 万, the unit of large amounts.
WAN: Final = Decimal(10_000)


@dataclass(frozen=True, slots=True)
class Cell:
    """What one value looks like.

    text: the words. numeric: right-aligned with tabular digits. title: the exact value, shown on hover.
    refs: what the text links to, in order (references, files). empty: there is no value.
    """

    text: str
    numeric: bool = False
    title: str = ""
    refs: tuple[Ref, ...] = ()
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: names of what is referred to, the time zone, and the currency sign.

    wan: amounts are shown in 万元 (ten thousands), the exact one on hover. on: the modules switched on (None: all);
    off: what stands for a record of any other.
    """

    labels: Mapping[Ref, str]
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    currency: str = "¥"
    yes: str = "Yes"
    no: str = "No"
    wan: bool = False
    hidden: str = "•••"
    on: frozenset[str] | None = None
    off: str = "(module switched off)"

    def unnamed(self, ref: Ref) -> str:
        """What stands for a record that has no name for this reader."""
        module, slash, _ = ref.entity.partition("/")
        return self.off if slash and self.on is not None and module not in self.on else self.hidden


Presenter = Callable[[Any, Field, Reader], Cell]


def plain_number(value: Decimal, places: int, *, at_least: int | None = None) -> str:
    """A decimal with thousands separated and a true minus: 1234567.5 -> "1,234,567.50".

    places: rounded HALF_UP to so many; at_least: zeros beyond so many places are dropped (default: all kept).
    """
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = f"{abs(rounded):,f}"
    keep = places if at_least is None else at_least
    if "." in text:
        whole, part = text.split(".")
        part = part[:keep] + part[keep:].rstrip("0")
        text = f"{whole}.{part}" if part else whole
    return (MINUS if rounded < 0 else "") + text


def cell(value: Value, field: Field, reader: Reader) -> Cell:
    """The cell of any value; a missing one reads "—"."""
    if value is None or value in ((), ""):
        return Cell(NONE, numeric=field.kind in _NUMERIC, empty=True)
    if isinstance(value, tuple) and field.kind not in {"rows", "geo_polygon"}:
        parts = [CELLS[field.kind](item, field, reader) for item in value]
        return Cell("、".join(p.text for p in parts), refs=tuple(r for p in parts for r in p.refs))
    return CELLS[field.kind](value, field, reader)


def _as_text(value: Any, field: Field, _reader: Reader) -> Cell:
    text = KINDS[field.kind].as_text(value, field.options)
    return Cell(text, title=text if len(text) > 40 else "")


def _boolean(value: bool, _field: Field, reader: Reader) -> Cell:  # noqa: FBT001 - the value itself
    return Cell(reader.yes if value else reader.no)


def _integer(value: int, field: Field, _reader: Reader) -> Cell:
    unit = field.options.get("unit")
    return Cell(f"{plain_number(Decimal(value), 0)}{f' {unit}' if unit else ''}", numeric=True)


def _number(value: Decimal, _field: Field, _reader: Reader) -> Cell:
    exponent = value.as_tuple().exponent
    return Cell(plain_number(value, -exponent if isinstance(exponent, int) and exponent < 0 else 0), numeric=True)


def _money(value: Decimal, field: Field, reader: Reader) -> Cell:
    if reader.wan and field.kind == "money":
        return Cell(plain_number(value / WAN, 2), numeric=True, title=f"{value:f}")
    places = field.options.get("scale", 2)
    text = plain_number(value, max(places, 2), at_least=2)
    sign, digits = (MINUS, text[1:]) if text.startswith(MINUS) else ("", text)
    return Cell(f"{sign}{reader.currency}{digits}", numeric=True, title=f"{value:f}")


def _quantity(value: Decimal, field: Field, _reader: Reader) -> Cell:
    unit = field.options.get("unit", "")
    text = plain_number(value, field.options.get("scale", 4), at_least=min(2, field.options.get("scale", 4)))
    return Cell(f"{text} {unit}".rstrip(), numeric=True, title=f"{value:f} {unit}".rstrip())


def _percent(value: Decimal, _field: Field, _reader: Reader) -> Cell:
    return Cell(f"{plain_number(value * 100, 4, at_least=2)}%", numeric=True, title=f"{value:f}")


def _date(value: date, _field: Field, _reader: Reader) -> Cell:
    return Cell(value.isoformat())


def _datetime(value: datetime, _field: Field, reader: Reader) -> Cell:
    local = value.astimezone(reader.timezone)
    return Cell(f"{local:%Y-%m-%d %H:%M}", title=local.isoformat())


def _duration(value: int, _field: Field, _reader: Reader) -> Cell:
    days = Decimal(value) / WORK_DAY_MINUTES
    return Cell(f"{plain_number(days, 2, at_least=0)} d", numeric=True, title=f"{value} min")


def _reference(value: Ref, _field: Field, reader: Reader) -> Cell:
    if value not in reader.labels:
        return Cell(reader.unnamed(value))
    return Cell(reader.labels[value], refs=(value,))


def _file(value: Ref, _field: Field, reader: Reader) -> Cell:
    return Cell(reader.labels.get(value, reader.hidden), refs=(value,))


def _rows(value: tuple[Any, ...], _field: Field, _reader: Reader) -> Cell:
    return Cell(str(len(value)), numeric=True)


def _geo_point(value: GeoPoint, _field: Field, _reader: Reader) -> Cell:
    return Cell(f"{value.lat:f}, {value.lon:f}")


#: The facet table: every kind has its presenter; the law of completeness names what is missing.
CELLS: Final[Mapping[str, Presenter]] = {
    "text": _as_text, "long_text": _as_text, "rich_text": _as_text, "email": _as_text, "phone": _as_text,
    "url": _as_text, "qr_code": _as_text, "month": _as_text, "time": _as_text, "json": _as_text,
    "group": _as_text, "values": _as_text, "choice": _as_text, "choices": _as_text,
    "id_card": _as_text, "bank_card": _as_text, "credit_code": _as_text, "geo_polygon": _as_text,
    "boolean": _boolean, "integer": _integer, "number": _number,
    "money": _money, "price": _money, "quantity": _quantity, "percent": _percent,
    "date": _date, "datetime": _datetime, "duration": _duration,
    "reference": _reference, "user": _reference,
    "file": _file, "photo": _file, "signature": _file,
    "rows": _rows, "geo_point": _geo_point,
}  # fmt: skip

_NUMERIC: Final = frozenset({"integer", "number", "money", "price", "quantity", "percent", "duration", "rows"})
