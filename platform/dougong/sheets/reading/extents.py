"""How far something reaches in a sheet, counted before anything is parsed; and the errors that stand in it."""

from dataclasses import dataclass, field
from typing import Final

from dougong.sheets.reading.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, check_extent, refused

Place = tuple[int, int]
#: What stands for the result of a formula that the file does not keep.
NO_RESULT: Final = "#CALC!"
#: Text of all cells together: a text kept once may stand in every cell.
MAX_TEXT: Final = 100 * 2**20
_MOST_ERRORS: Final = 10_000


@dataclass(slots=True)
class Extent:
    """The box of what stands in a sheet, counted from 0. errors: cells that hold an error, by place."""

    top: int = 2**60
    left: int = 2**60
    bottom: int = -1
    right: int = -1
    errors: dict[Place, str] = field(default_factory=dict)

    def reach(self, row: int, column: int) -> None:
        """Widens the box to a cell."""
        self.top, self.bottom = min(self.top, row), max(self.bottom, row)
        self.left, self.right = min(self.left, column), max(self.right, column)

    def reach_of(self, other: "Extent") -> None:
        """Widens the box to another one."""
        if other.bottom >= 0:
            self.reach(other.top, other.left)
            self.reach(other.bottom, other.right)

    def fault(self, place: Place, text: str) -> None:
        """Notes an error; beyond ten thousand the rest goes without."""
        if len(self.errors) < _MOST_ERRORS:
            self.errors[place] = text

    @property
    def area(self) -> int:
        """How many cells the parser makes room for."""
        return (self.bottom - self.top + 1) * (self.right - self.left + 1) if self.bottom >= 0 else 0

    @property
    def fits(self) -> bool:
        """Whether the box is within the limits."""
        return self.bottom < MAX_ROWS and self.right < MAX_COLUMNS and self.area <= MAX_CELLS

    def check(self) -> None:
        """Refuses a box beyond the limits."""
        check_extent(rows=self.bottom + 1, columns=self.right + 1, cells=self.area)


def check_text(length: int) -> None:
    """Refuses texts that together need too much room."""
    if length > MAX_TEXT:
        raise refused("bomb")


def column_number(letters: bytes) -> int:
    """The position of a column from 0: "A" is 0."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number - 1
