"""Spreadsheets: values as typed cells of a workbook or a CSV file, safe to open; clients' files read into raw cells."""

from dougong.sheets.reading import OpenedSheet, OpenedWorkbook, open_workbook
from dougong.sheets.writing import (
    CELLS,
    Facet,
    Head,
    Marked,
    Plain,
    Sheet,
    Words,
    Workbook,
    safe_text,
    words_of,
    write_csv,
    write_workbook,
)

__all__ = [
    "CELLS",
    "Facet",
    "Head",
    "Marked",
    "OpenedSheet",
    "OpenedWorkbook",
    "Plain",
    "Sheet",
    "Words",
    "Workbook",
    "open_workbook",
    "safe_text",
    "words_of",
    "write_csv",
    "write_workbook",
]
