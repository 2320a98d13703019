"""What looks like a label, a total or a remark: judged on single cells and rows, without knowing any field."""

import itertools
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from dougong.intake.cells import Cell, Row, folded, is_blank, narrow, tidy
from dougong.intake.table import RowKind

_WORDS: Final = re.compile(
    r"序号|编号|编码|代码|号码|名称|姓名|日期|时间|年月|月份|金额|数量|单价|单位|合价|总价|价税|备注|说明|合同|项目|规格|型号|类别|类型"
    r"|电话|手机|状态|税率|税额|班组|工种|部位|内容|工程量|比例|地址|部门|供应商|甲方|乙方|对方|身份证|银行|账号|卡号|经办|签订|开工|竣工"
    r"|工期|负责人|专业|性别|年龄|籍贯|岗位|职务|出勤|工日|工时|累计|本期|本月|上月|结算|付款|收款|发票|科目|摘要|材料|设备|品牌|产地"
    r"|\b(?:no|name|date|amount|qty|quantity|unit|price|remarks?|notes?|code|number|type|status|tax|rate|title|description)\b",
    re.IGNORECASE,
)
_FIGURES: Final = re.compile(r"[0-9]{4,}|[0-9]+[.,:/-][0-9]")
_FORM_LINE: Final = re.compile(r"[\u4e00-\u9fff()]{2,10}\s*[::]\s*\S|^[a-z ]{2,20}:\s*\S", re.IGNORECASE)
_SIGNED: Final = re.compile(r"[\u4e00-\u9fff()]{2,10}\s*:", re.IGNORECASE)
_TOTAL: Final = re.compile(
    r"(?:.{0,8}(?:合计|小计|总计|共计)(?:\(?.{0,6}\)?)|累计|总和|本页计|(?:grand|sub)?-?totals?|sum):?", re.IGNORECASE
)
_REMARK: Final = re.compile(r"\(?(?:注|备注|说明|附注|填表说明|note|remarks?)\)?\s*[0-9]*\s*[::、.]|^\*", re.IGNORECASE)
_SECTION: Final = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[,.]|\([一二三四五六七八九十0-9]{1,3}\)|第[一二三四五六七八九十]{1,3}[章节部分])"
)
_LONGEST_LABEL: Final = 40
_LONG: Final = 30
_BEGINS_TOTAL: Final = frozenset("gGsStT")


def like_label(cell: Cell) -> bool:
    """Whether a cell could name a column: a short text that is no figure, no code and no "word: value"."""
    if not isinstance(cell, str):
        return False
    plain = narrow(tidy(cell))
    if not plain or len(plain) > _LONGEST_LABEL or not any(map(str.isalpha, plain)):
        return False
    return not _FIGURES.search(plain) and not _FORM_LINE.search(plain)


def known_word(cell: Cell) -> bool:
    """Whether a cell has a word that headers have."""
    return isinstance(cell, str) and bool(_WORDS.search("".join(tidy(cell).split()) if not cell.isascii() else cell))


def counted(cells: Sequence[Cell]) -> bool:
    """Whether the cells number something: 1, 2, 3 ... as columns of days or columns' own numbers do."""
    numbers = [_whole(cell) for cell in cells]
    return len(numbers) > 2 and all(
        one is not None and other is not None and other == one + 1 for one, other in itertools.pairwise(numbers)
    )


def _whole(cell: Cell) -> int | None:
    if isinstance(cell, Decimal):
        return int(cell) if cell.is_finite() and cell == cell.to_integral_value() else None
    if isinstance(cell, str):
        plain = narrow(cell).strip("()")
        return int(plain) if plain.isdecimal() and len(plain) < 5 else None
    return None


def kind_of_row(row: Row, labels: Sequence[str] = ()) -> RowKind:
    """What a row below a header is. labels: of the columns, the folded words of the header's last row, by position."""
    first, second = _first_two(row)
    if first is None:
        return "blank"
    if isinstance(first, str) and _is_total(first):
        return "total"
    if isinstance(second, str) and _is_total(second):
        return "total"
    if isinstance(first, str) and len(row) - row.count(None) <= max(4, len(row) // 2):
        filled = _filled(row)
        if len(filled) <= max(4, len(row) // 2) and _is_note(filled, len(labels) or len(row)):
            return "note"
    if labels and (first == 1 or (isinstance(first, str) and _may_be_header(first, labels))):
        return "header" if _is_header(_filled(row), labels) else "entry"
    return "entry"


def _first_two(row: Row) -> tuple[Cell, Cell]:
    """The first two cells that are not blank; None where there are none."""
    first: Cell = None
    for cell in row:
        if cell is None or (isinstance(cell, str) and is_blank(cell)):
            continue
        if first is not None:
            return first, cell
        first = cell
    return first, None


def _filled(row: Row) -> list[tuple[int, Cell]]:
    return [(at, cell) for at, cell in enumerate(row) if not is_blank(cell)]


def _may_be_header(first: str, labels: Sequence[str]) -> bool:
    """Whether a row may repeat the header, by its first cell: cheap, as it is asked of every row."""
    return len(first) <= _LONGEST_LABEL and (first.strip() in {"1", "(1)"} or folded(first) in labels)


def _is_total(cell: str) -> bool:
    """Whether a cell heads a line of sums; asked of every row, so cheaply answered for most."""
    if len(cell) > 16 or not ("计" in cell or "和" in cell or cell.lstrip()[:1] in _BEGINS_TOTAL):
        return False
    return bool(_TOTAL.fullmatch("".join(narrow(cell).split())))


def _is_note(filled: Sequence[tuple[int, Cell]], width: int) -> bool:
    """A remark, a heading within the table, or the line of signatures."""
    texts = [narrow(tidy(cell)) for _, cell in filled if isinstance(cell, str)]
    if _REMARK.match(texts[0]) and (len(filled) == 1 or len(texts[0]) > 4):
        return True
    if len(filled) == 1 and width >= 4:
        return bool(_SECTION.match(texts[0])) or len(texts[0]) > _LONG or bool(_SIGNED.match(texts[0]))
    return len(texts) == len(filled) and width >= 4 and sum(bool(_SIGNED.match(one)) for one in texts) * 2 > len(texts)


def _is_header(filled: Sequence[tuple[int, Cell]], labels: Sequence[str]) -> bool:
    """The header once more, as on each printed page; or the row that numbers the columns."""
    if _repeats(filled, labels):
        return True
    return (
        len(filled) >= max(3, len(labels) * 2 // 3)
        and _whole(filled[0][1]) == 1
        and counted([cell for _, cell in filled])
    )


def _repeats(filled: Sequence[tuple[int, Cell]], labels: Sequence[str]) -> bool:
    """Whether six in ten of the cells are the labels of their columns; asked of every row, so no longer than needed."""
    others = 0
    for at, cell in filled:
        if not (at < len(labels) and labels[at] and folded(str(cell)) == labels[at]):
            others += 1
            if others * 10 > len(filled) * 4:
                return False
    return len(filled) - others >= 2
