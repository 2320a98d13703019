"""One order on both databases, empty values last, and pages that neither lose nor repeat a row."""

import base64
import json
import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from dougong.problem import Refused
from dougong.storage import Query, Record, neighbours, select

from tests.storage.kit import NO_LAYOUT, Kit, ids

pytestmark = [pytest.mark.storage]

ROWS = 60


def _fill(kit: Kit, seed: int) -> list[Record]:
    chance = random.Random(seed)
    place = kit.place()
    start = datetime(2025, 1, 1, tzinfo=UTC)
    return [
        kit.new(
            kit.thing, at=place,
            tag=f"{number:03d}",
            day=chance.choice([None, *(date(2025, 1, day) for day in range(1, 6))]),
            total=chance.choice([None, Decimal(-1), Decimal(0), Decimal("2.5")]),
            done=chance.choice([None, True, False]),
            story=chance.choice([None, "", "a", "B", "墙", "柱", "𠮷"]),
            moment=chance.choice([None, start, start + timedelta(microseconds=1), start + timedelta(days=1)]),
        )
        for number in range(ROWS)
    ]  # fmt: skip


def _sorted(records: list[Record], sort: tuple[str, ...]) -> list[Record]:
    """What Python makes of the order: stable sorts from the last key to the first."""
    found = sorted(records, key=lambda one: one.id, reverse=(bool(sort) and sort[-1].startswith("-")) or not sort)
    for asked in reversed(sort):
        key, down = asked.removeprefix("-"), asked.startswith("-")
        filled = [one for one in found if one.values[key] is not None]
        empty = [one for one in found if one.values[key] is None]
        found = [*_stable(filled, key, down=down), *empty]
    return found


def _stable(records: list[Record], key: str, *, down: bool) -> list[Record]:
    def value(one: Record) -> Any:
        return one.values[key]

    return sorted(records, key=value, reverse=down)


SORTS = [
    (), ("tag",), ("-tag",), ("day",), ("-day",), ("total", "-day"), ("-total", "day"), ("done", "-total"),
    ("story",), ("-story", "tag"), ("moment",), ("-moment", "story"), ("day", "total", "done"),
]  # fmt: skip


@pytest.mark.parametrize("sort", SORTS)
def test_pages_follow_the_order(desk: Kit, sort: tuple[str, ...]) -> None:
    records = _fill(desk, seed=len(SORTS) * 7 + SORTS.index(sort))
    wanted = ids(_sorted(records, sort))
    reach = desk.everything(desk.thing)
    assert ids(select(reach, desk.thing, NO_LAYOUT, Query(sort=sort, limit=100)).records) == wanted
    for limit in (1, 7, 20, ROWS):
        found, after = [], None
        while True:
            page = select(reach, desk.thing, NO_LAYOUT, Query(sort=sort, limit=limit, after=after))
            assert len(page.records) <= limit
            found += ids(page.records)
            after = page.next
            if after is None:
                break
        assert found == wanted, (sort, limit)


def test_rows_that_come_or_go_meanwhile_shift_nothing(desk: Kit) -> None:
    records = _fill(desk, seed=1)
    reach = desk.everything(desk.thing)
    first = select(reach, desk.thing, NO_LAYOUT, Query(sort=("tag",), limit=10))
    desk.new(desk.thing, tag="000a")
    second = select(reach, desk.thing, NO_LAYOUT, Query(sort=("tag",), limit=10, after=first.next))
    assert ids(second.records) == ids(_sorted(records, ("tag",)))[10:20]


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "AAAA", "é", base64.urlsafe_b64encode(b'["00000000", 1, 2]').decode(),
     base64.urlsafe_b64encode(b"[" * 2000).decode()],
)  # fmt: skip
def test_a_cursor_made_by_hand_is_refused(desk: Kit, cursor: str) -> None:
    _fill(desk, seed=2)
    with pytest.raises(Refused) as refused:
        select(desk.everything(desk.thing), desk.thing, NO_LAYOUT, Query(sort=("day",), after=cursor))
    assert refused.value.problems[0].code == "cursor"


def test_a_cursor_with_other_values_in_it_is_refused(desk: Kit) -> None:
    _fill(desk, seed=3)
    reach = desk.everything(desk.thing)
    good = select(reach, desk.thing, NO_LAYOUT, Query(sort=("day", "total"), limit=5)).next
    assert good is not None
    mark, *values = json.loads(base64.urlsafe_b64decode(good + "=="))
    for place, value in ((0, "yesterday"), (0, 5), (1, "1"), (1, 2**70), (2, "x"), (2, None), (2, 7)):
        changed = [*values]
        changed[place] = value
        text = base64.urlsafe_b64encode(json.dumps([mark, *changed]).encode()).decode()
        with pytest.raises(Refused) as refused:
            select(reach, desk.thing, NO_LAYOUT, Query(sort=("day", "total"), after=text))
        assert refused.value.problems[0].code == "cursor"
    with pytest.raises(Refused):
        select(reach, desk.thing, NO_LAYOUT, Query(sort=("-day", "total"), after=good))


@pytest.mark.parametrize("sort", SORTS)
def test_what_stands_beside_a_record_is_what_the_order_says(desk: Kit, sort: tuple[str, ...]) -> None:
    records = _fill(desk, seed=len(SORTS) * 11 + SORTS.index(sort))
    wanted: list[Any] = [None, *ids(_sorted(records, sort)), None]
    reach = desk.everything(desk.thing)
    for place in range(1, len(wanted) - 1):
        found = neighbours(reach, desk.thing, NO_LAYOUT, Query(sort=sort), wanted[place])
        assert found == (wanted[place - 1], wanted[place + 1]), (sort, place)
