"""Names stand in the order people look them up in: Chinese by pinyin."""

import pytest
from dougong.listing import Wanted, open_groups
from dougong.listing.reading_order import reading_order
from dougong.problem import Ref

from tests.emptying import tables_can_be_emptied
from tests.listing.counter import entry_for, ref_to
from tests.storage.conftest import desk, kit
from tests.storage.kit import Kit

__all__ = ["desk", "kit", "tables_can_be_emptied"]


def test_chinese_is_read_by_pinyin_latin_without_case_nothing_last() -> None:
    names = ["张三", "", "李四", "Beta", "王五", "alpha", "安六", "B区", "A区"]
    assert sorted(names, key=reading_order) == ["A区", "alpha", "安六", "B区", "Beta", "李四", "王五", "张三", ""]


@pytest.mark.storage
def test_groups_of_references_stand_in_the_order_of_their_names(desk: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    names: dict[Ref, str] = {}
    for name in ("赵", "Zoll", "安", "李", "Adam"):
        party = desk.new(desk.party, code=name)
        names[ref_to(desk.party.name, party)] = name
        desk.new(desk.thing, party=party.ref)
    desk.new(desk.thing)
    monkeypatch.setattr("dougong.listing.groups.labels_of", lambda _seat, refs: {one: names[one] for one in refs})
    groups = open_groups(entry_for(desk), Wanted(group=("party",))).groups
    assert [one.label for one in groups] == ["Adam", "安", "李", "赵", "Zoll", ""]
