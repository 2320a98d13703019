"""What a text is found by, and by what not. Values only."""

import pytest
from dougong.definition import read_entity
from dougong.search import asked_for, found_in, marks_in, marks_of

FOUND = [
    ("钢筋加工棚", "钢筋"), ("钢筋加工棚", "筋"), ("钢筋加工棚", "钢筋加工"), ("钢筋加工棚", "加工 钢筋"),
    ("钢筋加工棚", "gangjin"), ("钢筋加工棚", "gangj"), ("钢筋加工棚", "gang"), ("钢筋加工棚", "gj"),
    ("钢筋加工棚", "gjjg"), ("钢筋加工棚", "GangJin"), ("钢筋加工棚", "gang jin"), ("钢筋加工棚", "gāngjīn"),
    ("重庆长江大桥", "chongqing"), ("重庆长江大桥", "cq"), ("重庆长江大桥", "changjiang"), ("重量", "zhongliang"),
    ("西安", "xian"), ("西安", "xi'an"), ("绿化", "lvhua"), ("曾祥瑞", "zxr"), ("曾祥瑞", "zeng"),
    ("曾祥瑞", "cengxiangrui"), ("单雄信", "shanxiongxin"), ("张三", "zhangsan"),
    ("DG-BJ-202504-0047", "0047"), ("DG-BJ-202504-0047", "47"), ("DG-BJ-202504-0047", "dg-bj-202504-0047"),
    ("DG-BJ-202504-0047", "202504"), ("13800138000", "0138"), ("C30混凝土", "c30"), ("C30混凝土", "c30混凝"),
    ("HRB400E", "ＨＲＢ４００"), ("ｈｒｂ４００", "hrb400"), ("3#楼", "3楼"), ("3号楼", "3"),
    ("concrete cut away", "concr"), ("concrete cut away", "CUT conc"), ("concrete", "ncre"), ("Ünïcode", "unicode"),
    ("🏗 site", "🏗"), ("مرحبا بالعالم", "بالعالم"), ("שלום עולם", "עולם"), ("カタカナ", "タカ"), ("한국어", "한국어"),
    ("a_b", "b"), ("𠮷野家", "𠮷野"),
]  # fmt: skip
MISSED = [
    ("钢筋加工棚", "钢管"), ("钢筋加工棚", "铁"), ("钢筋加工棚", "工加"), ("重庆长江大桥", "zhongqing"), ("abc", "---"),
    ("钢筋", "gangjinban"), ("concrete", "xyz"), ("DG-202504-0047", "0048"), ("钢筋", "钢筋 混凝土"), ("", "a"),
    ("银行", "yinxing"),
]  # fmt: skip


def finds(text: str, q: str) -> bool:
    marks = marks_in(text, sounds=True, chars=200, most=400)
    asked = asked_for(q)
    return bool(asked) and all(any(way <= marks for way in word.ways) for word in asked)


@pytest.mark.parametrize(("text", "q"), FOUND)
def test_found(text: str, q: str) -> None:
    assert finds(text, q)


@pytest.mark.parametrize(("text", "q"), MISSED)
def test_not_found(text: str, q: str) -> None:
    assert not finds(text, q)


def test_nothing_typed_asks_nothing() -> None:
    assert asked_for("") == asked_for("  \u3000 ") == ()


def test_punctuation_counts_only_alone() -> None:
    assert [word.text for word in asked_for("- 钢筋")] == ["钢筋"]
    assert [word.ways for word in asked_for("--- …")] == [()]


def test_what_is_asked_is_bounded() -> None:
    asked = asked_for("a" * 10_000 + " 钢筋" * 500)
    assert len(asked) == 1
    words = asked_for("钢筋混凝土剔凿清理施工便道 zhangsanlisiwangwu " + " ".join("bcdefghi"))
    assert len(words) == 6
    assert all(len(word.ways) <= 4 and all(len(way) <= 7 for way in word.ways) for word in words)


def test_what_is_kept_is_bounded_however_long_the_text() -> None:
    long = "".join(chr(0x4E00 + number) for number in range(20_000))
    assert len(marks_in(long, sounds=True, chars=200, most=400)) <= 400
    assert marks_in("x" * 1_000_000, sounds=True, chars=200, most=400) == {"xx", "xxx"}
    assert all(len(mark) <= 12 for mark in marks_in(long + "strength" * 50, sounds=True, chars=20_000, most=99_999))


ENTITY = {
    "key": "thing", "title": "Thing", "type": "object",
    "properties": {
        "name": {"title": "Name", "type": "string"},
        "story": {"title": "Story", "kind": "rich_text"},
        "secret": {"title": "Secret", "type": "string", "masked": True},
        "card": {"title": "Card", "kind": "id_card"},
        "tags": {"title": "Tags", "type": "array", "items": {"type": "string"}},
        "cause": {"title": "Cause", "oneOf": [{"const": "own", "title": "Own"}]},
        "rows": {"title": "Rows", "type": "array", "items": {"type": "object", "properties": {
            "note": {"title": "Note", "type": "string"}, "hidden": {"title": "H", "type": "string", "masked": True}}}},
    },
}  # fmt: skip


def test_of_a_record_texts_count_and_personal_data_never() -> None:
    entity = read_entity("kit", "thing", ENTITY)
    assert set(found_in(entity)) >= {"number", "name", "story", "rows/*/note"}
    assert not {"secret", "card", "cause", "rows/*/hidden"} & set(found_in(entity))
    values = {"name": "钢筋", "story": "<p><b>梁</b>柱</p>", "secret": "墙", "card": "110101199003077571",
              "rows": ({"note": "板", "hidden": "屋"}, {"note": None})}  # fmt: skip
    marks = {mark for _field, mark in marks_of(entity, "TH-0047", values)}
    assert {"钢筋", "gang", "gj", "梁", "板", "47", "047"} <= marks
    assert not {"墙", "屋", "110", "<p", "p"} & marks
    assert "liang" not in marks, "long texts are found by their characters"
