"""Workbooks as clients send them, for the pages of importing."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter

HEADER = ("序号", "合同名称", "合同类型", "相对方", "含税金额（万元）", "税率", "计价方式", "签订日期", "备注")
#: Two of them cannot be taken in: no such partner, no such day.
LINES = (
    (1, "一期木工劳务分包", "劳务分包", "宏达建筑劳务有限公司", 125.5, "3%", "固定单价", "2025年3月4日", ""),
    (2, "钢筋采购合同", "材料采购", "查无此公司有限公司", 98.25, "13%", "固定单价", date(2025, 3, 6), "先款后货"),
    (3, "脚手架租赁", "设备租赁", "宏达劳务", "12,3", "13%", "固定总价", "2025-02-30", ""),
    (4, "　消防专业分包 ", "专业分包", "宏达建筑劳务有限公司", "￥86.4", "9%", "固定总价", "2025/3/18", ""),
    ("合计", "", "", "", 322.45, "", "", "", ""),
)


def workbook(rows: Iterable[Sequence[Any]], title: str = "", sheet: str = "合同台账") -> bytes:
    """An .xlsx file; title: words above the table, over its whole width."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page, day = book.add_worksheet(sheet), book.add_format({"num_format": "yyyy-mm-dd"})
    at = 0
    lines = [tuple(row) for row in rows]
    if title:
        page.merge_range(0, 0, 0, len(lines[0]) - 1, title)
        at = 2
    for number, row in enumerate(lines):
        for column, value in enumerate(row):
            if isinstance(value, date | datetime):
                page.write_datetime(at + number, column, value, day)
            elif value != "":
                page.write(at + number, column, value)
    book.close()
    return out.getvalue()


def messy() -> bytes:
    """A register of contracts: a title, amounts in 万元, a total, two lines that cannot be taken in."""
    return workbook((HEADER, *LINES), "2025年3月分包与采购合同台账")
