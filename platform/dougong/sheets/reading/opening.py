"""The one way to open a client's file: known by its bytes, checked on them, and only then parsed."""

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath
from typing import Final

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from dougong.intake import Cell, Merged, Note
from dougong.sheets.reading.cells import row_of
from dougong.sheets.reading.extents import Place
from dougong.sheets.reading.limits import MAX_BYTES, MAX_SHEETS, check_extent, refused
from dougong.sheets.reading.packages import Package
from dougong.sheets.reading.recognising import check_extension, recognise
from dougong.sheets.reading.text_files import open_text
from dougong.sheets.reading.workbook import OpenedSheet, OpenedWorkbook
from dougong.sheets.reading.xls_sheets import OldFile

#: A fault inside the parser's compiled code; it derives from BaseException and can be named only so.
_PANIC: Final = "PanicException"
_MACROS: Final = Note("intake.file.macros")


def open_workbook(data: bytes, name: str) -> OpenedWorkbook:
    """The workbook in a file's bytes; `name` is the file's name as uploaded.

    Raises `Refused` with one problem, code "intake.file.…", for each kind of file that is not taken.
    """
    if len(data) > MAX_BYTES:
        raise refused("too_large", limit=MAX_BYTES // 2**20)
    kind = recognise(data)
    if kind == "text":
        check_extension("csv", name)
        return open_text(data, PurePosixPath(name.replace("\\", "/")).stem)
    if kind == "cfb":
        old = OldFile(data)
        check_extension("xls", name)
        book = _parsed(data, "xls", lambda _name, place: old.errors(place), (_MACROS,) * old.macros)
        return replace(book, from_1904=old.from_1904)
    package = Package(data)
    check_extension(package.format, name)
    errors = package.check()
    book = _parsed(data, package.format, lambda name, _place: errors.get(name, {}), package.notes)
    return replace(book, from_1904=package.from_1904)


def _parsed(
    data: bytes, found: str, errors: Callable[[str, int], Mapping[Place, str]], notes: tuple[Note, ...]
) -> OpenedWorkbook:
    """The sheets, parsed. errors: those of a sheet, by its name and its place among the worksheets."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        listed = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
        if len(listed) > MAX_SHEETS:
            raise refused("sheets", limit=MAX_SHEETS)
        sheets = []
        for place, one in enumerate(listed):
            faults = errors(one.name, place)
            hidden = one.visible != SheetVisibleEnum.Visible
            sheets.append(_sheet(book.get_sheet_by_name(one.name), faults, hidden=hidden))
    except PasswordError:
        raise refused("encrypted") from None
    except CalamineError:
        raise refused("broken") from None
    except BaseException as failure:
        if type(failure).__name__ == _PANIC:
            raise refused("broken") from None
        raise
    if not any(one.height for one in sheets):
        raise refused("nothing")
    return OpenedWorkbook("xlsx" if found == "xlsm" else found, tuple(sheets), notes)


def _sheet(sheet: CalamineSheet, errors: Mapping[Place, str], *, hidden: bool) -> OpenedSheet:
    left = sheet.start[1] if sheet.start else 0
    last = sheet.end or (-1, -1)
    below = max((row for row, _ in errors), default=-1)
    height, width = max(last[0], below) + 1, max((last[1], *(column for _, column in errors))) + 1
    check_extent(rows=height, columns=width)
    merged = tuple(Merged(*first, *end) for first, end in sheet.merged_cell_ranges or ())
    source = partial(_rows, sheet, left, height, width, errors)
    return OpenedSheet(sheet.name, height, width, merged, hidden, source)


def _rows(
    sheet: CalamineSheet, left: int, height: int, width: int, errors: Mapping[Place, str]
) -> Iterator[tuple[Cell, ...]]:
    """The rows from the first on, each as wide as the sheet, with the errors the parser passes over put in."""
    faults: dict[int, dict[int, str]] = {}
    for (row, column), text in errors.items():
        faults.setdefault(row, {})[column] = text
    seen = 0
    for cells in sheet.iter_rows():
        line = row_of(cells, before=left)
        if len(line) < width:
            line += (None,) * (width - len(line))
        yield _with(line, faults[seen]) if seen in faults else line
        seen += 1
    for beyond in range(seen, height):
        yield _with((None,) * width, faults.get(beyond, {}))


def _with(row: tuple[Cell, ...], faults: Mapping[int, str]) -> tuple[Cell, ...]:
    return tuple(faults.get(column, cell) for column, cell in enumerate(row))
