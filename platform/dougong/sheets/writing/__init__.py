"""Writing half: records and plain tables become workbooks and CSV files."""

from dougong.sheets.writing.cells import CELLS, Facet, Words, words_of
from dougong.sheets.writing.commas import write_csv
from dougong.sheets.writing.plain import Head, Marked, Plain, Sheet, safe_text
from dougong.sheets.writing.records import RECORDS_FILES, RecordsFile
from dougong.sheets.writing.workbook import Workbook, write_workbook

__all__ = [
    "CELLS",
    "RECORDS_FILES",
    "Facet",
    "Head",
    "Marked",
    "Plain",
    "RecordsFile",
    "Sheet",
    "Words",
    "Workbook",
    "safe_text",
    "words_of",
    "write_csv",
    "write_workbook",
]
