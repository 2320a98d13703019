"""A workbook as a spreadsheet reads it: typed cells, heads, marks, and no formula whatever was typed."""

import csv
import io
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from unittest import mock

import pytest
from dougong.sheets import Head, Marked, Sheet, Workbook, write_csv, write_workbook
from dougong.sheets.writing import workbook
from python_calamine import CalamineWorkbook

from tests.sheets.payloads import PAYLOADS

HEADS = (Head("Name"), Head("Amount", "#,##0.00"), Head("Share", "0.00##%"), Head("Day", "yyyy-mm-dd"), Head("At"))
ROWS = [
    ["张三", Decimal("1234567.89"), Decimal("0.035"), date(2025, 4, 30), datetime(2025, 4, 30, 8, 30)],
    ["李四", Decimal("-12.50"), None, None, time(7, 15)],
]


def written(*sheets: Sheet) -> bytes:
    out = io.BytesIO()
    write_workbook(sheets, out)
    return out.getvalue()


def read(content: bytes, sheet: int = 0) -> list[list[object]]:
    return (
        CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(sheet).to_python(skip_empty_area=False)
    )


def parts(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return "".join(packed.read(one).decode() for one in packed.namelist() if name in one)


def test_numbers_days_and_times_come_back_as_such() -> None:
    head, *rows = read(written(Sheet("人员", HEADS, ROWS)))
    assert head == ["Name", "Amount", "Share", "Day", "At"]
    assert rows[0] == ["张三", 1234567.89, 0.035, date(2025, 4, 30), datetime(2025, 4, 30, 8, 30)]
    assert rows[1][:4] == ["李四", -12.5, "", ""]
    assert rows[1][4] == time(7, 15)


def test_the_file_says_how_numbers_are_shown_and_keeps_heads_and_filters() -> None:
    content = written(Sheet("人员", HEADS, ROWS))
    assert '"#,##0.00"' in parts(content, "styles") or "#,##0.00" in parts(content, "styles")
    sheet = parts(content, "worksheets/sheet1")
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:E3"/>' in sheet


def test_a_column_is_as_wide_as_what_stands_in_it() -> None:
    sheet = parts(
        written(Sheet("x", (Head("A"), Head("B")), [["短", "一个相当长的中文名称在这里"]])), "worksheets/sheet1"
    )
    assert 'min="1" max="1" width="8' in sheet
    assert 'min="2" max="2" width="28' in sheet


def test_no_text_becomes_a_formula() -> None:
    content = written(
        Sheet("x", (Head(PAYLOADS[0]), Head("b")), [[text, Marked(text, "wrong", text)] for text in PAYLOADS])
    )
    sheet = parts(content, "worksheets/sheet1")
    assert "<f>" not in sheet
    assert "<f " not in sheet
    assert sheet.count('t="inlineStr"') == 2 * len(PAYLOADS) + 2
    assert [row[0] for row in read(content)[1:]] == PAYLOADS
    assert 'quotePrefix="1"' in parts(content, "styles")


def test_no_text_of_a_csv_file_begins_like_a_formula() -> None:
    out = io.BytesIO()
    write_csv((Head(PAYLOADS[0]), Head("b")), [[text, Marked(text)] for text in PAYLOADS], out)
    text = out.getvalue().decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert len(cells) == 2 * len(PAYLOADS) + 2
    assert not [cell for cell in cells if cell[:1] in "=+-@\t\r\n＝"]


def test_a_csv_file_has_its_mark_plain_numbers_and_iso_days() -> None:
    out = io.BytesIO()
    assert write_csv(HEADS, ROWS, out) == 2
    assert out.getvalue().startswith(b"\xef\xbb\xbf")
    lines = out.getvalue().decode("utf-8-sig").split("\r\n")
    assert lines[1] == "张三,1234567.89,3.50%,2025-04-30,2025-04-30 08:30"
    assert lines[2] == "李四,-12.50,,,07:15"


def test_a_problem_is_coloured_and_has_its_remark() -> None:
    rows = [
        ["x", Marked("abc", "wrong", "不是数字")],
        [Marked(None, "wrong", "必填"), Marked(Decimal("1.5"), "warned")],
    ]
    content = written(Sheet("结果", (Head("A"), Head("B", "0.00")), rows))
    assert "不是数字" in parts(content, "comments1")
    assert "必填" in parts(content, "comments1")
    assert "FFF9D4D0" in parts(content, "styles")
    assert read(content)[2] == ["", 1.5]


def test_a_number_no_spreadsheet_can_keep_is_written_as_text() -> None:
    exact = Decimal("123456789012345.6789")
    content = written(Sheet("x", (Head("A", "0.00"), Head("B")), [[exact, 10**17]]))
    assert read(content)[1] == ["123456789012345.6789", "100000000000000000"]


@pytest.mark.parametrize(
    ("title", "names"),
    [("a/b:[c]*?", ["a b  c"]), ("x" * 40, ["x" * 31]), ("History", ["History (2)"]), ("", ["Sheet"]), ("'q'", ["q"])],
)
def test_a_sheet_gets_a_name_that_is_allowed(title: str, names: list[str]) -> None:
    content = written(Sheet(title, (Head("A"),), []))
    assert [one.rstrip() for one in CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names] == names


def test_sheets_of_one_name_are_told_apart() -> None:
    content = written(Sheet("a", (Head("A"),), []), Sheet("A", (Head("A"),), []))
    assert CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names == ["a", "A (2)"]


def test_what_does_not_fit_on_a_sheet_goes_on_in_the_next() -> None:
    with mock.patch.object(workbook, "ROWS_MAX", 3):
        content = written(Sheet("x", (Head("A"),), [[number] for number in range(5)]))
    assert [len(read(content, sheet)) for sheet in range(3)] == [3, 3, 2]


def test_two_sheets_may_be_filled_side_by_side(tmp_path: Path) -> None:
    with Workbook(tmp_path / "x.xlsx") as book:
        heads, lines = book.page("heads", (Head("A"),)), book.page("lines", (Head("B"),))
        for number in range(3):
            heads.add([number])
            lines.add([f"{number}a"])
            lines.add([f"{number}b"])
    content = (tmp_path / "x.xlsx").read_bytes()
    assert read(content, 0) == [["A"], [0.0], [1.0], [2.0]]
    assert len(read(content, 1)) == 7


def test_a_very_long_text_is_cut_and_says_so() -> None:
    text = read(written(Sheet("x", (Head("A"),), [["长" * 40_000]])))[1][0]
    assert text == "长" * 32_766 + "…"


@pytest.mark.parametrize(
    "text",
    [
        '<r><t>x</t></r></is></c><c r="B2"><f>1+1</f></c><c><is><r></r>', "a & b < c > d", "  blanks  ", "_x0041_",
        "line one\nline two", "tab\tin it", "quote\"and'quote", "名称 😀", "</t></is></c></row></sheetData>",
    ],
)  # fmt: skip
def test_a_text_comes_back_as_it_was_whatever_it_looks_like(text: str) -> None:
    content = written(Sheet("x", (Head("A"), Head("B")), [[text, Marked(text, "warned", text)]]))
    assert "<f>" not in parts(content, "worksheets/sheet1")
    assert read(content)[1] == [text, text]


def test_control_characters_do_not_break_the_file() -> None:
    content = written(Sheet("x", (Head("A"),), [["a\x00b\x0bc\ud800d"]]))
    assert "a_x0000_b_x000B_c_xD800_d" in parts(content, "worksheets/sheet1")
    assert len(read(content)) == 2


def test_columns_have_their_letters() -> None:
    heads = [Head(str(number)) for number in range(60)]
    assert read(written(Sheet("x", heads, [list(range(60))])))[1] == [float(number) for number in range(60)]


def test_days_before_the_calendar_agrees_are_text() -> None:
    rows = [[date(1899, 1, 2), datetime(1850, 5, 6, 7, 8)]]
    content = written(Sheet("x", (Head("A", "yyyy-mm-dd"), Head("B")), rows))
    assert read(content)[1] == ["1899-01-02", "1850-05-06 07:08"]


def test_what_no_cell_can_hold_is_an_error() -> None:
    with pytest.raises(TypeError, match="list"):
        written(Sheet("x", (Head("A"),), [[["a"]]]))  # type: ignore[list-item]
