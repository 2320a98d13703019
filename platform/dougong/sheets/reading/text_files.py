"""Tables as text: the encoding, what separates the columns, the rows."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Final

from dougong.intake import Cell, Note
from dougong.sheets.reading.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, check_extent, refused
from dougong.sheets.reading.workbook import OpenedSheet, OpenedWorkbook

_BOM_8: Final = b"\xef\xbb\xbf"
_BOMS_16: Final = (b"\xff\xfe", b"\xfe\xff")
_CALLED: Final = {",": ",", "\t": "Tab", ";": ";", "|": "|"}
_STRANGE: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\ufffe\uffff]")
_LOOKED_AT: Final = 60
_SAID: Final = re.compile(r"sep=(.)\r?\n")


def open_text(data: bytes, name: str) -> OpenedWorkbook:
    """The one sheet of a text file. Raises `Refused`: no text, too large, a quotation mark never closed."""
    if data.count(b"\n") > 5 * MAX_ROWS:
        raise refused("rows", found=data.count(b"\n"), limit=MAX_ROWS)
    text, encoding = decoded(data)
    said = _SAID.match(text)
    separator = said[1] if said else separator_of(text)
    start = said.end() if said else 0
    height, width = _measured(text, start, separator)
    sheet = OpenedSheet(name, height, width, source=lambda: _rows(text, start, separator, width))
    notes = [Note("intake.file.separator", {"separator": _CALLED.get(separator, separator)})]
    if encoding != "UTF-8":
        notes.insert(0, Note("intake.file.read_as", {"encoding": encoding}))
    return OpenedWorkbook("csv", (sheet,), tuple(notes))


def decoded(data: bytes) -> tuple[str, str]:
    """The text and what its encoding is called. Raises `Refused`: in none of those known, or no text at all."""
    if data.startswith(_BOMS_16):
        tries = [("utf-16", "UTF-16")]
    elif data.startswith(_BOM_8):
        tries = [("utf-8-sig", "UTF-8")]
    else:
        tries = [("utf-8", "UTF-8"), ("gb18030", "GB18030")]
    for codec, called in tries:
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if _STRANGE.search(text):
            raise refused("unknown")
        return (text.replace("\r", "\n") if "\r" in text and "\n" not in text else text), called
    raise refused("encoding")


def separator_of(text: str) -> str:
    """What separates the columns: the sign by which most of the first rows fall into the same number of cells."""

    def worth(sign: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in islice(_parsed(text, 0, sign), _LOOKED_AT) if len(row) > 1)
        return max(((often, width) for width, often in widths.items()), default=(0, 0))

    try:
        return max(_CALLED, key=worth)
    except csv.Error:
        raise refused("quotes") from None


def _lines(text: str, start: int) -> Iterator[str]:
    """The lines of a text with their ends, without a copy of the whole."""
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def _parsed(text: str, start: int, separator: str) -> Iterator[list[str]]:
    return csv.reader(_lines(text, start), delimiter=separator)


def _measured(text: str, start: int, separator: str) -> tuple[int, int]:
    """How many rows and columns there are, up to the last that holds something."""
    height = width = 0
    try:
        for number, row in enumerate(_parsed(text, start, separator), 1):
            if len(row) > width:
                width = len(row)
                check_extent(rows=1, columns=width)
            if any(map(str.strip, row)):
                height = number
            if number > MAX_ROWS:
                raise refused("rows", found=max(number, text.count("\n")), limit=MAX_ROWS)
    except csv.Error:
        raise refused("quotes") from None
    if not height:
        raise refused("nothing")
    check_extent(rows=height, columns=min(width, MAX_COLUMNS), cells=min(height * width, MAX_CELLS + 1))
    return height, width


def _rows(text: str, start: int, separator: str, width: int) -> Iterator[tuple[Cell, ...]]:
    for row in _parsed(text, start, separator):
        cells: list[Cell] = [cell or None for cell in row]
        yield (*cells, *(None,) * (width - len(cells)))
