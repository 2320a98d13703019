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
    r"(?:[一二三四五六七八九十]{1,3}[、..]|\([一二三四五六七八九十0-9]{1,3}\)|第[一二三四五六七八九十]{1,3}[章节部分])"
)
_LONGEST_LABEL: Final = 40
_LONG: Final = 30


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
        return int(cell) if cell == cell.to_integral_value() else None
    if isinstance(cell, str):
        plain = narrow(cell).strip("()")
        return int(plain) if plain.isdecimal() and len(plain) < 5 else None
    return None


def kind_of_row(row: Row, labels: Sequence[str] = ()) -> RowKind:
    """What a row below a header is. labels: of the columns, the header's last row, by position."""
    filled = [(at, cell) for at, cell in enumerate(row) if cell is not None and not is_blank(cell)]
    if not filled:
        return "blank"
    first = filled[0][1]
    if isinstance(first, str) and _TOTAL.fullmatch("".join(narrow(first).split())):
        return "total"
    if len(filled) > 1 and isinstance(filled[1][1], str) and _is_total(filled[1][1]):
        return "total"
    if isinstance(first, str) and len(filled) <= max(4, len(row) // 2) and _is_note(filled, len(labels) or len(row)):
        return "note"
    if labels and isinstance(first, str | Decimal) and _is_header(filled, labels):
        return "header"
    return "entry"


def _is_total(cell: str) -> bool:
    return len(cell) <= 12 and bool(_TOTAL.fullmatch("".join(narrow(cell).split())))


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
