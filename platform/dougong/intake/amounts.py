"""Cells as numbers: quantity, money, price, number, integer, percent."""

from decimal import Decimal
from typing import Final

from dougong.intake.cells import Cell
from dougong.intake.doubt import Doubtful
from dougong.intake.figures import WIDE, Figure, figure_of
from dougong.intake.guess import Hints
from dougong.intake.note import Note
from dougong.intake.target import Target
from dougong.intake.units import between, unit_of
from dougong.problem import Json

_DONE: Final = {code: Note(f"intake.note.{code}") for code in ("width", "currency", "negative", "thousands", "large")}
_ONE: Final = Decimal(1)
_FIGURES: Final = 38
#: Spreadsheets keep fifteen digits: beyond them the rest of a number is unknown.
KNOWN_DIGITS: Final = 15
MONEY: Final = frozenset({"money", "price"})


def amount(cell: Cell, target: Target, hints: Hints, notes: list[Note]) -> Json:
    """A number as its kind reads it. Raises `Doubtful`."""
    if isinstance(cell, Decimal):
        if not cell.is_finite():
            raise Doubtful("no_number")
        if target.kind != "percent" and hints.factor == _ONE:
            return written(cell, target, notes)
        figure = Figure(cell)
    elif isinstance(cell, str):
        figure = figure_of(cell)
        notes.extend(_DONE[code] for code in figure.done if code in _DONE)
    else:
        raise Doubtful("no_number")
    work = _percent if target.kind == "percent" else _plain
    return written(work(figure, target, hints, notes), target, notes)


def _plain(figure: Figure, target: Target, hints: Hints, notes: list[Note]) -> Decimal:
    """The number with the header's factor and its unit worked in."""
    value = figure.value
    if figure.percent:
        notes.append(Note("intake.note.percent", {"value": _text(value)}))
        return value
    if figure.behind:
        return WIDE.multiply(value, _of_unit(figure.behind, target, hints, notes))
    if hints.factor != _ONE and "large" not in figure.done:
        notes.append(Note("intake.note.factor", {"factor": format(hints.factor.normalize(), "f")}))
        return WIDE.multiply(value, hints.factor)
    return value


def _of_unit(behind: str, target: Target, hints: Hints, notes: list[Note]) -> Decimal:
    """What the number is multiplied by, for the unit that stands behind it."""
    given = unit_of(behind)
    wanted_text = target.unit or ("元" if target.kind in MONEY else "")
    wanted = unit_of(wanted_text) if wanted_text else None
    if behind == wanted_text.casefold():
        notes.append(Note("intake.note.unit", {"unit": behind}))
        return _ONE
    if given is None:
        raise Doubtful("unit_unknown", unit=behind)
    factor = between(given, wanted) if wanted else _ONE
    if target.kind == "price" and wanted and factor is None and given.sort.startswith("money/"):
        factor = between(given, unit_of(f"元/{given.sort.partition('/')[2]}") or given) or _ONE
    if factor is None:
        raise Doubtful("unit", unit=behind, expected=wanted_text)
    if factor == _ONE:
        notes.append(Note("intake.note.unit", {"unit": behind}))
    else:
        notes.append(Note("intake.note.converted", {"unit": behind, "into": wanted_text}))
    return factor


def _percent(figure: Figure, target: Target, hints: Hints, notes: list[Note]) -> Decimal:
    """A fraction: of "9%" and 0.09 it is 0.09; 9 alone is taken for 9 % only where the column says so."""
    value = figure.value
    if figure.behind:
        raise Doubtful("unit_unknown", unit=figure.behind)
    if figure.percent:
        notes.append(Note("intake.note.percent", {"value": _text(value)}))
        return value
    small = 0 < abs(value) < _ONE
    if hints.percent == "hundredths":
        if small and not hints.sure:
            raise Doubtful("percent_small", text=_text(value), whole=_text(WIDE.scaleb(value, 2)))
        notes.append(Note("intake.note.hundredths", {"value": _text(value)}))
        return WIDE.scaleb(value, -2)
    whole = abs(value) > _ONE if hints.percent == "fraction" else abs(value) >= _ONE
    if whole and not hints.sure:
        raise Doubtful("percent_large", text=_text(value), whole=_text(WIDE.scaleb(value, 2)))
    return value


def written(value: Decimal, target: Target, notes: list[Note]) -> Json:
    """The JSON of a number, rounded to the places its field keeps: a sheet's formulas leave more."""
    if value and abs(value.adjusted()) > _FIGURES:
        raise Doubtful("no_number")
    if target.kind == "integer":
        if value != value.to_integral_value():
            raise Doubtful("not_whole", text=_text(value))
        return int(value)
    places = target.options.get("scale")
    if isinstance(places, int) and places < -_exponent(value):
        rounded = WIDE.quantize(value, _ONE.scaleb(-places))
        if rounded != value:
            notes.append(Note("intake.note.rounded", {"given": _text(value), "value": _text(rounded)}))
        value = rounded
    if target.kind == "number" or target.options.get("json_number"):
        return value
    return format(value, "f")


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _text(value: Decimal) -> str:
    return format(value.normalize(), "f") if abs(value.adjusted()) < _FIGURES else str(value)
