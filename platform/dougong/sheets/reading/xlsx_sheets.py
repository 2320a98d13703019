"""The sheets of an .xlsx file, measured on their markup. What is not written plainly is read tag by tag."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from dougong.sheets.reading.extents import NO_RESULT, Extent, Place, check_text, column_number
from dougong.sheets.reading.limits import EXCEL_ROWS, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, check_extent, refused

Pieces = Callable[[], Iterable[bytes]]
_ATTRIBUTES: Final = rb"(?:\s[\w:]+=\"[^\"<>']*\")*?"
_REF: Final = rb"\sr=\"([A-Z]{1,3})([0-9]{1,7})\""
_CELL: Final = re.compile(rb"<(?:\w+:)?c[\s/>]")
_PLACED: Final = re.compile(rb"<(?:\w+:)?c" + _ATTRIBUTES + _REF)
_VALUED: Final = re.compile(rb"<(?:\w+:)?c" + _ATTRIBUTES + _REF + rb"[^>]*(?<!/)>\s*<(?!/)")
_ANY_TAG: Final = re.compile(rb"<(?:\w+:)?(?:row|c)[\s/>]")
_TAG: Final = re.compile(rb"<(?:\w+:)?(row|c)((?:\s+[\w:.-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)\s*/?>")
_WORD: Final = re.compile(rb"([\w:.-]+)\s*=\s*[\"']([^\"']*)[\"']")
_PLACE: Final = re.compile(rb"([A-Za-z]{0,3})([0-9]{1,10})")
_ERROR: Final = re.compile(
    rb"<c(?=[^>]*?" + _REF + rb")[^>]*\st=\"e\"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>(#[^<]{1,20})</v>"
)
_UNWORKED: Final = re.compile(
    rb"<c(?=[^>]*?" + _REF + rb")(?![^>]*\st=\"str\")[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)"
    rb"\s*(?:<v\s*/>|<v></v>)?\s*</c>"
)
_DIMENSION: Final = re.compile(rb"<(?:\w+:)?dimension\s[^>]*?ref=\"[^\":]*:([A-Z]{1,7})([0-9]{1,12})\"")
_SHARED: Final = re.compile(rb"\st=\"s\"[^>]*>\s*<(?:\w+:)?v>([0-9]{1,9})<")
_FASTENED: Final = 100_000


def check_declared(head: bytes, size: int) -> None:
    """Refuses a sheet by the dimension it declares, where its size bears it out or no program could have made it."""
    found = _DIMENSION.search(head)
    if not found:
        return
    rows, columns = int(found[2]), column_number(found[1]) + 1
    if rows > EXCEL_ROWS or (rows > MAX_ROWS and size > rows * 20):
        check_extent(rows=rows, columns=1)
    if columns > MAX_COLUMNS and size > columns * rows * 20:
        check_extent(rows=1, columns=columns)


def measure(pieces: Pieces) -> Extent:
    """The box of a sheet that the parser will make room for. Raises `Refused` where it is too large."""
    extent, cells, unplaced = Extent(), 0, 0
    fastened = 0
    for piece in pieces():
        here = len(_CELL.findall(piece))
        fastened += piece.count(b"mergeCell ")
        cells += here
        if cells > 4 * MAX_CELLS or fastened > _FASTENED:
            raise refused("cells", limit=MAX_CELLS)
        if here:
            found = _PLACED.findall(piece)
            unplaced += here - len(found)
            _reach_all(extent, found)
            for place, text in _faults(piece):
                extent.fault(place, text)
    if unplaced:
        extent.reach_of(_in_order(pieces()))
    elif not extent.fits:
        faults, extent = extent.errors, _of_values(pieces())
        extent.errors.update(faults)
    extent.check()
    return extent


def _of_values(pieces: Iterable[bytes]) -> Extent:
    """The box of the cells that hold something: formatting alone may reach to the last row."""
    extent = Extent()
    for piece in pieces:
        _reach_all(extent, _VALUED.findall(piece))
    return extent


def _in_order(pieces: Iterable[bytes]) -> Extent:
    """The box of all cells, of which some do not say where they stand: they follow one another."""
    extent = Extent()
    row, column = -1, -1
    for piece in pieces:
        tags = _TAG.findall(piece)
        if len(tags) != len(_ANY_TAG.findall(piece)):
            raise refused("broken")
        for tag, words in tags:
            said = dict(reversed(_WORD.findall(words)))
            place = _PLACE.fullmatch(said.get(b"r", b""))
            if tag == b"row":
                row, column = (int(place[2]) - 1 if place else row + 1), -1
                continue
            column = column_number(place[1]) if place and place[1] else column + 1
            extent.reach(int(place[2]) - 1 if place and place[1] else max(row, 0), column)
            if not extent.fits:
                return extent
    return extent


def _reach_all(extent: Extent, found: list[tuple[bytes, bytes]]) -> None:
    if not found:
        return
    columns = [column_number(one) for one in {letters for letters, _ in found}]
    numbers = [int(one) - 1 for one in {row for _, row in found}]
    extent.reach(min(numbers), min(columns))
    extent.reach(max(numbers), max(columns))


def _faults(piece: bytes) -> Iterator[tuple[Place, str]]:
    """Errors, and formulas whose results the file does not keep: the parser gives nothing for either."""
    if b't="e"' in piece:
        for letters, row, text in _ERROR.findall(piece):
            yield (int(row) - 1, column_number(letters)), text.decode("ascii", "replace")
    if b"<f" in piece:
        for letters, row in _UNWORKED.findall(piece):
            yield (int(row) - 1, column_number(letters)), NO_RESULT


def check_shared_texts(texts: Iterable[bytes], sheets: Iterable[Iterable[bytes]]) -> None:
    """Refuses shared texts that need too much room once they stand in every cell that names them."""
    lengths: list[int] = []
    for piece in texts:
        lengths += map(len, piece.split(b"</si>")[:-1])
        if len(lengths) > 2 * MAX_CELLS:
            raise refused("cells", limit=MAX_CELLS)
    if max(lengths, default=0) < 100:
        return
    together = 0
    for sheet in sheets:
        for piece in sheet:
            named = map(int, _SHARED.findall(piece))
            together += sum(lengths[one] for one in named if one < len(lengths))
            check_text(together)
