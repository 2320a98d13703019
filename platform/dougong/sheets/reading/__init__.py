"""Clients' spreadsheet files as raw cells: checked on their bytes first, then parsed."""

from dougong.sheets.reading.opening import open_workbook
from dougong.sheets.reading.workbook import OpenedSheet, OpenedWorkbook

__all__ = ["OpenedSheet", "OpenedWorkbook", "open_workbook"]
