"""The one way to open a client's file."""

import io
from collections.abc import Iterator

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from dougong.intake import Cell, Merged
from dougong.problem import Problem, Refused
from dougong.sheets.reading.cells import row_of
from dougong.sheets.reading.workbook import OpenedSheet, OpenedWorkbook


def open_workbook(data: bytes, name: str) -> OpenedWorkbook:
    """The workbook in a file's bytes; `name` is the file's name as uploaded.

    Raises `Refused` with one problem, code "intake.file.…", for each kind of file that is not taken.
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        shown = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
        sheets = tuple(
            _sheet(book.get_sheet_by_name(one.name), hidden=one.visible != SheetVisibleEnum.Visible) for one in shown
        )
    except CalamineError:
        raise Refused([Problem("", "intake.file.broken")]) from None
    return OpenedWorkbook("xlsx", sheets)


def _sheet(sheet: CalamineSheet, *, hidden: bool) -> OpenedSheet:
    left = sheet.start[1] if sheet.start else 0
    last = sheet.end or (-1, -1)

    def source() -> Iterator[tuple[Cell, ...]]:
        for cells in sheet.iter_rows():
            yield row_of(cells, before=left)

    merged = tuple(Merged(*first, *last) for first, last in sheet.merged_cell_ranges or ())
    return OpenedSheet(sheet.name, last[0] + 1, last[1] + 1, merged, hidden, source)
