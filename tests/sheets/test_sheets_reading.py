"""Clients' files become raw cells, exactly."""

import io
from datetime import date, datetime, time
from decimal import Decimal

import openpyxl
import pytest
import xlwt
from dougong.sheets import open_workbook
from dougong.sheets.reading.cells import number
from hypothesis import given
from hypothesis import strategies as st

from tests.sheets import hostile


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


def rows_of(data: bytes, name: str) -> list[tuple[object, ...]]:
    return list(open_workbook(data, name).sheets[0].rows())


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_text_is_read_in_every_encoding_and_with_every_separator(encoding: str, separator: str) -> None:
    lines = [["编号", "名称", "金额"], ["HT-1", "钢筋\n绑扎", "1,234.50"], ["HT-2", "模板", None]]
    quoted = [[f'"{cell}"' if cell and set(cell) & set(",\n") else cell or "" for cell in line] for line in lines]
    text = "\r\n".join(map(separator.join, quoted))
    assert rows_of(f"劳务台账\r\n{text}\r\n\r\n".encode(encoding), "台账.csv") == [
        ("劳务台账", None, None), *map(tuple, lines),
    ]  # fmt: skip


def test_a_text_file_says_how_it_was_read() -> None:
    notes = open_workbook("编号;名称\n1;2\n".encode("gb18030"), "a.csv").notes
    assert [note.said() for note in notes] == [
        "The characters were read as GB18030.",
        "The columns are separated by “;”.",
    ]
    assert rows_of(b"sep=|\na|b,c\n", "a.csv") == [("a", "b,c")]


def test_an_old_workbook_is_read() -> None:
    def fill(page: xlwt.Worksheet) -> None:
        page.write(1, 1, "合同编号")
        page.write(2, 1, 12.5)
        page.write(3, 1, date(2025, 4, 3), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
        page.write_merge(0, 0, 1, 3, "台账")

    book = open_workbook(hostile.old(fill), "台账.XLS")
    assert book.format == "xls"
    assert [row[1] for row in book.sheets[0].rows()] == ["台账", "合同编号", Decimal("12.5"), date(2025, 4, 3)]
    assert book.sheets[0].merged[0].right == 3


def test_many_texts_of_an_old_workbook_are_counted_across_its_records() -> None:
    def fill(page: xlwt.Worksheet) -> None:
        for at in range(3_000):
            page.write(at, 0, f"第{at}行：主体结构劳务分包，含钢筋、模板与混凝土浇筑")

    assert len(rows_of(hostile.old(fill), "多.xls")) == 3_000


def test_an_open_document_is_read_although_its_last_row_is_repeated_to_the_end() -> None:
    end = hostile.ods_row('<table:table-cell table:number-columns-repeated="16384"/>', 1_048_573)
    data = hostile.ods(hostile.ods_row(hostile.ods_cell("编号")) + hostile.ods_row(hostile.ods_cell("1", 2), 2) + end)
    assert rows_of(data, "a.ods") == [("编号", None), ("1", "1"), ("1", "1")]


def test_formatting_to_the_last_cell_is_no_content() -> None:
    rows = hostile.GOOD + '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    assert rows_of(hostile.xlsx(rows), "a.xlsx") == [("编号", "名称"), ("HT-1", "混凝土")]


def test_macros_are_left_alone_and_that_is_said() -> None:
    data = hostile.xlsx(hostile.GOOD, kind=hostile.MACROS, **{"xl__vbaProject.bin": b"x" * 100})
    book = open_workbook(data, "带宏.xlsm")
    assert [note.code for note in book.notes] == ["intake.file.macros"]
    assert list(book.sheets[0].rows())[1] == ("HT-1", "混凝土")


def test_errors_and_formulas_without_results_are_seen_instead_of_read_as_empty() -> None:
    book = openpyxl.Workbook()
    book.active.append(["名称", "金额"])
    book.active.append(["a", "=1/0"])
    data = saved(book)
    assert rows_of(data, "a.xlsx")[1] == ("a", "#CALC!")
    kept = hostile.xlsx(hostile.row(1, {"A": "名称"}) + '<row r="2"><c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>')
    assert rows_of(kept, "a.xlsx") == [("名称", None), (None, "#DIV/0!")]


def test_hidden_sheets_are_told_and_days_counted_from_1904_too() -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append(["日期"])
    book.active.append([date(2025, 4, 3)])
    book.create_sheet("参数").sheet_state = "hidden"
    opened = open_workbook(saved(book), "a.xlsx")
    assert [(one.name, one.hidden) for one in opened.sheets] == [("Sheet", False), ("参数", True)]
    assert opened.from_1904
    assert list(opened.sheets[0].rows())[1] == (date(2025, 4, 3),)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_keeps_its_fifteen_digits(value: float) -> None:
    assert abs(number(value) - Decimal(value)) <= abs(Decimal(value)) * Decimal("1e-14")
    assert len(number(value).normalize().as_tuple().digits) <= 15
