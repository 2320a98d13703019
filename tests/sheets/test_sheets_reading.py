"""Clients' files become raw cells, exactly."""

import io
from datetime import date, datetime, time
from decimal import Decimal

import openpyxl
from dougong.sheets import open_workbook


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_cells_keep_their_kind_and_numbers_are_exact() -> None:
    book = openpyxl.Workbook()
    book.active["B3"] = "劳务合同台账"
    book.active.merge_cells("B3:D3")
    book.active.append([None, 0.1 + 0.2, True, date(2025, 4, 3), time(8, 30), datetime(2025, 4, 3, 8, 30)])
    sheet = open_workbook(saved(book), "台账.xlsx").sheets[0]
    assert (sheet.height, sheet.width) == (4, 6)
    assert list(sheet.rows())[3] == (
        None, Decimal("0.3"), True, date(2025, 4, 3), time(8, 30), datetime(2025, 4, 3, 8, 30),
    )  # fmt: skip
    assert list(sheet.rows(2, 3)) == [(None, "劳务合同台账", None, None, None, None)]
    assert (sheet.merged[0].top, sheet.merged[0].left, sheet.merged[0].right) == (2, 1, 3)
