"""Which field a column is taken for, and how its cells are to be read."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from dougong.intake.note import Note

#: How the figures of a percent column are meant: 0.09 or 9; "" where nothing tells.
PercentForm = Literal["", "fraction", "hundredths"]
#: How 4/3/2025 and 25/4/3 are meant; "" where nothing in the column tells.
DateOrder = Literal["", "dmy", "mdy", "ymd"]


@dataclass(frozen=True, slots=True)
class Hints:
    """What the header and the other cells of a column say about each cell; a person may change any of them.

    factor: what figures are multiplied by ("金额（万元）": 10000). unit: the unit the header names, as written.
    percent, date_order: see their types. sure: a person chose `percent`; else figures that do not fit it are doubtful.
    year: the year of dates that name none ("4月3日"); 0 refuses them.
    offset: the zone of moments that name none. from_1904: day numbers are counted from 1904.
    """

    factor: Decimal = Decimal(1)
    unit: str = ""
    percent: PercentForm = ""
    sure: bool = False
    date_order: DateOrder = ""
    year: int = 0
    offset: str = "+08:00"
    from_1904: bool = False


#: Nothing is known beside the cell.
PLAIN: Final = Hints()


@dataclass(frozen=True, slots=True)
class Guess:
    """What one column is taken for. column: its `at`. pointer: the target's, None where none fits.

    confidence: 0 to 1. because: the reason, to be shown. hints: how its cells are read.
    """

    column: int
    pointer: str | None
    confidence: Decimal
    because: Note
    hints: Hints = PLAIN

    @property
    def factor(self) -> Decimal:
        """What figures of this column are multiplied by."""
        return self.hints.factor
