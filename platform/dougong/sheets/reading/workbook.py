"""A workbook that was opened: its sheets as raw cells, and what a person should know about the file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from dougong.intake import Cell, Merged, Note


@dataclass(frozen=True, slots=True)
class OpenedSheet:
    """One sheet. height, width: rows and columns up to the last one in use. hidden: Excel does not show it.

    merged: merged ranges, where the format tells them (not in .ods and .csv).
    """

    name: str
    height: int
    width: int
    merged: tuple[Merged, ...] = ()
    hidden: bool = False
    source: Callable[[], Iterator[tuple[Cell, ...]]] = field(default=lambda: iter(()), repr=False, compare=False)

    def rows(self, start: int = 0, stop: int | None = None) -> Iterator[tuple[Cell, ...]]:
        """The rows from `start` up to but without `stop`, each as wide as the sheet; row 0 is the sheet's first."""
        last = self.height if stop is None else min(stop, self.height)
        for number, row in enumerate(self.source()):
            if number >= last:
                return
            if number >= start:
                yield row


@dataclass(frozen=True, slots=True)
class OpenedWorkbook:
    """An opened file. format: "xlsx", "xls", "ods" or "csv". notes: to be shown (macros ignored, the encoding).
    from_1904: its day numbers are counted from 1904 (`Hints.from_1904`); cells formatted as dates are dates already.
    """

    format: str
    sheets: tuple[OpenedSheet, ...]
    notes: tuple[Note, ...] = ()
    from_1904: bool = False
