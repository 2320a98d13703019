"""The sheets of an .ods file, measured on their markup: rows and cells are repeated by number there."""

import re
from collections.abc import Iterable
from typing import Final

from dougong.sheets.reading.extents import Extent, check_text

_TAG: Final = re.compile(
    rb"<table:(table-row|table-cell|covered-table-cell|table)(?=[\s/>])((?:[^>\"']|\"[^\"]*\"|'[^']*')*?)(/?)>"
)
_TIMES: Final = re.compile(rb"table:number-(?:rows|columns)-repeated\s*=\s*[\"']\s*([0-9]{1,12})")


def measure_ods(pieces: Iterable[bytes]) -> None:
    """Refuses a file with a sheet that is too large once everything repeated in it is written out."""
    sheet = _Sheet()
    for piece in pieces:
        for found in _TAG.finditer(piece):
            name, words, closed = found.groups()
            times = _TIMES.search(words) if b"-repeated" in words else None
            count = int(times[1]) if times else 1
            if name == b"table":
                sheet.end_row()
                sheet = _Sheet()
            elif name == b"table-row":
                sheet.end_row()
                sheet.times = count
            else:
                holds = b"value" in words or not closed
                sheet.cell(
                    count,
                    piece.find(b"</table:", found.end()) - found.end() if holds and not closed else 0,
                    holds=holds,
                )
    sheet.end_row()


class _Sheet:
    """One sheet while it is counted."""

    def __init__(self) -> None:
        self.extent = Extent()
        self.row, self.column, self.times = 0, 0, 1
        self.last = -1
        self.text = self.texts = 0

    def cell(self, count: int, length: int, *, holds: bool) -> None:
        self.column += count
        if holds:
            self.last = self.column - 1
            self.texts += max(length, 0) * count

    def end_row(self) -> None:
        if self.last >= 0:
            self.extent.reach(self.row, 0)
            self.extent.reach(self.row + self.times - 1, self.last)
            self.extent.check()
            self.text += self.texts * self.times
            check_text(self.text)
        self.row += self.times
        self.column, self.last, self.texts, self.times = 0, -1, 0, 1
