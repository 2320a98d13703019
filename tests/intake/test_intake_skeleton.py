"""A plain sheet goes from rows to values."""

from decimal import Decimal

import pytest
from dougong import intake
from dougong.problem import Refused

ROWS = [("编号", "名称"), ("HT-001", "混凝土"), (None, None), ("HT-002", "钢筋")]


def test_a_plain_table_is_found_guessed_and_read() -> None:
    table = intake.find_table(ROWS)
    assert (table.header_rows, table.first_row, table.last_row, table.entries) == ((0,), 1, 3, 2)
    targets = (intake.Target("/code", "编号", "text"), intake.Target("/name", "名称", "text"))
    assert [one.pointer for one in intake.guess(table, targets)] == ["/code", "/name"]
    assert [number for number, _ in intake.body(table, ROWS)] == [1, 3]
    assert intake.repair_column(["混凝土", None], targets[1]).values == ["混凝土", None]


def test_an_empty_sheet_and_one_without_a_header_are_refused() -> None:
    with pytest.raises(Refused, match="Nothing stands"):
        intake.find_table([(None, " ")])
    with pytest.raises(Refused, match="header"):
        intake.find_table([("只有标题", None)])


def test_a_reference_is_found_by_number_or_name_and_several_are_a_choice() -> None:
    pairs = [("1", "HT-001", "张三"), ("2", "HT-002", "张三"), ("3", "HT-003", "李四")]
    known = [intake.Known(key, number, (name,)) for key, number, name in pairs]
    register = intake.Register(known)
    assert register.match("HT-002").found == known[1]
    assert register.match(" 李四 ").by == "name"
    assert register.match("张三").choices == (known[0], known[1])
    assert register.match("王五") == intake.Match()
    assert register.match("ht 003").found == known[2]


def test_numbers_have_no_binary_dust() -> None:
    assert intake.repair(Decimal("0.3"), intake.Target("/a", "A", "text")).value == "0.3"
