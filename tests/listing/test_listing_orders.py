"""Lists sorted by several keys, with chosen columns, and in groups; on both databases, and never by what is hidden."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from dougong.definition import Right, View
from dougong.expression import parse
from dougong.listing import Branch, Leaf, Wanted, columns_offered, group_fields, open_groups, open_list
from dougong.problem import Refused

from tests.emptying import tables_can_be_emptied
from tests.listing.counter import entry_for, partly, tags
from tests.storage.conftest import desk, kit
from tests.storage.kit import Kit

__all__ = ["desk", "kit", "tables_can_be_emptied"]

pytestmark = [pytest.mark.storage]

VIEW = View("all", "All", columns=("tag", "whole"), totals=("total",))


def things(kit: Kit) -> None:
    place = kit.place()
    for tag, whole, day, done in (
        ("a", 2, date(2025, 1, 31), True), ("b", 1, date(2025, 2, 1), True), ("c", 2, date(2025, 2, 28), False),
        ("d", 1, date(2025, 1, 1), None), ("e", None, None, False),
    ):  # fmt: skip
        kit.new(kit.thing, at=place, tag=tag, whole=whole, day=day, done=done, total=Decimal(10), state="open")


def walked(entry: Any, wanted: Wanted) -> list[Any]:
    """The tags of all pages of two."""
    seen: list[Any] = []
    wanted = replace(wanted, limit=2, columns=("tag",))
    while True:
        page = open_list(entry, wanted)
        seen += [one.values["tag"] for one in page.records]
        if page.next is None:
            return seen
        wanted = replace(wanted, after=page.next)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [(("whole", "-day"), "bdcae"), (("-whole", "tag"), "acbde"), (("day",), "dabce"), (("done", "tag"), "ceabd"),
     (("-total", "whole", "-tag"), "dbcae")],
)  # fmt: skip
def test_several_keys_page_by_page(desk: Kit, sort: tuple[str, ...], expected: str) -> None:
    things(desk)
    assert walked(entry_for(desk), Wanted(sort=sort)) == list(expected)


def test_an_order_without_an_index_is_given_with_a_warning(desk: Kit) -> None:
    entry = entry_for(desk)
    warned = {sort: open_list(entry, Wanted(sort=sort)).warnings for sort in (
        ("day",), ("-total", "whole"), ("number",), ("whole",), ("done", "day"), ("state", "day"), ())}  # fmt: skip
    assert [sort for sort, said in warned.items() if said] == [("whole",), ("done", "day"), ("state", "day")]
    [first, second] = open_list(entry, Wanted(sort=("-total", "whole"))).sorts
    assert (first.title, first.descending, first.scans, second.scans) == ("Total", True, False, True)


@pytest.mark.parametrize("key", ["story", "trades", "nothing", "card", "rows", "tag.x"])
def test_what_cannot_be_sorted_by(desk: Kit, key: str) -> None:
    with pytest.raises(Refused) as refused:
        open_list(entry_for(desk), Wanted(sort=("day", key)))
    assert refused.value.problems[0].pointer == "/sort"


def test_what_is_hidden_orders_nothing(desk: Kit) -> None:
    for tag, whole, done in (("a", 3, True), ("b", 2, False), ("c", 1, False), ("d", 4, True)):
        desk.new(desk.thing, tag=tag, whole=whole, done=done)
    entry = entry_for(desk, reach=partly(desk, "whole"))
    assert tags(entry, Wanted(sort=("whole",))) == ["a", "d", "b", "c"], "hidden ones count as empty, by their age"
    assert open_list(entry, Wanted(sort=("whole",))).warnings == ("sort_scans",)
    blind = entry_for(desk, reach=desk.reach(desk.thing, ("true", ("/whole", "/state"))))
    for key in ("whole", "state"):
        with pytest.raises(Refused):
            open_list(blind, Wanted(sort=(key,)))
    assert not {"whole", "state"} & {column.key for column in columns_offered(blind)}


def test_columns_are_chosen_and_go_through_references(desk: Kit) -> None:
    party = desk.new(desk.party, code="P", phone="13800138000")
    desk.new(desk.thing, tag="a", party=party.ref)
    desk.new(desk.thing, tag="b")
    entry = entry_for(desk)
    listing = open_list(entry, Wanted(columns=("party.code", "tag", "party"), sort=("tag",)))
    assert [(column.key, column.title) for column in listing.columns] == [
        ("party.code", "Party · Code"), ("tag", "Tag"), ("party", "Party")]  # fmt: skip
    assert [one.values["party.code"] for one in listing.records] == ["P", None]
    with CaptureQueriesContext(connection) as few:
        open_list(entry, Wanted(columns=("party.code", "tag", "party")))
    for number in range(8):
        other = desk.new(desk.party, code=f"P{number}")
        desk.new(desk.thing, tag=str(number), party=other.ref)
    with CaptureQueriesContext(connection) as many:
        open_list(entry, Wanted(columns=("party.code", "tag", "party")))
    assert len(many) == len(few)
    for key in ("nothing", "party.nothing", "parties.code", "tag.code", "source.code"):
        with pytest.raises(Refused):
            open_list(entry, Wanted(columns=("tag", key)))
    blind = replace(entry, seat=replace(entry.seat, rights=()))
    with pytest.raises(Refused):
        open_list(blind, Wanted(columns=("party.code",)))


def told(entry: Any, wanted: Wanted) -> list[tuple[Any, int | None, Any]]:
    """The groups with their figures, each checked against the list it opens."""
    groups = open_groups(entry, wanted, figures=True).groups
    for group in groups:
        opened = replace(group.opens, group=(), limit=1000)
        assert len(open_list(entry, opened).records) == group.count, group
    return [(group.value, group.count, group.sums.get("total")) for group in groups]


@pytest.mark.parametrize(
    ("key", "expected"),
    [("whole", [(1, 2, 20), (2, 2, 20), (None, 1, 10)]),
     ("done", [(False, 2, 20), (True, 2, 20), (None, 1, 10)]),
     ("day:month", [("2025-01", 2, 20), ("2025-02", 2, 20), (None, 1, 10)]),
     ("state", [("open", 5, 50)])],
)  # fmt: skip
def test_groups_with_subtotals(desk: Kit, key: str, expected: list[Any]) -> None:
    things(desk)
    assert told(entry_for(desk, views=[VIEW]), Wanted(group=(key,))) == expected


def test_groups_within_groups(desk: Kit) -> None:
    things(desk)
    entry = entry_for(desk, views=[VIEW])
    first = open_groups(entry, Wanted(group=("whole", "day:month"))).groups[0]
    assert first.opens.group == ("day:month",)
    assert told(entry, first.opens) == [("2025-01", 1, 10), ("2025-02", 1, 10)]


def test_groups_by_what_is_referred_to(desk: Kit) -> None:
    one, two = desk.new(desk.party, code="Alpha"), desk.new(desk.party, code="Beta")
    for number, party in enumerate((one, one, two)):
        desk.new(desk.thing, tag=str(number), party=party.ref, owner=desk.me, cause="own")
    desk.new(desk.thing, tag="none")
    entry = entry_for(desk, views=[VIEW])
    groups = open_groups(entry, Wanted(group=("party",)), figures=True).groups
    assert {(group.label, group.count) for group in groups} == {("Alpha", 2), ("Beta", 1), ("", 1)}
    assert [group.label for group in open_groups(entry, Wanted(group=("cause",))).groups] == ["Own", ""]
    assert [group.value for group in open_groups(entry, Wanted(group=("owner",))).groups] == [desk.me, None]
    assert [group.value for group in open_groups(entry, Wanted(group=("project",))).groups] == [None]


@pytest.mark.parametrize("key", ["tag", "day", "day:month", "whole"])
def test_groups_page_by_page(desk: Kit, key: str) -> None:
    for number in range(120):
        day = date(2015 + number // 12, number % 12 + 1, 15)
        desk.new(desk.thing, tag=f"{number:03}", day=day, whole=number)
    entry = entry_for(desk, views=[VIEW])
    wanted, seen = Wanted(group=(key,)), []
    while True:
        with CaptureQueriesContext(connection) as asked:
            page = open_groups(entry, wanted)
        assert len(asked) <= 4
        assert len(page.groups) <= 50
        seen += [group.value for group in page.groups]
        if page.next is None:
            break
        wanted = replace(wanted, after=page.next)
    assert len(seen) == len(set(seen)) == 120
    assert seen == sorted(seen)


def test_what_is_hidden_groups_nothing(desk: Kit) -> None:
    for tag, whole, done in (("a", 1, True), ("b", 1, False), ("c", 2, False)):
        desk.new(desk.thing, tag=tag, whole=whole, day=date(2025, 1, whole), done=done, total=Decimal(5))
    entry = entry_for(desk, reach=partly(desk, "whole", "day", "total"), views=[VIEW])
    assert told(entry, Wanted(group=("whole",))) == [(1, 1, 5), (None, 2, 0)]
    assert told(entry, Wanted(group=("day:month",))) == [("2025-01", 1, 5), (None, 2, 0)]
    blind = entry_for(desk, reach=desk.reach(desk.thing, ("true", ("/whole", "/day"))), views=[VIEW])
    assert not {"whole", "day", "day:month"} & {one.key for one in group_fields(blind)}
    for key in ("whole", "day:month", "nothing", "card", "trades", "tag:month"):
        with pytest.raises(Refused):
            open_groups(blind, Wanted(group=(key,)))


def test_a_reference_is_ordered_by_its_label_or_not_at_all(desk: Kit) -> None:
    for number, code in enumerate("cab"):
        desk.new(desk.thing, tag=f"{number}", party=desk.new(desk.party, code=code).ref)
    desk.new(desk.thing, tag="none")
    entry = entry_for(desk)
    listing = open_list(entry, Wanted(sort=("party",)))
    assert (listing.sort, listing.warnings) == (("party",), ("sort_scans",))
    assert walked(entry, Wanted(sort=("party",))) == ["1", "2", "0", "none"]
    assert walked(entry, Wanted(sort=("-party",))) == ["0", "2", "1", "none"]
    hidden = entry_for(desk, reach=partly(desk, "party"))
    assert walked(hidden, Wanted(sort=("party", "tag"))) == ["0", "1", "2", "none"], "hidden, it orders nothing"
    some = (Right(role="all", entity=desk.party.name, see=parse("code == 'a'")),)
    others = tuple(right for right in entry.seat.rights if right.entity != desk.party.name)
    narrow = replace(entry, seat=replace(entry.seat, rights=(*others, *some)))
    for seen, key in ((narrow, "party"), (entry, "owner"), (entry, "created_by")):
        with pytest.raises(Refused):
            open_list(seen, Wanted(sort=(key,)))


def test_a_part_of_a_text_is_looked_for_with_a_warning(desk: Kit) -> None:
    desk.new(desk.thing, tag="a", day=date(2025, 1, 1))
    entry = entry_for(desk)
    part, day = Leaf("tag", "contains", "a"), Leaf("day", "equal", "2025-01-01")
    few = Leaf("done", "equal", to=True)
    for parts, warned in (((part,), True), ((part, few), True), ((part, day), False), ((day,), False)):
        wanted = Wanted(filter=Branch("all", parts))
        assert open_list(entry, wanted).warnings == (("filter_scans",) if warned else ())
        gathered = open_groups(entry, replace(wanted, group=("party",))).warnings
        assert gathered == (() if day in parts else ("group_scans",))
    assert open_list(entry, Wanted(filter=Branch("any", (part, day)))).warnings == ("filter_scans",)
    assert open_groups(entry, Wanted(group=("party",))).warnings == ()
