"""Spreadsheets: values as typed cells of a workbook or a CSV file, safe to open; clients' files read into raw cells."""

from dougong.sheets.reading import OpenedSheet, OpenedWorkbook, open_workbook
from dougong.sheets.writing import (
    CELLS,
    RECORDS_FILES,
    Facet,
    Head,
    Marked,
    Plain,
    RecordsFile,
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
    "RECORDS_FILES",
    "Facet",
    "Head",
    "Marked",
    "OpenedSheet",
    "OpenedWorkbook",
    "Plain",
    "RecordsFile",
    "Sheet",
    "Words",
    "Workbook",
    "open_workbook",
    "safe_text",
    "words_of",
    "write_csv",
    "write_workbook",
]
