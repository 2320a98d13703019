"""How the cells of a column are to be read: what its label, the title above and the cells themselves say."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from dougong.intake.amounts import MONEY
from dougong.intake.cells import Cell, narrow
from dougong.intake.days import order_in
from dougong.intake.guess import DateOrder, Hints, PercentForm
from dougong.intake.header_units import HeaderUnit, header_unit, unit_of_all
from dougong.intake.table import Column
from dougong.intake.target import Target
from dougong.intake.units import between, unit_of

_ONE: Final = Decimal(1)
_NUMBERS: Final = frozenset({"quantity", "number", "integer", "money", "price"})
_DAYS: Final = frozenset({"date", "datetime", "month"})
_YEAR: Final = re.compile(r"(?<![0-9])(20[0-9]{2})(?=\s*(?:年|[-/.][0-9]))")
_ORDERS: Final[dict[str, DateOrder]] = {"dmy": "dmy", "mdy": "mdy", "ymd": "ymd"}


def hints_for(column: Column, target: Target, title: str = "") -> Hints:
    """How the cells of a column are read for a target. title: the words above the table."""
    said = _unit_in(column)
    if target.kind == "percent":
        return Hints(unit=said.text, percent=_percent_form(said, column.samples))
    if target.kind in _NUMBERS:
        return Hints(factor=_factor(said, target, title), unit=said.text)
    if target.kind in _DAYS:
        return Hints(date_order=_order(column.samples), year=_year(f"{title} {column.label}"))
    return Hints(unit=said.text)


def _unit_in(column: Column) -> HeaderUnit:
    """The unit nearest to the column: of its own words, else of its group."""
    for part in reversed(column.parts or (column.label,)):
        found = header_unit(part)
        if found.any:
            return found
    return HeaderUnit(column.label)


def words_of(column: Column) -> tuple[str, ...]:
    """The label's own words without units, from the group down."""
    words = [header_unit(part).words for part in column.parts or (column.label,)]
    return tuple(filter(None, words)) or (column.label,)


def _factor(said: HeaderUnit, target: Target, title: str) -> Decimal:
    """What figures are multiplied by: "万元" above money is ten thousand, "kg" above tonnes a thousandth."""
    wanted = unit_of(target.unit) if target.unit else None
    if target.kind in MONEY and not wanted:
        if said.any:
            money = said.unit is None or said.unit.sort.split("/")[0] == "money"
            return said.large if money and said.percent is None else _ONE
        whole = unit_of_all(title) if target.kind == "money" else None
        return whole.large if whole else _ONE
    if said.unit and wanted:
        return said.large * (between(said.unit, wanted) or _ONE)
    return said.large if said.large != _ONE and not target.unit else _ONE


def _percent_form(said: HeaderUnit, samples: Sequence[Cell]) -> PercentForm:
    """What the numbers of a percent column are; "" where they do not tell, and the header neither."""
    numbers = [abs(one) for one in map(_number, samples) if one]
    small = sum(one < _ONE for one in numbers)
    if not numbers:
        return "hundredths" if said.percent else ""
    if small == 0:
        return "hundredths" if said.percent or max(numbers) > _ONE else ""
    if small == len(numbers) and said.percent is None:
        return "fraction"
    if said.percent is None and max(numbers) <= _ONE:
        return "fraction"
    return "hundredths" if said.percent else ""


def _number(cell: Cell) -> Decimal | None:
    """A bare number, also as text; "9%" is none."""
    if isinstance(cell, Decimal):
        return cell if cell.is_finite() else None
    plain = narrow(cell) if isinstance(cell, str) else ""
    return Decimal(plain) if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", plain) else None


def _order(samples: Sequence[Cell]) -> DateOrder:
    """The order of day and month that some dates of a column prove and none contradicts."""
    proved = {order_in(one) for one in samples if isinstance(one, str)} - {""}
    return _ORDERS[proved.pop()] if len(proved) == 1 else ""


def _year(text: str) -> int:
    """The one year a title names; 0 without one."""
    years = set(_YEAR.findall(narrow(text)))
    return int(years.pop()) if len(years) == 1 else 0
