"""Spreadsheets: values as typed cells of a workbook or of a CSV file, safe to open. Presenters never write records."""

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
    "Plain",
    "Sheet",
    "Words",
    "Workbook",
    "safe_text",
    "words_of",
    "write_csv",
    "write_workbook",
]
